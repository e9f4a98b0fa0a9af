//! The codebook as a table: with the columns that Taguette reads (`tag`, `description`), and ours beside them.

use std::{collections::BTreeMap, io::Write};

use csv::{ReaderBuilder, StringRecord, Trim, Writer};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    chosen::code_names,
    foreign::{Code, Foreign, Tree, description, few},
    writing::{ExportError, LeftOut},
};
use crate::bytes::bounds::check_codes;
use crate::ingest::{LARGEST, to_utf8};
use crate::text::lines::records;
use crate::{
    model::{Project, hues},
    words::counted,
};

/// The format.
pub const FORMAT: Format = Format {
    name: "codebook",
    ending: "csv",
    title: "Codebook (CSV)",
    carries: "the codebook with its groups, definitions and colours, as Taguette reads it",
    lacks: parts_of!(
        Texts Sentences Uncoded Titles Outlets Languages Links ArticleNotes Files Untagged Notes Analysts Times By
        About Stances Voices ShortNames Keys Title ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Codebook,
    needs_passages: false,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export.project, out).map(|()| LeftOut::default())),
    read: Reads::By { endings: &["csv", "tsv"], read },
};

/// Writes all tags that can be given, in the order of groups and places.
///
/// # Errors
/// The writer's.
pub fn write(project: &Project, out: &mut dyn Write) -> Result<(), ExportError> {
    let names = code_names(project);
    let mut tags: Vec<_> = project.usable_tags().collect();
    let place = |id| project.groups.get(id).map_or(i64::MAX, |group| group.rank);
    tags.sort_by_key(|(id, tag)| (place(&tag.group), tag.group.clone(), tag.rank, (*id).clone()));
    let mut table = Writer::from_writer(out);
    table.write_record(["tag", "description", "group", "parent", "colour"]).map_err(std::io::Error::from)?;
    for (id, tag) in tags {
        let group = project.groups.get(&tag.group).map_or(tag.group.as_str(), |group| &group.name);
        let parent = tag.parent.as_ref().and_then(|parent| names.get(parent)).map_or("", String::as_str);
        let name = names.get(id).map_or("", String::as_str);
        let colour = hues::LIGHT.get(usize::from(tag.hue)).map_or(String::new(), |hue| format!("#{hue:06X}"));
        let description = description(tag);
        let row = [name, &description, group, parent, &colour].map(super::csv::guarded);
        table.write_record(&row).map_err(std::io::Error::from)?;
    }
    table.flush()?;
    Ok(())
}

/// Reads a table with a column `tag`, `name` or `path`, and, where they are there, `description`, `group`, `parent` and
/// `colour`. A path with dots stands below the row of what is before its last dot.
///
/// # Errors
/// It is no text, no table, or has no such column.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it is larger than {} MB, which no codebook is", LARGEST / 1_000_000));
    }
    let mut notices = Vec::new();
    let text = to_utf8(bytes, &mut notices).map_err(|error| error.to_string())?;
    let text = text.trim_start_matches('\u{feff}');
    let first = records(text).next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|sign| first.bytes().filter(|byte| byte == sign).count());
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter.filter(|sign| first.as_bytes().contains(sign)).unwrap_or(b','))
        .flexible(true)
        .trim(Trim::Headers)
        .from_reader(text.as_bytes());
    let unreadable =
        |error: csv::Error| format!("a row of it cannot be read: save it as CSV in UTF-8 once more ({error})");
    let headers = table.headers().map_err(unreadable)?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header.to_lowercase().as_str()));
    let name = column(&["tag", "name", "path", "code"]).ok_or_else(|| {
        "it has no column “tag”, “name” or “path”: give the first row the names of the columns".to_owned()
    })?;
    let rest = [&["description", "definition", "memo"][..], &["group", "category"], &["parent"], &["colour", "color"]];
    let rest = rest.map(column);
    let mut reading = Reading::default();
    for row in table.records() {
        let row = row.map_err(unreadable)?;
        check_codes(reading.rows.len() + 1)?;
        reading.add(&row, name, rest);
    }
    Ok(reading.into_foreign(notices))
}

/// until it is known what stands below what.
#[derive(Default)]
struct Reading {
    groups: Vec<Code>,
    rows: Vec<Row>,
}

struct Row {
    code: Code,
    group: Option<usize>,
    /// The name of what it stands below.
    parent: String,
}

impl Reading {
    fn add(&mut self, row: &StringRecord, name: usize, rest: [Option<usize>; 4]) {
        let field =
            |column: Option<usize>| super::csv::unguarded(column.and_then(|at| row.get(at)).unwrap_or_default());
        let name = field(Some(name)).trim().to_owned();
        if name.is_empty() {
            return;
        }
        let [description, group, parent, colour] = rest.map(field);
        let group = (!group.trim().is_empty()).then(|| {
            let known = self.groups.iter().position(|code| code.name == group.trim());
            known.unwrap_or_else(|| {
                self.groups.push(Code { name: group.trim().to_owned(), is_category: true, ..Code::default() });
                self.groups.len() - 1
            })
        });
        let colour = super::foreign::colour(colour);
        let code = Code { name, description: description.to_owned(), colour, ..Code::default() };
        self.rows.push(Row { code, group, parent: parent.trim().to_owned() });
    }

    /// All codes, parents first.
    fn into_foreign(self, mut notices: Vec<String>) -> Foreign {
        let mut codes = self.groups;
        let mut rows: BTreeMap<(&str, Option<usize>), usize> = BTreeMap::new();
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            rows.entry((&row.code.name, row.group)).or_insert(at);
            named.entry(&row.code.name).or_default().push(at);
        }
        let mut astray = Vec::new();
        let mut above = |row: &Row| {
            let by_path = || row.code.name.rsplit_once('.').map_or("", |(path, _)| path.trim());
            let parent = if row.parent.is_empty() { by_path() } else { row.parent.as_str() };
            // In the same group, else the only one of that name.
            let elsewhere = named.get(parent).map(Vec::as_slice).unwrap_or_default();
            let found =
                rows.get(&(parent, row.group)).or(if let [only] = elsewhere { Some(only) } else { None }).copied();
            if found.is_none() && !row.parent.is_empty() {
                astray.push(format!("“{}” below “{parent}”", row.code.name));
            }
            found
        };
        let tree = Tree::of(&self.rows.iter().map(&mut above).enumerate().collect());
        notices.extend(tree.notice("codes"));
        if !astray.is_empty() {
            let (rows, which) = (counted(astray.len(), "code"), few(&astray));
            notices.push(format!(
                "{rows} at the top, since there is none, or more than one, of the parent's name: {which}"
            ));
        }
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, parent) in tree.order {
            places.insert(at, codes.len());
            codes.push(at_its_place(&self.rows[at], parent.and_then(|parent| places.get(&parent).copied())));
        }
        Foreign { codes, notices, ..Foreign::default() }
    }
}

/// The code below `parent`, called by the end of its path there.
fn at_its_place(row: &Row, parent: Option<usize>) -> Code {
    let mut code = Code { parent: parent.or(row.group), ..row.code.clone() };
    if parent.is_some()
        && row.parent.is_empty()
        && let Some((_, name)) = code.name.rsplit_once('.')
    {
        code.name = name.trim().to_owned();
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::project;
    use crate::intake::land;
    use crate::model::Stamper;

    /// What a table makes of an empty project: each tag as `group/parent>name: description`.
    fn tags(table: &str) -> Vec<String> {
        let mut project = Project::new(project().info().clone());
        let landed = land(&project, "codebook", &read(table.as_bytes()).expect("a table")).expect("a step");
        project.apply(&landed.step.expect("tags"), &mut Stamper::new("desk")).expect("made");
        let said = |tag: &crate::model::Tag| {
            let group = &project.groups.get(&tag.group).expect("a group").name;
            let parent = tag.parent.as_ref().map(|parent| format!("{}>", project.tag_name(parent))).unwrap_or_default();
            format!("{group}/{parent}{}: {}", tag.name, tag.definition)
        };
        project.usable_tags().map(|(_, tag)| said(tag)).collect()
    }

    #[test]
    fn codebooks_of_other_programs_are_read() {
        assert_eq!(
            tags("tag,description\nCosts,\"What it costs,\nall in all.\"\nCosts.Dues,Membership\n"),
            ["Imported/Costs: What it costs,\nall in all.", "Imported/Costs>Dues: Membership"]
        );
        assert_eq!(
            tags("\u{feff}Name;Group;Parent\nDues;Arguments;Costs\nCosts;Arguments;\nA.b;;\n"),
            ["Arguments/Costs: ", "Arguments/Costs>Dues: ", "Imported/A.b: "]
        );
        assert_eq!(tags("path,parent\nA,B\nB,A\nC,C\n"), ["Imported/A: ", "Imported/A>B: ", "Imported/C: "]);
        assert!(read(b"one,two\n1,2\n").expect_err("refused").contains("no column “tag”"));
    }

    #[test]
    fn a_parent_is_the_one_in_the_own_group() {
        let table =
            "tag,group,parent\nRoad,Past,\nGone,Past,Road\nRoad,Future,\nPlanned,Future,Road\nLost,Other,Road\n";
        assert_eq!(
            tags(table),
            ["Future/Road>Planned: ", "Future/Road: ", "Other/Lost: ", "Past/Road>Gone: ", "Past/Road: "]
        );
        let said = read(table.as_bytes()).expect("a table").notices;
        assert!(matches!(&*said, [one] if one.contains("1 code at the top") && one.contains("“Lost” below “Road”")));
    }

    #[test]
    fn codebooks_that_excel_saves_are_read_in_their_encoding() {
        let table = "tag\tdescription\nÉconomie\tCe que coûtent les sièges\nSouveraineté\tL’État décide\n";
        let utf16 = "\u{feff}".chars().chain(table.chars()).collect::<String>();
        let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (ansi, _, _) = encoding_rs::WINDOWS_1252.encode(table);
        for (bytes, encoding) in [(&*utf16, "UTF-16LE"), (&*ansi, "windows-1252")] {
            let foreign = read(bytes).expect(encoding);
            let names: Vec<_> = foreign.codes.iter().map(|code| code.name.as_str()).collect();
            assert_eq!(names, ["Économie", "Souveraineté"]);
            assert!(matches!(&*foreign.notices, [said] if said.contains(encoding)), "{:?}", foreign.notices);
        }
    }

    #[test]
    fn a_chain_of_parents_is_cut_where_nobody_nests_that_deep() {
        let rows = (1..30_000).map(|n| format!("t{n},t{}\n", n - 1)).collect::<Vec<_>>().concat();
        let foreign = read(format!("tag,parent\nt0,\n{rows}").as_bytes()).expect("a table");
        let mut depths: Vec<usize> = Vec::new();
        for code in &foreign.codes {
            depths.push(code.parent.map_or(1, |parent| depths[parent] + 1));
        }
        assert_eq!((depths.len(), depths.iter().max()), (30_000, Some(&100)));
        assert!(foreign.notices[0].contains("nested too deep, stand at the top now: 299"), "{:?}", foreign.notices);
    }

    proptest::proptest! {
        #[test]
        fn any_definition_comes_back(words in "['=+@＝\t\r\n \u{a0}\u{200b}\u{feff}a,\"-]{0,8}") {
            let mut project = project();
            let (id, tag) = project.usable_tags().next().map(|(id, tag)| (id.clone(), tag.clone())).expect("a tag");
            let changed = crate::model::Tag { definition: words, ..tag };
            let (name, written) = (changed.name.clone(), description(&changed));
            if let Ok(step) = crate::verbs::edit_tag(&project, &id, changed) {
                project.apply(&step, &mut Stamper::new("desk")).expect("made");
                let mut bytes = Vec::new();
                write(&project, &mut bytes).expect("written");
                let foreign = read(&bytes).expect("a table");
                let code = foreign.codes.iter().find(|code| code.name == name).expect("the tag");
                proptest::prop_assert_eq!(&code.description, &written);
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_formulas_are_disarmed() {
        let mut before = project();
        let (id, tag) = before.usable_tags().next().map(|(id, tag)| (id.clone(), tag.clone())).expect("a tag");
        let changed = crate::model::Tag { definition: "=1+2\n\nThat is 3.".to_owned(), near: "4".to_owned(), ..tag };
        let step = crate::verbs::edit_tag(&before, &id, changed).expect("a step");
        before.apply(&step, &mut Stamper::new("desk")).expect("made");
        let mut bytes = Vec::new();
        write(&before, &mut bytes).expect("written");
        let table = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(!table.contains(",\"=1+2") && !table.contains(",=1+2"), "{table}");
        let mut anew = Project::new(before.info().clone());
        let landed = land(&anew, "codebook", &read(&bytes).expect("a table")).expect("a step");
        anew.apply(&landed.step.expect("tags"), &mut Stamper::new("desk")).expect("made");
        let said = |project: &Project| {
            let said = |tag: &crate::model::Tag| {
                let parent = tag.parent.as_ref().map(|parent| project.tag_name(parent));
                (tag.name.clone(), parent, tag.hue, tag.definition.clone(), tag.near.clone(), tag.use_when.clone())
            };
            let mut all: Vec<_> = project.usable_tags().map(|(_, tag)| said(tag)).collect();
            all.sort();
            all
        };
        assert_eq!(said(&anew), said(&before));
        assert!(land(&before, "codebook", &read(&bytes).expect("a table")).expect("nothing").step.is_none());
    }
}
