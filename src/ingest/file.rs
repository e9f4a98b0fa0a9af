//! A file as articles: which reader it needs, how long that may take, and what is kept of it.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use super::{
    archive::Archive,
    called::WORD,
    choice::{Choice, Offer},
    epub,
    error::ReadError,
    guess::guess,
    highlight::Highlight,
    limits::{LARGEST, MOST_ROWS},
    lists, mhtml,
    options::ReadOptions,
    pdf, press, rtf, sheet, table,
    tabular::Table,
    taken::{Reading, Taken},
    text, web, word,
};
use crate::{
    jobs::{self, Job, Outcome},
    model::{Body, Fingerprint},
    verbs::NewArticle,
    words::one_line,
};

/// An article with the bytes that are to be kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub article: NewArticle,
    /// UTF-8 for `articles/<id>.txt`: the file's bytes as they came, or the text that was taken from it.
    pub stored: Vec<u8>,
    /// The file that the text was taken from, where `stored` is not it byte for byte; one for all articles of a file.
    pub original: Option<Arc<Original>>,
    /// What readers of the file have marked in it.
    pub highlights: Vec<Highlight>,
}

/// A file that articles were taken from and that is to be kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    pub path: PathBuf,
    /// Of its bytes when it was read.
    pub fingerprint: Fingerprint,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub articles: Vec<Found>,
    /// What there is to say about them.
    pub notices: Vec<String>,
    /// The table that they stand in.
    pub table: Option<Table>,
    /// Whether it is a text that can be parted with [`ReadOptions::split`].
    pub can_be_split: bool,
    /// Whether it is a text whose encoding is not certain.
    pub has_other_encodings: bool,
    /// The choices that make a difference to it, chosen or not.
    pub offers: Vec<Offer>,
}

/// How long the reader of one file may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Web,
    SavedWeb,
    Word,
    OpenText,
    Sheet,
    OpenSheet,
    Separated,
    JsonLines,
    Rich,
    Epub,
    Pdf,
    Foreign(&'static str),
}

/// Endings of files that are read, in lower case, by kind; a file's bytes count more than its ending.
const KINDS: [(&str, Kind); 20] = [
    ("txt", Kind::Text),
    ("text", Kind::Text),
    ("md", Kind::Text),
    ("html", Kind::Web),
    ("htm", Kind::Web),
    ("xhtml", Kind::Web),
    ("mhtml", Kind::SavedWeb),
    ("mht", Kind::SavedWeb),
    ("docx", Kind::Word),
    ("odt", Kind::OpenText),
    ("csv", Kind::Separated),
    ("tsv", Kind::Separated),
    ("tab", Kind::Separated),
    ("xlsx", Kind::Sheet),
    ("ods", Kind::OpenSheet),
    ("jsonl", Kind::JsonLines),
    ("ndjson", Kind::JsonLines),
    ("rtf", Kind::Rich),
    ("epub", Kind::Epub),
    ("pdf", Kind::Pdf),
];

/// The same for files that are read when they are chosen themselves: in a folder such files mostly hold something else.
const CHOSEN: [(&str, Kind); 1] = [("json", Kind::JsonLines)];

/// Endings of files that can be chosen, in lower case.
pub fn endings_to_choose() -> impl Iterator<Item = &'static str> {
    KINDS.iter().chain(&CHOSEN).map(|(ending, _)| *ending)
}

/// Endings of files that are read when a folder is, in lower case.
pub fn endings() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(ending, _)| *ending)
}

/// Reads the articles in the file `path`; gives them with what there is to say about them.
///
/// # Errors
/// It cannot be read, is too large, empty or damaged, or holds no text.
pub fn read_file(path: &Path, options: &ReadOptions) -> Result<Contents, ReadError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ReadError::NotThere,
        _ => ReadError::Unreadable(error),
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(ReadError::TooLarge);
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read, and a device has no length.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge);
    }
    articles_in(path, bytes, options)
}

/// The articles in `bytes`, which are those of the file `path`.
///
/// # Errors
/// The bytes are empty, damaged or hold no text.
pub fn articles_in(path: &Path, bytes: Vec<u8>, options: &ReadOptions) -> Result<Contents, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if is_locked(&bytes) {
        return Err(ReadError::Locked("a workbook or document of Microsoft Office"));
    }
    let kind = kind(&name, &bytes);
    if let Kind::Foreign(what) = kind {
        return Err(ReadError::Foreign(what));
    }
    let mut notices = Vec::new();
    let options = ReadOptions { encoding: options.encoding_of(path), ..options.clone() };
    let is_of_letters = matches!(kind, Kind::Text | Kind::Separated | Kind::JsonLines | Kind::Web);
    let has_other_encodings = is_of_letters && (options.encoding.is_some() || text::is_guess(&bytes));
    if kind == Kind::Text {
        let stored = text::to_utf8_from(&bytes, options.encoding, &mut notices)?;
        let loaded = text::loaded(&stored);
        if loaded.trim().is_empty() {
            return Err(ReadError::Empty);
        }
        let is_plain = !is_page(&loaded) && !press::is_export(&loaded);
        if is_plain && options.split.as_ref().is_none_or(|split| split.parts(&loaded).is_empty()) {
            let taken = Taken { text: loaded.into_owned(), ..Taken::default() };
            let stored = stored.into_bytes();
            // Kept in another encoding than it came in, it is not the file any more.
            let original = (stored != bytes).then(|| original(path, &bytes));
            let article = new_article(&name, taken, true);
            let found = Found { article, stored, original, highlights: Vec::new() };
            let articles = vec![found];
            return Ok(Contents { articles, notices, can_be_split: true, has_other_encodings, ..Contents::default() });
        }
    }
    let original = original(path, &bytes);
    let Read { taken, notices: more, table, can_be_split, offers } =
        in_time(PATIENCE, move || read(kind, bytes, &options))?;
    notices.extend(more);
    let is_alone = taken.len() == 1;
    let found = |mut taken: Taken| {
        let (stored, highlights) = (taken.text.clone().into_bytes(), std::mem::take(&mut taken.highlights));
        let original = Some(Arc::clone(&original));
        Found { article: new_article(&name, taken, is_alone), stored, original, highlights }
    };
    let articles = taken.into_iter().map(found).collect();
    Ok(Contents { articles, notices, table, can_be_split, has_other_encodings, offers })
}

fn original(path: &Path, bytes: &[u8]) -> Arc<Original> {
    Arc::new(Original { path: path.to_owned(), fingerprint: Fingerprint::of_bytes(bytes) })
}

/// Whether it is a file of Microsoft Office that a password opens: the document is in a part of an older container.
fn is_locked(bytes: &[u8]) -> bool {
    let part: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(b"\xd0\xcf\x11\xe0") && memchr::memmem::find(bytes, &part).is_some()
}

/// What the file is: by how it begins, else by its ending.
fn kind(name: &str, bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") {
        return kind_of_archive(bytes);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Kind::Rich;
    }
    if bytes.starts_with(b"%PDF") {
        return Kind::Pdf;
    }
    if let Some(what) = text::known_binary(bytes) {
        return Kind::Foreign(what);
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let known = KINDS.iter().chain(&CHOSEN).find(|(known, _)| *known == ending).map_or(Kind::Text, |(_, kind)| *kind);
    match known {
        // What begins like none of these is what it looks like, whatever it is called.
        Kind::Word | Kind::OpenText | Kind::Sheet | Kind::OpenSheet | Kind::Rich | Kind::Epub | Kind::Pdf => Kind::Text,
        kind => kind,
    }
}

fn kind_of_archive(bytes: &[u8]) -> Kind {
    // One that cannot be opened is said to be damaged by the reader that it goes to.
    let Ok(mut archive) = Archive::open(bytes.to_vec(), WORD) else { return Kind::Word };
    let mimetype = archive.read("mimetype").ok().flatten().unwrap_or_default();
    let mimetype = String::from_utf8_lossy(&mimetype).trim().to_owned();
    if archive.has("xl/workbook.xml") {
        Kind::Sheet
    } else if word::is_word(&mut archive) {
        Kind::Word
    } else if mimetype.starts_with("application/vnd.oasis.opendocument.text") {
        Kind::OpenText
    } else if mimetype.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        Kind::OpenSheet
    } else if mimetype == "application/epub+zip" {
        Kind::Epub
    } else {
        Kind::Foreign("a ZIP file, or a document of a kind")
    }
}

fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    let start = start.get(..start.len().min(15)).unwrap_or_default().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// What a reader gives.
#[derive(Default)]
struct Read {
    taken: Vec<Taken>,
    notices: Vec<String>,
    table: Option<Table>,
    can_be_split: bool,
    offers: Vec<Offer>,
}

fn read(kind: Kind, bytes: Vec<u8>, options: &ReadOptions) -> Result<Read, ReadError> {
    let whole = |(taken, notices): Reading| Read { taken, notices, ..Read::default() };
    let rows =
        |((taken, notices), table): table::TableReading| Read { taken, notices, table: Some(table), ..Read::default() };
    let read = match kind {
        Kind::Text => read_text(&bytes, options),
        Kind::Web => read_page(&bytes, options),
        Kind::SavedWeb => mhtml::read(&bytes, how(options)).map(of_page),
        Kind::Word => word::read_docx(bytes).map(|reading| in_parts(reading, options)),
        Kind::OpenText => word::read_odt(bytes).map(|reading| in_parts(reading, options)),
        Kind::Rich => rtf::read(&bytes).map(|reading| in_parts(reading, options)),
        Kind::Sheet => sheet::read_xlsx(bytes, options).map(rows),
        Kind::OpenSheet => sheet::read_ods(bytes, options).map(rows),
        Kind::Separated => table::separated::read_separated(&bytes, options).map(rows),
        Kind::JsonLines => table::json_lines::read_json_lines(&bytes, options).map(rows),
        Kind::Epub => epub::read(bytes).map(whole),
        Kind::Pdf => {
            let (reading, offers) = pdf::read(bytes, &options.choices)?;
            Ok(Read { offers, ..whole(reading) })
        }
        Kind::Foreign(what) => Err(ReadError::Foreign(what)),
    }?;
    if read.taken.len() > MOST_ROWS { Err(ReadError::TooManyRows) } else { Ok(read) }
}

/// A page that is called a text, an export of a press database, or a text to be parted.
fn read_text(bytes: &[u8], options: &ReadOptions) -> Result<Read, ReadError> {
    // What there is to say of its encoding is said already.
    let stored = text::to_utf8_from(bytes, options.encoding, &mut Vec::new())?;
    let loaded = text::loaded(&stored);
    if is_page(&loaded) {
        return read_page(bytes, options);
    }
    if let Some(export) = press::split(&loaded) {
        let (taken, notices) = export?;
        return Ok(Read { taken, notices, ..Read::default() });
    }
    let taken = Taken { text: loaded.into_owned(), ..Taken::default() };
    Ok(in_parts((vec![taken], Vec::new()), options))
}

fn read_page(bytes: &[u8], options: &ReadOptions) -> Result<Read, ReadError> {
    web::read(bytes, how(options)).map(of_page)
}

fn how(options: &ReadOptions) -> web::How<'_> {
    web::How {
        chosen: options.encoding,
        takes_all: options.choices.contains(&Choice::WholePage),
        ..web::How::default()
    }
}

fn of_page(((taken, notices), offers): (Reading, Vec<Offer>)) -> Read {
    Read { taken, notices, offers, ..Read::default() }
}

/// The article that a document holds in its parts, where it is to be parted. What the document says of itself is not of each.
fn in_parts((taken, notices): Reading, options: &ReadOptions) -> Read {
    let [whole] = taken.as_slice() else { return Read { taken, notices, ..Read::default() } };
    let parts = options.split.as_ref().map(|split| split.parts(&whole.text)).unwrap_or_default();
    let language = whole.language.clone();
    let part = |text: String| Taken { text, language: language.clone(), ..Taken::default() };
    let taken = if parts.is_empty() { taken } else { parts.into_iter().map(part).collect() };
    Read { taken, notices, can_be_split: true, ..Read::default() }
}

/// What threads are called that read a file.
const READS: &str = "read";

/// Whether this thread reads a file: what goes wrong with that is said by its [`ReadError`], and nowhere else.
pub fn is_reading() -> bool {
    std::thread::current().name().and_then(|name| name.strip_prefix(jobs::PREFIX)).is_some_and(|name| name == READS)
}

/// What comes of `work`, unless it takes longer than `patience` or fails in a way that it should not: then the thread that
/// it was given to is left to itself.
fn in_time<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    let job = Job::start(READS, Arc::new(|| {}), move |_| work()).map_err(ReadError::Unreadable)?;
    match job.wait_for(patience) {
        Outcome::Done(result) => result,
        Outcome::Running => Err(ReadError::TooSlow(patience.as_secs())),
        Outcome::Died => Err(ReadError::Fault),
    }
}

/// The article, with what its first lines say where the reader did not know. The file's name helps with one `alone` in it.
fn new_article(name: &str, taken: Taken, alone: bool) -> NewArticle {
    let guess = guess(if alone { name } else { "" }, &taken.text);
    let or = |known: String, guess: String| if known.trim().is_empty() { guess } else { one_line(&known) };
    let title = if guess.title.is_empty() { opening(&taken.text) } else { guess.title };
    NewArticle {
        source: name.to_owned(),
        // A list's sign is no part of a name.
        title: or(taken.title, title.trim_start_matches(lists::BULLET).trim_start().to_owned()),
        outlet: or(taken.outlet, guess.outlet),
        author: or(taken.author, guess.author),
        date: or(taken.date, guess.date),
        language: one_line(&taken.language),
        link: or(taken.link, guess.link),
        body: Body::new(taken.text),
    }
}

/// The first words of a text, for want of a title.
fn opening(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(9).collect();
    let opening: String = words[..words.len().min(8)].join(" ").chars().take(80).collect();
    if words.len() > 8 { format!("{opening} …") } else { opening }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::SplitAt;
    use crate::ingest::{charset::Charset, split::Splitter};

    #[test]
    fn size_is_looked_at_before_reading() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("big.txt");
        File::create(&path).and_then(|file| file.set_len(LARGEST + 1)).expect("a file");
        let options = ReadOptions::default();
        assert!(matches!(read_file(&path, &options), Err(ReadError::TooLarge)));
        assert!(matches!(read_file(&dir.path().join("none.txt"), &options), Err(ReadError::NotThere)));
    }

    #[test]
    fn a_reader_has_an_end() {
        let never = || {
            std::thread::sleep(Duration::from_secs(5));
            Ok(())
        };
        assert!(matches!(in_time(Duration::from_millis(20), never), Err(ReadError::TooSlow(_))));
        assert!(matches!(in_time(PATIENCE, || Ok(7)), Ok(7)));
    }

    #[test]
    fn a_page_is_known_by_how_it_begins() {
        let page = b"<!DOCTYPE html><title>Seats</title><p>The seats at the table are counted again this morning.";
        let page = articles_in(Path::new("seats.txt"), page.to_vec(), &ReadOptions::default()).expect("a page");
        assert_eq!(page.articles[0].article.title, "Seats");
        assert!(page.articles[0].original.is_some() && !page.can_be_split);
    }

    #[test]
    fn a_workbook_with_a_password_is_said_to_have_one() {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend([0; 500]);
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        let why = articles_in(Path::new("a.xlsx"), bytes, &ReadOptions::default()).expect_err("an error").to_string();
        assert!(why.contains("protected by a password"), "{why}");
    }

    #[test]
    fn the_encoding_of_one_file_is_no_others() {
        let bytes = b"Gespr\x84ch".to_vec();
        let charset = Charset::parse("cp850").expect("an encoding");
        let options = ReadOptions { encodings: Arc::new([("a.txt".into(), charset)].into()), ..ReadOptions::default() };
        let read = |name: &str, bytes: &[u8]| articles_in(Path::new(name), bytes.to_vec(), &options).expect("a text");
        assert_eq!(&*read("a.txt", &bytes).articles[0].stored, "Gespräch".as_bytes());
        assert!(read("b.txt", &bytes).has_other_encodings);
        assert_ne!(read("b.txt", &bytes).articles[0].stored, read("a.txt", &bytes).articles[0].stored);
        assert!(!read("c.txt", "Gespräch".as_bytes()).has_other_encodings);
    }

    fn split_at(pattern: &str) -> ReadOptions {
        let at = SplitAt { pattern: pattern.to_owned(), ..SplitAt::default() };
        ReadOptions { split: Some(Splitter::new(at).expect("a pattern")), ..ReadOptions::default() }
    }

    #[test]
    fn no_file_holds_articles_without_end() {
        let many = "#\na\n".repeat(MOST_ROWS + 1);
        let read = articles_in(Path::new("all.txt"), many.into_bytes(), &split_at("#"));
        assert!(matches!(read, Err(ReadError::TooManyRows)));
    }

    fn titles(name: &str, bytes: &[u8], at: &str) -> Vec<String> {
        let options = split_at(at);
        let contents = articles_in(Path::new(name), bytes.to_vec(), &options).expect("articles");
        assert!(contents.can_be_split);
        contents.articles.into_iter().map(|found| found.article.title).collect()
    }

    #[test]
    fn a_text_is_parted_where_lines_begin_an_article() {
        let text = b"# Chairs\n\nThe seats at the table are counted.\n\n# Dues\n\nDues are small, it is said.\n";
        assert_eq!(titles("all.txt", text, "#"), ["Chairs", "Dues"]);
        assert_eq!(titles("all.txt", text, "chapter").len(), 1);
        let rich = br"{\rtf1\ansi News: Chairs\par Seats stand.\par News: Dues\par Waste is not.\par}";
        assert_eq!(titles("all.rtf", rich, "news").len(), 2);
    }
}
