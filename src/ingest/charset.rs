//! The letters that bytes stand for: encodings of the web, and those of old programs for DOS and of old Macintoshes, which are
//! told apart by what stands beside each letter.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// An encoding that a file can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Web(&'static Encoding),
    /// An encoding of DOS: its name, and the letters of the bytes above 127.
    Dos(&'static str, &'static str),
}

const IBM437: Charset = Charset(Kind::Dos(
    "IBM437",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
));
const IBM850: Charset = Charset(Kind::Dos(
    "IBM850",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
     └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
));

impl Charset {
    /// Those that files without a mark are in most often, by name.
    pub const COMMON: [&'static str; 13] = [
        "utf-8",
        "windows-1252",
        "macintosh",
        "cp850",
        "cp437",
        "windows-1250",
        "windows-1251",
        "koi8-r",
        "windows-1256",
        "gbk",
        "big5",
        "shift_jis",
        "euc-kr",
    ];

    /// Of a name as people, pages and programs write it: `utf-8`, `latin1`, `cp850`, `macroman`.
    ///
    /// # Errors
    /// There is none of that name; says which can be named.
    pub fn parse(name: &str) -> Result<Self, String> {
        let wanted = name.trim().to_lowercase();
        let known = match wanted.as_str() {
            "cp437" | "ibm437" | "437" => Some(IBM437),
            "cp850" | "ibm850" | "850" | "dos" => Some(IBM850),
            "macroman" | "mac-roman" => Some(Self(Kind::Web(MACINTOSH))),
            label => Encoding::for_label(label.as_bytes()).map(|encoding| Self(Kind::Web(encoding))),
        };
        known.ok_or_else(|| {
            format!("there is no encoding “{name}”. Known are utf-8, utf-16le, windows-1252, macintosh, cp850, cp437, gbk and others of the web")
        })
    }

    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Web(encoding) => encoding.name(),
            Kind::Dos(name, _) => name,
        }
    }

    /// The text, without a byte-order mark, and whether some bytes stand for nothing.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self.0 {
            Kind::Web(encoding) => {
                let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
                (text.into_owned(), had_errors)
            }
            Kind::Dos(_, letters) => {
                let letters: Vec<char> = letters.chars().collect();
                let letter = |byte: &u8| byte.checked_sub(128).and_then(|at| letters.get(usize::from(at))).copied();
                (bytes.iter().map(|byte| letter(byte).unwrap_or(char::from(*byte))).collect(), false)
            }
        }
    }

    pub(super) fn is_utf8(self) -> bool {
        self.0 == Kind::Web(UTF_8)
    }

    /// Each byte is a letter, so that any bytes are a text in it.
    pub(super) fn is_of_bytes(self) -> bool {
        match self.0 {
            Kind::Web(encoding) => encoding.is_single_byte(),
            Kind::Dos(..) => true,
        }
    }

    pub(super) fn is_utf16(self) -> bool {
        matches!(self.0, Kind::Web(encoding) if encoding == UTF_16LE || encoding == UTF_16BE)
    }
}

impl From<&'static Encoding> for Charset {
    fn from(encoding: &'static Encoding) -> Self {
        Self(Kind::Web(encoding))
    }
}

/// The encoding that the bytes most likely are in, which are no UTF-8.
pub(super) fn detect(bytes: &[u8]) -> Charset {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = Charset::from(detector.guess(None, chardetng::Utf8Detection::Allow));
    if guessed.is_of_bytes() { of_old_programs(bytes, guessed) } else { guessed }
}

/// What was guessed, unless the letters stand together much better in an encoding that the guess knows nothing of.
fn of_old_programs(bytes: &[u8], guessed: Charset) -> Charset {
    /// With fewer letters beyond ASCII than these nothing is said.
    const FEWEST: i32 = 3;
    const MOST: usize = 200_000;
    let head = &bytes[..bytes.len().min(MOST)];
    let fit = |charset: Charset| fit(&charset.decode(head).0);
    let (known, all) = fit(guessed);
    if all < FEWEST {
        return guessed;
    }
    let others = [Charset::from(WINDOWS_1252), IBM850, MACINTOSH.into()];
    let best = others.into_iter().map(|other| (other, fit(other).0)).rev().max_by_key(|(_, fit)| *fit);
    best.filter(|(_, fit)| fit * 10 >= all * 8 && fit - known >= (all * 3 / 10).max(2))
        .map_or(guessed, |(other, _)| other)
}

/// How many signs beyond ASCII stand where such signs stand, less those that do not; and how many there are.
fn fit(text: &str) -> (i32, i32) {
    let signs: Vec<char> = text.chars().collect();
    let at = |place: Option<usize>| place.and_then(|place| signs.get(place)).copied().unwrap_or(' ');
    let (mut fit, mut all) = (0, 0);
    for (place, sign) in signs.iter().enumerate().filter(|(_, sign)| !sign.is_ascii()) {
        all += 1;
        fit += fits(at(place.checked_sub(1)), *sign, at(Some(place + 1)));
    }
    (fit, all)
}

/// 1 for a sign that can stand between these two, -1 for one that cannot.
fn fits(before: char, sign: char, after: char) -> i32 {
    const SMALL: &str = "äöüßéèêëàâáãåçñíìîïóòôõøúùûýæœ";
    const LARGE: &str = "ÄÖÜÉÈÊËÀÂÁÃÅÇÑÍÌÎÏÓÒÔÕØÚÙÛÝÆŒ";
    let is_word = before.is_alphabetic() || after.is_alphabetic();
    let is_within = before.is_alphabetic() && after.is_alphabetic();
    let can_be = match sign {
        _ if SMALL.contains(sign) => is_word && !(before.is_uppercase() && after.is_uppercase()) || sign == 'à',
        _ if LARGE.contains(sign) => !before.is_lowercase(),
        '’' => before.is_alphanumeric(),
        '“' | '”' | '„' | '«' | '»' | '‘' | '‚' | '‹' | '›' => !is_within,
        '–' | '—' => !is_within || before.is_numeric(),
        '…' | '•' | '·' | '°' | '§' | '€' | '£' | '©' | '®' | '²' | '³' | 'º' | 'ª' | '½' => {
            !is_within
        }
        '¿' | '¡' => !before.is_alphanumeric(),
        '\u{a0}' => true,
        _ => false,
    };
    if can_be { 1 } else { -1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a text in an encoding of DOS.
    fn in_dos(text: &str, Charset(kind): Charset) -> Vec<u8> {
        let Kind::Dos(_, letters) = kind else { panic!("of DOS") };
        let byte = |c: char| {
            letters
                .chars()
                .position(|letter| letter == c)
                .map_or_else(|| u8::try_from(c), |at| u8::try_from(at + 128).map_err(|_| unreachable!()))
        };
        text.chars().map(|c| byte(c).expect("a letter of it")).collect()
    }

    #[test]
    fn encodings_of_old_programs_are_told_by_what_stands_beside_each_letter() {
        for text in [
            "Gespräche über Züge: die Straße ist gesperrt, größere Städte hätten früher reagieren müssen.",
            "L'élève a été reçu à l'école, où il a rêvé d'être maître.",
            "La niña comió piña en la montaña; ¿dónde está el señor?",
        ] {
            assert_eq!(detect(&in_dos(text, IBM850)).name(), "IBM850", "{text}");
            assert_eq!(detect(&MACINTOSH.encode(text).0).name(), "macintosh", "{text}");
            assert_eq!(detect(&WINDOWS_1252.encode(text).0).name(), "windows-1252", "{text}");
        }
        let text = "Les élus français étaient à l’heure – déjà; “c’est tout”, dit-il… «Bon.»";
        assert_eq!(detect(&WINDOWS_1252.encode(text).0).name(), "windows-1252");
        assert_eq!(detect(&MACINTOSH.encode(text).0).name(), "macintosh");
        // Two letters are too few to say so.
        assert_eq!(detect(&in_dos("für Müll", IBM850)).name(), detect(b"f\x81r M\x81ll").name());
    }

    #[test]
    fn encodings_are_known_by_their_names() {
        let read = |name: &str, bytes: &[u8]| Charset::parse(name).expect("an encoding").decode(bytes).0;
        assert_eq!(read("cp850", b"gr\x94\xe1er"), "größer");
        assert_eq!(read("CP437", b"\x9b"), "¢");
        assert_eq!(read("MacRoman", b"gr\x9a\xa7er"), "größer");
        assert_eq!(read("latin1", b"gr\xf6\xdfer"), "größer");
        assert!(Charset::parse("klingon").expect_err("none").contains("cp850"));
    }
}
