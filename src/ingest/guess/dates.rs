//! Dates as metadata and texts give them: read only where the parts are one date, and it can be no other.

/// The names of the months, by language: those of the first can be short for a month in any.
const MONTHS: [&str; 10] = [
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "jänner feber märz april mai juni juli august september oktober november dezember",
];

/// Whether 01/09/2026 is a day of September: as the dates beside it show, if they do.
pub fn day_first<'t>(dates: impl Iterator<Item = &'t str>) -> Option<bool> {
    let mut first = None;
    for date in dates {
        let is_day_first = match numbers(date.trim()).0.as_slice() {
            [(13.., _), (..=12, _), (_, 4)] => true,
            [(..=12, _), (13.., _), (_, 4)] => false,
            _ => continue,
        };
        if first.is_some_and(|first| first != is_day_first) {
            return None;
        }
        first = Some(is_day_first);
    }
    first
}

/// A date as metadata give it, as `2026-01-09`, `2026-01` or `2026`; empty if it is none, or could be two.
pub fn date_of(text: &str, day_first: Option<bool>) -> String {
    let text = text.trim();
    let (numbers, is_numeric) = numbers(text);
    let date = match numbers.as_slice() {
        [(year, 4)] if is_numeric => checked(*year, 1, 1).map(|_| year.to_string()),
        [(year, 4), (month, _)] if is_numeric => checked(*year, *month, 1).map(|_| format!("{year}-{month:02}")),
        [(year, 4), (month, _), (day, _)] => checked(*year, *month, *day),
        [(month, _), (year, 4)] if is_numeric => checked(*year, *month, 1).map(|_| format!("{year}-{month:02}")),
        [(first, _), (second, _), (year, 4)] => {
            let signs = text.trim_start_matches(|c: char| c.is_ascii_digit());
            day_and_month(*first, *second, signs.starts_with('.'), day_first)
                .and_then(|(day, month)| checked(*year, month, day))
        }
        _ => None,
    };
    date.or_else(|| date_in(text)).or_else(|| compact_date(text.get(..8)?)).unwrap_or_default()
}

/// The numbers that a text begins with, each with how many digits it has, and whether there is nothing else in it.
fn numbers(text: &str) -> (Vec<(i16, usize)>, bool) {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.')).unwrap_or(text.len());
    let digits = text[..end].split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let numbers = digits.map_while(|digits| Some((digits.parse().ok()?, digits.len()))).collect();
    (numbers, end == text.len())
}

/// The date of a part that is nothing but a date, with what usually stands around one.
pub(super) fn whole_date(part: &str) -> Option<String> {
    let date = date_in(part)?;
    let is_known = |word: &str| is_of_dates(word) || word.starts_with(|c: char| c.is_ascii_digit());
    part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(is_known).then_some(date)
}

/// Whether a word is one that usually stands in a date, or beside one.
pub(super) fn is_of_dates(word: &str) -> bool {
    const KNOWN: &str = "published posted on date updated at am pm et est gmt utc cet of the monday tuesday wednesday thursday \
         friday saturday sunday mon tue wed thu fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag uhr um \
         vom den stand lundi mardi mercredi jeudi vendredi samedi dimanche le publié à lunes martes miércoles jueves viernes \
         sábado domingo publicado el de del lunedì martedì mercoledì giovedì venerdì sabato domenica";
    let lower = word.to_lowercase();
    KNOWN.split_whitespace().any(|known| known == lower) || month(&lower).is_some()
}

/// The first date in a line: ISO, “9 January 2026”, “January 9, 2026”, “9.1.2026”, with months cut short as well.
pub(in crate::ingest) fn date_in(line: &str) -> Option<String> {
    dates_in(line, None).into_iter().next()
}

/// The only date in a line, as often as it stands there; `day_first` as for [`date_of`].
pub(in crate::ingest) fn only_date(line: &str, day_first: Option<bool>) -> Option<String> {
    let mut dates = dates_in(line, day_first);
    dates.dedup();
    if dates.len() == 1 { dates.pop() } else { None }
}

fn dates_in(line: &str, day_first: Option<bool>) -> Vec<String> {
    // Most lines of a page have no number in them.
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    // “9 de enero de 2026”, “2026年1月9日”.
    let line: String = line.chars().map(|c| if matches!(c, '年' | '月' | '日') { ' ' } else { c }).collect();
    let words: Vec<(usize, &str)> = words_at(&line).filter(|(_, word)| !word.eq_ignore_ascii_case("de")).collect();
    let three = |(at, three): (usize, &[(usize, &str)])| {
        let [a, b, c] = three else { return None };
        let [first, second, third] = [a, b, c].map(|word| number(word.1));
        let third = third?;
        let Some(first) = first else { return checked(third, month(a.1)?, second?) };
        match month(b.1) {
            Some(month) => checked(third, month, first),
            None if a.1.len() == 4 && stands_alone(&line, &words, at, "-/. ") => checked(first, second?, third),
            None if c.1.len() == 4 && stands_alone(&line, &words, at, "-/.") => {
                let is_dotted = line.get(a.0 + a.1.len()..b.0) == Some(".");
                day_and_month(first, second?, is_dotted, day_first).and_then(|(day, month)| checked(third, month, day))
            }
            // “9.1.26”, where the day comes first.
            None if day_first == Some(true) && c.1.len() == 2 && stands_alone(&line, &words, at, ".") => {
                checked(2000 + third, second?, first)
            }
            None => None,
        }
    };
    words.windows(3).enumerate().filter_map(three).collect()
}

/// Whether one of `signs` parts the three words from the one `at` that place, and none of them belongs to another date or a
/// time beside it.
fn stands_alone(line: &str, words: &[(usize, &str)], at: usize, signs: &str) -> bool {
    let between = |one: usize| {
        let (one, other) = (words.get(one)?, words.get(one + 1)?);
        line.get(one.0 + one.1.len()..other.0)
    };
    let is_number = |at: usize| words.get(at).is_some_and(|word| number(word.1).is_some());
    let joins = |sign: Option<&str>| matches!(sign, Some("-" | "/" | "." | ":"));
    let is_near = |beside: usize, one: usize| is_number(beside) && joins(between(one));
    let sign = between(at);
    let is_one = sign.is_some_and(|sign| sign.len() == 1 && signs.contains(sign)) && between(at + 1) == sign;
    is_one && !at.checked_sub(1).is_some_and(|before| is_near(before, before)) && !is_near(at + 3, at + 2)
}

/// Which of two numbers before a year is the day and which the month, where there can be no doubt.
fn day_and_month(first: i16, second: i16, is_dotted: bool, day_first: Option<bool>) -> Option<(i16, i16)> {
    if is_dotted || first > 12 || day_first == Some(true) {
        Some((first, second))
    } else if second > 12 || first == second || day_first == Some(false) {
        Some((second, first))
    } else {
        None
    }
}

/// The words of a line, each with the byte where it begins.
fn words_at(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        let from = &rest[start..];
        let end = end_of_word(from);
        let word = &from[..end];
        let at = line.len() - from.len();
        rest = &from[end..];
        Some((at, word))
    })
}

/// Where the first word of a text ends: behind its letters and digits, or between letters and the digits that a page set beside
/// them without a space: “on9.1.2026”, “2026Updated”.
fn end_of_word(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_seam = (before.is_lowercase() && c.is_ascii_digit()) || (before.is_ascii_digit() && c.is_uppercase());
        if !c.is_alphanumeric() || (is_seam && at > 1) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// `9`, `09`, `9th`, `1er`.
fn number(word: &str) -> Option<i16> {
    let digits = ["st", "nd", "rd", "th", "er"].into_iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The month of that name, or of a name that begins so in one language and in no other with another month.
fn month(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let place = |fits: &dyn Fn(&str) -> bool| {
        let mut places = MONTHS.iter().filter_map(|names| names.split(' ').position(fits));
        let first = places.next()?;
        places.all(|place| place == first).then_some(first)
    };
    let is_short = |name: &str| (3..=5).contains(&word.chars().count()) && name.starts_with(&word);
    let at = place(&|name| name == word).or_else(|| place(&is_short))?;
    i16::try_from(at + 1).ok()
}

/// The date, if the calendar has it and articles can be of it.
fn checked(year: i16, month: i16, day: i16) -> Option<String> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = (1600..=2999).contains(&year).then(|| jiff::civil::Date::new(year, month, day).ok())??;
    Some(date.to_string())
}

/// `20260109`.
pub(super) fn compact_date(word: &str) -> Option<String> {
    if word.len() != 8 {
        return None;
    }
    checked(number(word.get(..4)?)?, number(word.get(4..6)?)?, number(word.get(6..)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_only_where_its_parts_are_one_and_nothing_else_is_near() {
        for (text, expected) in [
            ("09/01/2026 10:30", ""),
            ("2026 10:30", ""),
            ("09/01/2026 at 10.30", ""),
            ("10:30 09/01/2026", ""),
            ("Vol. 2026, 10 (30)", ""),
            ("2026, 11-12", ""),
            ("01/2026", "2026-01"),
            ("13/01/2026 10:30", "2026-01-13"),
            ("09.01.2026 10:30", "2026-01-09"),
            ("2026-01-09 10:30", "2026-01-09"),
            ("2026-01-09T10:30:00Z", "2026-01-09"),
            ("10.1.2026.5", ""),
            ("version 2026.1.9.4", ""),
            ("printed 2026 01 09", "2026-01-09"),
            ("at 10:30 on 9 January 2026", "2026-01-09"),
            ("Jan 9, 2026, 10:30", "2026-01-09"),
        ] {
            assert_eq!(date_of(text, None), expected, "{text}");
        }
    }

    #[test]
    fn a_line_has_one_date_or_none() {
        for (line, day_first, expected) in [
            ("Published 9 January 2026, 10:30", None, Some("2026-01-09")),
            ("9 Jan 2026 (updated 10 January 2026)", None, None),
            ("9 Jan 2026, that is 2026-01-09", None, Some("2026-01-09")),
            ("Stand: 09.01.2026, 10:30 Uhr", None, Some("2026-01-09")),
            ("am 09.01.26 um 10:30", Some(true), Some("2026-01-09")),
            ("am 09.01.26 um 10:30", None, None),
            ("on 09/01/2026", None, None),
            ("Made on09.01.2026", None, Some("2026-01-09")),
            ("Jo Doe9 January 2026Updated", None, Some("2026-01-09")),
            ("build A9.1.2026", None, None),
            ("on 09/01/2026", Some(false), Some("2026-09-01")),
            ("version 1.9.2026.4", None, None),
            ("9 gennaio 2026, 9 janv. 2026, 9. Jänner 2026", None, Some("2026-01-09")),
            ("9 stycznia 2026", None, Some("2026-01-09")),
        ] {
            assert_eq!(only_date(line, day_first).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn dates_of_metadata_are_read() {
        for (given, expected) in [
            ("2026-01-09T23:30:00+01:00", "2026-01-09"),
            ("2026-01-09", "2026-01-09"),
            ("2026/1/9", "2026-01-09"),
            ("20260109", "2026-01-09"),
            ("20260109T1030", "2026-01-09"),
            ("2026-01", "2026-01"),
            ("2026", "2026"),
            ("9.1.2026", "2026-01-09"),
            ("13/01/2026", "2026-01-13"),
            ("01/13/2026", "2026-01-13"),
            ("01/09/2026", ""),
            ("Fri, 09 Jan 2026 10:32:00 GMT", "2026-01-09"),
            ("January 9, 2026 Friday", "2026-01-09"),
            ("9. Januar 2026", "2026-01-09"),
            ("1er août 2026", "2026-08-01"),
            ("9 de marzo de 2026", "2026-03-09"),
            ("2026-13-01", ""),
            ("99999999", ""),
            ("é", ""),
            ("yesterday", ""),
        ] {
            assert_eq!(date_of(given, None), expected, "{given}");
        }
    }
}
