//! What was scraped along with an article and is not part of it: advertisements, what is left of players, links,
//! prices, captions that stand twice; knows nothing but text.
//!
//! A paragraph is noise if it says so itself ([`phrases`]: “Advertisement”, “0:00 / 4:12”, “Read more: …”), or if it says
//! so half and stands among such (`runs`: a menu, a list of links, the foot of a page), or if it stands twice (`repeats`).
//! Rather is noise missed than a paragraph of the article taken for it: what reads as a sentence, as speech or as a
//! heading of what follows stays.

mod credits;
mod kinds;
mod line;
mod phrases;
mod repeats;
mod runs;
#[cfg(test)]
mod tests;

use self::kinds::Verdict;
use self::line::Line;
pub use kinds::{Kind, Noise};

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
