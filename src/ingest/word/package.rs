//! Which part of a DOCX file is which: parts are named in the file itself, not by convention.

use crate::ingest::called::WORD;
use crate::ingest::{
    archive::{Archive, entry},
    error::ReadError,
    xml::{self, Node},
};

/// The main part's usual name.
const USUAL: &str = "word/document.xml";

/// A part that another one refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Relation {
    id: String,
    /// The last word of its type: `styles`, `numbering`.
    kind: String,
    name: String,
}

/// The parts that the main part refers to.
#[derive(Debug, Default)]
pub struct Parts {
    folder: String,
    relations: Vec<Relation>,
}

/// The part with a Word document's text; `None` if there is none.
pub fn main_part(archive: &mut Archive) -> Option<String> {
    let relations = relations(archive, "", "_rels/.rels").unwrap_or_default();
    let named = relations.into_iter().find(|it| it.kind == "officeDocument").map(|it| it.name);
    let types = archive.read("[Content_Types].xml").ok().flatten().unwrap_or_default();
    let typed = typed(&types);
    let kind_of = |name: &str| typed.iter().find(|(part, _)| part.eq_ignore_ascii_case(name)).map(|(_, kind)| kind);
    let is_word = |name: &String| kind_of(name).map_or(name.starts_with("word/"), |kind| is_of_word(kind));
    let declared = typed.iter().find(|(_, kind)| is_of_word(kind)).map(|(part, _)| part.clone());
    let candidates = [named.filter(is_word), declared, Some(USUAL.to_owned())];
    candidates.into_iter().flatten().find(|name| archive.has(name))
}

fn is_of_word(kind: &str) -> bool {
    (kind.contains("wordprocessingml") || kind.contains("ms-word")) && kind.ends_with("main+xml")
}

/// Parts whose type the file declares, with that type. One that is damaged declares what it did until then.
fn typed(types: &[u8]) -> Vec<(String, String)> {
    let mut typed = Vec::new();
    let walked = xml::walk(types, WORD, |node| {
        if let Node::Open(element) = node
            && element.name == "Override"
            && let (Some(part), Some(kind)) = (element.get("PartName"), element.get("ContentType"))
        {
            typed.push((entry("", &part), kind));
        }
    });
    if walked.is_err() { Vec::new() } else { typed }
}

fn relations(archive: &mut Archive, folder: &str, name: &str) -> Result<Vec<Relation>, ReadError> {
    let mut relations = Vec::new();
    let Some(bytes) = archive.read(name)? else { return Ok(relations) };
    xml::walk(&bytes, WORD, |node| {
        if let Node::Open(element) = node
            && element.name == "Relationship"
            && element.get("TargetMode").is_none_or(|mode| mode != "External")
        {
            let get = |name: &str| element.get(name).unwrap_or_default();
            let kind = get("Type");
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.push(Relation { id: get("Id"), kind, name: entry(folder, &get("Target")) });
        }
    })?;
    Ok(relations)
}

impl Parts {
    /// Those of the main part `main`.
    ///
    /// # Errors
    /// What says so is damaged.
    pub fn of(archive: &mut Archive, main: &str) -> Result<Self, ReadError> {
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let relations = relations(archive, folder, &entry(folder, &format!("_rels/{file}.rels")))?;
        Ok(Self { folder: folder.to_owned(), relations })
    }

    /// The contents of the part of that kind; where none is named, of the one with the usual name.
    ///
    /// # Errors
    /// It is damaged.
    pub fn read(&self, archive: &mut Archive, kind: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let named = self.relations.iter().find(|it| it.kind == kind).map(|it| it.name.clone());
        let usual = entry(&self.folder, &format!("{kind}.xml"));
        match archive.read(&named.unwrap_or_else(|| usual.clone()))? {
            Some(bytes) => Ok(Some(bytes)),
            None => archive.read(&usual),
        }
    }

    /// The name of the part that is referred to by `id`.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.relations.iter().find(|it| it.id == id).map(|it| it.name.as_str())
    }
}
