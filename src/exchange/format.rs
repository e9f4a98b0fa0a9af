//! What a format is. Each stands in the file of whoever writes and reads it; `formats.rs` has the list.

use std::io::Write;

use super::{
    foreign::Foreign,
    parts::{self, Part},
    writing::{Export, ExportError, ExportOptions, LeftOut},
};
use crate::{
    bytes::bounds::check_codes,
    model::{AnalystId, AnnotationId, Project},
    words::counted,
};

/// A format that can be read or written.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// As it is given to `--format`.
    pub name: &'static str,
    /// The file ending, without the dot.
    pub ending: &'static str,
    pub title: &'static str,
    /// What a file of it carries, in words.
    pub carries: &'static str,
    /// What there is in a project and not in a file of it.
    pub lacks: &'static [Part],
    /// What else does not go along, in words.
    pub limits: &'static str,
    pub holds: Holds,
    /// Whether a file of it says nothing without passages: those of others hold the codebook, texts, or who has read what.
    pub needs_passages: bool,
    /// Whether [`super::ExportOptions::rows`] makes a difference to it.
    pub has_rows: bool,
    /// Whether [`super::ExportOptions::bom`] makes a difference to it.
    pub has_mark: bool,
    pub preview: Preview,
    pub write: Writes,
    pub read: Reads,
}

/// What a file of a format is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Passages,
    /// Counts over all passages.
    Figures,
    /// The codebook, whatever passages are chosen.
    Codebook,
}

/// How somebody sees what would be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview {
    /// It is text.
    AsItIs,
    /// As the format of this name, which is text.
    As(&'static str),
}

/// How a format is written.
#[derive(Clone, Copy, Debug)]
pub enum Writes {
    Not,
    /// As analysts' layers, which are files of a project: see [`crate::format::layer_bytes`].
    Layers,
    By(Writer),
}

/// Writes passages. Gives what the format could not hold of them.
type Writer = fn(&Export<'_>, &mut dyn Write) -> Result<LeftOut, ExportError>;

/// How a format is read.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    Not,
    /// As analysts' layers.
    Layers,
    By {
        /// The file endings that say so, without the dot, in small letters.
        endings: &'static [&'static str],
        read: fn(&[u8]) -> Result<Foreign, String>,
    },
}

/// By their names.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl Format {
    /// What there is in a project and not in a file of it, in words.
    pub fn leaves_out(&self) -> String {
        let limits = Some(self.limits).filter(|limits| !limits.is_empty());
        let all: Vec<&str> = parts::in_words(self.lacks).into_iter().chain(limits).collect();
        if all.is_empty() { "nothing".to_owned() } else { all.join("; ") }
    }

    pub fn is_written(&self) -> bool {
        !matches!(self.write, Writes::Not)
    }

    pub fn is_read(&self) -> bool {
        !matches!(self.read, Reads::Not)
    }

    /// Whether its files are analysts' layers.
    pub fn is_layers(&self) -> bool {
        matches!(self.write, Writes::Layers)
    }

    pub fn is_codebook(&self) -> bool {
        self.holds == Holds::Codebook
    }

    /// Whether it can be read on a terminal.
    pub fn is_text(&self) -> bool {
        self.preview == Preview::AsItIs || self.ending == "html"
    }

    /// The endings of files that are read as this format.
    pub fn read_endings(&self) -> &'static [&'static str] {
        match self.read {
            Reads::By { endings, .. } => endings,
            Reads::Not | Reads::Layers => &[],
        }
    }

    /// What a file of it was made of: “80 tags”, “167 passages”.
    pub fn counted(&self, project: &Project, passages: usize) -> String {
        match self.holds {
            Holds::Codebook => counted(project.usable_tags().count(), "tag"),
            Holds::Passages | Holds::Figures => counted(passages, "passage"),
        }
    }

    /// Writes passages, in the order given. Those that are not in the project are passed over. Layers are not written so, but
    /// whole.
    ///
    /// Gives what the format could not hold of these passages.
    ///
    /// # Errors
    /// The writer's, or the export was stopped.
    pub fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<LeftOut, ExportError> {
        match self.write {
            Writes::By(write) => write(export, out),
            Writes::Not | Writes::Layers => Ok(LeftOut::default()),
        }
    }

    /// What is written of these passages, with the usual options.
    ///
    /// # Errors
    /// The writer's.
    pub fn written(&self, project: &Project, passages: &[(AnalystId, AnnotationId)]) -> Result<Vec<u8>, ExportError> {
        let mut bytes = Vec::new();
        let export = Export { project, passages, options: &ExportOptions::default(), progress: &|_, _| true };
        self.write(&export, &mut bytes)?;
        Ok(bytes)
    }

    /// What the file of another program holds.
    ///
    /// # Errors
    /// Why it cannot be read, with what to do.
    pub fn read(&self, bytes: &[u8]) -> Result<Foreign, String> {
        let Reads::By { read, .. } = self.read else {
            return Err(format!("{} is not read: `postil formats` lists what is", self.title));
        };
        let foreign = read(bytes)?;
        check_codes(foreign.codes.len())?;
        Ok(foreign)
    }
}
