//! Which token of one text became which of another: the best pairing in order (Needleman and Wunsch 1970), where the ends
//! of the second may be free.

use super::tokens::Token;

/// A stretch of tokens with the folded text they stand in.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

impl Side<'_> {
    fn word(&self, at: usize) -> &str {
        let token = &self.tokens[at];
        &self.text[token.start..token.end]
    }

    /// Whether a token begins with a capital or a digit.
    pub(super) fn is_name(&self, at: usize) -> bool {
        self.word(at).starts_with(|first: char| first.is_uppercase() || first.is_numeric())
    }
}

/// How the ends of the second text count, and how far the pairing may stray.
#[derive(Clone, Copy, Default)]
pub(super) struct Fit {
    /// Tokens of the second text before the first pair cost nothing.
    pub free_start: bool,
    /// Those behind the last pair cost nothing.
    pub free_end: bool,
    /// The first text's token 0 is expected at this token of the second, give or take the second number.
    pub band: Option<(isize, usize)>,
}

/// What a token became: its place in the second text, and how alike they are, 0 to 100.
pub(super) type Image = Option<(usize, u32)>;

const GAP: i32 = -1;
/// Another word in the place of a word.
const OTHER_WORD: i32 = -1;
/// A mark in the place of a word, or another mark: worse than one left out and one put in.
const OTHER_KIND: i32 = -4;
/// A word in the place of the text's end.
const END: i32 = -1_000;
/// Far below any sum.
const NEVER: i32 = i32::MIN / 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Nowhere,
    Pair,
    /// The first text's token has no place.
    Lost,
    /// The second text's token came from nowhere.
    New,
}

/// What each token of `first` became in `second`.
pub(super) fn align(first: Side<'_>, second: Side<'_>, fit: Fit) -> Vec<Image> {
    let (rows, columns) = (first.tokens.len(), second.tokens.len());
    let mut ways = Ways::new(rows, columns, fit);
    let mut above = vec![NEVER; columns + 1];
    let seen = if rows > 0 { bounds(1, columns, fit).1 } else { columns };
    for (at, cell) in (0..).zip(&mut above[..=seen]) {
        *cell = if fit.free_start { 0 } else { at * GAP };
    }
    let mut row = vec![NEVER; columns + 1];
    for i in 1..=rows {
        let (low, high) = bounds(i, columns, fit);
        if low == 0 {
            row[0] = above[0] + GAP;
            ways.set(i, 0, From::Lost);
        } else {
            row[low - 1] = NEVER;
        }
        for j in low.max(1)..=high {
            let pair = above[j - 1] + gain(first, i - 1, second, j - 1);
            let (lost, new) = (above[j] + GAP, row[j - 1] + GAP);
            let (best, way) = if pair >= lost && pair >= new {
                (pair, From::Pair)
            } else if lost >= new {
                (lost, From::Lost)
            } else {
                (new, From::New)
            };
            row[j] = best;
            ways.set(i, j, way);
        }
        std::mem::swap(&mut above, &mut row);
    }
    let (low, high) = bounds(rows, columns, fit);
    let end = if fit.free_end {
        (low..=high).max_by_key(|at| (above[*at], std::cmp::Reverse(*at))).unwrap_or(columns)
    } else {
        columns
    };
    walk_back(first, second, &ways, end)
}

/// The columns of row `i` that are looked at.
fn bounds(i: usize, columns: usize, fit: Fit) -> (usize, usize) {
    let Some((shift, width)) = fit.band else { return (0, columns) };
    let middle = i.cast_signed() + shift;
    let reach = width.cast_signed();
    let clip = |at: isize| usize::try_from(at).unwrap_or(0).min(columns);
    (clip(middle - reach), clip(middle + reach))
}

/// Where each cell's best sum came from; of a row only the columns that are looked at.
struct Ways {
    cells: Vec<From>,
    width: usize,
    columns: usize,
    fit: Fit,
}

impl Ways {
    fn new(rows: usize, columns: usize, fit: Fit) -> Self {
        let width = fit.band.map_or(columns, |(_, reach)| columns.min(2 * reach)) + 1;
        Self { cells: vec![From::Nowhere; (rows + 1) * width], width, columns, fit }
    }

    fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let (low, high) = bounds(i, self.columns, self.fit);
        (low..=high).contains(&j).then(|| i * self.width + j - low)
    }

    fn set(&mut self, i: usize, j: usize, way: From) {
        if let Some(cell) = self.cell(i, j) {
            self.cells[cell] = way;
        }
    }

    fn get(&self, i: usize, j: usize) -> From {
        self.cell(i, j).map_or(From::Nowhere, |cell| self.cells[cell])
    }
}

fn walk_back(first: Side<'_>, second: Side<'_>, ways: &Ways, end: usize) -> Vec<Image> {
    let mut images = vec![None; first.tokens.len()];
    let (mut i, mut j) = (first.tokens.len(), end);
    while i > 0 {
        match ways.get(i, j) {
            From::Pair => {
                (i, j) = (i - 1, j - 1);
                images[i] = Some((j, likeness(first, i, second, j)));
            }
            From::Lost => i -= 1,
            From::New => j -= 1,
            From::Nowhere => break,
        }
    }
    images
}

fn gain(first: Side<'_>, i: usize, second: Side<'_>, j: usize) -> i32 {
    let (a, b) = (&first.tokens[i], &second.tokens[j]);
    let alike = likeness(first, i, second, j);
    if alike > 0 {
        return 1 + i32::try_from(a.weight * alike / 50).unwrap_or(0);
    }
    if a.is_end() || b.is_end() {
        return END;
    }
    if a.weight > 1 && b.weight > 1 { OTHER_WORD } else { OTHER_KIND }
}

/// 100 for the same word; from 50 for one that has at least half of its letters at its start and end in common; else 0.
fn likeness(first: Side<'_>, i: usize, second: Side<'_>, j: usize) -> u32 {
    let (a, b) = (&first.tokens[i], &second.tokens[j]);
    if a.id == b.id {
        return 100;
    }
    if a.weight < 3 || b.weight < 3 || a.is_end() || b.is_end() {
        return 0;
    }
    let (a, b) = (first.word(i).as_bytes(), second.word(j).as_bytes());
    let (long, short) = (a.len().max(b.len()), a.len().min(b.len()));
    if a[0].is_ascii_digit() || b[0].is_ascii_digit() {
        // Another year is another year.
        return 0;
    }
    if short * 2 < long || (a[0] != b[0] && a.last() != b.last()) {
        return 0;
    }
    let same = |(x, y): &(&u8, &u8)| x == y;
    let start = a.iter().zip(b).take_while(same).count();
    let end = a.iter().rev().zip(b.iter().rev()).take_while(same).count().min(short - start);
    let alike = u32::try_from((start + end) * 100 / long).unwrap_or(0);
    if alike >= 50 { alike.min(99) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::Numbers;
    use super::*;

    /// The first text's words with what each became, as `word:other`.
    fn aligned(first: &str, second: &str, fit: Fit) -> String {
        let mut numbers = Numbers::default();
        let (a, b) = (numbers.tokens(first), numbers.tokens(second));
        let (first, second) = (Side { text: first, tokens: &a }, Side { text: second, tokens: &b });
        let images = align(first, second, fit);
        let word = |(at, image): (usize, &Image)| {
            format!("{}:{}", first.word(at), image.map_or("", |(to, _)| second.word(to)))
        };
        images.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_were_replaced_lost_and_added() {
        let global = Fit::default();
        assert_eq!(aligned("the seat is empty", "the chair is empty", global), "the:the seat:chair is:is empty:empty");
        assert_eq!(aligned("the seat is empty", "the is empty", global), "the:the seat: is:is empty:empty");
        assert_eq!(aligned("the seat", "the old seats", global), "the:the seat:seats");
        assert_eq!(aligned("a b", "", global), "a: b:");
    }

    #[test]
    fn free_ends_cost_nothing() {
        let free = Fit { free_start: true, free_end: true, band: None };
        assert_eq!(aligned("seat empty", "x y z w seat is empty x y z", free), "seat:seat empty:empty");
        let banded = Fit { band: Some((4, 3)), ..free };
        assert_eq!(aligned("seat empty", "x y z w seat is empty x y z", banded), "seat:seat empty:empty");
    }
}
