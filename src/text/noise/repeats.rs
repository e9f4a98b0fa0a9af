//! Lines that stand twice: captions that were scraped with the picture's description, and titles above their copies.

use std::collections::BTreeSet;

use super::{
    kinds::{Kind, Verdict},
    line::{End, Line},
    runs::Frame,
};

/// A sentence that stands twice in a row is a caption if it has as many words: shorter ones are said twice.
const SENTENCE_WORDS: usize = 8;
/// No caption has more words: a longer paragraph was said twice.
const LONGEST_CAPTION: usize = 50;

/// Judges the lines that stand twice in a row, and the title where it stands again.
pub(super) fn judge(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    pairs(lines, frame, verdicts);
    let mut above: BTreeSet<&str> = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.is_label() || line.is_item || line.words < 3 {
            continue;
        }
        let is_beside_noise = || {
            let beside = [at.checked_sub(1), Some(at + 1)];
            beside.iter().flatten().any(|other| verdicts.get(*other).is_some_and(|verdict| verdict.is_noise()))
        };
        let is_again = above.contains(line.text) && (at < frame.head || is_beside_noise());
        if is_again && verdicts[at] == Verdict::Nothing {
            verdicts[at] = Verdict::Noise(Kind::Repeated);
        }
        if at < frame.head {
            above.insert(line.text);
        }
    }
}

fn pairs(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    let pairs: Vec<usize> = (1..lines.len()).filter(|at| is_pair(lines, *at)).collect();
    // Where every heading stands twice, the first of each is the heading.
    let headings = (0..lines.len()).filter(|at| is_heading(lines, *at)).count();
    let are_captions = headings > pairs.len() / 2;
    for at in pairs {
        let is_caption = lines[at].end == End::Open && are_captions && at > frame.head;
        for (line, is_noise) in [(at - 1, is_caption), (at, true)] {
            if is_noise && !verdicts[line].is_noise() {
                verdicts[line] = Verdict::Noise(Kind::Caption);
            }
        }
    }
}

/// Whether the line repeats the one before, and neither stands in a poem or a list.
fn is_pair(lines: &[Line<'_>], at: usize) -> bool {
    let (first, line) = (&lines[at - 1], &lines[at]);
    if line.text != first.text || line.is_speech || line.is_item || line.words < 2 {
        return false;
    }
    if line.is_long() || line.words > LONGEST_CAPTION || (line.end != End::Open && line.words < SENTENCE_WORDS) {
        return false;
    }
    let is_verse = |beside: Option<&Line<'_>>, adjoins: bool| adjoins && beside.is_some_and(|beside| !beside.is_body());
    let before = at.checked_sub(2).and_then(|before| lines.get(before));
    let after = lines.get(at + 1);
    !is_verse(before, !first.after_gap) && !is_verse(after, after.is_some_and(|after| !after.after_gap))
}

/// Whether the line is a heading: short, by itself, before a paragraph.
fn is_heading(lines: &[Line<'_>], at: usize) -> bool {
    let stands_twice = |other: Option<usize>| {
        other.and_then(|other| lines.get(other)).is_some_and(|other| other.text == lines[at].text)
    };
    lines[at].is_label()
        && lines.get(at + 1).is_some_and(Line::is_body)
        && !stands_twice(at.checked_sub(1))
        && !stands_twice(Some(at + 1))
}
