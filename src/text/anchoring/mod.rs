//! Where a passage stands in a text that was changed since: found, or refused with candidates; never a guess that is not
//! said to be one. Knows texts and quotes, no project and no files.
//!
//! A passage is known by its quote (the exact words, up to 64 characters before and after, which of how many
//! look-alikes), its old span, and where it is at hand the whole old text. For one text there is one [`Anchorer`],
//! prepared once, for any number of passages. It goes from the sure to the less sure:
//!
//! 1. *Nothing changed there.* The words and their context stand at the old span: that is it.
//! 2. *Followed* (with the old text). A word diff says what each word became. Runs of a few equal words may be equal
//!    by chance and are looked at again: the stretch between two long runs is paired word by word, so that a replaced
//!    word is where its replacement is, and a word that was put in beside the passage stays outside. At least half of the
//!    passage must be there, and of a short one its context, too.
//! 3. *Exact.* White space, shapes of quotes and dashes and invisible characters are [folded](fold), and all places with
//!    the passage's words are compared by their context. The best must have a lead; look-alikes with the same context are
//!    told apart by being the k-th of n, if there are still n. With the old text, places whose words come from somewhere
//!    else in it are no candidates.
//! 4. *Approximate.* Rare words vote for where the passage with its context would begin; the best windows are aligned
//!    word by word. At least half must be left, and it must have context and a lead.
//!
//! Below these floors ([`judge`]) it refuses. A wrong place is worse than a question.

mod align;
mod diff;
mod fold;
mod judge;
mod pattern;
mod search;
mod tokens;

use std::ops::Range;

use self::{
    align::Side,
    diff::Common,
    fold::Folded,
    judge::{Guess, Judge},
    pattern::Pattern,
    search::Index,
    tokens::{Numbers, Token, touching},
};
use super::words;
use crate::model::{Quote, Span};

pub use judge::How;

/// How many candidates a refusal has at most.
const CANDIDATES: usize = 5;

/// Candidates below this score would not help anybody.
const WORTH_A_LOOK: f64 = 0.25;

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

/// A text in the ways it is looked at.
struct Text<'t> {
    source: &'t str,
    folded: Folded,
    tokens: Vec<Token>,
}

struct Old<'t> {
    text: Text<'t>,
    common: Common,
}

impl<'t> Text<'t> {
    fn new(source: &'t str, numbers: &mut Numbers) -> Self {
        let folded = Folded::new(source);
        let tokens = numbers.tokens(folded.text());
        Self { source, folded, tokens }
    }

    fn side(&self) -> Side<'_> {
        Side { text: self.folded.text(), tokens: &self.tokens }
    }
}

impl<'t> Anchorer<'t> {
    /// For passages of `old` (nothing where it is not at hand any more) in `new`.
    pub fn new(new: &'t str, old: Option<&'t str>) -> Self {
        let mut numbers = Numbers::default();
        let new = Text::new(new, &mut numbers);
        let old = old.map(|old| {
            let text = Text::new(old, &mut numbers);
            let common = Common::of(&text.tokens, &new.tokens, numbers.count());
            Old { text, common }
        });
        let index = Index::of(&new.tokens, numbers.count());
        Self { new, index, old, numbers }
    }

    /// Where the passage stands now that stood at `span` of the old text.
    pub fn place(&self, quote: &Quote, span: Span) -> Outcome {
        if self.is_unchanged(quote, span) {
            return Outcome::Placed(Found { span, score: 1.0, how: How::Followed });
        }
        let pattern = Pattern::new(quote, &self.numbers);
        if pattern.quote.is_empty() {
            return Outcome::Refused(Vec::new());
        }
        let old = self.old.as_ref().filter(|old| span.of(old.text.source) == Some(&quote.exact));
        let was = old.map(|old| old.touching(span));
        let judge = Judge { weight: pattern.weight(), nth: old.is_none().then_some(quote.nth) };
        if let (Some(old), Some(was)) = (old, &was)
            && let Some(guess) = self.follow(old, was, span)
            && judge.believes(&guess)
        {
            return self.placed(&guess, quote);
        }
        let is_free = |guess: &Guess| match (old, &was) {
            (Some(old), Some(was)) => {
                !search::is_taken(&self.new, &guess.place, |token| old.common.is_taken(token, was))
            }
            _ => true,
        };
        let mut guesses = search::exact(&self.new, &pattern);
        guesses.retain(is_free);
        if let Some(guess) = judge.exact(&guesses) {
            return self.placed(guess, quote);
        }
        guesses.extend(search::approximate(&self.new, &self.index, &pattern).into_iter().filter(is_free));
        match judge.approximate(&guesses) {
            Some(guess) => self.placed(guess, quote),
            None => Outcome::Refused(self.candidates(&guesses, quote)),
        }
    }

    /// Whether the passage, its context and its look-alikes are where they were.
    fn is_unchanged(&self, quote: &Quote, span: Span) -> bool {
        let text = self.new.source;
        match &self.old {
            Some(old) if old.text.source == text => span.of(text) == Some(&quote.exact),
            _ => span.of(text) == Some(&quote.exact) && Quote::of(text, span) == *quote,
        }
    }

    /// Where the words at `span` went that are the tokens `was` of the old text.
    fn follow(&self, old: &Old<'_>, was: &Range<usize>, span: Span) -> Option<Guess> {
        const AROUND: usize = 14;
        let reach = was.start.saturating_sub(AROUND)..(was.end + AROUND).min(old.text.tokens.len());
        let images = old.common.images(reach.clone(), old.text.side(), self.new.side())?;
        let side = Side { tokens: &old.text.tokens[reach.clone()], ..old.text.side() };
        let quote = was.start - reach.start..was.end - reach.start;
        search::judge_images(&self.new, side, &images, &quote, &old.edges(span), How::Followed)
    }

    fn placed(&self, guess: &Guess, quote: &Quote) -> Outcome {
        match self.span(guess, quote) {
            Some(span) => Outcome::Placed(Found { span, score: guess.score(), how: guess.how }),
            None => Outcome::Refused(Vec::new()),
        }
    }

    fn candidates(&self, guesses: &[Guess], quote: &Quote) -> Vec<Candidate> {
        let mut guesses: Vec<&Guess> = guesses.iter().filter(|guess| guess.score() >= WORTH_A_LOOK).collect();
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
    /// The span in the folded text.
    fn edges(&self, span: Span) -> Range<usize> {
        self.text.folded.start_at(span.start())..self.text.folded.end_at(span.end())
    }

    fn touching(&self, span: Span) -> Range<usize> {
        touching(&self.text.tokens, &self.edges(span))
    }
}
