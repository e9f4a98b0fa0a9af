//! What can be chosen of how files are read where reading has to guess: each choice is declared here once, the command line and
//! the preview of articles offer it.

/// A way of reading that somebody can ask for; none of them is taken until somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// All text of a web page is taken, not the article only.
    WholePage,
    /// Lines that recur at the edges of a PDF's pages stay in the text.
    RunningHeads,
    /// The lines of a PDF stand in the order in which they are drawn.
    AsDrawn,
    /// What readers of a PDF have marked in it becomes nobody's passages.
    NoHighlights,
    /// The text of layers of a PDF that are not shown is taken too.
    HiddenLayers,
}

/// A choice that makes a difference to a file, and what it is about there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub choice: Choice,
    /// The lines that were left out, the pages that were put in order …
    pub about: Vec<String>,
}

impl Choice {
    pub const ALL: [Self; 5] =
        [Self::WholePage, Self::RunningHeads, Self::AsDrawn, Self::NoHighlights, Self::HiddenLayers];

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::WholePage => "whole-page",
            Self::RunningHeads => "running-heads",
            Self::AsDrawn => "as-drawn",
            Self::NoHighlights => "no-highlights",
            Self::HiddenLayers => "hidden-layers",
        }
    }

    /// What it is called in the preview.
    pub fn label(self) -> &'static str {
        match self {
            Self::WholePage => "Take all text of web pages, not the article only",
            Self::RunningHeads => "Keep running heads and page numbers",
            Self::AsDrawn => "Read the lines of PDFs in the order in which they are drawn",
            Self::NoHighlights => "Leave out the highlights and notes of readers",
            Self::HiddenLayers => "Take the text of layers that are not shown",
        }
    }

    /// The choice of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|choice| choice.name() == name).ok_or_else(|| format!("the choices are {}", known()))
    }
}

/// How to choose it, for a notice.
pub(super) fn how(choice: Choice) -> String {
    format!("(“{}” in the preview, --choose {} on the command line)", choice.label(), choice.name())
}
