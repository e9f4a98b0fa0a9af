//! Where a passage stands in a text that was changed since: found, or refused with candidates; never a guess that is not
//! said to be one. Knows texts and quotes, no project and no files.
//!
//! A passage is known by its quote (the exact words, up to 64 characters before and after, which of how many
//! look-alikes), its old span, and where it is at hand the whole old text. For one text there is one [`Anchorer`],
//! prepared once, for any number of passages.
//!
//! *Nothing changed there*: the words and their context stand at the old span, and that is it. Else there are candidates:
//!
//! 1. *Exact.* White space, shapes of quotes and dashes and invisible characters are [folded](fold); all places with the
//!    passage's words are candidates.
//! 2. *Followed* (with the old text). A word diff says what each word became. Runs of a few equal words may be equal
//!    by chance and are looked at again: the stretch between two long runs is paired word by word, so that a replaced
//!    word is where its replacement is, and a word that was put in beside the passage stays outside.
//! 3. *Approximate.* Rare words vote for where the passage with its context would begin; the best windows are aligned
//!    word by word.
//!
//! All are [measured](evidence) alike: how much of the passage stands there, and how much of what was before and behind it.
//! An exact copy without context is worth less than an edited place with all of it. Then one is [chosen](judge):
//!
//! - *With the old text* each candidate is asked where it came from: the passage's twins in the old text are measured
//!   against it, too. What is more like a twin is no candidate, and what became of a twin did not become of the passage.
//!   A line that stands somewhere whole came with what is in it, and what is left when each twin has its place is the passage.
//! - *Without it* there is the order (the k-th of n, while there are n) and the place: what stands about where the passage
//!   stood was edited there rather than moved. Where one of several long copies is gone, only that place will do. The line is
//!   known as far as the context kept reaches. Another name or number in the place of one makes another paragraph of it
//!   where one side of the context is gone or a copy with all around it stands elsewhere.
//!
//! The best must clearly beat the next, and at least half of the passage must be left, with context where it is short or
//! was changed. Else it is refused: a wrong place is worse than a question.

mod align;
mod diff;
mod evidence;
mod fold;
mod judge;
mod pattern;
mod prepared;
mod search;
#[cfg(test)]
mod tests;
mod tokens;

use std::ops::Range;

use self::prepared::Text;
use self::{
    diff::Common,
    evidence::Guess,
    judge::{Claims, Judge, Known, Order, Origin, RARE},
    pattern::Pattern,
    search::Index,
    tokens::{Numbers, lines_of, touching},
};
use crate::model::{Quote, Span};
use crate::text::words;

pub use self::evidence::How;

/// How many candidates a refusal has at most.
const CANDIDATES: usize = 5;

/// Characters of context that a candidate has on each side.
const SHOWN: usize = 40;

/// Where a passage stands, or where it might.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Placed(Found),
    /// No place is good enough. The candidates are the best first, and may be none.
    Refused(Vec<Candidate>),
}

/// A place that is sure enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub span: Span,
    /// How much of the passage and its context stands there, 0 to 1.
    pub score: f64,
    pub how: How,
}

/// A place for somebody to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub span: Span,
    /// As of [`Found`].
    pub score: f64,
    /// What stands there, and a little around it.
    pub before: String,
    pub words: String,
    pub after: String,
}

impl Candidate {
    /// The span with what stands around it in `text`.
    pub fn of(text: &str, span: Span, score: f64) -> Self {
        let words = span.of(text).unwrap_or_default().to_owned();
        let (head, tail) = (text.get(..span.start()).unwrap_or_default(), text.get(span.end()..).unwrap_or_default());
        let from = head.char_indices().rev().take(SHOWN).last().map_or(head.len(), |(at, _)| at);
        Self { span, score, before: head[from..].to_owned(), words, after: tail.chars().take(SHOWN).collect() }
    }
}

/// A text prepared for finding passages of an earlier one in it.
pub struct Anchorer<'t> {
    new: Text<'t>,
    index: Index,
    old: Option<Old<'t>>,
    numbers: Numbers,
}

struct Old<'t> {
    text: Text<'t>,
    index: Index,
    common: Common,
}

impl<'t> Anchorer<'t> {
    /// For passages of `old` (nothing where it is not at hand any more) in `new`.
    pub fn new(new: &'t str, old: Option<&'t str>) -> Self {
        let mut numbers = Numbers::default();
        let new = Text::new(new, &mut numbers);
        let old = old.map(|old| {
            let text = Text::new(old, &mut numbers);
            let common = Common::of(&text.tokens, &new.tokens, numbers.count());
            (text, common)
        });
        let index = Index::of(&new.tokens, numbers.count());
        let old = old.map(|(text, common)| Old { index: Index::of(&text.tokens, numbers.count()), text, common });
        Self { new, index, old, numbers }
    }

    /// Where the passage stands now that stood at `span` of the old text.
    pub fn place(&self, quote: &Quote, span: Span) -> Outcome {
        if self.is_unchanged(quote, span) {
            return Outcome::Placed(Found { span, score: 1.0, how: How::Followed });
        }
        match self.old.as_ref().filter(|old| span.of(old.text.source) == Some(&quote.exact)) {
            Some(old) => self.place_by_old_text(old, quote, span),
            None => self.place_by_quote(quote, span),
        }
    }

    fn place_by_old_text(&self, old: &Old<'_>, quote: &Quote, span: Span) -> Outcome {
        let pattern = Pattern::of_text(&old.text, old.edges(span));
        if pattern.quote.is_empty() {
            return Outcome::Refused(Vec::new());
        }
        let was = touching(&old.text.tokens, &pattern.edges);
        let followed = self.follow(old, &pattern, &was);
        if let Some(guess) = followed.as_ref().filter(|guess| guess.is_perfect()) {
            return self.placed(guess, quote);
        }
        let mut guesses = search::exact(&self.new, &pattern);
        guesses.extend(followed);
        if !guesses.iter().any(Guess::is_perfect) {
            self.approximate(&pattern, &mut guesses);
        }
        guesses.retain(Guess::is_like);
        guesses.retain(|guess| guess.is_copy() || !self.stood_elsewhere(old, &pattern, guess));
        let twins = old.twins(&pattern);
        let before = twins.iter().filter(|twin| twin.start < pattern.edges.start).count();
        let kth = judge::kth(&guesses, quote.nth, (before, twins.len() + 1)).map(|guess| guess.place.clone());
        let origins = self.origins(old, &pattern, &twins, &guesses);
        let mut known = Vec::new();
        for (guess, origin) in guesses.into_iter().zip(origins) {
            let is_kth = kth.as_ref().is_some_and(|place| guess.overlaps(place));
            let is_unsure = match guess.how {
                How::Followed => false,
                How::Exact => origin == Origin::Unclear,
                How::Approximate => origin != Origin::Own,
            };
            let is_taken = || search::is_taken(&self.new, &guess.place, |token| old.common.is_taken(token, &was));
            if origin != Origin::Another && !(is_unsure && is_taken()) {
                known.push(Known { guess, origin, is_kth });
            }
        }
        match Judge::of(&pattern).by_origin(&known) {
            Some(guess) => self.placed(guess, quote),
            None => Outcome::Refused(self.candidates(known.iter().map(|known| &known.guess), quote)),
        }
    }

    fn place_by_quote(&self, quote: &Quote, span: Span) -> Outcome {
        let pattern = Pattern::of_quote(quote, &self.numbers);
        if pattern.quote.is_empty() {
            return Outcome::Refused(Vec::new());
        }
        let mut guesses = search::exact(&self.new, &pattern);
        let shift = |guess: &Guess| self.new.folded.source(guess.place.clone()).start.abs_diff(span.start());
        let is_there = |guess: &Guess| guess.is_perfect() && judge::is_near(shift(guess), span.start());
        let is_only = quote.nth.1 <= 1 && matches!(&guesses[..], [only] if is_there(only));
        if !is_only {
            self.approximate(&pattern, &mut guesses);
        }
        guesses.retain(Guess::is_like);
        let order = Order::new(&guesses, quote.nth, span.start(), &shift);
        match Judge::of(&pattern).by_order(&guesses, &order) {
            Some(guess) => self.placed(guess, quote),
            None => Outcome::Refused(self.candidates(guesses.iter(), quote)),
        }
    }

    /// Adds the places where most of the words stand, but for those where all of them do.
    fn approximate(&self, pattern: &Pattern<'_>, guesses: &mut Vec<Guess>) {
        let mut others = search::approximate(&self.new, &self.index, pattern);
        others.retain(|other| !guesses.iter().any(|guess| guess.how == How::Exact && guess.overlaps(&other.place)));
        guesses.extend(others);
    }

    /// Whether the very words of a place, of which there are some, stood elsewhere in the old text.
    fn stood_elsewhere(&self, old: &Old<'_>, pattern: &Pattern<'_>, guess: &Guess) -> bool {
        let there = Pattern::of_text(&self.new, guess.place.clone());
        let mut places = search::places(&old.text, &there);
        there.weight() >= RARE
            && places.any(|place| place.end <= pattern.edges.start || pattern.edges.end <= place.start)
    }

    /// Where in the old text came from what stands at each place now: it is compared with the passage and with its twins.
    fn origins(&self, old: &Old<'_>, pattern: &Pattern<'_>, twins: &[Range<usize>], guesses: &[Guess]) -> Vec<Origin> {
        if twins.is_empty() {
            return vec![Origin::Alone; guesses.len()];
        }
        let all: Vec<&Range<usize>> = std::iter::once(&pattern.edges).chain(twins).collect();
        // What stood at each of these places, measured at the place of the guess: which of them came there?
        let claims = |guess: &Guess| {
            let there = Pattern::of_text(&self.new, guess.place.clone());
            let place = touching(&self.new.tokens, &guess.place);
            let fits = all.iter().map(|from| evidence::at(&old.text, &there, (*from).clone())).collect();
            // What moves, moves as lines: the line that stands here whole came with its passage.
            let lines = (0..all.len()).filter(|at| old.line_stands(all[*at], &self.new, place.start)).collect();
            // Where the comparison of the texts brings the passage, what it brings to another place is not meant.
            let went =
                |at: usize, to: &dyn Fn(usize) -> bool| old.common.most_went(&touching(&old.text.tokens, all[at]), to);
            let is_followed = went(0, &|to| place.contains(&to));
            let elsewhere = (1..all.len()).filter(|at| is_followed && went(*at, &|to| !place.contains(&to))).collect();
            Claims { fits, lines, elsewhere }
        };
        let claims: Vec<Claims> = guesses.iter().map(claims).collect();
        judge::origins(&claims, guesses)
    }

    /// Whether the passage, its context and its look-alikes are where they were.
    fn is_unchanged(&self, quote: &Quote, span: Span) -> bool {
        let text = self.new.source;
        match &self.old {
            Some(old) if old.text.source == text => span.of(text) == Some(&quote.exact),
            _ => span.of(text) == Some(&quote.exact) && Quote::of(text, span) == *quote,
        }
    }

    /// Where the words went that are the tokens `was` of the old text.
    fn follow(&self, old: &Old<'_>, pattern: &Pattern<'_>, was: &Range<usize>) -> Option<Guess> {
        let images = old.common.images(was.clone(), old.text.side(), self.new.side())?;
        evidence::moved(&self.new, pattern, images, How::Followed)
    }

    fn placed(&self, guess: &Guess, quote: &Quote) -> Outcome {
        match self.span(guess, quote) {
            Some(span) => Outcome::Placed(Found { span, score: guess.score(), how: guess.how }),
            None => Outcome::Refused(Vec::new()),
        }
    }

    fn candidates<'g>(&self, guesses: impl Iterator<Item = &'g Guess>, quote: &Quote) -> Vec<Candidate> {
        let mut guesses: Vec<&Guess> = guesses.collect();
        guesses.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.place.start.cmp(&b.place.start)));
        let mut candidates: Vec<Candidate> = Vec::new();
        for guess in guesses {
            let Some(span) = self.span(guess, quote) else { continue };
            if candidates.iter().all(|other| !other.span.overlaps(span)) {
                candidates.push(Candidate::of(self.new.source, span, guess.score()));
            }
            if candidates.len() == CANDIDATES {
                break;
            }
        }
        candidates
    }

    /// The span of a guess in the text as it is: the exact words where they stand there, else whole grapheme clusters.
    fn span(&self, guess: &Guess, quote: &Quote) -> Option<Span> {
        const NEAR: usize = 16;
        let text = self.new.source;
        let found = self.new.folded.source(guess.place.clone());
        let low = text.floor_char_boundary(found.start.saturating_sub(NEAR));
        let high = text.ceil_char_boundary(found.end.saturating_add(NEAR));
        let near = &text[low..high];
        if let Some(at) = near.find(&quote.exact) {
            let exact = low + at..low + at + quote.exact.len();
            let is_only = near.rfind(&quote.exact) == Some(at);
            let is_there = exact.start < found.end && found.start < exact.end;
            if is_only && is_there && guess.kept > 0.999 {
                return Span::new(text, exact).ok();
            }
        }
        Span::new(text, words::snap(text, found.start)..words::snap_up(text, found.end)).ok()
    }
}

impl Old<'_> {
    /// Whether the whole lines around a place of the folded text are lines of the new one, too, so that the place's first token
    /// is `there`.
    fn line_stands(&self, place: &Range<usize>, new: &Text<'_>, there: usize) -> bool {
        let place = touching(&self.text.tokens, place);
        let Some(lines) = lines_of(&self.text.lines, &place) else { return false };
        new.has_line(&self.text.tokens[lines.clone()], place.start - lines.start, there)
    }

    /// The span in the folded text.
    fn edges(&self, span: Span) -> Range<usize> {
        self.text.folded.start_at(span.start())..self.text.folded.end_at(span.end())
    }

    /// The other places that look like the passage.
    fn twins(&self, pattern: &Pattern<'_>) -> Vec<Range<usize>> {
        let mut twins: Vec<Range<usize>> = Vec::new();
        let like = search::exact(&self.text, pattern).into_iter();
        for guess in like.chain(search::approximate(&self.text, &self.index, pattern)) {
            if guess.is_like() && !guess.overlaps(&pattern.edges) && twins.iter().all(|twin| !guess.overlaps(twin)) {
                twins.push(guess.place);
            }
        }
        twins
    }
}
