//! brat standoff: a text and a file of annotations for each article, in a folder for each analyst, with what the tags are
//! called. Written and read as a zip of that folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    chosen::{Chosen, Marked},
    foreign::{Code, Coder, Foreign, Given, Passage, Text},
    writing::{Export, ExportError, LeftOut},
};
use crate::bytes::archive::unzipped;
use crate::bytes::bounds::check_lines;
use crate::text::{lines::records, offsets::Offsets};
use crate::{
    model::{Article, Project, TagId},
    words::counted,
};

/// The format.
pub const FORMAT: Format = Format {
    name: "brat",
    ending: "zip",
    title: "brat standoff",
    carries: "texts with tags as types and notes, a folder for each analyst",
    lacks: parts_of!(
        Uncoded Titles Outlets Languages Links ArticleNotes Files Times By About Stances Voices Definitions Uses
        Colours Groups Tree ShortNames Keys Title ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::As("csv"),
    write: Writes::By(write),
    read: Reads::By { endings: &["zip", "ann"], read },
};

/// Writes the articles of the passages, for each analyst those that the analyst has coded.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<LeftOut, ExportError> {
    let Export { project, passages, progress, .. } = *export;
    let chosen = Chosen::of(project, passages);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut put = |name: String, text: &str| -> Result<(), ExportError> {
        zip.start_file(name, options).map_err(std::io::Error::from)?;
        Ok(zip.write_all(text.as_bytes())?)
    };
    let (settings, names) = settings(project, &chosen);
    put("annotation.conf".to_owned(), &settings)?;
    put("visual.conf".to_owned(), &names)?;
    for (done, (id, article)) in chosen.articles.iter().enumerate() {
        if !progress(done, chosen.articles.len()) {
            return Err(ExportError::Stopped);
        }
        for analyst in &chosen.analysts {
            let own: Vec<_> = chosen.of_article(id).iter().filter(|marked| marked.analyst == *analyst).collect();
            if !own.is_empty() {
                put(format!("{analyst}/{id}.txt"), article.body.text())?;
                put(format!("{analyst}/{id}.ann"), &annotations(project, article, &own))?;
            }
        }
    }
    let bytes = zip.finish().map_err(std::io::Error::from)?.into_inner();
    out.write_all(&bytes)?;
    progress(chosen.articles.len(), chosen.articles.len());
    Ok(chosen.left_out(project, None))
}

/// A type for each tag, without what brat and INCEpTION stumble over. One without a tag has a type too.
fn type_of(tag: &TagId) -> String {
    tag.as_str().replace('/', "_")
}

const UNTAGGED: &str = "Passage";

/// What a comment in `annotation.conf` begins with that says what the analyst of a folder is called.
const ANALYST: &str = "# analyst ";

/// `annotation.conf`, and `visual.conf` with what the types are called.
fn settings(project: &Project, chosen: &Chosen<'_>) -> (String, String) {
    let mut types = String::new();
    for analyst in &chosen.analysts {
        types.push_str(&format!("{ANALYST}{analyst}: {}\n", one_line(project.analyst_name(analyst))));
    }
    types.push_str(&format!("[entities]\n{UNTAGGED}\n"));
    let mut names = String::from("[labels]\n");
    for (id, tag) in project.usable_tags() {
        types.push_str(&format!("{}\n", type_of(id)));
        // A bar would end the name.
        names.push_str(&format!("{} | {}\n", type_of(id), one_line(&tag.name).replace('|', "/")));
    }
    types.push_str(
        "\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n",
    );
    (types, names)
}

fn annotations(project: &Project, article: &Article, own: &[&Marked<'_>]) -> String {
    let offsets = Offsets::new(article.body.text());
    let (mut lines, mut number, mut notes) = (String::new(), 0, 0);
    for marked in own {
        let Some((place, words)) = fragments(article.body.text(), &offsets, marked) else { continue };
        let mut types: Vec<String> = marked.tags(project).iter().map(type_of).collect();
        if types.is_empty() {
            types.push(UNTAGGED.to_owned());
        }
        for name in types {
            number += 1;
            lines.push_str(&format!("T{number}\t{name} {place}\t{words}\n"));
        }
        if !marked.annotation.note.is_empty() {
            notes += 1;
            lines.push_str(&format!("#{notes}\tAnnotatorNotes T{number}\t{}\n", one_line(&marked.annotation.note)));
        }
    }
    lines
}

/// Where a passage stands, in characters, and its words. brat wants no line end in it: it is cut there.
fn fragments(text: &str, offsets: &Offsets<'_>, marked: &Marked<'_>) -> Option<(String, String)> {
    let (mut places, mut words) = (Vec::new(), Vec::new());
    let mut at = marked.span.start();
    let is_between = |c: char| c.is_whitespace() || ENDS.contains(&c);
    for line in marked.span.of(text)?.split_inclusive(ENDS) {
        let start = at + (line.len() - line.trim_start_matches(is_between).len());
        let piece = line.trim_matches(is_between);
        at += line.len();
        if !piece.is_empty() {
            places.push(format!("{} {}", offsets.char_of_byte(start)?, offsets.char_of_byte(start + piece.len())?));
            words.push(piece);
        }
    }
    (!places.is_empty()).then(|| (places.join(";"), words.join(" ")))
}

/// What Python takes for the end of a line, and what parts the fields of one.
const ENDS: [char; 11] =
    ['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

fn one_line(text: &str) -> String {
    text.replace(ENDS, " ")
}

/// Reads a zip of texts and annotations, in folders for the coders or in none.
///
/// # Errors
/// It is no zip, or holds no pair of files.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let files = unzipped(bytes)?;
    let annotations = files.texts.iter().filter(|(name, _)| name.ends_with(".ann"));
    check_lines(annotations.map(|(_, text)| records(text).count()).sum())?;
    let mut reader = Reader { names: labels(&files.texts), analysts: analysts(&files.texts), ..Reader::default() };
    reader.foreign.notices = unreadable(&files.others);
    reader.foreign.left_out = reader.foreign.notices.len();
    for (name, annotations) in &files.texts {
        let Some(stem) = name.strip_suffix(".ann") else { continue };
        let text = format!("{stem}.txt");
        if let Some(text) = files.texts.get(&text) {
            reader.add(stem, text, annotations);
        } else if !files.others.contains(&text) {
            reader.foreign.leave_out(1, format!("{name} is left out: its text {text} is not there"));
        }
    }
    if reader.foreign.texts.is_empty() {
        let none = "there is no text with annotations in it (a .txt and a .ann of one name)";
        return Err(reader.foreign.notices.first().map_or(none.to_owned(), |why| format!("{none}: {why}")));
    }
    reader.foreign.codes_by_use = true;
    Ok(reader.foreign)
}

/// What to do about files of a corpus that are no UTF-8.
fn unreadable(files: &BTreeSet<String>) -> Vec<String> {
    let of_corpus = files.iter().filter(|name| [".ann", ".txt", ".conf"].iter().any(|ending| name.ends_with(ending)));
    of_corpus.map(|name| format!("{name} is left out: it is no UTF-8. Save it as UTF-8, and read it again")).collect()
}

/// What types are called, where `visual.conf` says it.
fn labels(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let settings = files.iter().filter(|(name, _)| name.rsplit('/').next() == Some("visual.conf"));
    let lines = settings.flat_map(|(_, text)| records(text).skip_while(|line| line.trim() != "[labels]").skip(1));
    let lines = lines.take_while(|line| !line.trim_start().starts_with('['));
    lines
        .filter_map(|line| {
            let mut parts = line.split('|').map(str::trim);
            Some((parts.next()?.to_owned(), parts.next().filter(|name| !name.is_empty())?.to_owned()))
        })
        .collect()
}

/// What the analysts of folders are called, where `annotation.conf` beside the folders says it.
fn analysts(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut analysts = BTreeMap::new();
    for (file, text) in files.iter().filter(|(name, _)| name.rsplit('/').next() == Some("annotation.conf")) {
        let beside = file.strip_suffix("annotation.conf").unwrap_or_default();
        let said = records(text).filter_map(|line| line.strip_prefix(ANALYST)?.split_once(": "));
        analysts.extend(said.map(|(id, name)| (format!("{beside}{id}"), name.trim().to_owned())));
    }
    analysts
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    names: BTreeMap<String, String>,
    /// What the analysts are called, by their folders.
    analysts: BTreeMap<String, String>,
    /// By name, and the category that it stands in.
    codes: BTreeMap<(Option<String>, String), usize>,
}

/// A text while its annotations are read.
struct Reading {
    text: Text,
    coder: Option<usize>,
    /// The place of each passage by its id.
    ids: BTreeMap<String, usize>,
}

impl Reader {
    fn add(&mut self, stem: &str, raw: &str, annotations: &str) {
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let (text, coder) = (Text::new(name, raw), self.coder(folder));
        let mut reading = Reading { text, coder, ids: BTreeMap::new() };
        let annotations = annotations.trim_start_matches('\u{feff}');
        let lines = records(annotations).filter(|line| !line.trim().is_empty());
        // What is said of passages may stand before them.
        let (passages, about): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with('T'));
        let offsets = Offsets::new(raw);
        let (mut cut, mut damaged) = (0, 0);
        for line in passages {
            let Some((kind, is_cut)) = reading.add_passage(line, &offsets) else {
                damaged += 1;
                continue;
            };
            cut += usize::from(is_cut);
            if kind != UNTAGGED {
                let code = Given::new(self.code(None, kind), coder);
                reading.text.passages.last_mut().into_iter().for_each(|passage| passage.codes.push(code.clone()));
            }
        }
        damaged += about.iter().filter(|line| !line.contains('\t')).count();
        let others =
            about.iter().filter(|line| line.contains('\t') && self.take_in(line, &mut reading).is_none()).count();
        self.foreign.left_out += others + damaged;
        for (n, what, why) in [
            (others, "line", "left out: relations, events and links have no place here, nor has what is said of them"),
            (damaged, "line", "left out: brat would not read them either"),
            (cut, "passage", "made whole: what stands between its pieces belongs to it now"),
        ] {
            if n > 0 {
                self.foreign.notices.push(format!("{stem}.ann: {} {why}", counted(n, what)));
            }
        }
        self.foreign.texts.push(reading.text);
    }

    /// Takes in an attribute or a note; `None` if it is something else, or about something else than a passage.
    fn take_in(&mut self, line: &str, reading: &mut Reading) -> Option<()> {
        let mut fields = line.splitn(3, '\t');
        let (id, what) = (fields.next()?, fields.next()?);
        let mut words = what.splitn(3, ' ');
        let (name, target) = (words.next()?, words.next()?);
        let at = *reading.ids.get(target)?;
        match id.chars().next()? {
            'A' | 'M' => {
                // One with a value is a category of such values, one without is said or not.
                let code = match words.next() {
                    Some(value) => self.code(Some(name.to_owned()), value),
                    None => self.code(None, name),
                };
                reading.text.passages[at].codes.push(Given::new(code, reading.coder));
            }
            '#' => {
                let note = &mut reading.text.passages[at].note;
                if !note.is_empty() {
                    note.push('\n');
                }
                note.push_str(fields.next().unwrap_or_default());
            }
            _ => return None,
        }
        Some(())
    }

    fn coder(&mut self, folder: &str) -> Option<usize> {
        if folder.is_empty() {
            return None;
        }
        let coders = &mut self.foreign.coders;
        let at = coders.iter().position(|coder| coder.key == folder);
        Some(at.unwrap_or_else(|| {
            let of_folder = || folder.rsplit('/').next().unwrap_or(folder).to_owned();
            let name = self.analysts.get(folder).cloned().unwrap_or_else(of_folder);
            coders.push(Coder { key: folder.to_owned(), name });
            coders.len() - 1
        }))
    }

    fn code(&mut self, category: Option<String>, name: &str) -> usize {
        if let Some(at) = self.codes.get(&(category.clone(), name.to_owned())) {
            return *at;
        }
        let parent = category.clone().map(|category| {
            let codes = &mut self.foreign.codes;
            let at = codes.iter().position(|code| code.is_category && code.name == category);
            at.unwrap_or_else(|| {
                codes.push(Code { name: category, is_category: true, ..Code::default() });
                codes.len() - 1
            })
        });
        let called = self.names.get(name).cloned().unwrap_or_else(|| name.to_owned());
        self.foreign.codes.push(Code { name: called, parent, ..Code::default() });
        let at = self.foreign.codes.len() - 1;
        self.codes.insert((category, name.to_owned()), at);
        at
    }
}

impl Reading {
    /// Adds the passage of a line `T1⇥TYPE start end;start end⇥words`, from the first start to the last end, and says whether
    /// other words stand between its pieces, with its type before that. `None` if it is damaged.
    fn add_passage<'l>(&mut self, line: &'l str, offsets: &Offsets<'_>) -> Option<(&'l str, bool)> {
        let mut fields = line.splitn(3, '\t');
        let (id, what) = (fields.next()?, fields.next()?);
        let (kind, places) = what.split_once(' ')?;
        let piece = |piece: &str| {
            let (start, end) = piece.trim().split_once(' ')?;
            Some((start.parse().ok()?, end.trim().parse().ok()?))
        };
        let mut pieces: Vec<(usize, usize)> = places.split(';').map(piece).collect::<Option<_>>()?;
        pieces.sort_unstable();
        let (start, end) = (pieces.first()?.0, pieces.iter().map(|(_, end)| *end).max()?);
        let is_blank = |from: usize, to: usize| {
            let between = Some((offsets.byte_of_char(from)?, offsets.byte_of_char(to)?));
            between.and_then(|(from, to)| self.text.raw.get(from..to)).map(|between| between.trim().is_empty())
        };
        let is_cut = pieces.windows(2).any(|pair| is_blank(pair[0].1, pair[1].0) == Some(false));
        if self.ids.contains_key(id) {
            return None;
        }
        // With other words between them, the words of the pieces are not those of the passage.
        let quote = if is_cut { "" } else { fields.next().unwrap_or_default() };
        let coder = self.coder;
        self.ids.insert(id.to_owned(), self.text.passages.len());
        self.text.passages.push(Passage { start, end, quote: quote.to_owned(), coder, ..Passage::default() });
        Some((kind, is_cut))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(annotations: &str) -> Foreign {
        let mut reader = Reader::default();
        reader.add("ann/doc", "EU \u{1f600} sovereignty is at stake.\nChina fills the vacuum.\n", annotations);
        reader.foreign
    }

    #[test]
    fn types_attributes_notes_and_cut_spans_are_read_and_the_rest_is_told() {
        let foreign = read_one(
            "T1\tArgument 5 16\tsovereignty\nA1\tCode T1 vacuum\n#1\tAnnotatorNotes T1\ta memo\n\
             T2\tcosts 20 29;30 35\tat stake. China\nR1\tOverlaps Arg1:T1 Arg2:T2\n",
        );
        let names: Vec<_> = foreign.codes.iter().map(|code| (code.name.as_str(), code.is_category)).collect();
        assert_eq!(names, [("Argument", false), ("costs", false), ("Code", true), ("vacuum", false)]);
        let passages: Vec<_> =
            foreign.texts[0].passages.iter().map(|it| (it.start, it.end, it.note.as_str())).collect();
        assert_eq!(passages, [(5, 16, "a memo"), (20, 35, "")]);
        assert_eq!(foreign.notices.len(), 1);
        assert_eq!(foreign.coders[0].name, "ann");
    }

    #[test]
    fn lines_may_end_with_a_carriage_return_alone_and_analysts_have_names() {
        let foreign = read_one("T1\tX 0 2\tEU\rT2\tX 5 16\tsovereignty\r#1\tAnnotatorNotes T1\tone\u{2028}two\r");
        let passages: Vec<_> = foreign.texts[0].passages.iter().map(|it| (it.start, it.note.as_str())).collect();
        assert_eq!((passages, foreign.notices.len()), (vec![(0, "one\u{2028}two"), (5, "")], 0));
        let conf = "# analyst ben-oz: Ben Öz\n[entities]\n# analyst of nobody\n".to_owned();
        let files = BTreeMap::from([("c/annotation.conf".to_owned(), conf)]);
        assert_eq!(analysts(&files), BTreeMap::from([("c/ben-oz".to_owned(), "Ben Öz".to_owned())]));
    }

    #[test]
    fn an_attribute_is_said_beside_the_type() {
        let foreign = read_one(
            "T1\tClaim 5 16\tsovereignty\nA1\tSure T1 low\nA2\tWeight T1 low\nA3\tNegated T1\nT2\tClaim 0 2\tEU\n",
        );
        let called = |given: &Given| {
            let code = &foreign.codes[given.code];
            let category = code.parent.map(|at| format!("{}/", foreign.codes[at].name)).unwrap_or_default();
            format!("{category}{}", code.name)
        };
        let codes: Vec<Vec<String>> =
            foreign.texts[0].passages.iter().map(|passage| passage.codes.iter().map(called).collect()).collect();
        assert_eq!(codes, [vec!["Claim", "Sure/low", "Weight/low", "Negated"], vec!["Claim"]]);
    }

    #[test]
    fn a_passage_in_pieces_is_whole_and_says_so_where_words_are_between() {
        let foreign = read_one("T1\tX 0 2;17 19\tEU is\nT2\tX 30 35;20 29\tat stake. China\n");
        let passages: Vec<_> = foreign.texts[0].passages.iter().map(|it| (it.start, it.end, &*it.quote)).collect();
        assert_eq!(passages, [(0, 19, ""), (20, 35, "at stake. China")]);
        let said = "ann/doc.ann: 1 passage made whole: what stands between its pieces belongs to it now";
        assert_eq!(foreign.notices, [said]);
    }

    #[test]
    fn what_is_said_of_a_passage_may_stand_before_it_and_more_than_once() {
        let foreign = read_one(
            "#1\tAnnotatorNotes T1\tone\nA1\tCode T1 vacuum\nT1\tArgument 5 16\tsovereignty\n#2\tAnnotatorNotes T1\ttwo\n",
        );
        let passage = &foreign.texts[0].passages[0];
        let codes: Vec<_> = passage.codes.iter().map(|given| foreign.codes[given.code].name.as_str()).collect();
        assert_eq!((&*passage.note, codes), ("one\ntwo", vec!["Argument", "vacuum"]));
        assert!(foreign.notices.is_empty(), "{:?}", foreign.notices);
    }

    #[test]
    fn lines_that_are_not_taken_in_are_counted() {
        let foreign = read_one(
            "\u{feff}T1\tX 5 16\tsovereignty\nT1\tX 0 2\tEU\nT2\tX 5;\tdamaged\nR1\tOf Arg1:T1 Arg2:T1\nA1\tSure R1\n\
             #1\tAnnotatorNotes R1\ta note\n#2\tAnnotatorNotes T9\ta note\nno tab\n",
        );
        assert_eq!(foreign.texts[0].passages.len(), 1);
        assert_eq!(
            foreign.notices,
            [
                "ann/doc.ann: 4 lines left out: relations, events and links have no place here, nor has what is said of them",
                "ann/doc.ann: 3 lines left out: brat would not read them either",
            ]
        );
    }

    #[test]
    fn files_that_are_no_utf8_are_named() {
        let zipped = |files: &[(&str, &[u8])]| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, bytes) in files {
                zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
                zip.write_all(bytes).expect("written");
            }
            zip.finish().expect("a zip").into_inner()
        };
        let good: [(&str, &[u8]); 2] = [("c.txt", b"EU"), ("c.ann", b"T1\tX 0 2\tEU\n")];
        let bad: [(&str, &[u8]); 5] = [
            ("a.txt", b"\xc9conomie"),
            ("a.ann", b"T1\tX 0 8\teconomie\n"),
            ("b.txt", b"economie"),
            ("b.ann", b"T1\tX 0 8\t\xc9conomie\n"),
            ("__MACOSX/._c.ann", b"\x00\x05\xff"),
        ];
        let said = |name| format!("{name} is left out: it is no UTF-8. Save it as UTF-8, and read it again");
        let foreign = read(&zipped(&[&good[..], &bad[..]].concat())).expect("a text");
        assert_eq!((foreign.texts.len(), &foreign.notices), (1, &vec![said("a.txt"), said("b.ann")]));
        assert!(read(&zipped(&bad)).expect_err("no text").ends_with(&said("a.txt")));
    }
}
