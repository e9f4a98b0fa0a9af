//! Whether anybody could tell where a passage went: by what stands around it and around its twins, before and after.
//!
//! Each place where the passage's words stand has a fit with each place where they stood: so many words of the old
//! surroundings are there, in order, less those that are not, as far out as that pays. In the new text they are looked for
//! ten words further, so that what was put in beside a place pushes nothing out of sight.
//!
//! *With the old text* a case is told if, against every rival, the right place fits the passage and the rival fits the
//! passage's twins better than the other way round, and either the passage or one twin says so by itself: it fits one of the
//! two places clearly better and on no side worse. A twin that has what was before it here and what was behind it there is no
//! evidence. *Without it* the 64 characters of the quote must speak for the right place in the same way; or it is the k-th of
//! as many copies as there were, in a text whose paragraphs stayed in order, and no copy is less than twice as far from where
//! the passage stood: the order alone says nothing to one who cannot know that it was kept.
//!
//! Where a paragraph stands twice and both copies were moved away from what was around them, or one place has what was
//! before and the other what was behind, or where two stand side by side, it is open: the right answer is a question. Cases
//! that nobody could tell are counted by themselves, right and wrong.

use std::ops::Range;

use super::texts::{Paragraph, Unit};

/// How many words more a place must have of what was around the passage.
const CLEAR: usize = 2;

/// Units of an article one after the other, with the paragraphs that they are in.
struct Flat<'a> {
    units: Vec<&'a Unit>,
    paragraphs: Vec<Range<usize>>,
}

impl<'a> Flat<'a> {
    fn of(article: &'a [Paragraph]) -> Self {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for paragraph in article {
            paragraphs.push(start..start + paragraph.len());
            start += paragraph.len();
        }
        Self { units: article.iter().flatten().collect(), paragraphs }
    }

    /// From the first to the last of some units. Nothing where there are none.
    fn range(&self, which: impl Fn(&Unit) -> bool) -> Option<Range<usize>> {
        let first = self.units.iter().position(|unit| which(unit))?;
        let last = self.units.iter().rposition(|unit| which(unit))?;
        Some(first..last + 1)
    }

    /// How far from the start of the text a unit stands.
    fn letters_before(&self, at: usize) -> usize {
        self.units[..at].iter().map(|unit| unit.text.chars().count() + usize::from(!unit.glued)).sum()
    }

    fn words(&self, range: &Range<usize>) -> Vec<&str> {
        self.units[range.clone()].iter().map(|unit| &*unit.text).collect()
    }

    /// The places of the passage's twins: those that were made, and those where its very words stand.
    fn twins(&self, words: &[&str], passage: Option<&Range<usize>>) -> Vec<Range<usize>> {
        let made = (1..=TWINS).filter_map(|number| self.range(|unit| unit.twin == number));
        let mut twins: Vec<Range<usize>> = made.collect();
        for start in 0..(self.units.len() + 1).saturating_sub(words.len()) {
            let place = start..start + words.len();
            let is_known = |known: &Range<usize>| known.start < place.end && place.start < known.end;
            if self.words(&place) == words && !twins.iter().any(is_known) && !passage.is_some_and(is_known) {
                twins.push(place);
            }
        }
        twins
    }

    /// What stood before and behind a place, the nearest first: the rest of its paragraph and forty words more.
    fn around(&self, place: &Range<usize>) -> [Vec<&str>; 2] {
        self.reach(place, 40)
    }

    /// The same in the new text, further: what was put in beside the place pushes nothing out of sight.
    fn around_now(&self, place: &Range<usize>) -> [Vec<&str>; 2] {
        self.reach(place, 40 + BAND)
    }

    fn reach(&self, place: &Range<usize>, more: usize) -> [Vec<&str>; 2] {
        let inside =
            |at: usize| self.paragraphs.iter().find(|range| range.contains(&at)).cloned().unwrap_or(at..at + 1);
        let low = inside(place.start).start.saturating_sub(more);
        let high = (inside(place.end - 1).end + more).min(self.units.len());
        let mut before = self.words(&(low..place.start));
        before.reverse();
        [before, self.words(&(place.end..high))]
    }
}

/// How far a word may have gone from where it stood.
const BAND: usize = 10;

/// How many twins may be made.
const TWINS: usize = 8;

/// How much of the surroundings `was` stands around a place.
fn fit(was: &[Vec<&str>; 2], is: &[Vec<&str>; 2]) -> usize {
    was.iter().zip(is).map(|(was, is)| side(was, is)).sum()
}

/// Words in common, in order from the edge, less those that are not there, as far out as that pays.
fn side(was: &[&str], is: &[&str]) -> usize {
    let mut last = vec![0; is.len() + 1];
    let mut best = 0;
    for (row, word) in was.iter().enumerate() {
        let mut next = vec![0; is.len() + 1];
        let low = row.saturating_sub(BAND);
        let high = (row + BAND).min(is.len());
        for column in low..high {
            let paired = last[column] + usize::from(is[column] == *word);
            next[column + 1] = paired.max(last[column + 1]).max(next[column]);
        }
        let most = next.iter().copied().max().unwrap_or(0);
        best = best.max((2 * most).saturating_sub(row + 1));
        last = next;
    }
    best
}

/// Whether one place has more of what was before, and the other of what was behind.
fn contradict(was: &[Vec<&str>; 2], one: &[Vec<&str>; 2], other: &[Vec<&str>; 2]) -> bool {
    let more =
        |a: &[Vec<&str>; 2], b: &[Vec<&str>; 2], at: usize| side(&was[at], &a[at]) >= side(&was[at], &b[at]) + CLEAR;
    (more(one, other, 0) && more(other, one, 1)) || (more(one, other, 1) && more(other, one, 0))
}

/// The part of the surroundings that a quote keeps: whole words within so many characters.
fn quoted<'a>(around: &[Vec<&'a str>; 2]) -> [Vec<&'a str>; 2] {
    const KEPT: usize = 64;
    around.each_ref().map(|side| {
        let ends = side.iter().scan(0, |end, word| {
            *end += word.chars().count() + 1;
            Some(*end)
        });
        side.iter().zip(ends).take_while(|(_, end)| *end <= KEPT).map(|(word, _)| *word).collect()
    })
}

/// Units between a place and a rival beside it.
const BESIDE: usize = 3;

/// Whether it can be told where the passage went: with the old text at hand, and without. `in_order` where nothing was
/// moved.
pub fn told(old: &[Paragraph], new: &[Paragraph], in_order: bool) -> [bool; 2] {
    let (old, new) = (Flat::of(old), Flat::of(new));
    let Some(passage) = old.range(|unit| unit.own) else { return [true; 2] };
    let words = old.words(&passage);
    let was = old.around(&passage);
    let short = quoted(&was);
    let place = new.range(|unit| unit.own);
    let sources: Vec<_> = old.twins(&words, Some(&passage)).iter().map(|twin| old.around(twin)).collect();
    let twins = new.twins(&words, place.as_ref());
    let rivals: Vec<_> = twins.iter().map(|twin| new.around_now(twin)).collect();
    let of_a_twin = |is: &[Vec<&str>; 2]| sources.iter().map(|source| fit(source, is)).max().unwrap_or(0);
    let Some(place) = place else {
        let most = fit(&short, &short) / 2;
        return [
            rivals.iter().all(|rival| of_a_twin(rival) >= fit(&was, rival) + CLEAR),
            rivals.iter().all(|rival| fit(&short, rival) <= most),
        ];
    };
    if twins.iter().any(|twin| twin.start <= place.end + BESIDE && place.start <= twin.end + BESIDE) {
        return [false; 2];
    }
    let is = new.around_now(&place);
    let with = |rival: &[Vec<&str>; 2]| {
        // A twin that has one of its sides here and the other there says nothing of either.
        let is_of =
            |source: &[Vec<&str>; 2]| fit(source, rival) >= fit(&was, rival) + CLEAR && !contradict(source, &is, rival);
        let is_own = fit(&was, &is) >= fit(&was, rival) + CLEAR && !contradict(&was, &is, rival);
        fit(&was, &is) + of_a_twin(rival) >= fit(&was, rival) + of_a_twin(&is) + CLEAR
            && (is_own || sources.iter().any(is_of))
    };
    let without =
        |rival: &[Vec<&str>; 2]| fit(&short, &is) >= fit(&short, rival) + CLEAR && !contradict(&short, &is, rival);
    // Without the old text nobody knows whether the order was kept: it says something where the place says the same.
    let far = |at: usize| new.letters_before(at).abs_diff(old.letters_before(passage.start));
    let is_nearest = twins.iter().all(|twin| far(twin.start) >= 2 * far(place.start));
    let is_kth = in_order && sources.len() == rivals.len() && is_nearest;
    // Where one of several copies is gone, only the old text says which.
    let is_one_gone = sources.len() > rivals.len();
    [rivals.iter().all(with), is_kth || (!is_one_gone && rivals.iter().all(without))]
}
