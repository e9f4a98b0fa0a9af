//! Words in XML and HTML: signs of the markup escaped, what no XML may hold replaced. Knows no format.

/// `text` as it may stand between tags and in attributes with double quotation marks.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // These would be read as spaces or line feeds where they stand as they are.
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            c if is_forbidden(c) => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Whether no XML 1.0 may hold it, escaped or not.
pub fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// An address of the web that may become a link: nothing that runs a script, and no white space.
pub fn is_link(text: &str) -> bool {
    let is_of_the_web = ["http://", "https://"].iter().any(|start| text.starts_with(start) && text.len() > start.len());
    is_of_the_web && text.len() <= 2_000 && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_become_markup() {
        assert_eq!(escaped("</script> \"a\" & b\u{0}\u{1b}"), "&lt;/script&gt; &quot;a&quot; &amp; b\u{fffd}\u{fffd}");
        assert_eq!(escaped("a\r\nb\tc"), "a&#13;&#10;b&#9;c");
        assert_eq!(escaped("سيادة 👩🏽‍💻 字"), "سيادة 👩🏽‍💻 字");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (text, expected) in [
            ("https://example.org/a?b=c", true),
            ("http://x", true),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https://a b", false),
            ("example.org", false),
        ] {
            assert_eq!(is_link(text), expected, "{text}");
        }
    }
}
