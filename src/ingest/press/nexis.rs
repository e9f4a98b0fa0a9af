//! Nexis: labels in capitals below “1 of 25 DOCUMENTS”, and the later layout that ends with “End of Document”.

use super::{
    labels::{Label, by, is_body, is_copyright, is_remark, label, label_in_capitals, language},
    parts::{Block, blocks, body, rejoined, with_title},
};
use crate::ingest::{guess::date_of, taken::Taken};

/// Fields in their order.
type Fields = Vec<(Label, String)>;

fn field(fields: &Fields, wanted: Label) -> &str {
    fields.iter().find(|(label, _)| *label == wanted).map_or("", |(_, value)| value)
}

/// The fields of a block that begins with a label; lines without one go on with the field above them.
fn fields_of<'l>(block: &[&'l str], label: fn(&'l str) -> Option<(Label, &'l str)>) -> Option<Fields> {
    let mut fields = Fields::new();
    for line in block {
        match (label(line), fields.last_mut()) {
            (Some((label, value)), _) => fields.push((label, value.to_owned())),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(line);
            }
            (None, None) => return None,
        }
    }
    Some(fields)
}

fn is_only(block: Block<'_>, is: fn(&str) -> bool) -> bool {
    block.iter().all(|line| is(line))
}

/// Outlet, date, headline, labels in capitals, the text, more labels. The labels may also stand all below the text.
pub(super) fn classic(lines: &[&str]) -> Taken {
    let blocks: Vec<Block<'_>> = blocks(lines).collect();
    let is_body = |line: &str| matches!(label_in_capitals(line), Some((Label::Body, _)));
    let fields_of = |block: Block<'_>| fields_of(block, |line| label_in_capitals(line)).filter(|_| !is_body(block[0]));
    let is_label = |block: &&[&str]| fields_of(block).is_some();
    let is_date = |block: &&[&str]| block[0].len() < 80 && !date_of(block[0], None).is_empty();
    let date_at = blocks.iter().take(6).position(|block| is_date(block) && !is_label(block));
    let outlet = blocks[..date_at.unwrap_or(0)].iter().find(|block| !is_copyright(block[0]));
    // What stands behind the text: fields, and whose it is.
    let is_below = |block: &&[&str]| is_label(block) || is_copyright(block[0]);
    let end = blocks.iter().rposition(|block| !is_below(block)).map_or(0, |at| at + 1);
    let start = date_at.map_or(0, |at| at + 1).min(end);
    let (middle, below) = (&blocks[start..end], &blocks[end..]);
    let fields: Fields = middle.iter().chain(below).filter_map(|block| fields_of(block)).flatten().collect();
    let is_words = |block: &&&[&str]| !is_below(block) && !is_only(block, is_remark);
    let first_label = middle.iter().position(|block| is_label(block) || is_body(block[0])).unwrap_or(middle.len());
    let mut above = middle[..first_label].iter().filter(is_words);
    let named = field(&fields, Label::Headline);
    let title =
        if named.is_empty() { above.next().map(|block| block.join(" ")).unwrap_or_default() } else { named.to_owned() };
    let text =
        above.chain(middle[first_label..].iter().filter(is_words)).map(|block| match label_in_capitals(block[0]) {
            Some((Label::Body, words)) => [&[words], &block[1..]].concat(),
            _ => block.to_vec(),
        });
    let text: Vec<Vec<&str>> = text.map(|block| block.into_iter().filter(|line| !line.is_empty()).collect()).collect();
    Taken {
        outlet: outlet.map(|block| block.join(" ")).unwrap_or_default(),
        author: by(field(&fields, Label::Byline)),
        date: date_at.map(|at| date_of(blocks[at][0], None)).unwrap_or_default(),
        language: language(field(&fields, Label::Language)),
        link: field(&fields, Label::Link).to_owned(),
        text: with_title(&title, rejoined(&text)),
        title,
        ..Taken::default()
    }
}

/// Headline, outlet, date, labels, “Body”, the text, “Classification” or what else stands below.
pub(super) fn with_ends(lines: &[&str]) -> Taken {
    let is_label = |line: &&str| label(line).is_some() || is_copyright(line);
    let body_at = lines.iter().position(|line| is_body(line));
    // Without such a line the text begins below the last of the fields that stand together.
    let fields_end = || {
        let first = lines.iter().position(is_label).unwrap_or(lines.len());
        let rest = lines[first..].iter().position(|line| !line.is_empty() && !is_label(line));
        rest.map_or(lines.len(), |rest| first + rest)
    };
    let start = body_at.unwrap_or_else(fields_end);
    let (above, below) = lines.split_at(start);
    let below = &below[usize::from(body_at.is_some()).min(below.len())..];
    let (text, more) = text_of(below);
    let first = above.iter().position(is_label).unwrap_or(above.len());
    let mut fields: Fields = above[first..].iter().filter_map(|line| label(line)).map(owned).collect();
    fields.extend(more);
    // The exported list of documents may stand before the first: the head is what stands next to the labels.
    let is_date = |line: &&str| !date_of(line, None).is_empty();
    let is_head = |block: &Block<'_>| block.iter().any(is_date) || !is_only(block, is_remark);
    let top: Vec<Block<'_>> = blocks(&above[..first]).filter(is_head).collect();
    let date_at = top.iter().rposition(|block| block.iter().any(is_date));
    let date = date_at.and_then(|at| top[at].iter().map(|line| date_of(line, None)).find(|date| !date.is_empty()));
    let mut head = top[..date_at.unwrap_or(0)].iter().rev().filter_map(|block| head_of(block));
    let mut outlet = head.next().unwrap_or_default();
    if outlet.starts_with('(') {
        // A blog or an issue of the outlet, which stands above it.
        outlet = [head.next().unwrap_or_default(), outlet].join(" ");
    }
    let title = head.next().unwrap_or_default();
    Taken {
        outlet,
        author: by(field(&fields, Label::Byline)),
        date: date.unwrap_or_default(),
        language: language(field(&fields, Label::Language)),
        link: field(&fields, Label::Link).to_owned(),
        text: with_title(&title, body(blocks(&text))),
        title,
        ..Taken::default()
    }
}

/// A block of the head as one line.
fn head_of(block: &[&str]) -> Option<String> {
    let words: Vec<&str> = block.iter().copied().filter(|line| !is_remark(line)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn owned((label, value): (Label, &str)) -> (Label, String) {
    (label, value.to_owned())
}

/// The lines of the text among those below “Body”, and the fields between and behind them.
fn text_of<'l>(below: &[&'l str]) -> (Vec<&'l str>, Fields) {
    let is_end = |line: &&str| {
        *line == "Classification"
            || *line == "Load-Date"
            || label(line).is_some_and(|(label, _)| label == Label::LoadDate)
    };
    let end = below.iter().position(is_end).unwrap_or(below.len());
    let mut fields: Fields = below[end..].iter().filter_map(|line| label(line)).map(owned).collect();
    let below = &below[..end];
    // An article may have a heading of this name: what stands below the text is shorter than that.
    let words = |lines: &[&str]| lines.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
    let is_below =
        |at: &usize| ["Graphic", "Notes"].contains(&below[*at]) && words(&below[*at..]) < words(&below[..*at]);
    let end = (0..below.len()).find(is_below).unwrap_or(below.len());
    // These say nothing of the article's own words, and their values tell them from a sentence.
    let is_field = |line: &&str| match label(line) {
        Some((Label::Link, value)) => value.contains("://") && !value.contains(' '),
        Some((Label::CorrectionDate, value)) => !date_of(value, None).is_empty(),
        _ => false,
    };
    fields.extend(below[..end].iter().filter(|line| is_field(line)).filter_map(|line| label(line)).map(owned));
    (below[..end].iter().filter(|line| !is_field(line)).copied().collect(), fields)
}
