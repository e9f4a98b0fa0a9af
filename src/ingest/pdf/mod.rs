//! PDF documents with a text layer: where each character stands, lines, paragraphs.

mod claims;
mod cycles;
mod layout;
mod swell;

use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform, output_doc};

use super::{
    ReadError,
    file::{Reading, Taken},
    guess::date_of,
    word,
};
use layout::{Glyph, Page};

const PDF: &str = "a PDF document";
/// The most characters that are taken of one document, some ten thousand pages.
const MOST: usize = 30_000_000;

/// The article in a PDF document. May panic where the document is damaged: whoever calls it is ready for that.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    claims::check(bytes)?;
    swell::measure(bytes)?;
    let mut document = Document::load_mem(bytes)
        .map_err(|error| ReadError::damaged(PDF, format!("where its parts stand cannot be found out ({error})")))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(ReadError::Locked(PDF));
    }
    swell::measure_opened(&document)?;
    cycles::break_cycles(&mut document)?;
    claims::check_fonts(&document)?;
    let mut collector = Collector::default();
    let result = output_doc(&document, &mut collector);
    let mut notices = Vec::new();
    if let Err(error) = result {
        if collector.glyphs == 0 {
            return Err(ReadError::damaged(PDF, format!("its pages cannot be read ({error})")));
        }
        let page = collector.pages.len();
        notices
            .push(format!("it cannot be read beyond page {page}. Look whether the end of the text is there ({error})"));
    }
    let text = layout::text(&collector.pages);
    if text.trim().is_empty() {
        return Err(if collector.turned > 0 { ReadError::Turned } else { ReadError::Pictures });
    }
    // A line at the edge, as repositories put it there, is none of the article.
    if collector.turned * 10 > collector.glyphs {
        notices.push(
            "text that is set sideways was left out: look for it in the file that is kept in originals/".to_owned(),
        );
    }
    let (taken, more) = word::reading(Taken { text, ..Taken::default() }, properties(&document), 0, PDF)?;
    notices.extend(more);
    Ok((taken, notices))
}

/// Puts what the document draws where it is drawn.
#[derive(Default)]
struct Collector {
    pages: Vec<Page>,
    glyphs: usize,
    /// How many of them are not set upright.
    turned: usize,
}

impl OutputDev for Collector {
    fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.pages.push(Page { top: media.ury, bottom: media.lly, glyphs: Vec::new() });
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _: f64,
        size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        self.glyphs += 1;
        if self.glyphs > MOST {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        // Text that is set upright runs from left to right; what stands at the edges from top to bottom is no article.
        let is_upright = at.m11 > 0.0 && at.m12.abs() < at.m11 * 0.2;
        self.turned += usize::from(!is_upright && !text.trim().is_empty());
        if let Some(page) = self.pages.last_mut().filter(|_| is_upright) {
            let (across, down) = (size * at.m11, (size * at.m22).abs());
            page.glyphs.push(Glyph { x: at.m31, y: at.m32, width: width * across, size: down, text: text.to_owned() });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Title, author and date of the document's properties.
fn properties(document: &Document) -> Taken {
    let info = document.trailer.get(b"Info").and_then(|info| match info.as_reference() {
        Ok(id) => document.get_object(id),
        Err(_) => Ok(info),
    });
    let Ok(info) = info.and_then(|info| info.as_dict()) else { return Taken::default() };
    let field = |name: &[u8]| info.get(name).and_then(|value| value.as_str()).map(words).unwrap_or_default();
    // `D:20260109103000+01'00'`.
    let date = field(b"CreationDate").trim_start_matches("D:").chars().take(8).collect::<String>();
    let title = field(b"Title");
    // What a program puts there by itself when it prints is no title.
    let is_file =
        title.starts_with("Microsoft Word - ") || title.rsplit_once('.').is_some_and(|(_, end)| end.len() <= 4);
    Taken {
        title: if is_file { String::new() } else { title },
        author: field(b"Author"),
        date: date_of(&date, None),
        ..Taken::default()
    }
}

/// UTF-16 with its mark, or bytes that are nearly Latin-1.
fn words(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(encoding, _)| encoding);
    encoding.decode(bytes).0.trim().to_owned()
}
