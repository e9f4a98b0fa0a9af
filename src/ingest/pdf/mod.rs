//! PDF documents with a text layer: where each character stands, lines, paragraphs.

mod added;
mod bidi;
mod claims;
mod content;
mod fonts;
mod info;
mod inline;
mod layers;
mod lines;
mod marks;
#[cfg(test)]
mod marks_tests;
mod order;
mod paragraphs;
mod placing;
mod raw;
mod repeated;
mod sealed;
mod strange;
mod swell;
#[cfg(test)]
mod tests;
mod tex;
mod widths;
mod written;

use std::collections::BTreeSet;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{
    called::PDF,
    choice,
    choice::{Choice, Offer},
    error::ReadError,
    taken::{Reading, Taken},
    word,
};
use crate::words::{counted, listed};
use content::Content;
use layers::Layers;
use lines::Line;

/// The article in a PDF document, and what can be chosen of it. May panic where the document is damaged: whoever calls it is
/// ready for that.
pub(super) fn read(bytes: Vec<u8>, choices: &BTreeSet<Choice>) -> Result<(Reading, Vec<Offer>), ReadError> {
    let document = open(bytes)?;
    let Drawn { lines, pages, parted, unknown, outside, glyphs, marks, layers } = drawn(&document, choices)?;
    if unknown * 2 > glyphs {
        return Err(ReadError::NoLetters);
    }
    let mut said = Said::default();
    let (recurring, repeated) = repeated::find(&lines, pages);
    let keeps = choices.contains(&Choice::RunningHeads);
    let about: Vec<String> = repeated.iter().map(repeated::Repeated::words).collect();
    said.guess(Choice::RunningHeads, about, choices, |about| {
        format!("left out, because they stand on page after page at one place: {about}. They can be kept")
    });
    let kept = |(at, _): &(usize, &Line)| keeps || !recurring.contains(at);
    let kept: Vec<&Line> = lines.iter().enumerate().filter(kept).map(|(_, line)| line).collect();
    let about = format!("{} {}", if parted.len() == 1 { "page" } else { "pages" }, listed(&parted));
    let about = if parted.is_empty() { Vec::new() } else { vec![about] };
    said.guess(Choice::AsDrawn, about, choices, |about| {
        format!(
            "columns that are drawn row by row are read one after the other ({about}): look whether they are columns. They can \
             be read as they are drawn"
        )
    });
    said.guess(Choice::HiddenLayers, layers.about().into_iter().collect(), choices, |about| {
        format!("text of layers that are not shown was left out ({about}). It can be taken")
    });
    let Said { mut notices, mut offers } = said;
    notices.extend(sideways(&kept));
    if unknown > 0 {
        notices.push(format!(
            "its fonts do not say which letters {unknown} of {glyphs} characters are: they are � in the text"
        ));
    }
    if outside > 0 {
        notices.push(format!("{outside} characters that are drawn outside of its pages were left out"));
    }
    let set = paragraphs::text(&kept);
    if set.text.trim().is_empty() {
        return Err(ReadError::Pictures);
    }
    if let Some(example) = strange::letters(&set.text) {
        notices.push(format!(
            "its fonts say letters that can hardly be those that are drawn (“{example}”): look at the text beside the document, and \
             make its text anew with a program that recognises letters"
        ));
    }
    let whole = Taken { text: set.text.clone(), ..Taken::default() };
    let (mut taken, more) = word::reading(whole, info::properties(&document), 0, PDF)?;
    notices.extend(more);
    let (more, offer) = put_highlights(&mut taken, &marks, &set, choices.contains(&Choice::NoHighlights));
    notices.extend(more);
    offers.extend(offer);
    Ok(((taken, notices), offers))
}

/// What there is to say of a document, and what can be chosen.
#[derive(Default)]
struct Said {
    notices: Vec<String>,
    offers: Vec<Offer>,
}

impl Said {
    /// Says what was done as a guess, if it was done at all, and that it can be chosen otherwise.
    fn guess(
        &mut self,
        choice: Choice,
        about: Vec<String>,
        choices: &BTreeSet<Choice>,
        words: impl FnOnce(&str) -> String,
    ) {
        if about.is_empty() {
            return;
        }
        if !choices.contains(&choice) {
            self.notices.push(format!("{} {}", words(&about.join(", ")), choice::how(choice)));
        }
        self.offers.push(Offer { choice, about });
    }
}

/// Gives the articles what readers have marked in the document, with what there is to say of it.
fn put_highlights(
    articles: &mut [Taken],
    marks: &marks::Marks,
    set: &paragraphs::Set,
    is_left_out: bool,
) -> (Vec<String>, Option<Offer>) {
    let placing::Placed { highlights, mut notices, about } = placing::highlights(&marks.all, set, is_left_out);
    if marks.are_cut {
        notices.push("it has more highlights and notes than a document can have: not all of them are taken".to_owned());
    }
    let offer = (!about.is_empty()).then_some(Offer { choice: Choice::NoHighlights, about });
    match articles {
        [whole] if whole.text == set.text => whole.highlights = highlights,
        parts => {
            let mut lost = 0;
            for highlight in highlights {
                let places = parts.iter().enumerate();
                let found: Vec<_> =
                    places.filter_map(|(at, part)| Some((at, highlight.moved(&set.text, &part.text)?))).collect();
                match <[_; 1]>::try_from(found) {
                    Ok([(at, moved)]) => parts[at].highlights.push(moved),
                    Err(_) => lost += 1,
                }
            }
            if lost > 0 {
                notices.push(format!(
                    "{} left out, since it is not clear in which of the articles they stand",
                    counted(lost, "highlight")
                ));
            }
        }
    }
    (notices, offer)
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
#[derive(Default)]
struct Drawn {
    lines: Vec<Line>,
    pages: usize,
    /// The pages whose columns were parted, from one.
    parted: Vec<usize>,
    unknown: usize,
    outside: usize,
    glyphs: usize,
    marks: marks::Marks,
    /// What is not shown, as far as it was left out.
    layers: Layers,
}

fn drawn(document: &Pdf, choices: &BTreeSet<Choice>) -> Result<Drawn, ReadError> {
    let as_drawn = choices.contains(&Choice::AsDrawn);
    let mut content = Content::new(Layers::of(document, choices.contains(&Choice::HiddenLayers)));
    let pages = document.pages();
    let mut drawn = Drawn { pages: pages.len(), ..Drawn::default() };
    for (number, page) in pages.iter().enumerate() {
        let mut glyphs = content.read(page);
        if content.is_beyond() {
            return Err(claims::too_large());
        }
        drawn.marks.put_on(number, page, &mut glyphs);
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
    drawn.layers = content.layers;
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
