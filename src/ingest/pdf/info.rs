//! What a PDF document says of itself.

use hayro_syntax::{Pdf, metadata::Metadata};

use super::raw::words_of;
use crate::ingest::{guess::date_of, taken::Taken};

/// Title, author and date of the document's properties.
pub(super) fn properties(document: &Pdf) -> Taken {
    let Metadata { creation_date, title, author, .. } = document.metadata();
    let words =
        |said: &Option<Box<[u8]>>| said.as_deref().map(words_of).filter(|it| !is_of_program(it)).unwrap_or_default();
    let date = creation_date.as_ref().map(|date| format!("{:04}{:02}{:02}", date.year, date.month, date.day));
    Taken {
        title: words(title),
        author: words(author),
        date: date_of(&date.unwrap_or_default(), None),
        ..Taken::default()
    }
}

/// What a program puts there by itself when it prints is no title and no author: the file's name, or a word for
/// want of one.
fn is_of_program(title: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        "doc", "docx", "odt", "rtf", "txt", "pdf", "htm", "html", "tex", "dvi", "indd", "qxd", "ppt", "pptx", "xls",
        "xlsx",
    ];
    let is_file = title.rsplit_once('.').is_some_and(|(_, end)| ENDINGS.contains(&end.to_lowercase().as_str()));
    let is_empty =
        ["untitled", "unnamed", "(anonymous)", "anonymous", "unknown"].contains(&title.to_lowercase().as_str());
    title.starts_with("Microsoft Word - ") || is_file || is_empty
}
