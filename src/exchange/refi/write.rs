//! Writing REFI-QDA as the strict readers want it: elements in the order of the schema, no empty containers, lower-case GUIDs,
//! names of codes that come once, UTF-8 without a mark, LF.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Cursor, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesStart, BytesText, Event, attributes::Attribute},
    name::QName,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::super::writing::{Export, ExportError, LeftOut, Progress};
use crate::analysis::outline::{Line, outline};
use crate::model::{AnalystId, Article, ArticleId, GroupId, Project, Subject, TagId, hues};
use crate::text::offsets::Offsets;
use crate::{
    bytes::xml::escaped,
    exchange::{
        chosen::{Chosen, Marked, code_names},
        foreign::{ANALYST, ARTICLE, description, guid},
    },
};

use super::notes::{Note, notes};

/// Writes the passages with their articles and the whole codebook as a project (`.qdpx`).
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<LeftOut, ExportError> {
    let Export { project, passages, progress, .. } = *export;
    let chosen = Chosen::of(project, passages);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("project.qde", options).map_err(io::Error::from)?;
    let notes = notes(project, &chosen);
    let qde = Qde { project, chosen: &chosen, notes: &notes, names: code_names(project), xml: new_xml()? };
    let xml = qde.whole(progress)?;
    zip.write_all(&xml)?;
    for (id, article) in &chosen.articles {
        zip.start_file(format!("sources/{}.txt", guid(project, ARTICLE, id.as_str())), options)
            .map_err(io::Error::from)?;
        zip.write_all(article.body.text().as_bytes())?;
    }
    let bytes = zip.finish().map_err(io::Error::from)?.into_inner();
    out.write_all(&bytes)?;
    Ok(chosen.left_out(project, Some(&code_names(project))))
}

/// Writes the codebook (`.qdc`).
///
/// # Errors
/// The writer's.
pub fn write_codebook(project: &Project, out: &mut dyn Write) -> Result<(), ExportError> {
    let chosen = Chosen::default();
    let mut qde = Qde { project, chosen: &chosen, notes: &[], names: code_names(project), xml: new_xml()? };
    let origin = origin();
    qde.element("CodeBook", &[("xmlns", "urn:QDA-XML:codebook:1.0"), ("origin", &origin)], Qde::codes)?;
    out.write_all(&qde.finished())?;
    Ok(())
}

/// A variable's name, and its value.
type Variable = (&'static str, fn(&Article) -> &str);

/// The facts of an article that have no attribute of their own, as variables.
const VARIABLES: [Variable; 6] = [
    ("outlet", |article| &article.outlet),
    ("author", |article| &article.author),
    ("date", |article| &article.date),
    ("language", |article| &article.language),
    ("link", |article| &article.link),
    (SOURCE, |article| &article.source),
];

/// What the name of the file that an article came from is called: “source” is the outlet in files of others.
pub(super) const SOURCE: &str = "file";

struct Qde<'p> {
    project: &'p Project,
    chosen: &'p Chosen<'p>,
    notes: &'p [Note<'p>],
    names: BTreeMap<&'p TagId, String>,
    xml: Writer<Vec<u8>>,
}

type Wrote = io::Result<()>;

impl<'p> Qde<'p> {
    fn whole(mut self, progress: Progress<'_>) -> Result<Vec<u8>, ExportError> {
        let info = self.project.info();
        let (created, origin) = (info.made().map(|time| time.to_string()), origin());
        let mut attributes =
            vec![("xmlns", "urn:QDA-XML:project:1.0"), ("name", info.title.as_str()), ("origin", &origin)];
        attributes.extend(created.as_deref().map(|created| ("creationDateTime", created)));
        let first = self.chosen.analysts.first().map(|analyst| self.user(analyst));
        attributes.extend(first.as_deref().map(|first| ("creatingUserGUID", first)));
        let mut stopped = false;
        self.element("Project", &attributes, |qde| {
            qde.users()?;
            if !outline(qde.project).is_empty() {
                qde.element("CodeBook", &[], Self::codes)?;
            }
            qde.variables()?;
            stopped = !qde.sources(progress)?;
            qde.memos()?;
            qde.description(&info.note)?;
            qde.references(&Subject::Project)
        })?;
        if stopped {
            return Err(ExportError::Stopped);
        }
        Ok(self.finished())
    }

    fn finished(self) -> Vec<u8> {
        let mut bytes = self.xml.into_inner();
        bytes.push(b'\n');
        bytes
    }

    fn users(&mut self) -> Wrote {
        let authors = self.notes.iter().map(|note| note.analyst);
        let analysts: BTreeSet<&AnalystId> = self.chosen.analysts.iter().copied().chain(authors).collect();
        if analysts.is_empty() {
            return Ok(());
        }
        self.element("Users", &[], |qde| {
            for analyst in analysts {
                let (guid, name) = (qde.user(analyst), qde.project.analyst_name(analyst));
                qde.empty("User", &[("guid", &guid), ("name", name), ("id", analyst.as_str())])?;
            }
            Ok(())
        })
    }

    /// Groups as categories, and the tags in them. The outline has every tag, also where its parent or group is gone.
    fn codes(&mut self) -> Wrote {
        let outline = outline(self.project);
        self.element("Codes", &[], |qde| qde.lines(&outline))
    }

    /// Lines of the outline, each around what stands below it.
    fn lines(&mut self, mut lines: &[Line]) -> Wrote {
        while let Some((line, rest)) = lines.split_first() {
            let is_below = rest.iter().take_while(|below| below.depth() > line.depth());
            let (below, others) = rest.split_at(is_below.count());
            match line {
                Line::Group { id, .. } => self.group(id, below)?,
                Line::Tag { id, .. } => self.tag(id, below)?,
            }
            lines = others;
        }
        Ok(())
    }

    fn group(&mut self, id: &GroupId, below: &[Line]) -> Wrote {
        let Some(group) = self.project.groups.get(id) else { return Ok(()) };
        let guid = guid(self.project, "group", id.as_str());
        let attributes = [("guid", &*guid), ("name", &group.name), ("isCodable", "false")];
        self.element("Code", &attributes, |qde| qde.lines(below))
    }

    fn tag(&mut self, id: &TagId, below: &[Line]) -> Wrote {
        let Some(tag) = self.project.tag(id) else { return Ok(()) };
        let guid = guid(self.project, "tag", id.as_str());
        let name = self.names.get(id).cloned().unwrap_or_default();
        let colour = hues::LIGHT.get(usize::from(tag.hue)).map_or(String::new(), |hue| format!("#{hue:06X}"));
        let attributes = [("guid", &*guid), ("name", &name), ("isCodable", "true"), ("color", &colour)];
        self.element("Code", &attributes, |qde| {
            qde.description(&description(tag))?;
            qde.references(&Subject::Tag(id.clone()))?;
            qde.lines(below)
        })
    }

    fn variables(&mut self) -> Wrote {
        let used: Vec<_> = VARIABLES
            .iter()
            .filter(|(_, value)| self.chosen.articles.iter().any(|(_, article)| !value(article).is_empty()))
            .collect();
        if used.is_empty() {
            return Ok(());
        }
        self.element("Variables", &[], |qde| {
            for (name, _) in used {
                let guid = guid(qde.project, "variable", name);
                qde.empty("Variable", &[("guid", &guid), ("name", name), ("typeOfVariable", "Text")])?;
            }
            Ok(())
        })
    }

    /// Gives back whether it came to its end.
    fn sources(&mut self, progress: Progress<'_>) -> io::Result<bool> {
        let chosen = self.chosen;
        if chosen.articles.is_empty() {
            return Ok(true);
        }
        let total = chosen.passages.values().map(Vec::len).sum();
        let mut done = 0;
        let mut goes_on = true;
        self.element("Sources", &[], |qde| {
            for (id, article) in &chosen.articles {
                goes_on &= progress(done, total);
                if !goes_on {
                    return Ok(());
                }
                done += chosen.passages.get(id).map_or(0, Vec::len);
                qde.source(id, article)?;
            }
            Ok(())
        })?;
        goes_on &= progress(total, total);
        Ok(goes_on)
    }

    fn source(&mut self, id: &'p ArticleId, article: &'p Article) -> Wrote {
        let guid_of_text = guid(self.project, ARTICLE, id.as_str());
        let path = format!("internal://{guid_of_text}.txt");
        let created = self.project.info().made().map(|time| time.to_string());
        let mut attributes = vec![("guid", &*guid_of_text), ("name", article.title.as_str()), ("plainTextPath", &path)];
        attributes.extend(created.as_deref().map(|created| ("creationDateTime", created)));
        let marked = self.chosen.of_article(id);
        self.element("TextSource", &attributes, |qde| {
            qde.description(&article.note)?;
            let offsets = Offsets::new(article.body.text());
            for marked in marked {
                qde.selection(marked, &offsets)?;
            }
            qde.references(&Subject::Article(id.clone()))?;
            for (name, value) in VARIABLES.iter().map(|(name, value)| (name, value(article))) {
                if value.is_empty() {
                    continue;
                }
                let guid = guid(qde.project, "variable", name);
                qde.element("VariableValue", &[], |qde| {
                    qde.empty("VariableRef", &[("targetGUID", &guid)])?;
                    qde.text("TextValue", value)
                })?;
            }
            Ok(())
        })
    }

    fn selection(&mut self, marked: &Marked<'_>, offsets: &Offsets<'_>) -> Wrote {
        let annotation = marked.annotation;
        let (id, user) = (&marked.id, self.user(marked.analyst));
        let (start, end) = (
            offsets.char_of_byte(marked.span.start()).unwrap_or_default().to_string(),
            offsets.char_of_byte(marked.span.end()).unwrap_or_default().to_string(),
        );
        let created = annotation.made().map(|time| time.to_string());
        let words = self.project.words(annotation, Some(marked.span));
        let changed = marked.modified().map(|time| time.to_string());
        let mut attributes = vec![
            ("guid", id.as_str()),
            ("name", words),
            ("startPosition", &start),
            ("endPosition", &end),
            ("creatingUser", &user),
        ];
        attributes.extend(created.as_deref().map(|created| ("creationDateTime", created)));
        if let Some(changed) = &changed {
            attributes.extend([("modifyingUser", &*user), ("modifiedDateTime", changed)]);
        }
        self.element("PlainTextSelection", &attributes, |qde| {
            qde.description(&annotation.note)?;
            let tags = marked.tags(qde.project);
            let tags: Vec<TagId> = tags.into_iter().filter(|tag| qde.names.contains_key(tag)).collect();
            for tag in &tags {
                let coding = guid(qde.project, id, tag.as_str());
                let target = guid(qde.project, "tag", tag.as_str());
                let mut attributes = vec![("guid", &*coding), ("creatingUser", &user)];
                attributes.extend(created.as_deref().map(|created| ("creationDateTime", created)));
                qde.element("Coding", &attributes, |qde| qde.empty("CodeRef", &[("targetGUID", &target)]))?;
            }
            Ok(())
        })
    }

    fn memos(&mut self) -> Wrote {
        if self.notes.is_empty() {
            return Ok(());
        }
        self.element("Notes", &[], |qde| {
            for note in qde.notes {
                let (user, changed) = (qde.user(note.analyst), note.changed.map(|time| time.to_string()));
                let name = match &note.about {
                    Subject::Project => "Memo".to_owned(),
                    Subject::Tag(id) => format!("Memo: {}", qde.project.tag_name(id)),
                    Subject::Article(id) => {
                        let article = qde.project.articles.get(id);
                        format!("Memo: {}", article.map_or(id.as_str(), |article| &article.title))
                    }
                };
                // Some readers stop where a time is missing.
                let mut attributes = vec![("guid", &*note.guid), ("name", &*name), ("creatingUser", &*user)];
                if let Some(changed) = &changed {
                    attributes.extend([
                        ("creationDateTime", &**changed),
                        ("modifyingUser", &*user),
                        ("modifiedDateTime", &**changed),
                    ]);
                }
                qde.element("Note", &attributes, |qde| qde.text("PlainTextContent", note.text))?;
            }
            Ok(())
        })
    }

    /// What refers to the notes on something.
    fn references(&mut self, about: &Subject) -> Wrote {
        for note in self.notes.iter().filter(|note| note.about == *about) {
            self.empty("NoteRef", &[("targetGUID", &note.guid)])?;
        }
        Ok(())
    }

    fn user(&self, analyst: &AnalystId) -> String {
        guid(self.project, ANALYST, analyst.as_str())
    }

    fn description(&mut self, text: &str) -> Wrote {
        if text.is_empty() { Ok(()) } else { self.text("Description", text) }
    }

    fn text(&mut self, name: &str, text: &str) -> Wrote {
        let text = escaped(text);
        self.element(name, &[], |qde| qde.xml.write_event(Event::Text(BytesText::from_escaped(&text))))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Wrote {
        self.xml.write_event(Event::Empty(start(name, attributes)))
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self) -> Wrote) -> Wrote {
        let start = start(name, attributes);
        self.xml.write_event(Event::Start(start.borrow()))?;
        content(self)?;
        self.xml.write_event(Event::End(start.to_end()))
    }
}

fn new_xml() -> io::Result<Writer<Vec<u8>>> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(xml)
}

/// What the origins of our files begin with.
pub(super) const ORIGIN: &str = "Postil ";

fn origin() -> String {
    format!("{ORIGIN}{}", env!("CARGO_PKG_VERSION"))
}

fn start<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute(Attribute { key: QName(name), value: escaped(value).into() });
    }
    start
}
