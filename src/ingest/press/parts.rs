//! What the layouts share: parts of an export, blocks of lines, headlines before texts.

/// What each document is called in “3 of 25 DOCUMENTS”.
pub(super) const NUMBERED: [&str; 2] = ["DOCUMENT", "DOKUMENT"];

/// “3 of 25 DOCUMENTS”, “Dokument 3 von 25”.
pub(super) fn is_numbered(line: &str) -> bool {
    // No more of the line than it takes: a line may be a whole article.
    let mut words = line.split_whitespace();
    let words = [words.next(), words.next(), words.next(), words.next(), words.next()];
    let [Some(a), Some(b), Some(c), Some(d), None] = words else { return false };
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_of = |word: &str| matches!(&*word.to_lowercase(), "of" | "von" | "de" | "van" | "di" | "af" | "av");
    let is_document = |word: &str| NUMBERED.iter().any(|name| word.to_uppercase().starts_with(name));
    (is_number(a) && is_of(b) && is_number(c) && is_document(d))
        || (is_document(a) && is_number(b) && is_of(c) && is_number(d))
}

/// What stands behind a code of two or three letters at the head of a line; the whole line where it does not.
pub(super) fn code_value<'l>(line: &'l str, code: &str) -> &'l str {
    line.strip_prefix(code).filter(|rest| rest.starts_with(char::is_whitespace)).map_or(line, str::trim)
}

/// The lines of each article below a line that begins one. What stands before the first is none.
pub(super) fn parts_below<'l>(lines: &[&'l str], begins: fn(&str) -> bool) -> Vec<Vec<&'l str>> {
    lines.split(|line| begins(line)).skip(1).map(<[&str]>::to_vec).collect()
}

/// The lines of each article above a line that ends one, and what stands behind the last.
pub(super) fn parts_above<'l>(lines: &[&'l str], ends: fn(&str) -> bool) -> (Vec<Vec<&'l str>>, Vec<&'l str>) {
    let mut parts: Vec<Vec<&str>> = lines.split(|line| ends(line)).map(<[&str]>::to_vec).collect();
    let behind = parts.pop().unwrap_or_default();
    (parts, behind)
}

/// Lines that stand together, blank ones around them.
pub(super) type Block<'l> = &'l [&'l str];

pub(super) fn blocks<'l>(lines: &'l [&'l str]) -> impl Iterator<Item = Block<'l>> {
    lines.split(|line| line.is_empty()).filter(|block| !block.is_empty())
}

/// Each block a paragraph of several lines.
pub(super) fn body<'l>(blocks: impl IntoIterator<Item = Block<'l>>) -> String {
    text_of(blocks, "\n")
}

/// The paragraphs of a text that was set to a width: the lines of a block are one paragraph.
pub(super) fn rejoined(blocks: &[Vec<&str>]) -> String {
    let lines: Vec<&str> = blocks.concat();
    let long = lines.iter().filter(|line| line.chars().count() > 90).count();
    let blocks = blocks.iter().map(Vec::as_slice).filter(|block| !block.is_empty());
    text_of(blocks, if long * 10 < lines.len() { " " } else { "\n" })
}

pub(super) fn text_of<'l>(blocks: impl IntoIterator<Item = Block<'l>>, between: &str) -> String {
    let text = blocks.into_iter().map(|block| block.join(between)).collect::<Vec<_>>().join("\n\n");
    if text.is_empty() { text } else { text + "\n" }
}

/// With the headline before the text, as the newspaper had it.
pub(super) fn with_title(title: &str, text: String) -> String {
    if title.is_empty() || text.is_empty() { text } else { format!("{title}\n\n{text}") }
}
