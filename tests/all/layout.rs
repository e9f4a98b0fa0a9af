//! A line in our own layout is read without `ron`: it says what it says to `ron`, and what is wrong is said in the same words.

use postil::{
    format::{CLOSING, HEADER, Item, codebook_bytes, layer_bytes, project_bytes, read},
    model::{Project, ProjectInfo, Stamp, Stamper},
};
use proptest::{collection::vec, prelude::*, sample::Index};

use crate::samples::{self, Change, analyst, change, nasty};

/// What is found in a file with this line: the records, and what is wrong with their columns.
fn found(line: &str) -> (Vec<Item>, Vec<(usize, usize, String)>) {
    let file = format!("{HEADER}\nMemo((about: Project, text: \"\")),\n{line}\n{CLOSING}\n");
    let contents = read(file.as_bytes()).expect("a file of which some can be read");
    let damage = contents.damage.into_iter().map(|damage| (damage.line, damage.column, damage.message));
    (contents.items.into_iter().map(|located| located.item).collect(), damage.collect())
}

/// Whether `ron`, which reads a line that a space stands before, finds the same in it.
fn check(line: &str) {
    let ((items, damage), (by_ron, damage_by_ron)) = (found(line), found(&format!(" {line}")));
    assert_eq!(items, by_ron, "{line}");
    assert_eq!(damage.len(), damage_by_ron.len(), "{line}");
    for ((at, column, message), (at_by_ron, column_by_ron, message_by_ron)) in damage.into_iter().zip(damage_by_ron) {
        assert_eq!((at, &message), (at_by_ron, &message_by_ron), "{line}");
        // What is wrong with a record as a whole is said of the line's beginning.
        let is_there = column_by_ron == column + 1 || (column, column_by_ron) == (1, 1);
        assert!(is_there, "{line}: {message} in column {column} or {column_by_ron}");
    }
}

/// All lines of the project's files.
fn lines(project: &Project) -> Vec<String> {
    let layers = project.layers.values().map(|layer| layer_bytes(project, layer));
    let files = [project_bytes(project), codebook_bytes(project)].into_iter().chain(layers);
    let text: String = files.map(|bytes| String::from_utf8(bytes).expect("UTF-8")).collect();
    text.lines().filter(|line| *line != HEADER && *line != CLOSING).map(str::to_owned).collect()
}

/// What was made of the sample project by random changes, with versions to review.
fn changed(changes: &[Change], title: &str) -> Project {
    let mut project = samples::project();
    let info = ProjectInfo { title: title.to_owned(), ..project.info().clone() };
    project.put_info(info, Stamp::default());
    let mut copies = [project.clone(), project];
    for (n, change) in changes.iter().enumerate() {
        let (copy, by) = (&mut copies[n % 2], ["r", "s"][n % 2]);
        if let Some(Ok(step)) = change.step(copy, &analyst("ana")) {
            let mut stamper = Stamper::new(by);
            stamper.observe(n as u64 + 5);
            // What cannot be made leaves no trace, which is another law's business.
            drop(copy.apply(&step, &mut stamper));
        }
    }
    let [mut project, other] = copies;
    project.tags.join_all(&other.tags);
    project.groups.join_all(&other.groups);
    project.articles.join_all(&other.articles);
    project
}

/// What somebody may write into a line, or a damage leave there.
const PIECES: [&str; 36] = [
    "",
    " ",
    "\"",
    "\\",
    "(",
    ")",
    "[",
    "]",
    ",",
    ", ",
    ": ",
    "'",
    "0",
    "-",
    "+",
    "_",
    "1.5",
    "0x1",
    "é",
    "\u{feff}",
    "/* mine */",
    "// mine",
    "\\u{41}",
    "\\u{d800}",
    "\\u{}",
    "\\x41",
    "\\'",
    "\\0",
    "r#",
    "#",
    "Some(",
    "None",
    "true",
    "text: ",
    "id: \"a\", ",
    "Superseded((version: ",
];

/// The line with pieces in the place of some of its characters.
fn spoilt(line: &str, edits: &[(Index, usize, usize)]) -> String {
    let mut line = line.to_owned();
    for (at, len, piece) in edits {
        let start = line.floor_char_boundary(at.index(line.len() + 1));
        let end = line.ceil_char_boundary((start + len).min(line.len()));
        line.replace_range(start..end, PIECES[*piece]);
    }
    line
}

/// The line with two of its fields in each other's place.
fn reordered(line: &str, one: Index, two: Index) -> String {
    let mut fields: Vec<&str> = line.split(", ").collect();
    let (one, two) = (one.index(fields.len()), two.index(fields.len()));
    fields.swap(one, two);
    fields.join(", ")
}

proptest! {
    #![proptest_config(samples::cases())]

    #[test]
    fn both_ways_of_reading_a_line_agree(
        changes in vec(change(), 1..24),
        title in nasty(),
        whose in any::<Index>(),
        edits in vec((any::<Index>(), 0_usize..3, 0..PIECES.len()), 1..4),
        (one, two) in any::<(Index, Index)>(),
    ) {
        let lines = lines(&changed(&changes, &title));
        lines.iter().for_each(|line| check(line));
        let line = whose.get(&lines);
        for by_hand in [
            spoilt(line, &edits),
            reordered(line, one, two),
            line.replacen(", ", ",", one.index(40)),
            line.replace(": ", " : "),
            line.replace("Some(", "Some( "),
            line.replace("note: \"\", ", ""),
            line[..line.floor_char_boundary(one.index(line.len()))].to_owned(),
        ] {
            check(&by_hand);
        }
    }
}

#[test]
fn a_large_file_is_read_as_its_lines_are_with_the_numbers_of_those_that_are_wrong() {
    let memo =
        |n: usize| format!("Memo((about: Article(\"a-{n}\"), text: \"{}\", changed: (ms: {n}))),", "w ".repeat(n % 90));
    let mut lines: Vec<String> = (0..20_000).map(memo).collect();
    let wrong = [0, 1, 7_777, 12_345, 19_999];
    for at in wrong {
        lines[at] = lines[at].replace("text", "txet");
    }
    let file = format!("{HEADER}\n{}\n{CLOSING}\n", lines.join("\n"));
    let contents = read(file.as_bytes()).expect("a file of which some can be read");
    assert_eq!(contents.damage.iter().map(|damage| damage.line - 2).collect::<Vec<_>>(), wrong);
    let rest = (0..20_000).filter(|at| !wrong.contains(at));
    assert!(contents.items.iter().map(|located| located.line - 2).eq(rest));
    assert_eq!(found(&lines[500]).0[1], contents.items[500 - 2].item);
}
