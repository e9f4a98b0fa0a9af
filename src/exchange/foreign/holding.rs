//! What a file of another program holds, before it is put into a project: codes, texts, passages, coders, memos.

use std::borrow::Cow;

use jiff::Timestamp;

use super::unit::Unit;
use crate::{
    model::{ArticleId, Stance},
    text::loaded::loaded,
};

/// What a file of another program holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Parents before what is below them.
    pub codes: Vec<Code>,
    pub coders: Vec<Coder>,
    pub texts: Vec<Text>,
    /// What coders wrote about the whole.
    pub memos: Vec<Memo>,
    /// What the project is called there.
    pub title: String,
    /// Whether a project without articles is to be called so: it has the name that it was given for want of another one.
    pub may_name_project: bool,
    /// What is said of the project.
    pub note: String,
    /// What its positions count, where the format leaves no doubt. Whether they count marks and line ends is decided all the same.
    pub unit: Option<Unit>,
    /// Whether its passages may have names that somebody gave them, where others have their words.
    pub may_name: bool,
    /// What they usually count in files of this kind, where it is to be decided.
    pub usual: Unit,
    /// Whether its codes are those that its passages have, so that none is to be added for passages that are left out.
    pub codes_by_use: bool,
    /// How much of the file is left out: passages, texts, and what has no place here.
    pub left_out: usize,
    /// Whether Postil wrote it, with names of codes that come once in the whole codebook.
    pub is_ours: bool,
    /// When the file was written, if it says so.
    pub written: Option<Timestamp>,
    /// How what the format leaves open was understood, in words; empty where it leaves nothing open.
    pub understood: String,
    /// What could not be read, or has no place here.
    pub notices: Vec<String>,
}

impl Foreign {
    /// Leaves out so many things of the file, and says so.
    pub fn leave_out(&mut self, n: usize, said: String) {
        self.left_out += n;
        self.notices.push(said);
    }
}

/// An entry of a codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    pub name: String,
    /// The place of the parent among the codes.
    pub parent: Option<usize>,
    /// A category that no passage can have.
    pub is_category: bool,
    pub description: String,
    pub colour: Option<[u8; 3]>,
    pub memos: Vec<Memo>,
}

impl Code {
    pub fn named(name: &str, parent: Option<usize>) -> Self {
        Self { name: name.to_owned(), parent, ..Self::default() }
    }
}

/// Somebody who coded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coder {
    /// What the program calls this person and no other: a GUID, else the name.
    pub key: String,
    pub name: String,
}

/// A text with its passages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub name: String,
    /// As it is in the file, a byte-order mark and CR LF included: positions may count them.
    pub raw: String,
    /// The name of the file that the text came from, where the file says it.
    pub source: String,
    pub outlet: String,
    pub author: String,
    pub date: String,
    pub language: String,
    pub link: String,
    pub note: String,
    pub memos: Vec<Memo>,
    pub passages: Vec<Passage>,
    /// The article that it is, where that does not follow from the text.
    pub article: Option<ArticleId>,
}

impl Text {
    pub fn new(name: impl Into<String>, raw: impl Into<String>) -> Self {
        Self { name: name.into(), raw: raw.into(), ..Self::default() }
    }

    /// Takes up what the file says of the text under a name of its own: in the field for it, or in the note where there is
    /// none or where it says something else already.
    pub fn describe(&mut self, name: &str, value: &str) {
        let field = match name.to_lowercase().as_str() {
            "outlet" | "source" | "publication" => &mut self.outlet,
            "author" => &mut self.author,
            "date" => &mut self.date,
            "language" => &mut self.language,
            "link" | "url" => &mut self.link,
            _ => return put_below(&mut self.note, &format!("{name}: {value}")),
        };
        if field.is_empty() {
            value.clone_into(field);
        } else if field != value {
            put_below(&mut self.note, &format!("{name}: {value}"));
        }
    }

    /// As it is in a project.
    pub fn loaded(&self) -> Cow<'_, str> {
        loaded(&self.raw)
    }
}

/// Puts a line below those that are there.
pub fn put_below(lines: &mut String, line: &str) {
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(line);
}

/// The first ones of a list.
pub fn few(all: &[String]) -> String {
    let more = if all.len() > 5 { " …" } else { "" };
    format!("{}{more}", all.iter().take(5).cloned().collect::<Vec<_>>().join("; "))
}

/// The position of a passage that the file gives none of.
pub const UNPLACED: usize = usize::MAX;

/// Words of a text with their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// As the file has it; what it counts is decided by [`super::Decision`]. [`UNPLACED`] where only the words say where it stands.
    pub start: usize,
    pub end: usize,
    /// The words, where the file gives them; it may give something else.
    pub quote: String,
    /// What stands around the words, where the file gives it.
    pub before: String,
    pub after: String,
    pub codes: Vec<Given>,
    /// Who marked it.
    pub coder: Option<usize>,
    pub note: String,
    pub created: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    /// What the program calls this passage and no other, if that is a GUID.
    pub id: Option<uuid::Uuid>,
}

impl Passage {
    /// Whether the file gives words with it.
    pub fn gives_words(&self) -> bool {
        !self.quote.trim().is_empty()
    }
}

/// A code that was given to a passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The place of the code.
    pub code: usize,
    /// The place of who gave it.
    pub coder: Option<usize>,
    /// The places of the codes of who says it.
    pub by: Vec<usize>,
    pub stance: Option<Stance>,
}

impl Given {
    pub fn new(code: usize, coder: Option<usize>) -> Self {
        Self { code, coder, ..Self::default() }
    }

    /// Whether it says more than that the code was given.
    pub fn is_told(&self) -> bool {
        !self.by.is_empty() || self.stance.is_some()
    }
}

/// What somebody wrote about the project, a text or a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memo {
    pub text: String,
    pub coder: Option<usize>,
    pub changed: Option<Timestamp>,
}
