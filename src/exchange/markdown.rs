//! Passages as a report in Markdown: quotations with their sources, below the tags in the order of the codebook.

use std::{fmt::Write as _, io::Write};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::{
    sections::{detail, sections},
    writing::{Export, ExportError, LeftOut},
};
use crate::{
    analysis::excerpts::{Excerpt, ExcerptCoding},
    model::Project,
    text::lines::{is_end, lines},
};

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    ending: "md",
    title: "Report (Markdown)",
    carries: "passages as quotations with their sources, below the tags of the codebook",
    lacks: parts_of!(
        Texts Sentences Uncoded Languages Links ArticleNotes Files Times Definitions Uses Colours ShortNames Keys
        ProjectNote Memos Splits Progress Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// Writes passages below each of their tags, within a tag in the order given.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let project = export.project;
    let sections = sections(export, |excerpt, _, codings| quotation(project, excerpt, codings))?;
    writeln!(out, "# {}", inline(&project.info().title))?;
    for section in sections {
        heading(out, section.depth, &section.name)?;
        for quotation in section.passages {
            write!(out, "\n{quotation}")?;
        }
    }
    Ok(out.flush()?)
}

/// A heading below the title; Markdown has six levels.
fn heading(out: &mut dyn Write, depth: usize, name: &str) -> Result<(), ExportError> {
    Ok(writeln!(out, "\n{} {}", "#".repeat((depth + 2).min(6)), inline(name))?)
}

/// The passage as a block quotation, its source, what these codings say of it, and its note.
fn quotation(project: &Project, excerpt: &Excerpt<'_>, codings: &[&ExcerptCoding<'_>]) -> String {
    let mut shown = String::new();
    for line in block(excerpt.words).lines() {
        shown.push_str(if line.is_empty() { ">" } else { "> " });
        shown.push_str(line);
        shown.push('\n');
    }
    // Writing to a string cannot fail.
    writeln!(shown, "\n— {}", source(project, excerpt)).unwrap_or_default();
    for coding in codings {
        let detail = detail(project, coding);
        if !detail.is_empty() {
            writeln!(shown, "\n{}", inline(&detail)).unwrap_or_default();
        }
    }
    if !excerpt.annotation.note.is_empty() {
        writeln!(shown, "\nNote: {}", block(&excerpt.annotation.note)).unwrap_or_default();
    }
    shown
}

fn source(project: &Project, excerpt: &Excerpt<'_>) -> String {
    let id = excerpt.annotation.article.as_str();
    let title = excerpt.article.map_or(id, |article| &article.title);
    let mut parts = vec![format!("*{}*", inline(title.trim()))];
    if let Some(article) = excerpt.article {
        let known = [&article.author, &article.outlet, &article.date];
        parts.extend(known.into_iter().filter(|part| !part.is_empty()).map(|part| inline(part)));
    }
    parts.push(match excerpt.place {
        Some((start, end)) => format!("characters {start}–{end}"),
        None => "no longer in the text as it is now".to_owned(),
    });
    parts.push(format!("marked by {}", inline(project.analyst_name(excerpt.analyst))));
    parts.join(", ")
}

/// Text on one line of Markdown, shown as it is: line breaks become spaces, signs of Markdown are escaped.
fn inline(text: &str) -> String {
    let line: Vec<&str> = text.split(is_end).map(str::trim).filter(|part| !part.is_empty()).collect();
    escape_line(&line.join(" "))
}

/// Text over several lines of Markdown, shown as it is, with its line breaks.
fn block(text: &str) -> String {
    let lines: Vec<String> = lines(text).map(|range| escape_line(&text[range])).collect();
    let mut shown = String::new();
    for (at, line) in lines.iter().enumerate() {
        shown.push_str(line);
        if let Some(next) = lines.get(at + 1) {
            // A backslash at the end of a line breaks it, but not before an empty line.
            shown.push_str(if line.is_empty() || next.is_empty() { "\n" } else { "\\\n" });
        }
    }
    shown
}

fn escape_line(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    let body = line.trim_matches([' ', '\t', '\r']);
    let head = line.len() - line.trim_start_matches([' ', '\t', '\r']).len();
    let is_edge = |at: usize| at < head || at >= head + body.len();
    for (at, c) in line.char_indices() {
        match c {
            // White space at the edges would be lost, or make a block of code.
            ' ' | '\t' | '\r' if is_edge(at) => write!(escaped, "&#{};", u32::from(c)).unwrap_or_default(),
            '\r' => escaped.push_str("&#13;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' => escaped.extend(['\\', c]),
            // These mean something only where a line begins.
            '#' | '+' | '-' | '=' | ':' if at == head => escaped.extend(['\\', c]),
            '.' | ')' if is_list_number(line.get(head..at)) => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn is_list_number(before: Option<&str>) -> bool {
    before.is_some_and(|before| !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples;
    use crate::exchange::tests::exported;

    fn check(text: &str, expected: &str) {
        assert_eq!(block(text), expected);
    }

    #[test]
    fn text_survives_markdown() {
        check("a*b_c`d", "a\\*b\\_c\\`d");
        check("# no heading", "\\# no heading");
        check("- no list\n1. nor here\n2026) x", "\\- no list\\\n1\\. nor here\\\n2026\\) x");
        check("a\n\nb", "a\n\nb");
        check("    no code ", "&#32;&#32;&#32;&#32;no code&#32;");
        check("<b> & [x](y) | ~~z~~", "\\<b\\> \\& \\[x\\](y) \\| \\~\\~z\\~\\~");
        check("3.5 is - a number", "3\\.5 is - a number");
        check("=== \u{2014} 👍🏽 字", "\\=== \u{2014} 👍🏽 字");
        assert_eq!(inline(" two\nlines "), "two lines");
    }

    #[test]
    fn unknown_tags_stand_at_the_end() {
        let mut project = samples::project();
        samples::put_passage(&mut project, "ben", 9, "dues", "Dues", &["argument/gone"]);
        let report = exported(&project, &FORMAT, &ExportOptions::default());
        assert!(report.contains("## Not in the codebook\n\n### argument/gone\n\n> Dues\n"), "{report}");
        assert!(report.contains("## Without a tag\n\n> small\n"), "{report}");
    }
}
