//! brat standoff: a text and a file of annotations for each article, in a folder for each analyst, with what the tags are
//! called. Written and read as a zip of that folder.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    ExportError, Progress,
    chosen::{Chosen, Marked},
    foreign::{Code, Coder, Foreign, Given, Passage, Text},
};
use crate::exchange::foreign::unzipped;
use crate::model::{AnalystId, AnnotationId, Article, Project, TagId};
use crate::text::offsets::Offsets;

/// Writes the articles of the passages, for each analyst those that the analyst has coded.
///
/// # Errors
/// The writer's, or `progress` said to stop.
pub fn write(
    project: &Project,
    passages: &[(AnalystId, AnnotationId)],
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> Result<Vec<String>, ExportError> {
    let chosen = Chosen::of(project, passages);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut put = |name: String, text: &str| -> Result<(), ExportError> {
        zip.start_file(name, options).map_err(std::io::Error::from)?;
        Ok(zip.write_all(text.as_bytes())?)
    };
    let (settings, names) = settings(project);
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
    Ok(chosen.notices())
}

/// A type for each tag, without what brat and INCEpTION stumble over. One without a tag has a type too.
fn type_of(tag: &TagId) -> String {
    tag.as_str().replace('/', "_")
}

const UNTAGGED: &str = "Passage";

/// `annotation.conf`, and `visual.conf` with what the types are called.
fn settings(project: &Project) -> (String, String) {
    let mut types = format!("[entities]\n{UNTAGGED}\n");
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
    for line in marked.span.of(text)?.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = start + line.trim().len();
        at += line.len();
        if start < end {
            places.push(format!("{} {}", offsets.char_of_byte(start)?, offsets.char_of_byte(end)?));
            words.push(one_line(line.trim()));
        }
    }
    (!places.is_empty()).then(|| (places.join(";"), words.join(" ")))
}

/// Without what Python takes for the end of a line. Each is one character, so that positions stay.
fn one_line(text: &str) -> String {
    let ends = ['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];
    text.replace(ends, " ")
}

/// Reads a zip of texts and annotations, in folders for the coders or in none.
///
/// # Errors
/// It is no zip, or holds no pair of files.
pub fn read(bytes: &[u8]) -> Result<Foreign, String> {
    let files = unzipped(bytes)?;
    let mut reader = Reader { names: labels(&files), ..Reader::default() };
    for (name, annotations) in &files {
        let Some(stem) = name.strip_suffix(".ann") else { continue };
        match files.get(&format!("{stem}.txt")) {
            Some(text) => reader.add(stem, text, annotations),
            None => reader.foreign.notices.push(format!("{name} is left out: its text {stem}.txt is not there")),
        }
    }
    if reader.foreign.texts.is_empty() {
        return Err("there is no text with annotations in it (a .txt and a .ann of one name)".to_owned());
    }
    Ok(reader.foreign)
}

/// What types are called, where `visual.conf` says it.
fn labels(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let settings = files.iter().filter(|(name, _)| name.rsplit('/').next() == Some("visual.conf"));
    let lines = settings.flat_map(|(_, text)| text.lines().skip_while(|line| line.trim() != "[labels]").skip(1));
    let lines = lines.take_while(|line| !line.trim_start().starts_with('['));
    lines
        .filter_map(|line| {
            let mut parts = line.split('|').map(str::trim);
            Some((parts.next()?.to_owned(), parts.next().filter(|name| !name.is_empty())?.to_owned()))
        })
        .collect()
}

#[derive(Default)]
struct Reader {
    foreign: Foreign,
    names: BTreeMap<String, String>,
    /// By name, and the category that it stands in.
    codes: BTreeMap<(Option<String>, String), usize>,
}

impl Reader {
    fn add(&mut self, stem: &str, raw: &str, annotations: &str) {
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let coder = self.coder(folder);
        let (mut text, mut ids, mut types) = (Text::new(name, raw), BTreeMap::new(), BTreeMap::new());
        let mut others = 0;
        for line in annotations.lines().filter(|line| !line.trim().is_empty()) {
            let mut fields = line.splitn(3, '\t');
            let (Some(id), Some(what)) = (fields.next(), fields.next()) else { continue };
            let rest = fields.next().unwrap_or_default();
            match id.chars().next() {
                Some('T') => {
                    if let Some((kind, passage)) = passage(what, rest, coder) {
                        ids.insert(id.to_owned(), text.passages.len());
                        types.insert(id.to_owned(), kind);
                        text.passages.push(passage);
                    } else {
                        others += 1;
                    }
                }
                Some('A' | 'M') => self.attribute(what, coder, &ids, &mut types, &mut text),
                Some('#') => {
                    if let Some(at) = what.split(' ').nth(1).and_then(|target| ids.get(target)) {
                        rest.clone_into(&mut text.passages[*at].note);
                    }
                }
                _ => others += 1,
            }
        }
        for (id, kind) in types {
            if kind != UNTAGGED {
                let code = self.code(None, &kind);
                text.passages[ids[&id]].codes.push(Given::new(code, coder));
            }
        }
        if others > 0 {
            let said =
                format!("{stem}.ann: {others} lines are left out: relations, events and links have no place here");
            self.foreign.notices.push(said);
        }
        self.foreign.texts.push(text);
    }

    /// The value of an attribute is the code, in the category of the type.
    fn attribute(
        &mut self,
        what: &str,
        coder: Option<usize>,
        ids: &BTreeMap<String, usize>,
        types: &mut BTreeMap<String, String>,
        text: &mut Text,
    ) {
        let mut words = what.splitn(3, ' ');
        let (Some(name), Some(target)) = (words.next(), words.next()) else { return };
        let Some(at) = ids.get(target) else { return };
        let value = words.next().unwrap_or(name);
        let kind = types.remove(target);
        let known = text.passages[*at].codes.first().and_then(|given| self.foreign.codes[given.code].parent);
        let category = kind.or_else(|| known.map(|at| self.foreign.codes[at].name.clone()));
        let code = self.code(category, value);
        text.passages[*at].codes.push(Given::new(code, coder));
    }

    fn coder(&mut self, folder: &str) -> Option<usize> {
        if folder.is_empty() {
            return None;
        }
        let coders = &mut self.foreign.coders;
        let at = coders.iter().position(|coder| coder.key == folder);
        Some(at.unwrap_or_else(|| {
            let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
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

/// `TYPE start end;start end` with the words: the type, and a passage from the first start to the last end.
fn passage(what: &str, words: &str, coder: Option<usize>) -> Option<(String, Passage)> {
    let (kind, places) = what.split_once(' ')?;
    let start = places.split([' ', ';']).next()?.parse().ok()?;
    let end = places.rsplit([' ', ';']).next()?.parse().ok()?;
    Some((kind.to_owned(), Passage { start, end, quote: words.to_owned(), coder, ..Passage::default() }))
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
        assert_eq!(names, [("Argument", true), ("vacuum", false), ("costs", false)]);
        let passages: Vec<_> =
            foreign.texts[0].passages.iter().map(|it| (it.start, it.end, it.note.as_str())).collect();
        assert_eq!(passages, [(5, 16, "a memo"), (20, 35, "")]);
        assert_eq!(foreign.notices.len(), 1);
        assert_eq!(foreign.coders[0].name, "ann");
    }
}
