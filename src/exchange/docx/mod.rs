//! Passages as a report for Word and its like: quotations with their sources, below headings that are the tags.
//!
//! The few parts of a document that it needs are written by hand, so that the same passages give the same bytes.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use self::paragraph::{Paragraph, Run};
use super::{
    sections::{Section, detail, sections},
    writing::{Export, ExportError, LeftOut},
};
use crate::bytes::xml::{escaped, is_link};
use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding},
    model::{Project, Tag, TagId, hues},
    words::counted,
};

mod paragraph;
use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;

/// The format.
pub const FORMAT: Format = Format {
    name: "docx",
    ending: "docx",
    title: "Report (Word)",
    carries: "passages as quotations with their sources, below headings that are the tags, with their definitions",
    lacks: parts_of!(
        Texts Sentences Uncoded Languages ArticleNotes Files Times Uses ShortNames Keys ProjectNote Memos Splits
        Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::As("markdown"),
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// The styles of headings, from the outermost on.
const HEADINGS: [&str; 9] =
    ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6", "Heading7", "Heading8", "Heading9"];
const CONTENT_TYPES: &str = include_str!("content_types.xml");
const RELATIONSHIPS: &str = include_str!("rels.xml");
const STYLES: &str = include_str!("styles.xml");
const FOOTER: &str = include_str!("footer.xml");
const DOCUMENT_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="footer" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>"#;
const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#;
/// An A4 page with margins of 2.5 cm, and its number below.
const PAGE: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>"#;

/// Writes passages below each of their tags, within a tag in the order given.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { project, passages, .. } = *export;
    let mut links = Links::default();
    let sections = sections(export, |excerpt, tag, codings| quotation(project, excerpt, (tag, codings), &mut links))?;
    let mut document = DOCUMENT.to_owned();
    let title = if project.info().title.trim().is_empty() { "Report" } else { &project.info().title };
    Paragraph::new("Title").words(title).write(&mut document);
    Paragraph::new("Subtitle").words(&counted(passages.len(), "passage")).write(&mut document);
    for section in &sections {
        write_section(project, section, &mut document);
    }
    document.push_str(PAGE);
    out.write_all(&package(project, &document, &links)?)?;
    Ok(out.flush()?)
}

fn write_section(project: &Project, section: &Section<String>, document: &mut String) {
    let heading = HEADINGS.get(section.depth).or(HEADINGS.last()).copied().unwrap_or_default();
    Paragraph::new(heading).words(&section.name).write(document);
    let tag = section.tag.as_ref().and_then(|tag| project.tag(tag));
    if let Some(definition) = tag.map(|tag| tag.definition.trim()).filter(|words| !words.is_empty()) {
        Paragraph::new("Definition").words(definition).write(document);
    }
    if !section.passages.is_empty() {
        Paragraph::new("Count").words(&counted(section.passages.len(), "passage")).write(document);
    }
    section.passages.iter().for_each(|passage| document.push_str(passage));
}

/// The passage as a quotation, its source, what its codings of `tag` say of it, and its note.
fn quotation(
    project: &Project,
    excerpt: &Excerpt<'_>,
    (tag, codings): (Option<&TagId>, &[&ExcerptCoding<'_>]),
    links: &mut Links,
) -> String {
    let mut written = String::new();
    let rgb = tag.and_then(|tag| project.tag(tag)).map(color);
    Paragraph::new("Quote").edge(rgb).words(excerpt.words).write(&mut written);
    source(project, excerpt, links).write(&mut written);
    for coding in codings {
        let detail = detail(project, coding);
        if !detail.is_empty() {
            Paragraph::new("Source").words(&format!("Said {detail}")).write(&mut written);
        }
    }
    if !excerpt.annotation.note.is_empty() {
        let label = Run::new("Note: ").italic();
        Paragraph::new("Note").run(label).words(&excerpt.annotation.note).write(&mut written);
    }
    written
}

fn source(project: &Project, excerpt: &Excerpt<'_>, links: &mut Links) -> Paragraph {
    let title = excerpt.article.map_or(excerpt.annotation.article.as_str(), |article| article.title.trim());
    let link = excerpt.article.map(|article| article.link.as_str()).filter(|link| is_link(link));
    let mut rest = String::new();
    if let Some(article) = excerpt.article {
        for part in [&article.author, &article.outlet, &article.date].into_iter().filter(|part| !part.is_empty()) {
            rest.push_str(", ");
            rest.push_str(part);
        }
    }
    if excerpt.place.is_none() {
        rest.push_str(", no longer in the text as it is now");
    }
    rest.push_str("; marked by ");
    rest.push_str(project.analyst_name(excerpt.analyst));
    let title = Run::new(title).italic().linked(link.map(|link| links.id(link)));
    Paragraph::new("Source").run(Run::new("— ")).run(title).words(&rest)
}

fn color(tag: &Tag) -> u32 {
    hues::LIGHT.get(usize::from(tag.hue) % hues::LIGHT.len()).copied().unwrap_or_default()
}

/// The addresses that the document links to, each once.
#[derive(Default)]
struct Links(Vec<String>);

impl Links {
    /// The relationship that stands for the address.
    fn id(&mut self, link: &str) -> String {
        // An article's passages stand together in most reports: the address was often the last one.
        let known = self.0.iter().rposition(|known| known == link);
        let at = known.unwrap_or_else(|| {
            self.0.push(link.to_owned());
            self.0.len() - 1
        });
        format!("link{at}")
    }

    fn relationships(&self) -> String {
        let mut parts = DOCUMENT_RELATIONSHIPS.to_owned();
        for (at, link) in self.0.iter().enumerate() {
            parts.push_str(&format!(
                r#"<Relationship Id="link{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="{}" TargetMode="External"/>"#,
                escaped(link)
            ));
        }
        parts.push_str("</Relationships>");
        parts
    }
}

/// The document with its other parts, as a zip file.
fn package(project: &Project, document: &str, links: &Links) -> Result<Vec<u8>, ExportError> {
    let created = project.info().made().map(|time| {
        let time = time.strftime("%Y-%m-%dT%H:%M:%SZ");
        format!(r#"<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>"#)
    });
    let created = created.unwrap_or_default();
    let core = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title>{created}</cp:coreProperties>"#,
        escaped(&project.info().title),
    );
    let relationships = links.relationships();
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONSHIPS),
        ("docProps/core.xml", &core),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", &relationships),
        ("word/styles.xml", STYLES),
        ("word/footer1.xml", FOOTER),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, part) in parts {
        zip.start_file(name, options).map_err(std::io::Error::from)?;
        zip.write_all(part.as_bytes())?;
    }
    Ok(zip.finish().map_err(std::io::Error::from)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples;
    use crate::exchange::tests::{exported_bytes, parts};

    fn document(project: &Project) -> (String, String) {
        let (bytes, _) = exported_bytes(project, &FORMAT, &ExportOptions::default());
        let mut parts = parts(&bytes);
        let mut take = |name: &str| parts.remove(name).expect("a part");
        (take("word/document.xml"), take("word/_rels/document.xml.rels"))
    }

    /// The style of each paragraph with its words.
    fn paragraphs(document: &str) -> Vec<(String, String)> {
        let words = |paragraph: &str| {
            let pieces = paragraph.split(r#"<w:t xml:space="preserve">"#).skip(1);
            pieces.filter_map(|piece| piece.split_once("</w:t>")).map(|(words, _)| words).collect::<String>()
        };
        let style = |paragraph: &str| paragraph.split('"').nth(1).unwrap_or_default().to_owned();
        document.split("<w:p><w:pPr><w:pStyle").skip(1).map(|p| (style(p), words(p))).collect()
    }

    #[test]
    fn quotations_stand_below_headings() {
        let mut project = samples::project();
        let mut tag = project.tags.get(&samples::tag("argument/vacuum")).expect("a tag").clone();
        tag.definition = "Others fill the seat.".to_owned();
        samples::put_tag(&mut project, "argument/vacuum", tag);
        let (document, _) = document(&project);
        let found = paragraphs(&document);
        let at = found.iter().position(|(_, words)| words == "Arguments").expect("the group");
        let expected = [
            ("Heading1", "Arguments"),
            ("Heading2", "Vacuum"),
            ("Definition", "Others fill the seat."),
            ("Count", "2 passages"),
            ("Quote", "China fills the vacuum; costs"),
            ("Source", "— A chair stands empty, Harbour Review, 2026-01-09; marked by Ben"),
            ("Source", "Said by Freedom Online Coalition; Marco Rubio, about United Nations, rejects, voice: quoted"),
            ("Note", "Note: As 66 doors"),
        ];
        let found: Vec<(&str, &str)> =
            found[at..].iter().map(|(style, words)| (style.as_str(), words.as_str())).take(expected.len()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_style_that_is_used_is_defined() {
        let (document, _) = document(&samples::project());
        for (style, words) in paragraphs(&document) {
            assert!(STYLES.contains(&format!(r#"w:styleId="{style}""#)), "{style}: {words}");
        }
        for heading in HEADINGS {
            assert!(STYLES.contains(&format!(r#"w:styleId="{heading}""#)), "{heading}");
        }
    }

    #[test]
    fn any_words_stay_words() {
        let mut project = samples::codebook();
        let text = "</w:t></w:p> & \"x\"\u{1}\nسيادة\t👩🏽‍💻\n]]> =1+2";
        samples::put_article(&mut project, "a", "<Title> & more", "", 0, text);
        samples::change_article(&mut project, "a", |article| {
            "https://example.org/?a=\"&b".clone_into(&mut article.link);
        });
        samples::put_layer(&mut project, "ana", "Ana <3");
        samples::put_passage(&mut project, "ana", 1, "a", text, &["argument/costs"]);
        samples::put_passage(&mut project, "ana", 2, "a", "سيادة", &["argument/costs", "argument/gone"]);
        let (document, relationships) = document(&project);
        assert!(document.contains("&lt;/w:t&gt;&lt;/w:p&gt; &amp; &quot;x&quot;\u{fffd}</w:t><w:br/>"), "{document}");
        assert!(document.contains("<w:bidi/>") && document.contains("<w:rtl/>"), "{document}");
        assert_eq!(relationships.matches("TargetMode=\"External\"").count(), 1, "{relationships}");
    }

    #[test]
    fn the_same_project_gives_the_same_bytes() {
        let bytes = || exported_bytes(&samples::project(), &FORMAT, &ExportOptions::default()).0;
        assert!(bytes() == bytes());
        let empty = Project::new(samples::codebook().info().clone());
        let (bytes, _) = exported_bytes(&empty, &FORMAT, &ExportOptions::default());
        assert!(parts(&bytes)["word/document.xml"].contains("0 passages"));
    }
}
