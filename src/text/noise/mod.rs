//! What was scraped along with an article and is not part of it: advertisements, what is left of players, links,
//! prices, captions that stand twice; knows nothing but text.
//!
//! A paragraph is noise if it says so itself ([`phrases`]: “Advertisement”, “0:00 / 4:12”, “Read more: …”), or if it says
//! so half and stands among such (`runs`: a menu, a list of links, the foot of a page), or if it stands twice (`repeats`).
//! Rather is noise missed than a paragraph of the article taken for it: what reads as a sentence, as speech or as a
//! heading of what follows stays.

mod credits;
mod line;
mod phrases;
mod repeats;
mod runs;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::line::Line;

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
enum Verdict {
    Nothing,
    /// It can be noise of that kind, if it stands among such.
    Hint(Kind),
    /// A name of a section: noise in a menu above or below the article.
    Section,
    Noise(Kind),
}

impl Verdict {
    fn is_noise(self) -> bool {
        matches!(self, Self::Noise(_))
    }
}

/// The paragraphs that are not part of the article, in the order of the text.
pub fn recognise(text: &str) -> Vec<Noise> {
    let lines = line::lines(text);
    let mut verdicts: Vec<Verdict> = lines.iter().map(|line| phrases::verdict(line)).collect();
    let frame = runs::Frame::new(&lines, &verdicts);
    repeats::judge(&lines, &frame, &mut verdicts);
    runs::judge(&lines, &frame, &mut verdicts);
    let noise = |(line, verdict): (&Line<'_>, &Verdict)| match verdict {
        Verdict::Noise(kind) => Some(Noise { range: line.range.clone(), kind: *kind }),
        _ => None,
    };
    lines.iter().zip(&verdicts).filter_map(noise).collect()
}
