//! Records in the layout that Postil writes, read without the `ron` crate, which takes several times as long. Whatever differs
//! in anything from that layout is left to `ron`, so that only one reader says what is wrong with a line. Knows the layout
//! (see [`super::write`]), not the kinds of records.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
    value::BorrowedStrDeserializer,
};

/// The deepest that our records have one name with brackets in another: a superseded annotation has a coding with a stance.
const DEEPEST: usize = 3;

/// The value that `text` is, if all of it is laid out as ours are.
pub fn value<'de, T: Deserialize<'de>>(text: &'de str) -> Option<T> {
    let mut rest = Rest { text, depth: 0 };
    let value = T::deserialize(&mut rest).ok()?;
    rest.text.is_empty().then_some(value)
}

/// Something stands there that Postil does not write so.
#[derive(Debug)]
struct Other;

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not laid out as Postil does it")
    }
}

impl std::error::Error for Other {}

impl Error for Other {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
}

/// What is not read yet.
struct Rest<'de> {
    text: &'de str,
    /// How many enums are open.
    depth: usize,
}

impl<'de> Rest<'de> {
    fn take(&mut self, mark: &str) -> bool {
        self.text.strip_prefix(mark).map(|rest| self.text = rest).is_some()
    }

    fn expect(&mut self, mark: &str) -> Result<(), Other> {
        if self.take(mark) { Ok(()) } else { Err(Other) }
    }

    fn split(&mut self, at: usize) -> &'de str {
        let (before, rest) = self.text.split_at(at);
        self.text = rest;
        before
    }

    fn name(&mut self) -> Result<&'de str, Other> {
        let is_part = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        let end = self.text.bytes().position(|byte| !is_part(byte)).ok_or(Other)?;
        if end == 0 { Err(Other) } else { Ok(self.split(end)) }
    }

    fn number<T: FromStr>(&mut self) -> Result<T, Other> {
        let sign = usize::from(self.text.starts_with('-'));
        let end = self.text.bytes().skip(sign).position(|byte| !byte.is_ascii_digit()).ok_or(Other)? + sign;
        let number = self.split(end);
        if number.starts_with("-0") || (number.starts_with('0') && number.len() > 1) {
            return Err(Other);
        }
        number.parse().map_err(|_| Other)
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Other> {
        self.expect("\"")?;
        let mut unescaped = String::new();
        loop {
            let plain = self.split(memchr::memchr2(b'"', b'\\', self.text.as_bytes()).ok_or(Other)?);
            if self.take("\"") {
                // An escape leaves a character there.
                return Ok(if unescaped.is_empty() { plain.into() } else { (unescaped + plain).into() });
            }
            unescaped.push_str(plain);
            unescaped.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, Other> {
        for (escape, c) in [("\\\"", '"'), ("\\\\", '\\'), ("\\n", '\n'), ("\\r", '\r'), ("\\t", '\t')] {
            if self.take(escape) {
                return Ok(c);
            }
        }
        self.expect("\\u{")?;
        let digits = self.split(self.text.find('}').filter(|end| (1..=6).contains(end)).ok_or(Other)?);
        self.expect("}")?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Other);
        }
        u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or(Other)
    }

    /// What stands between two brackets, of which the first was read.
    fn list<V: Visitor<'de>>(&mut self, close: &'static str, visitor: V) -> Result<V::Value, Other> {
        let value = visitor.visit_seq(Elements { rest: self, close, is_first: true })?;
        self.expect(close)?;
        Ok(value)
    }
}

/// Methods for the numbers.
macro_rules! numbers {
    ($($method:ident $visit:ident),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
            visitor.$visit(self.number()?)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Rest<'de> {
    type Error = Other;

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u16 u128 f32 f64 bytes byte_buf unit unit_struct newtype_struct tuple_struct map identifier ignored_any
    }

    numbers!(deserialize_u8 visit_u8, deserialize_u32 visit_u32, deserialize_u64 visit_u64, deserialize_i64 visit_i64);

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Other> {
        Err(Other)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.name()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Other),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        self.expect("'")?;
        let c = self.text.chars().next().filter(|c| !matches!(c, '\\' | '\'')).ok_or(Other)?;
        self.split(c.len_utf8());
        self.expect("'")?;
        visitor.visit_char(c)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        if self.take("None") {
            return visitor.visit_none();
        }
        self.expect("Some(")?;
        let value = visitor.visit_some(&mut *self)?;
        self.expect(")")?;
        Ok(value)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Other> {
        self.expect("[")?;
        self.list("]", visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Other> {
        self.expect("(")?;
        self.list(")", visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        self.expect("(")?;
        let value = visitor.visit_map(Elements { rest: self, close: ")", is_first: true })?;
        self.expect(")")?;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Other> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Other);
        }
        let value = visitor.visit_enum(&mut *self)?;
        self.depth -= 1;
        Ok(value)
    }
}

/// The elements of a list, or the fields of a structure.
struct Elements<'a, 'de> {
    rest: &'a mut Rest<'de>,
    close: &'static str,
    is_first: bool,
}

impl Elements<'_, '_> {
    fn has_next(&mut self) -> Result<bool, Other> {
        if self.rest.text.starts_with(self.close) {
            return Ok(false);
        }
        if !std::mem::take(&mut self.is_first) {
            self.rest.expect(", ")?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Other;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Other> {
        if self.has_next()? { seed.deserialize(&mut *self.rest).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = Other;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Other> {
        if !self.has_next()? {
            return Ok(None);
        }
        let name = self.rest.name()?;
        self.rest.expect(": ")?;
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Other> {
        seed.deserialize(&mut *self.rest)
    }
}

impl<'de> EnumAccess<'de> for &mut Rest<'de> {
    type Error = Other;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Other> {
        let name = self.name()?;
        Ok((seed.deserialize(BorrowedStrDeserializer::<Other>::new(name))?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Rest<'de> {
    type Error = Other;

    fn unit_variant(self) -> Result<(), Other> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Other> {
        self.expect("(")?;
        let value = seed.deserialize(&mut *self)?;
        self.expect(")")?;
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Other> {
        Err(Other)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Other> {
        Err(Other)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::record::Record, *};

    const STAMP: &str = r#"(ms: 1768899871000, n: 3, by: "ab12", seen: [("ab12", 4), ("cd34", 1)])"#;
    const CODING: &str =
        r#"(tag: "argument/costs", by: ["state/usa"], about: [], stance: Some(Reports), voice: Some(Quoted))"#;
    const TEXT: &str = "sha256:90640fca90aa3c091235aab46ed2779f4a6c8ee65d7ad20e0222e71eb6684c11";
    const ID: &str = "00000000-0000-0000-0000-000000000001";

    /// A record of each kind.
    fn records() -> Vec<String> {
        let fields = [
            r#"Project((key: "k", title: "“T” \"\\\u{2028}\n", note: "", created: "2026-01-20T09:04:31Z", blind: true, STAMP"#,
            r#"Analyst((id: "ana", key: "k", name: "Ana", created: "", STAMP"#,
            r#"Group((id: "argument", name: "Arguments", parent: Some("state"), rank: -9223372036854775808, STAMP"#,
            r#"Article((id: "a", title: "A", text: "TEXT", bytes: 7, outlet: "", author: "", date: "", language: "", link: "", note: "", source: "", rank: 0, of_record: None, STAMP"#,
            r#"Paragraph((article: "a", text: "TEXT", nth: 1, words: "w", noise: false, STAMP"#,
            r#"Tag((id: "argument/costs", name: "Costs", short: "", group: "argument", parent: None, rank: 1, hue: 11, key: Some('"'), aliases: ["a", "b"], definition: "", use_when: "", not_when: "", example: "", near: "", merged: None, STAMP"#,
            r#"Annotation((id: "ID", article: "a", text: "TEXT", start: 0, end: 4, quote: "w\"\u{85}", before: "", after: "\t", nth: (1, 2), codings: [CODING, CODING], note: "", created: "", STAMP"#,
            r#"Status((article: "a", state: Excluded, reason: "", STAMP"#,
            r#"Memo((about: Project, text: "", STAMP"#,
            r#"Memo((about: Tag("argument/costs"), text: "", STAMP"#,
            r#"Split((tag: "argument/costs", into: ["argument/a"], stays: ["ID"], STAMP"#,
            r#"Submission((article: "a", at: "2026-01-20T09:04:31Z", text: "TEXT", passages: [(annotation: "ID", start: 0, end: 1, words: "w", codings: [CODING])], STAMP"#,
            r#"Placement((annotation: "ID", analyst: "ben", of: STAMP_ALONE, text: "TEXT", place: Some((0, 1)), STAMP"#,
            r#"Decision((id: "ID", article: "a", text: "TEXT", start: 0, end: 1, of: [("ana", "ID")], choice: Take("ana"), result: [], by: "ana", at: "2026-01-20T09:04:31Z", note: "", STAMP"#,
            r#"Deleted((kind: Memo, id: "project", STAMP"#,
        ];
        let changed = format!("changed: {STAMP}))");
        let fill = |fields: &str| {
            let fields = fields.replace("STAMP_ALONE", STAMP).replace("STAMP", &changed);
            fields.replace("TEXT", TEXT).replace("ID", ID).replace("CODING", CODING)
        };
        let mut records: Vec<String> = fields.iter().map(|fields| fill(fields)).collect();
        let superseded = |record: &String| format!("Superseded((version: {}))", record.replace("quote:", "words:"));
        records.extend(records.iter().map(superseded).collect::<Vec<_>>());
        records
    }

    #[test]
    fn every_kind_of_record_is_read_without_ron_as_we_write_it() {
        for text in records() {
            let item = super::super::Item::try_from(value::<Record>(&text).expect(&text)).expect(&text);
            assert!(super::super::write::Rewriting::default().is_line_of(&format!("{text},"), &item), "{text}");
            assert_eq!(super::super::Item::try_from(ron::from_str::<Record>(&text).expect(&text)), Ok(item));
        }
    }

    #[test]
    fn what_differs_is_left_to_ron() {
        for text in records() {
            for (from, to) in [
                ("((", "( ("),
                (": \"", ":\""),
                (", ", ","),
                ("))", ",))"),
                ("))", ")) // mine"),
                ("\"ab12\"", "r\"ab12\""),
                ("\"ab12\"", "\"ab\\x31\\\n2\""),
                ("n: 3", "n: 03"),
                ("n: 3", "n: +3"),
                ("n: 3", "n: 0x3"),
                ("n: 3", "n: 4294967296"),
                ("n: 3", "n: -0"),
                ("ms: ", "r#ms: "),
                ("ms: ", "ms: 1, ms: "),
                ("changed: ", "change: "),
            ] {
                assert!(value::<Record>(&text.replacen(from, to, 1)).is_none(), "{from} → {to}: {text}");
            }
        }
        let deep = format!("{}Memo", "Superseded((version: ".repeat(1_000_000));
        assert!(value::<Record>(&deep).is_none());
    }
}
