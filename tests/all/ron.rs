//! The files: what is written is read back the same; what is damaged is said, line by line, and costs nothing else.

use postil::{
    format::{CLOSING, HEADER, Item, Located, codebook_bytes, layer_bytes, project_bytes, read},
    model::{Group, GroupId, Project, ProjectInfo, Stamp, Stamper},
    storage::fold,
    verbs,
};
use proptest::{collection::vec, prelude::*};

use crate::{
    disk::{MemoryDisk, disk},
    samples::{self, Change, analyst, change, nasty, tag},
};

/// What was made of the sample project by random changes.
fn changed(changes: &[Change]) -> Project {
    let mut project = samples::project();
    let mut stamper = Stamper::new("r");
    for change in changes {
        if let Some(Ok(step)) = change.step(&project, &analyst("ana")) {
            // What cannot be made leaves no trace, which is another law's business.
            drop(project.apply(&step, &mut stamper));
        }
    }
    project
}

/// All files of a project with their names.
fn files(project: &Project) -> Vec<(String, String)> {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let shared = [("project.ron", project_bytes(project)), ("codebook.ron", codebook_bytes(project))];
    let mut files: Vec<_> = shared.into_iter().map(|(name, bytes)| (name.to_owned(), text(bytes))).collect();
    for layer in project.layers.values() {
        files.push((format!("annotations/{}.ron", layer.id), text(layer_bytes(project, layer))));
    }
    files
}

fn loaded(files: &[(String, String)]) -> Project {
    let mut project = Project::default();
    for (name, text) in files {
        let contents = read(text.as_bytes()).expect("a file that can be read");
        assert_eq!(contents.damage, [], "{name}");
        assert_eq!(fold(&mut project, name, contents), [""; 0], "{name}");
    }
    project
}

/// The record lines of a file.
fn records(text: &str) -> Vec<&str> {
    text.lines().filter(|line| *line != HEADER && *line != CLOSING).collect()
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn what_is_written_is_read_back_byte_for_byte(changes in vec(change(), 1..24), title in nasty()) {
        let mut project = changed(&changes);
        let info = ProjectInfo { title, ..project.info().clone() };
        project.put_info(info, Stamp::default());
        let written = files(&project);
        for (name, text) in &written {
            let contents = read(text.as_bytes()).expect("a file that can be read");
            prop_assert!(contents.canonical, "{name} counts as edited by hand: {text}");
            for line in records(text) {
                let alone = read(format!("{HEADER}\n{line}\n{CLOSING}\n").as_bytes()).expect("a file of one line");
                prop_assert_eq!((alone.items.len(), alone.damage.len()), (1, 0), "{}", line);
                let bare = ron::from_str::<ron::Value>(line.strip_suffix(',').expect("a comma"));
                prop_assert!(bare.is_ok(), "{line} is not RON by itself: {bare:?}");
            }
        }
        let again = loaded(&written);
        prop_assert_eq!(&files(&again), &written);
        let third = files(&loaded(&files(&again)));
        prop_assert_eq!(&third, &written);
    }

    #[test]
    fn lines_in_any_order_and_twice_are_the_same_project(
        earlier in vec(change(), 1..12),
        later in vec(change(), 1..12),
        seed in any::<u64>(),
    ) {
        let all: Vec<Change> = earlier.iter().chain(&later).cloned().collect();
        let (before, after) = (files(&changed(&earlier)), files(&changed(&all)));
        let merged: Vec<(String, String)> = after
            .iter()
            .map(|(name, text)| {
                let old = before.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text);
                let mut lines: Vec<&str> = records(old).into_iter().chain(records(text)).collect();
                // Any order: sorted by something that has nothing to do with the records.
                lines.sort_by_key(|line| line.bytes().fold(seed, |sum, b| sum.rotate_left(7) ^ u64::from(b)));
                (name.clone(), format!("{HEADER}\n{}\n{CLOSING}\n{HEADER}\n{CLOSING}\n", lines.join("\n")))
            })
            .collect();
        // A layer's copies of what the shared files hold are for reading it elsewhere.
        let own = |files: Vec<(String, String)>| -> Vec<String> {
            let is_copy = |line: &&str| ["Group(", "Article(", "Tag("].iter().any(|kind| line.starts_with(kind));
            let lines = |(name, text): &(String, String)| {
                let lines = text.lines().filter(|line| !name.starts_with("annotations") || !is_copy(line));
                lines.map(str::to_owned).collect::<Vec<_>>()
            };
            files.iter().flat_map(lines).collect()
        };
        prop_assert_eq!(own(files(&loaded(&merged))), own(files(&loaded(&after))));
    }

    #[test]
    fn a_flipped_bit_costs_at_most_the_lines_it_touches(flip in any::<prop::sample::Index>(), bit in 0_u8..8) {
        for (name, text) in files(&samples::project()) {
            let mut bytes = text.clone().into_bytes();
            let at = flip.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let Ok(contents) = read(&bytes) else {
                // All of it is reported and nothing of it written: only for what says which file this is.
                prop_assert!(at <= HEADER.len(), "{name}: nothing is read for a flip of byte {at} in {text}");
                continue;
            };
            let (mut start, mut missing) = (0, Vec::new());
            for line in text.split_inclusive('\n') {
                // The line end before a line and its own belong to it.
                let touched = (start..start + line.len() + 1).contains(&(at + 1)) || start + line.len() == at;
                start += line.len();
                let alone = read(format!("{HEADER}\n{line}{CLOSING}\n").as_bytes());
                let Some(item) = alone.ok().and_then(|mut alone| alone.items.pop()) else { continue };
                if !touched && !contents.items.iter().any(|found| found.item == item.item) {
                    missing.push(line);
                }
            }
            prop_assert!(missing.is_empty(), "{name}: a flip of byte {at} lost {missing:?}");
            fold(&mut Project::default(), &name, contents);
        }
    }
}

#[test]
fn a_file_that_was_cut_off_keeps_its_whole_lines() {
    for (name, text) in files(&samples::project()) {
        let whole = read(text.as_bytes()).expect("a file that can be read");
        for cut in 0..text.len() - 1 {
            let part = &text.as_bytes()[..cut];
            let intact = part.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
            match read(part) {
                Ok(contents) => {
                    let found: Vec<&Item> = contents.items.iter().map(|found| &found.item).collect();
                    let expected: Vec<&Item> = whole.items.iter().take(intact).map(|found| &found.item).collect();
                    assert!(found.starts_with(&expected), "{name} cut at {cut}");
                    assert!(
                        cut + 1 == text.len() || !contents.damage.is_empty(),
                        "{name} cut at {cut}: nothing is said"
                    );
                    fold(&mut Project::default(), &name, contents);
                }
                Err(error) => assert_eq!(intact, 0, "{name} cut at {cut}: {error}"),
            }
        }
    }
}

#[test]
fn of_damage_without_end_the_rest_is_counted() {
    let (name, text) = files(&samples::project()).into_iter().next().expect("a file");
    let whole = read(text.as_bytes()).expect("a file that can be read");
    let damaged = text.replacen('\n', &format!("\n{}", "x\n".repeat(10_007)), 1);
    let contents = read(damaged.as_bytes()).expect("a file that can be read");
    let items = |found: Vec<Located>| found.into_iter().map(|found| found.item).collect::<Vec<_>>();
    let last = contents.damage.last().expect("damage").clone();
    assert_eq!((contents.damage.len(), last.line), (10_001, 10_002), "{name}");
    assert_eq!(last.message, "from here on 7 more lines cannot be read");
    assert_eq!(items(contents.items), items(whole.items), "{name}");
}

/// The sample's codebook as a person might write it.
const BY_HAND: &str = r#"// The codebook; format as in docs/FORMAT.md
(
    format: 1, /* the first */
    records: [
        Tag((
            name: "Vacuum", // renamed
            id: "argument/vacuum",
            group: "argument",
            changed: (ms: 5),
        )),
        Tag((id: "argument/costs", name: r"Costs \ dues", group: "argument")), Tag((id: "person/rubio", name: "Rubio", group: "person")),
    ],
)"#;

#[test]
fn a_file_written_by_hand_loads_and_is_kept_before_it_is_written() {
    let canonical = String::from_utf8(disk().bytes("codebook.ron")).expect("UTF-8");
    let with = |from: &str, to: &str| {
        assert!(canonical.contains(from), "{from}");
        canonical.replacen(from, to, 1)
    };
    for (what, text) in [
        ("pretty", BY_HAND.to_owned()),
        ("line ends of Windows", canonical.replace('\n', "\r\n")),
        ("a byte-order mark", format!("\u{feff}{canonical}")),
        ("a comment at a line's end", with(")),\n", ")), // mine\n")),
        ("a comment of its own", with("\nTag(", "\n// mine\nTag(")),
        ("a comment first", format!("// my format\n{canonical}")),
        ("a comment at the end", format!("{canonical}// mine\n")),
        ("defaults left out", with("short: \"\", ", "")),
        (
            "other order of fields",
            with(
                "id: \"argument/costs\", name: \"argument/costs\"",
                "name: \"argument/costs\", id: \"argument/costs\"",
            ),
        ),
        ("other white space", with("Tag((id:", "Tag((id :")),
        ("no comma at the end", canonical.replace(")),\n])", "))\n])")),
        ("records before the format", with("(format: 1, records: [", "(records: [").replace("\n])", "\n], format: 1)")),
        ("an empty line", with("\nTag(", "\n\nTag(")),
    ] {
        let disk = disk();
        disk.put("codebook.ron", text.as_bytes());
        assert_eq!(disk.open().notices, [], "{what}");
        let mut workspace = disk.workspace();
        assert!(workspace.project().tag(&tag("argument/costs")).is_some(), "{what}");
        workspace
            .apply(verbs::rename_tag(workspace.project(), &tag("argument/costs"), "Dues").expect("a step"))
            .expect(what);
        workspace.save_now();
        assert!(disk.text("codebook.ron").contains("name: \"Dues\""), "{what}");
        assert_eq!(disk.backup(), text.as_bytes(), "{what}");
        assert_eq!(workspace.take_notices().len(), 1, "{what}: the copy is said");
    }
}

#[test]
fn our_own_files_are_written_without_a_copy() {
    let disk = disk();
    let mut workspace = disk.workspace();
    workspace
        .apply(verbs::rename_tag(workspace.project(), &tag("argument/costs"), "Dues").expect("a step"))
        .expect("a step");
    workspace.save_now();
    assert_eq!(disk.take_written(), ["codebook.ron", "annotations/ana.ron"], "the layer has the tag's definition");
}

/// What is said on opening where the first `from` in the file was replaced by `to`.
fn said(file: &str, from: &str, to: &str) -> String {
    let disk = disk();
    let text = disk.text(file);
    assert!(text.contains(from), "{from} in {text}");
    disk.put(file, text.replacen(from, to, 1).as_bytes());
    let opened = disk.open();
    let said: Vec<String> = opened.notices.iter().map(ToString::to_string).collect();
    assert!(opened.notices.iter().all(|notice| notice.damage), "{said:?}");
    let said = said.join("\n");
    said.split(". The file is left as it is; repair it").next().unwrap_or_default().to_owned()
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let check = |file: &str, from: &str, to: &str, expected: &str| assert_eq!(said(file, from, to), expected);
    let codebook = |from: &str, to: &str, expected: &str| check("codebook.ron", from, to, expected);
    codebook("hue: 0", "hue: 12", "codebook.ron, line 2: hue 12 is none: the hues are 0 to 11");
    codebook(
        "definition",
        "defnition",
        "codebook.ron, line 2, column 137: “defnition” is no field of a tag: the fields are id, name, short, group, parent, rank, hue, key, aliases, definition, use_when, not_when, example, near, merged, changed",
    );
    codebook(
        "Tag((",
        "Tga((",
        "codebook.ron, line 2: “Tga” is not known here: it can be Project, Group, Article, Paragraph, Tag, Analyst, Annotation, Status, Memo, Split, Submission, Placement, Decision, Deleted, Superseded",
    );
    codebook(
        "format: 1",
        "format: 2",
        "codebook.ron: it was written by a newer Postil (format 2): this one reads up to format 1. Please update Postil",
    );
    codebook(
        "\nTag",
        "\n<<<<<<< HEAD\nTag",
        "codebook.ron, line 2: a conflict mark of Git: take the marks out and keep the lines of both sides",
    );
    codebook(
        "argument/costs\"",
        "Argument/costs\"",
        "codebook.ron, line 2: “Argument/costs” is no valid tag id: only a–z, 0–9 and - may stand in it",
    );
    let name = "name: \"argument/costs\"";
    codebook(name, "name: argument/costs", "codebook.ron, line 2, column 33: a text in double quotes was expected");
    let quote = "codebook.ron, line 2, column 59: a comma is missing, or a quotation mark before it";
    codebook(name, "name: \"argument/costs", quote);
    codebook(&format!("{name}, "), "", "codebook.ron, line 2, column 234: the field “name” is missing");
    codebook("rank: 0", "rank: first", "codebook.ron, line 2, column 102: a number was expected");
    codebook("key: None", "key: 1", "codebook.ron, line 2, column 117: “None” or “Some(…)” was expected");
    let end = "codebook.ron, line 6: the end is missing (the last line should be “])”), as if the file were cut off";
    codebook("\n])\n", "\n", end);
    let foreign = "codebook.ron: it is no Postil file: its first line should be “(format: 1, records: [”";
    codebook(HEADER, "{\"records\": [", foreign);
    let layer = |from: &str, to: &str, expected: &str| check("annotations/ana.ron", from, to, expected);
    layer(
        "2026-01-20T09:04:31Z",
        "20 January 2026",
        "annotations/ana.ron, line 2: “20 January 2026” is no time: it must be like 2026-01-20T09:04:31Z",
    );
    layer(
        "quote: \"Waste\"",
        "quote: \"Wastes\"",
        "annotations/ana.ron, line 11: the passage is 5 bytes long from start to end, but its quote has 6 bytes",
    );
    layer(
        "text: \"sha256:",
        "text: \"md5:",
        "annotations/ana.ron, line 5: “md5:90640fca90aa3c091235aab46ed2779f4a6c8ee65d7ad20e0222e71eb6684c11” is no fingerprint: it must be sha256: and 64 hexadecimal digits",
    );
    layer("nth: (1, 1)", "nth: 1", "annotations/ana.ron, line 11, column 244: a “(” was expected");
    layer(
        "stance: None",
        "stance: Some(Opposes)",
        "annotations/ana.ron, line 11, column 337: “Opposes” is not known here: it can be Supports, Rejects, Reports",
    );
    layer("start: ", "start: -", "annotations/ana.ron, line 11, column 163: this number is below zero, or too great");
    layer(
        "Analyst((",
        "// ((",
        "annotations/ana.ron: it does not say whose coding it is (an Analyst record is missing)",
    );
    let line = disk().text("codebook.ron").lines().nth(1).map(str::to_owned).expect("a line");
    check(
        "project.ron",
        "\nGroup((",
        &format!("\n{line}\nGroup(("),
        "project.ron: line 3: this kind of record does not belong into this file",
    );
}

#[test]
fn a_line_in_another_encoding_costs_only_itself() {
    let disk = disk();
    let mut bytes = disk.bytes("codebook.ron");
    let at = disk.text("codebook.ron").find("name: \"argument/costs").expect("a name") + 7;
    bytes[at] = 0xe9;
    disk.put("codebook.ron", &bytes);
    let opened = disk.open();
    assert_eq!((opened.notices[0].line, opened.notices[0].column), (2, 35));
    assert!(opened.notices[0].message.contains("not text in UTF-8"), "{:?}", opened.notices);
    assert_eq!(opened.project.tags.len(), 5, "the other tags are there, and that one as a layer has it");
    assert_eq!(opened.project.tag_name(&tag("argument/costs")), "argument/costs");
}

#[test]
fn of_two_records_with_one_id_the_later_one_counts() {
    let disk = disk();
    let text = disk.text("codebook.ron");
    let line = records(&text)[0];
    let later = line.replacen("name: \"argument/costs\"", "name: \"Later\"", 1).replacen("ms: 0", "ms: 7", 1);
    for lines in [format!("{line}\n{later}"), format!("{later}\n{line}")] {
        disk.put("codebook.ron", text.replacen(line, &lines, 1).as_bytes());
        let opened = disk.open();
        assert_eq!(opened.notices, []);
        assert_eq!(opened.project.tag_name(&tag("argument/costs")), "Later");
    }
}

#[test]
fn a_key_that_is_no_letter_stays_on_its_line() {
    let mut project = samples::project();
    for key in ['\n', '\r', '\'', '"', '\\', '\u{2028}', '\u{feff}', '主', '1'] {
        let id = tag("argument/costs");
        let changed = postil::model::Tag { key: Some(key), ..project.tags.get(&id).expect("a tag").clone() };
        let step = verbs::edit_tag(&project, &id, changed).expect("a step");
        project.apply(&step, &mut Stamper::new("r")).expect("a step that can be made");
        assert_eq!(loaded(&files(&project)).tags.get(&id).expect("a tag").key, Some(key));
    }
}

#[test]
fn a_group_of_any_name_is_read_back() {
    let mut project = samples::project();
    let id = GroupId::new("argument").expect("a group id");
    let group = Group { name: "\"\\\u{2028}\n\u{feff}👩🏽‍💻".to_owned(), parent: None, rank: i64::MIN };
    let step = verbs::edit_group(&project, &id, group.clone()).expect("a step");
    project.apply(&step, &mut Stamper::new("r")).expect("a step that can be made");
    assert_eq!(loaded(&files(&project)).groups.get(&id), Some(&group));
}

#[test]
fn times_are_read_back_whatever_the_year() {
    for time in ["-000044-03-15T00:00:00Z", "0033-04-03T12:00:00Z", "9999-12-30T00:00:00Z"] {
        let mut project = samples::project();
        let info = ProjectInfo { created: time.parse().expect("a time"), ..project.info().clone() };
        project.put_info(info, Stamp::default());
        assert_eq!(loaded(&files(&project)).info().created, project.info().created);
    }
    let disk = MemoryDisk::with(&samples::project());
    let fine = disk.text("project.ron").replace("09:04:31Z", "09:04:31.25Z");
    let seconds = loaded(&[("project.ron".to_owned(), fine)]);
    assert!(files(&seconds)[0].1.contains("09:04:31Z"), "times are written to the second");
}
