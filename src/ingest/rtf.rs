//! Rich text (RTF): a small reader of its own, of text, code pages and paragraphs only.
//!
//! The crates there are for it either know no code pages or stop at documents that are a little out of order, as the exports
//! of press databases are.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::{
    ReadError,
    blocks::{Blocks, Part},
    file::Taken,
    guess::date_of,
};

pub(super) const RICH: &str = "a rich text document (RTF)";
/// The deepest nesting of groups; a document has a dozen.
const DEEPEST: usize = 1000;

/// The text of an RTF document with title, author and date of its properties, and how many footnotes were left out, as what was
/// deleted is too.
pub(super) fn read(bytes: &[u8]) -> Result<(Taken, usize), ReadError> {
    let mut reader = Reader::default();
    let mut tokens = Tokens { bytes, at: 0 };
    while let Some(token) = tokens.next() {
        if let Token::Word("bin", Some(length)) = token {
            tokens.at = tokens.at.saturating_add(usize::try_from(length).unwrap_or(0));
        } else {
            reader.take(&token)?;
        }
    }
    if !reader.groups.is_empty() {
        return Err(ReadError::damaged(RICH, "it ends in the middle"));
    }
    let notes = reader.notes;
    Ok((reader.finish(), notes))
}

enum Token<'b> {
    Open,
    Close,
    /// A control word with its number.
    Word(&'b str, Option<i32>),
    /// A sign behind a backslash.
    Sign(u8),
    Byte(u8),
    /// A byte that was written as `\'e9`.
    Hex(u8),
}

struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                b'\r' | b'\n' => {}
                byte => return Some(Token::Byte(byte)),
            }
        }
    }
}

impl<'b> Tokens<'b> {
    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.bytes.get(self.at)?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Sign(first));
            }
            let hex = self.bytes.get(self.at..self.at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
            self.at += 2;
            return Some(Token::Hex(hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(b'?')));
        }
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_alphabetic());
        let word = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        let start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        self.skip_while(|byte| byte.is_ascii_digit());
        let number = std::str::from_utf8(&self.bytes[start..self.at]).ok().and_then(|digits| digits.parse().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        Some(Token::Word(word, number))
    }

    fn skip_while(&mut self, is: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|byte| is(*byte)) {
            self.at += 1;
        }
    }
}

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Target {
    #[default]
    Text,
    Nowhere,
    Fonts,
    Title,
    Author,
    Created,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    target: Target,
    /// How many characters stand behind `\u…` for programs that do not know it.
    fallbacks: usize,
    encoding: &'static Encoding,
    hidden: bool,
    /// `{\*` was read: the word that follows names a target that may be passed over.
    optional: bool,
}

struct Reader {
    groups: Vec<Group>,
    now: Group,
    blocks: Blocks,
    title: String,
    author: String,
    created: (i32, i32, i32),
    default: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    font: i32,
    in_table: bool,
    table_is_open: bool,
    /// Bytes in the encoding of the group that are not decoded yet: a character can have two.
    bytes: Vec<u8>,
    /// The first half of a character that has two in UTF-16.
    high: Option<u16>,
    /// How many footnotes there are.
    notes: usize,
    /// Fallback characters that are still to be passed over.
    skip: usize,
}

impl Default for Reader {
    fn default() -> Self {
        let encoding = encoding_rs::WINDOWS_1252;
        let now = Group { target: Target::Text, fallbacks: 1, encoding, hidden: false, optional: false };
        Self {
            groups: Vec::new(),
            now,
            blocks: Blocks::default(),
            title: String::new(),
            author: String::new(),
            created: (0, 0, 0),
            default: encoding,
            fonts: BTreeMap::new(),
            font: 0,
            in_table: false,
            table_is_open: false,
            bytes: Vec::new(),
            high: None,
            notes: 0,
            skip: 0,
        }
    }
}

impl Reader {
    fn take(&mut self, token: &Token<'_>) -> Result<(), ReadError> {
        match token {
            Token::Byte(byte) | Token::Hex(byte) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.bytes.push(*byte);
                }
                return Ok(());
            }
            Token::Word("u", Some(number)) => {
                self.decode();
                self.unicode(*number);
                return Ok(());
            }
            _ => self.decode(),
        }
        match token {
            Token::Open => {
                if self.groups.len() >= DEEPEST {
                    return Err(ReadError::damaged(RICH, "its groups are nested deeper than those of any document"));
                }
                self.groups.push(self.now);
                self.skip = 0;
            }
            Token::Close => {
                self.now = self.groups.pop().ok_or_else(|| ReadError::damaged(RICH, "it has an end too many"))?;
                self.skip = 0;
            }
            Token::Sign(b'*') => self.now.optional = true,
            Token::Sign(sign) => self.sign(*sign),
            Token::Word(word, number) => self.word(word, *number),
            Token::Byte(_) | Token::Hex(_) => {}
        }
        Ok(())
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'~' => self.put("\u{a0}"),
            b'_' => self.put("-"),
            b'\\' | b'{' | b'}' => self.put(&char::from(sign).to_string()),
            b'\n' | b'\r' => self.paragraph_ends(),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if std::mem::take(&mut self.now.optional) && target(word).is_none() {
            self.now.target = Target::Nowhere;
            return;
        }
        if let Some(target) = target(word) {
            self.notes += usize::from(word == "footnote" && self.now.target != Target::Nowhere);
            if self.now.target != Target::Nowhere {
                self.now.target = target;
            }
            if matches!(word, "listtext" | "pntext") {
                self.begin();
                self.blocks.mark_item();
            }
            return;
        }
        let n = number.unwrap_or(0);
        match word {
            "par" | "sect" | "page" | "column" => self.paragraph_ends(),
            "line" => self.put("\n"),
            "tab" => self.put("\t"),
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "bullet" => self.put("•"),
            "emspace" | "enspace" | "qmspace" => self.put(" "),
            "pard" => self.in_table = false,
            "intbl" => self.in_table = true,
            "cell" | "nestcell" => self.next(Part::Cell),
            "row" | "nestrow" => self.next(Part::Row),
            "uc" => self.now.fallbacks = usize::try_from(n).unwrap_or(1).min(16),
            "v" | "deleted" => self.now.hidden = number != Some(0),
            "plain" => {
                self.now.hidden = false;
                self.now.encoding = self.default;
            }
            "ansicpg" => {
                self.default = code_page(n).unwrap_or(self.default);
                self.now.encoding = self.default;
            }
            "mac" => {
                self.default = encoding_rs::MACINTOSH;
                self.now.encoding = self.default;
            }
            "f" if self.now.target == Target::Fonts => self.font = n,
            "fcharset" if self.now.target == Target::Fonts => {
                if let Some(encoding) = charset(n) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "f" => self.now.encoding = self.fonts.get(&n).copied().unwrap_or(self.default),
            "yr" if self.now.target == Target::Created => self.created.0 = n,
            "mo" if self.now.target == Target::Created => self.created.1 = n,
            "dy" if self.now.target == Target::Created => self.created.2 = n,
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.skip = self.now.fallbacks;
        // Numbers over 32,767 are written as negative ones.
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else { return };
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units = [self.high.take(), Some(unit)];
        let text: String = char::decode_utf16(units.into_iter().flatten()).map(|c| c.unwrap_or('\u{fffd}')).collect();
        self.put(&text);
    }

    /// What was collected goes where the group's text goes.
    fn decode(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let (text, _) = self.now.encoding.decode_without_bom_handling(&bytes);
            self.put(&text);
        }
    }

    fn put(&mut self, text: &str) {
        match self.now.target {
            Target::Text if !self.now.hidden => {
                self.begin();
                self.blocks.text(text);
            }
            Target::Title => self.title.push_str(text),
            Target::Author => self.author.push_str(text),
            Target::Text | Target::Nowhere | Target::Fonts | Target::Created => {}
        }
    }

    /// A paragraph, in a cell if there is a table, and out of it if there is none any more.
    fn begin(&mut self) {
        if self.table_is_open && !self.in_table {
            self.blocks.close(Part::Table);
            self.table_is_open = false;
        }
        if self.in_table && !self.table_is_open {
            self.blocks.break_paragraph();
            [Part::Table, Part::Row, Part::Cell].into_iter().for_each(|part| self.blocks.open(part));
            self.table_is_open = true;
        }
        if !self.blocks.in_paragraph() {
            self.blocks.open(Part::Paragraph);
        }
    }

    fn next(&mut self, part: Part) {
        if !self.table_is_open {
            self.paragraph_ends();
            return;
        }
        self.blocks.close(part);
        if part == Part::Row {
            self.blocks.open(Part::Row);
        }
        self.blocks.open(Part::Cell);
    }

    fn paragraph_ends(&mut self) {
        if matches!(self.now.target, Target::Text) {
            self.blocks.break_paragraph();
        }
    }

    fn finish(mut self) -> Taken {
        self.decode();
        let (year, month, day) = self.created;
        Taken {
            title: self.title.trim().to_owned(),
            author: self.author.trim().to_owned(),
            date: date_of(&format!("{year}-{month}-{day}"), None),
            text: self.blocks.finish(),
            ..Taken::default()
        }
    }
}

/// Where the text of a group goes that begins with this word.
fn target(word: &str) -> Option<Target> {
    Some(match word {
        "fonttbl" => Target::Fonts,
        "title" => Target::Title,
        "author" => Target::Author,
        "creatim" => Target::Created,
        "annotation" | "atnauthor" | "atnid" | "bkmkend" | "bkmkstart" | "colortbl" | "comment" | "company"
        | "datastore" | "doccomm" | "fldinst" | "footer" | "footerf" | "footerl" | "footerr" | "footnote"
        | "generator" | "header" | "headerf" | "headerl" | "headerr" | "keywords" | "listoverridetable"
        | "listtable" | "listtext" | "manager" | "nonshppict" | "object" | "operator" | "pict" | "pntext"
        | "printim" | "private" | "revtim" | "rsidtbl" | "stylesheet" | "subject" | "themedata" | "buptim" | "xe"
        | "tc" => Target::Nowhere,
        _ => return None,
    })
}

fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's character set; `None` where it is that of the document.
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        let rtf = format!(
            "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fcharset0 Times;}}{{\\f1\\fcharset204 Arial;}}}}\n{body}}}"
        );
        assert_eq!(read(rtf.as_bytes()).expect("a document").0.text, expected, "{body}");
    }

    #[test]
    fn text_is_decoded() {
        check(
            r"\pard A na\'efve seat\par\b Dues\b0  are \i small\i0 .\line So it is.\par",
            "A naïve seat\n\nDues are small.\nSo it is.\n",
        );
        check(r"\f1 \'d1\'e2\'ee\'e1\'ee\'e4\'e0\f0  \'e9\par", "Свобода é\n");
        check(r"\u1057?\u1074 \uc0\u8211 x{\uc2 \u-10179\'3f\'3f\u-9101 ??}y", "Св–x👳y\n");
        check(r"\ldblquote a\rdblquote\emdash b\~c\_d\-e \{x\} \\", "“a”—b\u{a0}c-de {x} \\\n");
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        check(
            r"{\header Page 1}{\*\unknown x}{\pict 89504e}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} {\v hidden}{\footnote n}end",
            "link end\n",
        );
        check(r"{\pict\bin4 }}}}}seen", "seen\n");
    }

    #[test]
    fn lists_and_tables_are_lines() {
        check(r"{\listtext\'b7\tab}one\par{\listtext\'b7\tab}two\par\pard after\par", "• one\n• two\n\nafter\n");
        check(
            r"before\par\trowd\pard\intbl Member\cell Dues\cell\row\trowd\intbl Foc\cell 12\cell\row\pard after\par",
            "before\n\nMember\tDues\nFoc\t12\n\nafter\n",
        );
    }

    #[test]
    fn footnotes_are_counted() {
        let (taken, notes) = read(br"{\rtf1 One{\footnote n {\b m}} two{\footnote k}.}").expect("a document");
        assert_eq!((taken.text.as_str(), notes), ("One two.\n", 2));
    }

    #[test]
    fn properties_are_read() {
        let rtf = br"{\rtf1{\info{\title A chair}{\author Jo Doe}{\creatim\yr2026\mo1\dy9\hr10}}Words.}";
        let (taken, _) = read(rtf).expect("a document");
        assert_eq!(
            (taken.title.as_str(), taken.author.as_str(), taken.date.as_str()),
            ("A chair", "Jo Doe", "2026-01-09")
        );
    }

    #[test]
    fn documents_that_are_cut_off_or_too_deep_are_refused() {
        let why = |rtf: &str| read(rtf.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(why(r"{\rtf1 Words that").contains("ends in the middle"));
        assert!(why(r"{\rtf1 Words}}").contains("an end too many"));
        assert!(why(&"{".repeat(2000)).contains("nested deeper"));
    }
}
