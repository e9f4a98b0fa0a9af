//! Which guess is good enough: floors for how much of a passage stands at a place, for its context, and for the lead over
//! the next best. Below them nothing is said. The numbers are held by `benches/anchoring`.

use super::{
    evidence::{Guess, How, LEAD, SURROUNDED},
    pattern::Pattern,
};

/// Where in the old text came from what stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The old text has nothing else that is like the passage.
    Alone,
    /// It is more like the passage than like any of its twins.
    Own,
    /// It is what is left for the passage, since each of its twins has a place of its own.
    Left,
    /// It is as much like a twin.
    Unclear,
    /// It is more like a twin.
    Another,
}

/// A guess with what the old text says about it.
pub(super) struct Known {
    pub guess: Guess,
    pub origin: Origin,
    /// It is the k-th of n copies, as the passage was.
    pub is_kth: bool,
}

/// What each source says to what stands at a place now: 0 is the passage, the others are its twins.
pub(super) struct Claims {
    /// How much of what stands there, and around it, stood at each source.
    pub fits: Vec<Guess>,
    /// The sources whose whole lines stand there.
    pub lines: Vec<usize>,
    /// Those that the comparison of the texts brings elsewhere, where it brings the passage here.
    pub elsewhere: Vec<usize>,
}

impl Claims {
    /// The sources that are as good as any, but for some that are known to be elsewhere.
    fn likely(&self, but: &[usize]) -> Vec<usize> {
        let all: Vec<usize> = (0..self.fits.len()).filter(|source| !but.contains(source)).collect();
        let is_beaten = |at: usize| all.iter().any(|other| self.fits[*other].clearly_beats(&self.fits[at]));
        let likely: Vec<usize> = all.iter().copied().filter(|at| !is_beaten(*at)).collect();
        let in_line = |some: &[usize]| some.iter().copied().filter(|at| self.lines.contains(at)).collect::<Vec<_>>();
        let choices = [in_line(&likely), in_line(&all), likely];
        let likely = choices.into_iter().find(|some| !some.is_empty()).unwrap_or_default();
        let is_elsewhere = |at: usize| likely.len() > 1 && self.elsewhere.contains(&at);
        likely.iter().copied().filter(|at| !is_elsewhere(*at)).collect()
    }

    /// How much better the source fits than any other.
    fn strength(&self, source: usize) -> f64 {
        let others = self.fits.iter().enumerate().filter(|(at, _)| *at != source).map(|(_, fit)| fit.score());
        self.fits[source].score() - others.fold(0.0, f64::max)
    }
}

/// The origins of what stands at each of the places. What became of one source did not become of another: where one place
/// has only one, others do not have it, and a place with a weaker claim to it is asked anew.
pub(super) fn origins(claims: &[Claims], guesses: &[Guess]) -> Vec<Origin> {
    let mut sources: Vec<Vec<usize>> = claims.iter().map(|claims| claims.likely(&[])).collect();
    let mut settled: Vec<usize> = Vec::new();
    loop {
        let is_next = |at: &usize| sources[*at].len() == 1 && !settled.contains(&sources[*at][0]);
        let strength = |at: usize| claims[at].strength(sources[at][0]);
        let Some(next) = (0..sources.len()).filter(is_next).max_by(|a, b| strength(*a).total_cmp(&strength(*b))) else {
            break;
        };
        let only = sources[next][0];
        let strongest = strength(next);
        settled.push(only);
        for (at, claims) in claims.iter().enumerate().filter(|(at, _)| !guesses[*at].overlaps(&guesses[next].place)) {
            if sources[at] == [only] && strongest >= claims.strength(only) + LEAD {
                sources[at] = claims.likely(&settled);
            } else if sources[at].len() > 1 {
                sources[at].retain(|source| *source != only);
            }
        }
    }
    let twins = claims.first().map_or(0, |claims| claims.fits.len() - 1);
    let are_all_known = guesses.iter().filter_map(|guess| guess.nth).all(|(_, count)| count <= twins + 1);
    let all_have_places = are_all_known && (1..=twins).all(|twin| settled.contains(&twin));
    let origin = |sources: &Vec<usize>| match sources[..] {
        [0] if all_have_places => Origin::Left,
        [0] => Origin::Own,
        [0, ..] => Origin::Unclear,
        _ => Origin::Another,
    };
    sources.iter().map(origin).collect()
}

/// What is asked of guesses about one passage.
pub(super) struct Judge {
    /// Weight of the passage's words.
    weight: u32,
    /// It is more than a word.
    words: bool,
}

/// Passages that weigh less are nothing without their context.
const LONG: u32 = 24;

/// What stands once in the old text and once in the new and weighs so much was moved.
pub(super) const RARE: u32 = 14;

/// What less than that must have, if it is more than a word.
const CONTEXT_OF_WORDS: f64 = 0.1;

/// The context of a passage that was moved has one side at least.
const CONTEXT: f64 = 0.45;

/// What a long passage's context must have when its words were changed or stood more than once.
const CONTEXT_LONG: f64 = 0.3;

/// The same, for one that is not where the passage was.
const ALL_AROUND: f64 = 0.8;

/// How much what was edited and moved must have of its context: one side is there, and a little of the other.
const MOVED_AND_EDITED: f64 = 0.5;

/// How much less of a passage may stand where it was than elsewhere.
const IN_PLACE: f64 = 0.3;

/// So many words of a passage and around it are edited, where what is like it was not.
const FEW: usize = 3;

/// How much of a changed passage must be left: at most 45 % may be another.
const KEPT: f64 = 0.5;
const ALIKE: f64 = 0.45;

/// What the share of a changed passage and that of its context must come to.
const TOGETHER: f64 = 1.15;

/// How much of a copy is the same, though words of it were changed.
const COPY: f64 = 0.75;

impl Guess {
    /// Whether enough of the passage stands there to be it.
    pub(super) fn is_like(&self) -> bool {
        self.kept >= KEPT && self.alike >= ALIKE
    }

    /// Whether hardly more was changed than a few words.
    pub(super) fn is_copy(&self) -> bool {
        self.alike >= COPY
    }

    fn is_enough(&self) -> bool {
        self.how == How::Exact || self.alike + self.surrounded() >= TOGETHER
    }
}

impl Judge {
    pub(super) fn of(pattern: &Pattern<'_>) -> Self {
        Self { weight: pattern.weight(), words: pattern.has_words() }
    }

    fn is_long(&self) -> bool {
        self.weight >= LONG
    }

    /// The context that is asked of the only place with words that stood only once.
    fn floor_of_only(&self, guess: &Guess) -> f64 {
        match guess.how {
            How::Exact if guess.has_line => 0.0,
            How::Exact if self.weight >= RARE => 0.0,
            How::Exact if self.words => CONTEXT_OF_WORDS,
            How::Followed if self.is_long() => 0.0,
            _ => self.floor(),
        }
    }

    fn floor(&self) -> f64 {
        if self.is_long() { CONTEXT_LONG } else { CONTEXT }
    }

    /// The passage's place among guesses of which the old text says something.
    pub(super) fn by_origin<'a>(&self, all: &'a [Known]) -> Option<&'a Guess> {
        let best = best_of(all.iter().map(|known| &known.guess))?;
        let followed = all.iter().find(|known| known.guess.how == How::Followed);
        let is_followed = |guess: &Guess| followed.is_some_and(|followed| followed.guess.overlaps(&guess.place));
        let is_rival = |known: &&Known| !known.guess.overlaps(&best.place) && !best.clearly_beats(&known.guess);
        let mut rivals = all.iter().filter(is_rival).peekable();
        if rivals.peek().is_some() {
            if rivals.any(|known| matches!(known.origin, Origin::Own | Origin::Left)) {
                return None;
            }
            let chosen = if is_followed(best) { best } else { &followed.filter(is_rival)?.guess };
            let is_as_good = 2.0 * (best.score() - chosen.score()) < LEAD;
            return Some(chosen).filter(|guess| is_as_good && guess.surrounded() >= SURROUNDED);
        }
        // The comparison of the texts knows better than the words where the edges went.
        let by_followed = followed.filter(|_| best.how == How::Approximate && is_followed(best));
        let is_best = |known: &&Known| known.guess.how == best.how && known.guess.place == best.place;
        let chosen = by_followed.or_else(|| all.iter().find(is_best))?;
        let floor = match chosen.origin {
            Origin::Left if chosen.guess.how == How::Exact => 0.0,
            Origin::Alone | Origin::Own | Origin::Left => self.floor_of_only(&chosen.guess),
            Origin::Unclear if chosen.is_kth && is_followed(&chosen.guess) => CONTEXT_OF_WORDS,
            Origin::Unclear | Origin::Another => return None,
        };
        Some(&chosen.guess).filter(|guess| guess.context() >= floor && guess.is_enough())
    }

    /// The passage's place where nothing is known but which of how many it was and how far each guess is from where it stood.
    pub(super) fn by_order<'a>(&self, guesses: &'a [Guess], order: &Order<'a, '_>) -> Option<&'a Guess> {
        let is_winner = |guess: &&Guess| guesses.iter().all(|o| o.overlaps(&guess.place) || guess.clearly_beats(o));
        let best = guesses.iter().find(is_winner).or_else(|| best_of(guesses.iter()))?;
        let is_rival = |other: &Guess| !other.overlaps(&best.place) && !best.clearly_beats(other);
        if guesses.iter().any(is_rival) {
            return Self::in_a_tie(best, guesses, order);
        }
        let is_best = |guess: &Guess| guess.overlaps(&best.place);
        let stayed = order.stayed.filter(|guess| !is_best(guess) && guess.surrounded() >= SURROUNDED);
        let is_in_question = order.kth.map_or(!best.is_perfect(), |kth| !is_best(kth));
        if let Some(stayed) = stayed.filter(|_| is_in_question) {
            return Self::edited_or_moved(stayed, best, order);
        }
        // A word or two that stand there by chance are not more than the order.
        let is_chance = |kth: &Guess| !is_best(kth) && best.context() < CONTEXT && best.is_little_more_than(kth);
        if order.kth.is_some_and(is_chance) {
            return None;
        }
        let is_moved = best.how == How::Approximate && !order.is_near(best);
        if is_moved && best.surrounded() < MOVED_AND_EDITED {
            return None;
        }
        Some(best).filter(|best| self.is_sure(best, order))
    }

    /// Of places that are not told apart by their words, the k-th where it says the same as the place.
    fn in_a_tie<'a>(best: &'a Guess, guesses: &'a [Guess], order: &Order<'a, '_>) -> Option<&'a Guess> {
        let is_rival = |other: &Guess| !other.overlaps(&best.place) && !best.clearly_beats(other);
        let is_as_good = |guess: &Guess| best.score() - guess.score() < LEAD && guess.surrounded() >= SURROUNDED;
        let is_tied = |guess: &Guess| {
            let is_same = |other: &Guess| other.overlaps(&guess.place);
            is_same(best) || is_as_good(guess) || guesses.iter().any(|other| is_rival(other) && is_same(other))
        };
        // Where the words speak for another, both the order and the place must agree.
        let is_best = |kth: &Guess| guesses.iter().all(|o| o.overlaps(&kth.place) || kth.is_as_good_as(o));
        let is_likely = |kth: &&Guess| match (order.is_near(kth), order.is_nearest(kth)) {
            (true, true) => true,
            (false, false) => false,
            _ => is_best(kth),
        };
        // What stood once is where it stood, edited, rather than where the only copy of its words is.
        let edited = order.stayed.filter(|stayed| order.all == 1 && stayed.surrounded() >= SURROUNDED);
        let edited_instead_of = |kth: &Guess| edited.filter(|stayed| !kth.is_perfect() && !kth.overlaps(&stayed.place));
        let instead = |kth| Some(kth).filter(is_likely).or_else(|| edited_instead_of(kth));
        let chosen = order.kth.map_or(order.stayed, instead);
        // A line of its own that is where it was, of as many as there were, needs nothing around it.
        let is_there = |guess: &Guess| {
            let is_kth = order.kth.is_some_and(|kth| kth.overlaps(&guess.place));
            is_kth && guess.has_line && order.is_nearest(guess)
        };
        let chosen = chosen.filter(|guess| !order.is_of_another(guess));
        chosen.filter(|guess| is_tied(guess) && (guess.context() >= CONTEXT || is_there(guess)))
    }

    /// What is still where it was, was edited there and quoted elsewhere, rather than moved. But where a copy was not touched, few
    /// words were edited, and little was put in before them.
    fn edited_or_moved<'a>(stayed: &'a Guess, best: &'a Guess, order: &Order<'a, '_>) -> Option<&'a Guess> {
        if best.is_perfect() && (!order.is_close(stayed) || stayed.lost > 2 * FEW) {
            return Some(best);
        }
        // Another name beside it is another paragraph's; and of two copies, one without much that was around it was quoted there.
        let are_copies = stayed.how == How::Exact && best.how == How::Exact;
        if (best.has_all_words && stayed.is_beside_another_name) || (are_copies && stayed.lost > best.lost + FEW) {
            return None;
        }
        if best.is_perfect() && stayed.lost > FEW {
            return None;
        }
        let is_kth = order.kth.is_none_or(|kth| kth.overlaps(&stayed.place));
        Some(stayed).filter(|_| is_kth && best.score() - stayed.score() < IN_PLACE)
    }

    /// Whether enough of the context stands at the best place, which has no rival.
    fn is_sure(&self, best: &Guess, order: &Order<'_, '_>) -> bool {
        let is_best = |guess: &Guess| guess.overlaps(&best.place);
        if order.is_of_another(best) || (best.is_renamed && best.has_lost_a_side()) {
            return false;
        }
        let floor = match order.kth {
            _ if order.all <= 1 => self.floor_of_only(best),
            Some(kth) if is_best(kth) => CONTEXT_LONG,
            Some(_) => CONTEXT,
            None if order.copies.len() >= order.all => CONTEXT,
            // A copy is gone, and this one may be another. Long ones are copied with what is around them.
            None if order.stayed.is_some_and(is_best) => return best.surrounded() >= SURROUNDED,
            None if self.is_long() => return false,
            None => return best.surrounded() >= ALL_AROUND,
        };
        let is_only_line = best.has_line && (best.has_more_in_line || best.is_at_end());
        let floor = if is_only_line { 0.0 } else { floor };
        best.context() >= floor && best.is_enough()
    }
}

/// Which of how many copies a passage was, and which guess that may be.
pub(super) struct Order<'a, 's> {
    copies: Vec<&'a Guess>,
    /// How many there were.
    all: usize,
    /// The guess that is the k-th, if there are still so many.
    kth: Option<&'a Guess>,
    /// The copy that is about where the passage was, if no other is nearly as near.
    stayed: Option<&'a Guess>,
    /// How far a guess is from where the passage stood.
    shift: &'s dyn Fn(&Guess) -> usize,
    start: usize,
}

impl<'a, 's> Order<'a, 's> {
    /// Of a passage that was the k-th of n copies and stood at the byte `start`.
    pub(super) fn new(
        guesses: &'a [Guess],
        (k, n): (u32, u32),
        start: usize,
        shift: &'s dyn Fn(&Guess) -> usize,
    ) -> Self {
        let all = n as usize;
        let kth = kth(guesses, (k, n), ((k as usize).saturating_sub(1), all));
        let mut order = Self { copies: copies(guesses), all, kth, stayed: None, shift, start };
        let is_there = |guess: &&Guess| order.is_near(guess) && order.is_nearest(guess);
        order.stayed = guesses.iter().find(is_there);
        order
    }

    fn is_near(&self, guess: &Guess) -> bool {
        is_near((self.shift)(guess), self.start)
    }

    /// Whether hardly anything was put in or taken out before it.
    fn is_close(&self, guess: &Guess) -> bool {
        (self.shift)(guess) <= 40 + self.start / 100
    }

    /// Whether a copy is gone, and the passage stood at an end of the text, which this one does not.
    fn is_of_another(&self, guess: &Guess) -> bool {
        self.kth.is_none() && self.copies.len() < self.all && guess.has_lost_end
    }

    fn is_nearest(&self, guess: &Guess) -> bool {
        let shift = 2 * (self.shift)(guess);
        self.copies.iter().all(|other| other.overlaps(&guess.place) || (self.shift)(other) >= shift)
    }
}

/// Whether a place so far from where a passage stood is about there: what was put in and taken out before it adds up.
pub(super) fn is_near(shift: usize, start: usize) -> bool {
    shift <= 80 + start / 20
}

/// The guess with the highest score, the first of several; one in the passage's own line before others.
fn best_of<'a>(mut guesses: impl Iterator<Item = &'a Guess>) -> Option<&'a Guess> {
    let first = guesses.next()?;
    let is_better = |other: &Guess, best: &Guess| {
        other.has_line_before(best) || (!best.has_line_before(other) && other.score() > best.score())
    };
    Some(guesses.fold(first, |best, other| if is_better(other, best) { other } else { best }))
}

/// The guess that is the k-th of n places with the exact words, if there are n.
fn kth_exact(guesses: &[Guess], (k, n): (u32, u32)) -> Option<&Guess> {
    guesses.iter().find(|guess| guess.nth == Some((k as usize, n as usize)))
}

/// The guess before which stand so many copies, if there are so many.
fn kth_copy(guesses: &[Guess], (before, all): (usize, usize)) -> Option<&Guess> {
    let copies = copies(guesses);
    copies.get(before).copied().filter(|_| copies.len() == all)
}

/// The guess that is the k-th of n, as the passage was: of the exact places, or of all copies, so many of them before it.
pub(super) fn kth(guesses: &[Guess], nth: (u32, u32), copies: (usize, usize)) -> Option<&Guess> {
    kth_exact(guesses, nth).or_else(|| kth_copy(guesses, copies))
}

/// The places where the passage stands, perhaps with words changed, in order.
fn copies(guesses: &[Guess]) -> Vec<&Guess> {
    let mut copies: Vec<&Guess> = Vec::new();
    for guess in guesses.iter().filter(|guess| guess.is_copy()) {
        if copies.iter().all(|other| !other.overlaps(&guess.place)) {
            copies.push(guess);
        }
    }
    copies.sort_by_key(|guess| guess.place.start);
    copies
}
