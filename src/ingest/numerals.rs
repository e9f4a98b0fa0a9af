//! Numbers of list items as they are written: digits, letters, Roman numerals. Knows no format of files.

/// How the number of an item is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numerals {
    /// 1, 2, 3; also where a way to write numbers is not known.
    #[default]
    Decimal,
    /// Digits with zeros before them, at least this many: 01, 02.
    Padded(usize),
    /// Digits of another script, by its zero.
    Digits(char),
    /// Letters from the first one on; after the last one they are doubled: z, aa, bb.
    Doubled(Letters),
    /// Letters as digits: z, aa, ab.
    Letters(Letters),
    Roman {
        capital: bool,
    },
    /// 1st, 2nd, 3rd.
    Ordinal,
    /// ①, ②, ③ up to 20.
    Circled,
    /// 一, 二, 三 up to 99.
    Chinese,
    /// A sign that is the same for each item.
    Bullet,
    /// No number at all.
    None,
}

/// The letters that items are numbered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    LatinSmall,
    LatinCapital,
    GreekSmall,
    GreekCapital,
    RussianSmall,
    RussianCapital,
}

impl Letters {
    fn all(self) -> Vec<char> {
        let (letters, capital) = match self {
            Self::LatinSmall => ("abcdefghijklmnopqrstuvwxyz", false),
            Self::LatinCapital => ("abcdefghijklmnopqrstuvwxyz", true),
            Self::GreekSmall => ("αβγδεζηθικλμνξοπρστυφχψω", false),
            Self::GreekCapital => ("αβγδεζηθικλμνξοπρστυφχψω", true),
            // Those that no item begins with are passed over, as Word does.
            Self::RussianSmall => ("абвгдежзиклмнопрстуфхцчшщыэюя", false),
            Self::RussianCapital => ("абвгдежзиклмнопрстуфхцчшщыэюя", true),
        };
        if capital { letters.to_uppercase().chars().collect() } else { letters.chars().collect() }
    }
}

/// Beyond this, letters and Roman numerals are written in digits: nobody reads them.
const MOST: i64 = 3999;
const ROMAN: [(i64, &str); 13] = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];
const CHINESE: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];

impl Numerals {
    /// The number as it is written; digits where it cannot be written so, as zero cannot in letters.
    pub fn write(self, number: i64) -> String {
        let has_sign = (1..=MOST).contains(&number);
        match self {
            Self::Padded(width) if number >= 0 => format!("{number:0width$}"),
            Self::Digits(zero) => in_script(number, zero),
            Self::Doubled(letters) if has_sign => doubled(number, &letters.all()),
            Self::Letters(letters) if has_sign => lettered(number, &letters.all()),
            Self::Roman { capital } if has_sign => {
                let roman = roman(number);
                if capital { roman.to_uppercase() } else { roman }
            }
            Self::Ordinal => ordinal(number),
            Self::Circled if (1..=20).contains(&number) => in_script_of_signs(number),
            Self::Chinese if (1..=99).contains(&number) => chinese(number),
            Self::Bullet | Self::None => String::new(),
            _ => number.to_string(),
        }
    }
}

fn in_script(number: i64, zero: char) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(zero as u32 + digit)).unwrap_or(c);
    number.to_string().chars().map(digit).collect()
}

fn in_script_of_signs(number: i64) -> String {
    let sign = u32::try_from(number - 1).ok().and_then(|above| char::from_u32('①' as u32 + above));
    sign.map_or_else(|| number.to_string(), String::from)
}

/// A place among letters, and how many times all of them were gone through before.
fn place(number: i64, letters: &[char]) -> (usize, usize) {
    let at = usize::try_from(number - 1).unwrap_or_default();
    (at % letters.len(), at / letters.len())
}

fn doubled(number: i64, letters: &[char]) -> String {
    let (at, rounds) = place(number, letters);
    std::iter::repeat_n(letters[at], rounds + 1).collect()
}

fn lettered(number: i64, letters: &[char]) -> String {
    let (at, rounds) = place(number, letters);
    let before = i64::try_from(rounds).ok().filter(|rounds| *rounds > 0).map(|rounds| lettered(rounds, letters));
    before.unwrap_or_default() + &letters[at].to_string()
}

fn roman(mut number: i64) -> String {
    let mut written = String::new();
    for (value, sign) in ROMAN {
        while number >= value {
            written.push_str(sign);
            number -= value;
        }
    }
    written
}

fn ordinal(number: i64) -> String {
    let end = match (number.rem_euclid(100), number.rem_euclid(10)) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

fn chinese(number: i64) -> String {
    let sign = |digit: i64| usize::try_from(digit - 1).ok().and_then(|at| CHINESE.get(at)).copied();
    let tens = number / 10;
    let mut written: String = sign(tens).filter(|_| tens > 1).into_iter().collect();
    if tens > 0 {
        written.push('十');
    }
    written.extend(sign(number % 10));
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_list_wants_them() {
        let check = |numerals: Numerals, numbers: &[i64], expected: &str| {
            let written: Vec<String> = numbers.iter().map(|number| numerals.write(*number)).collect();
            assert_eq!(written.join(" "), expected, "{numerals:?}");
        };
        check(Numerals::Decimal, &[1, 10, -3], "1 10 -3");
        check(Numerals::Padded(2), &[1, 12, 123], "01 12 123");
        check(Numerals::Digits('٠'), &[1, 20], "١ ٢٠");
        check(Numerals::Doubled(Letters::LatinSmall), &[1, 26, 27, 54, 0], "a z aa bbb 0");
        check(Numerals::Letters(Letters::LatinCapital), &[1, 26, 27, 28, 703], "A Z AA AB AAA");
        check(Numerals::Letters(Letters::GreekSmall), &[1, 17, 18], "α ρ σ");
        check(Numerals::Doubled(Letters::RussianCapital), &[1, 10, 29], "А К Я");
        check(Numerals::Roman { capital: false }, &[1, 4, 9, 14, 1999, 4000], "i iv ix xiv mcmxcix 4000");
        check(Numerals::Roman { capital: true }, &[40, 90, 444], "XL XC CDXLIV");
        check(Numerals::Ordinal, &[1, 2, 3, 4, 11, 112, 21], "1st 2nd 3rd 4th 11th 112th 21st");
        check(Numerals::Circled, &[1, 20, 21], "① ⑳ 21");
        check(Numerals::Chinese, &[1, 10, 11, 20, 35, 100], "一 十 十一 二十 三十五 100");
        check(Numerals::Bullet, &[1], "");
    }
}
