//! Rich text (RTF): a small reader of its own, of text, code pages, paragraphs and lists only.
//!
//! The crates there are for it either know no code pages or stop at documents that are a little out of order, as the exports
//! of press databases are.

mod lists;
mod pages;
mod tokens;
mod words;

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::{
    blocks::{Blocks, Part},
    error::ReadError,
    guess::date_of,
    left::{Left, words},
    lists::BULLET,
    symbols,
    taken::{Reading, Taken},
    word,
};
use lists::Lists;
use tokens::{Token, Tokens};
use words::{Target, as_label, sign_of, target};

const RICH: &str = "a rich text document (RTF)";
/// The deepest nesting of groups; a document has a dozen.
const DEEPEST: usize = 1000;

/// The text of an RTF document. Footnotes, comments, hidden and deleted words are left out.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    let mut reader = Reader::default();
    let mut tokens = Tokens { bytes, at: 0 };
    while let Some(token) = tokens.next() {
        if let Token::Word("bin", Some(length)) = token {
            tokens.at = tokens.at.saturating_add(usize::try_from(length).unwrap_or(0));
        } else if matches!(token, Token::Close) && reader.groups.is_empty() {
            // One end too many at the very end takes nothing away.
            if bytes[tokens.at..].iter().any(|byte| !matches!(byte, b'}' | 0..=b' ' | 0x7f)) {
                return Err(ReadError::damaged(RICH, "it has an end too many"));
            }
            break;
        } else {
            reader.take(&token)?;
        }
    }
    if !reader.groups.is_empty() {
        return Err(ReadError::damaged(RICH, "it ends in the middle"));
    }
    reader.finish()
}

#[derive(Clone, Copy, Debug)]
struct Group {
    target: Target,
    /// Where text goes that is given once more in Unicode.
    around: Target,
    /// How many characters stand behind `\u…` for programs that do not know it.
    fallbacks: usize,
    /// The font; `None` is the one that counts where none is said.
    font: Option<i32>,
    hidden: bool,
    deleted: bool,
    /// `{\*` was read: the word that follows names a target that may be passed over.
    optional: bool,
    /// This group began something that is done when it ends.
    begins: Option<Target>,
}

/// Paragraphs and tables of the text, or of a box in it.
#[derive(Clone, Debug, Default)]
struct Flow {
    in_table: bool,
    table_is_open: bool,
    /// The number that stands in the file before the item that comes.
    label: String,
    /// The list and level that the paragraph is of.
    list: Option<i32>,
    level: usize,
    /// The paragraph has begun, with what stands before it.
    has_begun: bool,
}

struct Reader {
    groups: Vec<Group>,
    now: Group,
    blocks: Blocks,
    flow: Flow,
    /// What is gone on with after a box.
    flows: Vec<Flow>,
    title: String,
    author: String,
    created: (i32, i32, i32),
    /// The encoding of fonts that have none of their own.
    encoding: &'static Encoding,
    fonts: BTreeMap<i32, Font>,
    /// The font that counts where none is said.
    usual_font: i32,
    /// The font that the table describes.
    font: i32,
    lists: Lists,
    left: Left,
    object: String,
    field: String,
    /// Bytes in the encoding of the group that are not decoded yet: a character can have two.
    bytes: Vec<u8>,
    /// The bytes of what stands before the items of a level.
    pattern: Vec<u8>,
    /// The first half of a character that has two in UTF-16.
    high: Option<u16>,
    /// Fallback characters that are still to be passed over.
    skip: usize,
}

#[derive(Debug, Default)]
struct Font {
    encoding: Option<&'static Encoding>,
    name: String,
    /// It has signs where others have letters.
    has_signs: bool,
}

impl Default for Reader {
    fn default() -> Self {
        let now = Group {
            target: Target::Text,
            around: Target::Text,
            fallbacks: 1,
            font: None,
            hidden: false,
            deleted: false,
            optional: false,
            begins: None,
        };
        Self {
            groups: Vec::new(),
            now,
            blocks: Blocks::default(),
            flow: Flow::default(),
            flows: Vec::new(),
            title: String::new(),
            author: String::new(),
            created: (0, 0, 0),
            encoding: encoding_rs::WINDOWS_1252,
            fonts: BTreeMap::new(),
            usual_font: 0,
            font: 0,
            lists: Lists::default(),
            left: Left::default(),
            object: String::new(),
            field: String::new(),
            bytes: Vec::new(),
            pattern: Vec::new(),
            high: None,
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
                } else if self.now.target == Target::Pattern {
                    self.pattern.push(*byte);
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
                self.now.begins = None;
                self.skip = 0;
            }
            Token::Close => {
                self.group_ends();
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

    /// What was begun with the group is done.
    fn group_ends(&mut self) {
        match self.now.begins {
            Some(Target::Text) => {
                self.blocks.close(Part::Box);
                self.flow = self.flows.pop().unwrap_or_default();
            }
            Some(Target::Pattern) => {
                let bytes = std::mem::take(&mut self.pattern);
                self.lists.pattern(&bytes, self.encoding);
            }
            Some(Target::Object) => {
                let name = std::mem::take(&mut self.object);
                self.left.embed(Some(name.trim().to_owned()));
            }
            Some(Target::Field) => self.field_ends(),
            _ => {}
        }
    }

    /// A field can stand for one sign: `SYMBOL 176 \f "Symbol"`.
    fn field_ends(&mut self) {
        let field = std::mem::take(&mut self.field);
        let mut parts = field.split_whitespace();
        if parts.next() != Some("SYMBOL") {
            return;
        }
        let code = parts.next().and_then(|code| match code.strip_prefix("0x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
        let font = field.split_once("\\f").map_or("", |(_, rest)| rest.trim().trim_start_matches('"'));
        let font = font.split('"').next().unwrap_or_default();
        let plain = code.filter(|_| !symbols::has_signs(font)).and_then(char::from_u32);
        match code.and_then(|code| symbols::sign(font, code)).or(plain) {
            Some(sign) => {
                self.now.target = self.now.around;
                self.put(&sign.to_string());
            }
            None => self.left.signs += 1,
        }
    }

    fn sign(&mut self, sign: u8) {
        if matches!(sign, b'~' | b'_' | b'-') && self.is_fallback() {
            return;
        }
        match sign {
            b'~' => self.put("\u{a0}"),
            b'_' => self.put("-"),
            b'\\' | b'{' | b'}' => self.put(&char::from(sign).to_string()),
            b'\n' | b'\r' => self.paragraph_ends(),
            _ => {}
        }
    }

    /// Whether a sign stands for programs that do not know the character before it.
    fn is_fallback(&mut self) -> bool {
        let is_fallback = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        is_fallback
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let optional = std::mem::take(&mut self.now.optional);
        if let Some(target) = target(word) {
            self.turn_to(target, word);
            return;
        }
        if optional {
            self.now.target = Target::Nowhere;
            return;
        }
        if let Some(sign) = sign_of(word) {
            if !self.is_fallback() {
                self.put(sign);
            }
            return;
        }
        let n = number.unwrap_or(0);
        match self.now.target {
            Target::Fonts => return self.of_font(word, n),
            Target::Lists => return self.lists.word(word, number),
            Target::Created => return self.of_date(word, n),
            _ => {}
        }
        match word {
            "upr" => (self.now.around, self.now.target) = (self.now.target, Target::Nowhere),
            "uc" => self.now.fallbacks = usize::try_from(n).unwrap_or(1).min(16),
            "v" => self.now.hidden = number != Some(0),
            "deleted" | "mvf" => self.now.deleted = number != Some(0),
            "plain" => (self.now.hidden, self.now.deleted, self.now.font) = (false, false, None),
            "ansicpg" => self.encoding = pages::code_page(n).unwrap_or(self.encoding),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "deff" => self.usual_font = n,
            "f" => self.now.font = Some(n),
            _ if self.now.target == Target::Text => self.of_paragraph(word, n),
            _ => {}
        }
    }

    /// The group's text goes to `target`, which its word names, unless it is in one whose text goes nowhere.
    fn turn_to(&mut self, target: Target, word: &str) {
        if self.now.target == Target::Nowhere {
            // What stands twice, the second time in Unicode, is taken the second time.
            if word == "ud" && self.now.around != Target::Nowhere {
                self.now.target = self.now.around;
            }
            return;
        }
        let was = std::mem::replace(&mut self.now.target, target);
        match (word, target) {
            ("footnote", _) => self.left.footnotes += 1,
            ("annotation", _) => self.left.comments += 1,
            ("object", _) => self.now.begins = Some(Target::Object),
            ("fldinst", _) => (self.now.begins, self.now.around) = (Some(Target::Field), was),
            ("leveltext", _) => self.now.begins = Some(Target::Pattern),
            ("listtable" | "listoverridetable", _) => self.lists.word(word, None),
            ("shptxt" | "dptxbxtext", _) => {
                self.blocks.open(Part::Box);
                self.flows.push(std::mem::take(&mut self.flow));
                self.now.begins = Some(Target::Text);
            }
            (_, Target::Label) if self.is_aside() => self.now.target = Target::Nowhere,
            (_, Target::Label) => self.flow.label.clear(),
            _ => {}
        }
    }

    fn of_paragraph(&mut self, word: &str, n: i32) {
        match word {
            "par" => {
                self.count_empty();
                self.paragraph_ends();
            }
            "sect" | "page" | "column" => self.paragraph_ends(),
            "pard" => (self.flow.in_table, self.flow.list, self.flow.level) = (false, None, 0),
            "intbl" => self.flow.in_table = true,
            "cell" | "nestcell" => self.next(Part::Cell),
            "row" | "nestrow" => self.next(Part::Row),
            "ls" => self.flow.list = Some(n).filter(|n| *n > 0),
            "ilvl" => self.flow.level = usize::try_from(n).unwrap_or(0),
            _ => {}
        }
    }

    fn of_font(&mut self, word: &str, n: i32) {
        match word {
            "f" => {
                self.font = n;
                self.fonts.insert(n, Font::default());
            }
            "fcharset" | "cpg" => {
                let font = self.fonts.entry(self.font).or_default();
                let encoding = if word == "cpg" { pages::code_page(n) } else { pages::charset(n) };
                font.encoding = encoding.or(font.encoding);
                font.has_signs |= word == "fcharset" && n == 2;
            }
            _ => {}
        }
    }

    fn of_date(&mut self, word: &str, n: i32) {
        match word {
            "yr" => self.created.0 = n,
            "mo" => self.created.1 = n,
            "dy" => self.created.2 = n,
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.skip = self.now.fallbacks;
        // Numbers over 32,767 are written as negative ones; some programs write whole characters.
        if number > 0xffff {
            let whole = u32::try_from(number).ok().and_then(char::from_u32);
            return self.put(&whole.unwrap_or('\u{fffd}').to_string());
        }
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else { return };
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let units = [self.high.take(), Some(unit)];
        let text: String = char::decode_utf16(units.into_iter().flatten()).map(|c| c.unwrap_or('\u{fffd}')).collect();
        let text = match (self.font_now().filter(|font| font.has_signs), u32::from(unit)) {
            (Some(font), code @ 0xf000..=0xf0ff) => symbols::sign(&font.name, code).map_or(text, String::from),
            _ => text,
        };
        self.put(&text);
    }

    fn font_now(&self) -> Option<&Font> {
        self.fonts.get(&self.now.font.unwrap_or(self.usual_font))
    }

    /// What was collected goes where the group's text goes.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.font_now();
        let text = match font.filter(|font| font.has_signs && symbols::has_signs(&font.name)) {
            Some(font) => {
                let text: String =
                    bytes.iter().filter_map(|byte| symbols::sign(&font.name, u32::from(*byte))).collect();
                if self.now.target == Target::Text {
                    self.left.signs += bytes.len() - text.chars().count();
                }
                text
            }
            None => {
                let encoding = font.and_then(|font| font.encoding.or_else(|| pages::named(&font.name)));
                encoding.unwrap_or(self.encoding).decode_without_bom_handling(&bytes).0.into_owned()
            }
        };
        self.put(&text);
    }

    fn is_aside(&self) -> bool {
        self.now.hidden || self.now.deleted
    }

    fn put(&mut self, text: &str) {
        match self.now.target {
            Target::Text if self.now.deleted => self.left.deleted += words(text),
            Target::Text if self.now.hidden => self.left.hidden += words(text),
            // A paragraph begins with its first letter.
            Target::Text if !self.flow.has_begun && text.trim().is_empty() => {}
            Target::Text => {
                self.begin();
                self.blocks.text(text);
            }
            Target::Title => self.title.push_str(text),
            Target::Author => self.author.push_str(text),
            Target::Label => self.put_label(text),
            Target::Object => self.object.push_str(text),
            Target::Field => self.field.push_str(text),
            Target::Fonts => self.fonts.entry(self.font).or_default().name.push_str(text.trim_end_matches(';')),
            Target::Nowhere | Target::Created | Target::Drawing | Target::Lists | Target::Pattern => {}
        }
    }

    /// Letters of a font with signs are no letters.
    fn put_label(&mut self, text: &str) {
        let has_signs = self.font_now().is_some_and(|font| font.has_signs);
        self.flow.label.push_str(if has_signs && !text.trim().is_empty() { BULLET } else { text });
    }

    /// A paragraph, in a cell if there is a table, and out of it if there is none any more.
    fn begin(&mut self) {
        if self.flow.table_is_open && !self.flow.in_table {
            self.blocks.close(Part::Table);
            self.flow.table_is_open = false;
        }
        self.begin_table();
        if !self.blocks.in_paragraph() {
            self.blocks.open(Part::Paragraph);
        }
        if !std::mem::replace(&mut self.flow.has_begun, true) {
            self.label();
        }
    }

    fn begin_table(&mut self) {
        if self.flow.in_table && !self.flow.table_is_open {
            self.blocks.break_paragraph();
            [Part::Table, Part::Row, Part::Cell].into_iter().for_each(|part| self.blocks.open(part));
            self.flow.table_is_open = true;
        }
    }

    /// Puts the number before an item: the one that stands in the file, or else the one that its lists give.
    fn label(&mut self) {
        let stands = std::mem::take(&mut self.flow.label);
        let counted = self.flow.list.and_then(|list| self.lists.count(list, self.flow.level));
        let label = if stands.trim().is_empty() { counted } else { Some(as_label(&stands)) };
        if let Some(label) = label {
            self.blocks.mark_item(&label);
        }
    }

    fn next(&mut self, part: Part) {
        if part == Part::Cell {
            self.count_empty();
        }
        self.paragraph_is_over();
        self.begin_table();
        if !self.flow.table_is_open {
            self.blocks.break_paragraph();
            return;
        }
        self.blocks.close(part);
        if part == Part::Row {
            self.blocks.open(Part::Row);
        }
        self.blocks.open(Part::Cell);
    }

    /// Ends the paragraph, unless its end is deleted or hidden: then the next one goes on with it.
    fn paragraph_ends(&mut self) {
        if self.now.target == Target::Text && !self.is_aside() {
            self.paragraph_is_over();
            self.blocks.break_paragraph();
        }
    }

    /// An item without text counts as well.
    fn count_empty(&mut self) {
        if !self.is_aside() && (self.flow.list.is_some() || !self.flow.label.is_empty()) {
            self.begin();
        }
    }

    fn paragraph_is_over(&mut self) {
        self.flow.has_begun = false;
        self.flow.label.clear();
    }

    fn finish(mut self) -> Result<Reading, ReadError> {
        self.decode();
        let (year, month, day) = self.created;
        let properties = Taken {
            title: self.title.trim().to_owned(),
            author: self.author.trim().to_owned(),
            date: date_of(&format!("{year}-{month}-{day}"), None),
            ..Taken::default()
        };
        word::reading_of_blocks(self.blocks, String::new(), properties, &self.left, RICH)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
