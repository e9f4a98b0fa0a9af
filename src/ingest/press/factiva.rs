//! Factiva: lines with codes of two letters, or the same without: headline, byline, “873 words”, date, outlet, code, language.

use super::{
    labels::{by, counted_words, is_byline, is_copyright, language},
    parts::{blocks, body, code_value, with_title},
};
use crate::ingest::{guess::date_of, taken::Taken};

pub(super) fn read(lines: &[&str]) -> Taken {
    let has = |code: &str| lines.iter().any(|line| code_of(line) == Some(code));
    if has("HD") && (has("PD") || has("WC")) && (has("LP") || has("TD")) { coded(lines) } else { plain(lines) }
}

/// The codes above the text, and those below it, each in the order in which Factiva writes them.
const ABOVE: [&str; 15] = ["SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CX", "CY"];
const BELOW: [&str; 12] = ["ART", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "CLM", "AN"];

/// The code at the head of a line; white space of any kind stands behind it, or nothing.
fn code_of(line: &str) -> Option<&str> {
    let code = line.split(char::is_whitespace).next()?;
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code.then_some(code)
}

fn place(codes: &[&str], line: &str) -> Option<usize> {
    let code = code_of(line)?;
    codes.iter().position(|known| *known == code)
}

/// A line is a field only where Factiva writes it: what an article has in capitals at the head of a line is its own.
fn coded(lines: &[&str]) -> Taken {
    let is = |line: &str, code: &str| code_of(line) == Some(code);
    let text_at = lines.iter().position(|line| is(line, "LP") || is(line, "TD")).unwrap_or(lines.len());
    let (above, rest) = lines.split_at(text_at);
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut last = None;
    for line in above {
        let next = place(&ABOVE, line).filter(|place| last.is_none_or(|last| *place > last));
        if let (Some(at), Some(code)) = (next, code_of(line)) {
            fields.push((code, code_value(line, code).trim_start_matches(code).trim().to_owned()));
            last = Some(at);
        } else if let Some((_, value)) = fields.last_mut() {
            *value = format!("{value} {line}").trim().to_owned();
        }
    }
    let field = |code: &str| fields.iter().find(|(known, _)| *known == code).map_or("", |(_, value)| value);
    let rest = &rest[..below_at(rest)];
    // The second half begins on a line of its own, or with its first words.
    let second = (1..rest.len()).find(|at| rest[*at] == "TD").or_else(|| {
        let has_words = |at: &usize| is(rest[*at], "TD");
        if rest.first().is_some_and(|line| is(line, "LP")) { (1..rest.len()).find(has_words) } else { None }
    });
    let (first, second) = rest.split_at(second.unwrap_or(rest.len()));
    let without_code = |lines: &[&str]| -> String {
        let mut lines: Vec<&str> = lines.to_vec();
        if let Some(head) = lines.first_mut() {
            *head = code_of(head).map_or(*head, |code| head[code.len()..].trim());
        }
        body(blocks(&lines))
    };
    let halves = [without_code(first), without_code(second)];
    let text = halves.iter().filter(|half| !half.is_empty()).cloned().collect::<Vec<_>>().join("\n");
    let title = field("HD").to_owned();
    Taken {
        text: with_title(&title, text),
        outlet: field("SN").to_owned(),
        author: by(field("BY")),
        date: date(field("PD")),
        language: language(field("LA")),
        link: String::new(),
        title,
        ..Taken::default()
    }
}

/// Where the fields below a text begin: counted from its end, each before the next in Factiva's order, no blank line in one.
fn below_at(lines: &[&str]) -> usize {
    let (mut start, mut next) = (lines.len(), BELOW.len());
    for (at, line) in lines.iter().enumerate().rev() {
        let is_apart = at + 1 < start && lines[at + 1..start].iter().any(|line| line.is_empty());
        let Some(place) = place(&BELOW, line).filter(|place| *place < next) else { continue };
        let value = code_of(line).map_or("", |code| line[code.len()..].trim());
        // Companies, industries, subjects and regions come as codes with their names.
        let is_list = ["CO", "IN", "NS", "RE"].contains(&BELOW[place]);
        let has_names = lines[at..start].iter().any(|line| line.contains(" : "));
        let is_field = if is_list { has_names } else { !is_apart && (value.is_empty() || value.len() < 200) };
        let is_behind = lines[at + 1..start].iter().rev().skip_while(|line| line.is_empty());
        let reaches = is_behind.take_while(|line| !line.is_empty()).count();
        let filled = lines[at + 1..start].iter().filter(|line| !line.is_empty()).count();
        if is_field && reaches == filled {
            (start, next) = (at, place);
        }
    }
    start
}

fn plain(lines: &[&str]) -> Taken {
    let count_at = lines.iter().position(|line| counted_words(line).is_some()).unwrap_or(lines.len());
    let (title, author) = head(&lines[..count_at]);
    let below = lines.get(count_at + 1..).unwrap_or_default();
    let filled: Vec<&str> = below.iter().copied().filter(|line| !line.is_empty()).take(8).collect();
    let date_at = filled.iter().position(|line| !date(line).is_empty()).unwrap_or(0);
    // A time may stand below the date; the outlet is the next line.
    let is_time = |line: &&&str| line.len() <= 8 && line.contains(':');
    let outlet = filled.iter().skip(date_at + 1).find(|line| !is_time(line)).copied().unwrap_or_default();
    let in_language = |line: &&str| !language(line).is_empty() && !line.contains(char::is_whitespace);
    let start = below.iter().position(|line| is_copyright(line)).or_else(|| below.iter().position(in_language));
    let text = below.get(start.map_or(0, |at| at + 1)..).unwrap_or_default();
    Taken {
        outlet: outlet.to_owned(),
        author,
        date: filled.get(date_at).map(|line| date(line)).unwrap_or_default(),
        language: filled.iter().find(|line| in_language(line)).map(|line| language(line)).unwrap_or_default(),
        link: String::new(),
        text: with_title(&title, body(blocks(text))),
        title,
        ..Taken::default()
    }
}

/// “2026 年 1 月 9 日” has its spaces from Factiva.
fn date(line: &str) -> String {
    if line.contains('年') { date_of(&line.replace(' ', ""), None) } else { date_of(line, None) }
}

/// Headline and author of what stands above the number of words. A section may stand above the headline, which may have
/// several lines; the author stands below it, behind “By”, or as a short line apart from it.
fn head(lines: &[&str]) -> (String, String) {
    let mut blocks: Vec<Vec<&str>> = blocks(lines).map(<[&str]>::to_vec).collect();
    let mut author = String::new();
    if let Some(at) = blocks.iter().rposition(|block| block.iter().any(|line| is_byline(line))) {
        // What stands behind the name, such as “Special to The Pier”, is no headline.
        blocks.truncate(at + 1);
        if let Some(block) = blocks.last_mut()
            && let Some(line) = block.iter().rposition(|line| is_byline(line))
        {
            author = by(block[line]);
            block.truncate(line);
        }
    } else if let [above @ .., headline, name] = &blocks[..]
        && let [name] = name[..]
        && let longer = words(&headline.join(" ")).saturating_sub(words(name))
        && (longer > 2 || (is_name(name) && (longer > 0 || !above.is_empty())))
        && !name.ends_with(['.', '?', '!', ':'])
    {
        author = by(name);
        blocks.pop();
    }
    blocks.retain(|block| !block.is_empty());
    let mut title = blocks.pop().unwrap_or_default();
    // “News” above the headline, without a line between.
    let has_section = match title[..] {
        [first, second, ..] if words(first) <= 2 => words(second) > 2 || (!author.is_empty() && words(first) == 1),
        _ => false,
    };
    if has_section {
        title.remove(0);
    }
    (title.join(" "), author)
}

fn words(line: &str) -> usize {
    line.split_whitespace().count()
}

/// Whether a line looks like somebody's name: a few words, all but small ones with a capital.
fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_small =
        |word: &str| matches!(word, "and" | "und" | "et" | "en" | "y" | "e" | "de" | "van" | "von" | "der" | "in");
    (2..=7).contains(&words.len())
        && words.iter().all(|word| is_small(word) || word.chars().next().is_some_and(char::is_uppercase))
        && !line.ends_with(['.', '?', '!', ':'])
}
