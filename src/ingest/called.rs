//! What kinds of files are called in messages.

pub const TABLE: &str = "a table";
pub const PDF: &str = "a PDF document";
pub const WORD: &str = "a Word document";
pub const OPEN_TEXT: &str = "an OpenDocument text";
pub const EXCEL: &str = "an Excel workbook";
pub const OPEN_SHEET: &str = "an OpenDocument spreadsheet";
pub const PAGE: &str = "a web page";
pub const EXPORT: &str = "an export of a press database";
