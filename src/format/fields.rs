//! How the fields of a record are written: the same value gives the same bytes.

use std::fmt::Write as _;

use crate::model::Stamp;

/// The fields of one record, written one after the other.
pub struct Fields<'a> {
    out: &'a mut String,
    is_first: bool,
    /// Whether the record is a version that does not count.
    pub is_superseded: bool,
}

impl<'a> Fields<'a> {
    pub fn new(out: &'a mut String, is_superseded: bool) -> Self {
        Self { out, is_first: true, is_superseded }
    }

    fn name(&mut self, name: &str) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push_str(", ");
        }
        self.out.push_str(name);
        self.out.push_str(": ");
    }

    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        push_string(self.out, text);
    }

    pub fn word(&mut self, name: &str, word: impl std::fmt::Display) {
        self.name(name);
        push_display(self.out, word);
    }

    pub fn option(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            None => self.out.push_str("None"),
            Some(text) => {
                self.out.push_str("Some(");
                push_string(self.out, text);
                self.out.push(')');
            }
        }
    }

    pub fn character(&mut self, name: &str, c: Option<char>) {
        self.name(name);
        match c {
            None => self.out.push_str("None"),
            Some('\'') => self.out.push_str("Some('\\'')"),
            Some('"') => self.out.push_str("Some('\"')"),
            Some(c) => {
                self.out.push_str("Some('");
                push_escaped(self.out, c.encode_utf8(&mut [0; 4]));
                self.out.push_str("')");
            }
        }
    }

    pub fn texts<'b>(&mut self, name: &str, texts: impl Iterator<Item = &'b str>) {
        self.name(name);
        push_list(self.out, texts, push_string);
    }

    /// A list of structures.
    pub fn list<T>(&mut self, name: &str, items: impl Iterator<Item = T>, write: impl Fn(T, &mut Fields<'_>)) {
        self.name(name);
        let is_superseded = self.is_superseded;
        push_list(self.out, items, |out, item| {
            out.push('(');
            write(item, &mut Fields::new(out, is_superseded));
            out.push(')');
        });
    }

    pub fn stamp(&mut self, name: &str, stamp: &Stamp) {
        self.name(name);
        push_display(self.out, format_args!("(ms: {}, n: {}, by: ", stamp.ms, stamp.n));
        push_string(self.out, &stamp.by);
        self.out.push_str(", seen: ");
        push_list(self.out, stamp.seen.iter(), |out, (by, n)| {
            out.push('(');
            push_string(out, by);
            push_display(out, format_args!(", {n})"));
        });
        self.out.push(')');
    }
}

fn push_list<T>(out: &mut String, items: impl Iterator<Item = T>, push: impl Fn(&mut String, T)) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        push(out, item);
    }
    out.push(']');
}

pub fn push_display(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    write!(out, "{value}").unwrap_or_default();
}

/// Writes a string in double quotes. Ours: ron's own escapes letters of many scripts, and is slow.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

fn push_escaped(out: &mut String, text: &str) {
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| may_begin_escaped(*byte)) {
        at += found;
        let Some(c) = text[at..].chars().next() else { break };
        let escaped = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => "",
            _ => {
                at += c.len_utf8();
                continue;
            }
        };
        out.push_str(&text[from..at]);
        if escaped.is_empty() {
            push_display(out, format_args!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push_str(escaped);
        }
        at += c.len_utf8();
        from = at;
    }
    out.push_str(&text[from..]);
}

/// Whether a character that is escaped may begin with this byte, which is within no character.
fn may_begin_escaped(byte: u8) -> bool {
    matches!(byte, 0..=0x1f | b'"' | b'\\' | 0x7f | 0xc2 | 0xe2 | 0xef)
}
