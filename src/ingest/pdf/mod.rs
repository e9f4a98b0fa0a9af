//! PDF documents with a text layer: where each character stands, lines, paragraphs.

mod bidi;
mod claims;
mod content;
mod fonts;
mod info;
mod lines;
mod order;
mod paragraphs;
mod repeated;
mod sealed;
mod swell;
#[cfg(test)]
mod tests;
mod tex;

use std::collections::BTreeSet;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{
    ReadError, choice,
    choice::{Choice, Offer},
    file::{Reading, Taken},
    word,
};
use content::Content;
use lines::Line;

const PDF: &str = "a PDF document";

/// The article in a PDF document, and what can be chosen of it. May panic where the document is damaged: whoever calls it is
/// ready for that.
pub(super) fn read(bytes: Vec<u8>, choices: &BTreeSet<Choice>) -> Result<(Reading, Vec<Offer>), ReadError> {
    let document = open(bytes)?;
    let Drawn { lines, pages, parted, unknown, outside, glyphs } =
        drawn(&document, choices.contains(&Choice::AsDrawn))?;
    if unknown * 2 > glyphs {
        return Err(ReadError::NoLetters);
    }
    let (mut notices, mut offers) = (Vec::new(), Vec::new());
    let (recurring, repeated) = repeated::find(&lines, pages);
    let keeps = choices.contains(&Choice::RunningHeads);
    if !repeated.is_empty() {
        let about: Vec<String> = repeated.iter().map(repeated::Repeated::words).collect();
        if !keeps {
            let how = choice::how(Choice::RunningHeads);
            notices.push(format!(
                "left out, because they stand on page after page at one place: {}. They can be kept {how}",
                about.join(", ")
            ));
        }
        offers.push(Offer { choice: Choice::RunningHeads, about });
    }
    let kept = |(at, _): &(usize, &Line)| keeps || !recurring.contains(at);
    let kept: Vec<&Line> = lines.iter().enumerate().filter(kept).map(|(_, line)| line).collect();
    if !parted.is_empty() {
        let about = format!("{} {}", if parted.len() == 1 { "page" } else { "pages" }, listed(&parted));
        if !choices.contains(&Choice::AsDrawn) {
            let how = choice::how(Choice::AsDrawn);
            notices.push(format!(
                "columns that are drawn row by row are read one after the other ({about}): look whether they are columns. They \
                 can be read as they are drawn {how}"
            ));
        }
        offers.push(Offer { choice: Choice::AsDrawn, about: vec![about] });
    }
    notices.extend(sideways(&kept));
    if unknown > 0 {
        notices.push(format!(
            "its fonts do not say which letters {unknown} of {glyphs} characters are: they are � in the text"
        ));
    }
    if outside > 0 {
        notices.push(format!("{outside} characters that are drawn outside of its pages were left out"));
    }
    let text = paragraphs::text(&kept);
    if text.trim().is_empty() {
        return Err(ReadError::Pictures);
    }
    let (taken, more) = word::reading(Taken { text, ..Taken::default() }, info::properties(&document), 0, PDF)?;
    notices.extend(more);
    Ok(((taken, notices), offers))
}

fn open(bytes: Vec<u8>) -> Result<Pdf, ReadError> {
    claims::check(&bytes)?;
    swell::measure(&bytes)?;
    if sealed::is_encrypted(&bytes) {
        sealed::measure(&bytes)?;
    }
    let document = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::Locked(PDF),
        LoadPdfError::Decryption(_) => ReadError::damaged(PDF, "how it is encrypted is not known"),
        LoadPdfError::Invalid => ReadError::damaged(PDF, "where its parts stand cannot be found out"),
    })?;
    swell::measure_opened(&document)?;
    Ok(document)
}

/// What the pages of a document show.
struct Drawn {
    lines: Vec<Line>,
    pages: usize,
    /// The pages whose columns were parted, from one.
    parted: Vec<usize>,
    unknown: usize,
    outside: usize,
    glyphs: usize,
}

fn drawn(document: &Pdf, as_drawn: bool) -> Result<Drawn, ReadError> {
    let mut content = Content::new();
    let pages = document.pages();
    let mut drawn =
        Drawn { lines: Vec::new(), pages: pages.len(), parted: Vec::new(), unknown: 0, outside: 0, glyphs: 0 };
    for (number, page) in pages.iter().enumerate() {
        let glyphs = content.read(page);
        if content.is_beyond() {
            return Err(claims::too_large());
        }
        drawn.glyphs += glyphs.len();
        let (width, height) = page.render_dimensions();
        let lines = lines::lines(number, f64::from(height), f64::from(width), &glyphs);
        let (lines_as_read, was_parted) = order::ordered(lines.clone());
        if was_parted {
            drawn.parted.push(number + 1);
        }
        drawn.lines.extend(if as_drawn { lines } else { lines_as_read });
        if content.is_full() {
            break;
        }
    }
    (drawn.unknown, drawn.outside) = (content.unknown, content.outside);
    Ok(drawn)
}

/// What there is to say of text that does not stand as most of its page does.
fn sideways(lines: &[&Line]) -> Option<String> {
    let pages = lines.chunk_by(|a, b| a.page == b.page);
    let turned: Vec<&&Line> = pages.flat_map(|page| page.iter().filter(|line| line.turned != page[0].turned)).collect();
    let first = turned.first()?;
    let mut pages: Vec<usize> = turned.iter().map(|line| line.page + 1).collect();
    pages.dedup();
    let begin: String = first.text().replace('\t', " ").chars().take(40).collect();
    Some(format!(
        "text that is set sideways stands behind the other text of its page ({}, “{begin}”)",
        if pages.len() == 1 { format!("page {}", first.page + 1) } else { format!("pages {}", listed(&pages)) }
    ))
}

/// “1, 2, 3 and 4 more”.
fn listed(pages: &[usize]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = pages.iter().take(SHOWN).map(usize::to_string).collect();
    let more = pages.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
