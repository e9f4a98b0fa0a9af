//! Lists of several levels: how each level is numbered, and which number comes next. Knows no format of files.

use super::numerals::Numerals;

/// The most levels that a list has.
pub const LEVELS: usize = 10;
/// What stands before items that have no number.
pub const BULLET: &str = "•";

/// How the items of one level are numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub numerals: Numerals,
    /// What stands before an item: `%1.%2)` has the numbers of the first two levels in it.
    pub pattern: String,
    pub start: i64,
    /// The deepest level above that makes the numbers begin anew, counted from 1; 0 if none does, `None` if each does.
    pub restarts_after: Option<usize>,
    /// The numbers of all levels are written in digits.
    pub only_digits: bool,
}

impl Default for Level {
    fn default() -> Self {
        let numerals = Numerals::Decimal;
        Self { numerals, pattern: String::new(), start: 1, restarts_after: None, only_digits: false }
    }
}

impl Level {
    /// A level whose items all have the same sign before them.
    pub fn bullet() -> Self {
        Self { numerals: Numerals::Bullet, pattern: BULLET.to_owned(), ..Self::default() }
    }
}

/// What stands before a paragraph of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A number, or a bullet, as the list says.
    Said(String),
    /// It is an item of a list that the document does not describe.
    Unknown,
}

/// How far each level of a list was counted.
#[derive(Clone, Debug, Default)]
pub struct Counters([Option<i64>; LEVELS]);

impl Counters {
    /// Counts an item of `level`. It gets the number `start` if one is given, else the next one.
    pub fn count(&mut self, levels: &[Level], level: usize, start: Option<i64>) {
        let level = level.min(LEVELS - 1);
        let first = levels.get(level).map_or(1, |it| it.start);
        let next = self.0[level].map_or(first, |number| number.saturating_add(1));
        self.0[level] = Some(start.unwrap_or(next));
        for deeper in level + 1..LEVELS {
            if levels.get(deeper).and_then(|it| it.restarts_after).is_none_or(|after| level < after) {
                self.0[deeper] = None;
            }
        }
    }

    /// What stands before the item of `level` that was counted last; `None` if nothing does.
    pub fn label(&self, levels: &[Level], level: usize) -> Option<String> {
        let of = levels.get(level)?;
        if of.numerals == Numerals::Bullet {
            return (!of.pattern.trim().is_empty()).then(|| BULLET.to_owned());
        }
        let mut label = String::new();
        let mut signs = of.pattern.chars().peekable();
        while let Some(sign) = signs.next() {
            match signs.peek().and_then(|next| next.to_digit(10)).filter(|digit| sign == '%' && *digit > 0) {
                Some(digit) => {
                    signs.next();
                    label.push_str(&self.number(levels, digit as usize - 1, of.only_digits));
                }
                None => label.push(sign),
            }
        }
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        (!label.is_empty()).then_some(label)
    }

    /// The number of a level; the first one if none of its items came yet.
    fn number(&self, levels: &[Level], level: usize, only_digits: bool) -> String {
        let Some(of) = levels.get(level) else { return String::new() };
        let number = self.0.get(level).copied().flatten().unwrap_or(of.start);
        match of.numerals {
            Numerals::Padded(_) | Numerals::Bullet | Numerals::None => of.numerals.write(number),
            _ if only_digits => Numerals::Decimal.write(number),
            numerals => numerals.write(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(numerals: Numerals, pattern: &str) -> Level {
        Level { numerals, pattern: pattern.to_owned(), ..Level::default() }
    }

    fn check(levels: &[Level], items: &[usize], expected: &[&str]) {
        let mut counters = Counters::default();
        let label = |level: &usize| {
            counters.count(levels, *level, None);
            counters.label(levels, *level).unwrap_or_default()
        };
        assert_eq!(items.iter().map(label).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn deeper_levels_begin_anew_below_each_item() {
        let levels = [level(Numerals::Decimal, "%1."), level(Numerals::Decimal, "%1.%2.")];
        check(&levels, &[0, 1, 1, 0, 1], &["1.", "1.1.", "1.2.", "2.", "2.1."]);
        check(&levels, &[1, 1, 0], &["1.1.", "1.2.", "1."]);
    }

    #[test]
    fn a_level_can_go_on_counting() {
        let go_on = Level { restarts_after: Some(0), ..level(Numerals::Decimal, "(%2)") };
        check(&[level(Numerals::Decimal, "§ %1"), go_on], &[0, 1, 0, 1], &["§ 1", "(1)", "§ 2", "(2)"]);
        let third = Level { restarts_after: Some(1), ..level(Numerals::Decimal, "%3") };
        let levels = [level(Numerals::Decimal, "%1"), level(Numerals::Decimal, "%2"), third];
        check(&levels, &[0, 1, 2, 1, 2, 0, 2], &["1", "1", "1", "2", "2", "2", "1"]);
    }

    #[test]
    fn what_is_written_before_items_can_be_nothing_or_a_sign() {
        check(&[level(Numerals::None, "")], &[0], &[""]);
        check(&[Level::bullet()], &[0, 0], &["•", "•"]);
        check(&[level(Numerals::Bullet, " ")], &[0], &[""]);
        let legal = Level { only_digits: true, ..level(Numerals::Decimal, "%1.%2") };
        check(&[level(Numerals::Roman { capital: true }, "Article %1"), legal], &[0, 1], &["Article I", "1.1"]);
        check(&[Level { start: 4, ..level(Numerals::Decimal, "100 % %1 %0") }], &[0, 0], &["100 % 4 %0", "100 % 5 %0"]);
    }
}
