//! What kinds of noise there are, and what is said of a paragraph.

use std::ops::Range;

/// What kind of noise a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Advertisement,
    Player,
    Sharing,
    Subscription,
    Notice,
    Navigation,
    Related,
    Prices,
    Caption,
    Credit,
    Comments,
    Copyright,
    Tags,
    Repeated,
}

impl Kind {
    /// What it is, as it reads after “Not part of the article: ”.
    pub fn words(self) -> &'static str {
        match self {
            Self::Advertisement => "advertisement",
            Self::Player => "left over from a player",
            Self::Sharing => "buttons to share or save",
            Self::Subscription => "sign-up or subscription",
            Self::Notice => "notice about cookies or terms",
            Self::Navigation => "navigation of the page",
            Self::Related => "links to other articles",
            Self::Prices => "prices",
            Self::Caption => "caption that stands twice",
            Self::Credit => "caption or credit of a picture",
            Self::Comments => "comments",
            Self::Copyright => "copyright line",
            Self::Tags => "list of topics",
            Self::Repeated => "repeats what stands above",
        }
    }
}

/// A paragraph that is not part of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noise {
    /// Its bytes: a line without the line feed.
    pub range: Range<usize>,
    pub kind: Kind,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Nothing,
    /// It can be noise of that kind, if it stands among such.
    Hint(Kind),
    /// A name of a section: noise in a menu above or below the article.
    Section,
    Noise(Kind),
}

impl Verdict {
    pub(super) fn is_noise(self) -> bool {
        matches!(self, Self::Noise(_))
    }
}
