//! XML as elements and text, one after the other: no tree, no entities but the built-in ones, nothing from outside.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

use super::error::ReadError;

/// What comes next in a document. Names are without their prefixes.
pub enum Node<'x> {
    Open(Element<'x>),
    Close(&'x str),
    Text(&'x str),
}

/// The beginning of an element.
pub struct Element<'x> {
    pub name: &'x str,
    start: &'x BytesStart<'x>,
}

impl Element<'_> {
    /// The attribute of that name, with or without a prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let raw = found.value.into_owned();
        Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), Cow::into_owned))
    }
}

/// Goes through a document that is part of `what`.
///
/// # Errors
/// It is no XML; the part before has been visited then.
pub fn walk(bytes: &[u8], what: &'static str, mut visit: impl FnMut(Node<'_>)) -> Result<(), ReadError> {
    let encoding = Encoding::for_bom(bytes).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
    let (text, _, _) = encoding.decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event();
        let event = event.map_err(|error| ReadError::damaged(what, format!("the XML in it has a flaw ({error})")))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                visit(Node::Open(Element { name: start.local_name().into_inner(), start: &start }));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(end.local_name().into_inner()));
            }
            Event::Text(text) => visit(Node::Text(&text.into_inner())),
            Event::CData(text) => visit(Node::Text(&text.into_inner())),
            Event::GeneralRef(reference) => visit(Node::Text(&referred(&reference))),
            Event::Eof if depth > 0 => return Err(ReadError::damaged(what, "it ends in the middle")),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// What `&…;` stands for; an entity that the document declares itself stands for nothing.
fn referred(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_xml_entity(reference).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &str) -> Result<String, ReadError> {
        let mut found = String::new();
        walk(xml.as_bytes(), "a document", |node| match node {
            Node::Text(text) => found.push_str(text),
            Node::Open(element) => found.push_str(&element.get("val").unwrap_or_default()),
            Node::Close(_) => {}
        })?;
        Ok(found)
    }

    #[test]
    fn text_and_attributes_are_unescaped() {
        assert_eq!(text_of("<a w:val='1 &lt; 2'>x &amp; &#xe9;<![CDATA[<y>]]></a>").expect("XML"), "1 < 2x & é<y>");
    }

    #[test]
    fn entities_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"lol\"><!ENTITY c \"&b;&b;\"><!ENTITY d SYSTEM \"file:///etc/passwd\">]>\
                    <a>words&c;&d;</a>";
        assert_eq!(text_of(bomb).expect("XML"), "words");
    }

    #[test]
    fn what_is_no_xml_is_said() {
        assert!(text_of("<a><b>").expect_err("an error").to_string().contains("ends in the middle"));
        assert!(text_of("<a><b></a>").expect_err("an error").to_string().contains("damaged"));
    }
}
