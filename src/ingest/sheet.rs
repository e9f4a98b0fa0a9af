//! Spreadsheets with an article in each row: XLSX and ODS. The sheet that was chosen counts, else the first one with rows.

mod claims;

use std::{collections::BTreeMap, io::Cursor};

use calamine::{DataRef, Reader as _, Xlsx};

use super::{
    archive::Archive,
    blocks::{Blocks, Part},
    called::{EXCEL, OPEN_SHEET},
    error::ReadError,
    limits::MOST_CELLS,
    options::ReadOptions,
    table::{TableReading, named},
    tabular::{self, Table},
    xml::{self, Element, Node},
};
use crate::words::counted;

/// The most columns that are looked at. A sheet can have a single cell in its last row and column: tables are never filled up
/// to there.
const MOST_COLUMNS: usize = 1000;
/// The most text that is taken from a sheet, in bytes: a workbook keeps once what stands in many of its cells.
const MOST_BYTES: usize = 100_000_000;

/// The rows of a sheet, each as long as its last cell.
#[derive(Default)]
struct Rows {
    filled: Vec<Vec<String>>,
    /// Where in the sheet each stands, counted from 0.
    at: Vec<u32>,
    cells: usize,
    bytes: usize,
    /// Cells with an error in place of a value, and the first of them.
    wrong: Vec<(u32, String)>,
    /// There are cells without a value.
    bare: bool,
    /// Rows with formulas of which no value was stored.
    unvalued: Vec<u32>,
    /// Where cells lead to, by row and column.
    links: BTreeMap<(u32, usize), String>,
}

impl Rows {
    /// Puts a cell into its row; rows come in their order, and empty ones are passed over.
    fn put(&mut self, row: u32, column: usize, cell: String) -> Result<(), ReadError> {
        if cell.trim().is_empty() || column >= MOST_COLUMNS {
            return Ok(());
        }
        if self.at.last() != Some(&row) {
            self.filled.push(Vec::new());
            self.at.push(row);
        }
        if let Some(cells) = self.filled.last_mut() {
            self.bytes += cell.len();
            self.cells += (column + 1).saturating_sub(cells.len());
            if self.cells > MOST_CELLS || self.bytes > MOST_BYTES {
                return Err(ReadError::TooManyRows);
            }
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = cell;
        }
        Ok(())
    }

    /// What stands in cells and is no word.
    fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if let Some((row, error)) = self.wrong.first() {
            let cells = counted(self.wrong.len(), "cell");
            notices.push(format!(
                "{cells} with an error of the workbook in place of a value, which count as empty: {error} in row {}. Put it right in the workbook, and add it again",
                row + 1
            ));
        }
        if let Some(row) = self.unvalued.first() {
            let rows = counted(self.unvalued.len(), "row");
            notices.push(format!(
                "{rows} with formulas whose values are not in the file, which count as empty (row {}). Open the workbook in the program it belongs to, save it, and add it again",
                row + 1
            ));
        }
        notices
    }

    fn into_rows(self, sheet: &str) -> tabular::Rows {
        let place = |row: u32| self.at.binary_search(&row).ok();
        let links = self.links.iter().filter_map(|((row, column), link)| Some(((place(*row)?, *column), link.clone())));
        let links = links.collect();
        let first = self.filled.first().map(|row| row.join("\t")).unwrap_or_default();
        tabular::Rows {
            is_guess: false,
            at: self.at.iter().map(|row| usize::try_from(*row).unwrap_or(usize::MAX).saturating_add(1)).collect(),
            cells: self.filled,
            unit: "row",
            separator: None,
            begins: format!("{sheet}\t{first}").chars().take(200).collect(),
            links,
        }
    }
}

/// The articles in an XLSX workbook.
pub(super) fn read_xlsx(bytes: Vec<u8>, options: &ReadOptions) -> Result<TableReading, ReadError> {
    Archive::open(bytes.clone(), EXCEL)?.measure(claims::check_part)?;
    let damaged = |error: calamine::XlsxError| ReadError::damaged(EXCEL, words_of(&error));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets = book.sheet_names();
    let wanted = options.sheet_of(&sheets)?;
    for sheet in sheets.iter().filter(|sheet| wanted.is_none_or(|wanted| wanted == *sheet)) {
        let mut rows = Rows::default();
        let mut cells = match book.worksheet_cells_reader(sheet) {
            Ok(cells) => cells,
            // A sheet of charts has no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(damaged(error)),
        };
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            match cell.get_value() {
                DataRef::Error(error) => rows.wrong.push((row, error.to_string())),
                DataRef::Empty => rows.bare = true,
                _ => {}
            }
            rows.put(row, usize::try_from(column).unwrap_or(usize::MAX), words(cell.get_value()))?;
        }
        drop(cells);
        if !rows.filled.is_empty() {
            rows.links = links(&mut book, sheet).map_err(damaged)?;
            if rows.bare {
                rows.unvalued = unvalued(&mut book, sheet, &rows).map_err(damaged)?;
            }
            return of_sheet(rows, options, sheet, &sheets);
        }
    }
    Err(empty(EXCEL, wanted, &sheets))
}

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Where cells of a sheet lead to outside of the workbook; of a range, its first cell.
fn links(book: &mut Book, sheet: &str) -> Result<BTreeMap<(u32, usize), String>, calamine::XlsxError> {
    let links = book.hyperlinks_by_sheet_name(sheet)?.into_iter();
    let at = |link: calamine::Hyperlink| {
        let (row, column) = link.range.start;
        Some(((row, usize::try_from(column).ok()?), link.target.filter(|target| target.starts_with("http"))?))
    };
    Ok(links.filter_map(at).collect())
}

/// The rows between and below those that have words of which nothing but formulas is stored.
fn unvalued(book: &mut Book, sheet: &str, rows: &Rows) -> Result<Vec<u32>, calamine::XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut unvalued = Vec::new();
    while let Some(cell) = cells.next_formula()? {
        let (row, _) = cell.get_position();
        if !cell.get_value().is_empty() && rows.at.binary_search(&row).is_err() && unvalued.last() != Some(&row) {
            unvalued.push(row);
        }
    }
    Ok(unvalued)
}

/// What the reader found, in words for whoever has the file.
fn words_of(error: &calamine::XlsxError) -> String {
    use calamine::XlsxError;
    let what = match error {
        XlsxError::Zip(_) | XlsxError::Io(_) => "a part of it cannot be unpacked",
        XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::XmlAttr(_) => "a part of it is no XML, or ends too early",
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::WorksheetNotFound(_) => {
            "a part of it is missing"
        }
        _ => "a part of it is not as it should be",
    };
    format!("{what} ({error})")
}

/// There are no rows, be it in the sheet that was chosen.
fn empty(what: &'static str, wanted: Option<&str>, sheets: &[String]) -> ReadError {
    match wanted {
        Some(sheet) if sheets.len() > 1 => {
            let table = Table { sheets: sheets.to_vec(), sheet: sheet.to_owned(), ..Table::default() };
            ReadError::NoTexts(Box::new(table))
        }
        _ => ReadError::NoWords(what),
    }
}

fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => String::new(),
    }
}

/// The articles in an ODS spreadsheet.
pub(super) fn read_ods(bytes: Vec<u8>, options: &ReadOptions) -> Result<TableReading, ReadError> {
    let mut archive = Archive::open(bytes, OPEN_SHEET)?;
    let mut sheets = Ods::default();
    xml::walk(&archive.need("content.xml")?, OPEN_SHEET, |node| sheets.visit(node))?;
    if let Some(error) = sheets.error {
        return Err(error);
    }
    let names: Vec<String> = sheets.sheets.iter().map(|(name, _)| name.clone()).collect();
    let wanted = options.sheet_of(&names)?;
    let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted == name);
    let filled = sheets.sheets.into_iter().find(|(name, rows)| is_wanted(name) && !rows.filled.is_empty());
    let (name, rows) = filled.ok_or_else(|| empty(OPEN_SHEET, wanted, &names))?;
    of_sheet(rows, options, &name, &names)
}

fn of_sheet(rows: Rows, options: &ReadOptions, sheet: &str, sheets: &[String]) -> Result<TableReading, ReadError> {
    let of_book = |table: &mut Table| {
        table.sheets = sheets.to_vec();
        sheet.clone_into(&mut table.sheet);
    };
    let mut notices = rows.notices();
    let ((taken, more), mut table) = named(rows.into_rows(sheet), options).map_err(|mut error| {
        error.table_mut().into_iter().for_each(of_book);
        error
    })?;
    of_book(&mut table);
    notices.extend(more);
    if sheets.len() > 1 && options.sheet_of(sheets)?.is_none() {
        let count = sheets.len();
        notices.push(format!("it has {count} sheets: the articles are those of “{sheet}”, since no other was chosen"));
    }
    Ok(((taken, notices), table))
}

/// What is known while an ODS spreadsheet is gone through.
#[derive(Default)]
struct Ods {
    sheets: Vec<(String, Rows)>,
    row: u32,
    column: usize,
    /// How many columns the cell stands for, and what it holds: a date, or text.
    cell: Option<(usize, String, Blocks)>,
    in_paragraph: bool,
    skipped: usize,
    error: Option<ReadError>,
}

impl Ods {
    fn visit(&mut self, node: Node<'_>) {
        match node {
            Node::Open(element)
                if self.skipped > 0 || matches!(element.name, "annotation" | "shapes" | "tracked-changes") =>
            {
                self.skipped += 1;
            }
            Node::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Open(element) => self.open(&element),
            Node::Close(name) => self.close(name),
            Node::Text(text) => {
                let skipped = self.skipped > 0;
                if let Some((_, _, blocks)) = self.cell.as_mut().filter(|_| self.in_paragraph && !skipped) {
                    blocks.flowing_text(text);
                }
            }
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name {
            "table" => {
                self.sheets.push((element.get("name").unwrap_or_default(), Rows::default()));
                self.row = 0;
            }
            "table-row" => {
                self.row = self.row.saturating_add(1);
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                let repeated = element.get("number-columns-repeated").and_then(|number| number.parse().ok());
                let date = element.get("date-value").unwrap_or_default();
                self.cell = Some((repeated.unwrap_or(1), date, Blocks::default()));
            }
            "p" => {
                self.in_paragraph = true;
                self.in_cell(|blocks| blocks.open(Part::Paragraph));
            }
            "s" => self.in_cell(|blocks| blocks.text(" ")),
            "line-break" => self.in_cell(|blocks| blocks.text("\n")),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                self.in_paragraph = false;
                self.in_cell(|blocks| blocks.close(Part::Paragraph));
            }
            "table-cell" | "covered-table-cell" => self.put_cell(),
            _ => {}
        }
    }

    fn in_cell(&mut self, change: impl FnOnce(&mut Blocks)) {
        if let Some((_, _, blocks)) = &mut self.cell {
            change(blocks);
        }
    }

    fn put_cell(&mut self) {
        let Some((repeated, date, blocks)) = self.cell.take() else { return };
        let text = if date.is_empty() { blocks.finish() } else { date };
        // A cell that stands for many is an empty one, or a mistake.
        for at in 0..repeated.min(if text.is_empty() { 0 } else { MOST_COLUMNS }) {
            let put = self
                .sheets
                .last_mut()
                .map(|(_, rows)| rows.put(self.row, self.column.saturating_add(at), text.trim().to_owned()));
            if let Some(Err(error)) = put {
                self.error.get_or_insert(error);
            }
        }
        self.column = self.column.saturating_add(repeated);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{archive::zipped, taken::Taken};

    fn xlsx(sheet: &str) -> Vec<u8> {
        let workbook = "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>\
            <sheet name='News' sheetId='1' r:id='rId1'/><sheet name='Other' sheetId='2' r:id='rId1'/></sheets></workbook>";
        let relations = "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml' \
            Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'/></Relationships>";
        let root = "<Relationships><Relationship Id='r' Target='xl/workbook.xml' \
            Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'/></Relationships>";
        let styles = "<styleSheet><cellXfs count='2'><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>";
        let strings = "<sst><si><t>Headline</t></si><si><t>Body</t></si><si><r><t xml:space='preserve'>A </t></r><r><t>chair</t></r></si></sst>";
        let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
        zipped(&[
            ("_rels/.rels", root),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", relations),
            ("xl/styles.xml", styles),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", &sheet),
        ])
    }

    const HEAD: &str = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>Date</t></is></c><c r='C1' t='s'><v>1</v></c></row>";

    fn check(((taken, notices), _): TableReading) {
        assert_eq!(taken.len(), 1, "{taken:?}");
        let Taken { title, date, text, .. } = &taken[0];
        assert_eq!([title.as_str(), date, text], ["A chair", "2026-01-09", "Seats\nstand.\n"]);
        assert!(notices.iter().any(|it| it.contains("2 sheets: the articles are those of “News”")), "{notices:?}");
    }

    #[test]
    fn a_workbook_has_an_article_in_each_row() {
        let sheet = format!(
            "{HEAD}<row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' s='1'><v>46031</v></c>\
             <c r='C2' t='inlineStr'><is><t>Seats\nstand.</t></is></c></row>"
        );
        check(read_xlsx(xlsx(&sheet), &ReadOptions::default()).expect("a workbook"));
    }

    #[test]
    fn a_spreadsheet_has_an_article_in_each_row() {
        let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        let content = format!(
            "<x><table:table table:name='Empty'/><table:table table:name='News'><table:table-row>{}{}{}\
             <table:table-cell table:number-columns-repeated='16381'/></table:table-row><table:table-row>{}\
             <table:table-cell office:date-value='2026-01-09'><text:p>9 Jan</text:p></table:table-cell>{}</table:table-row>\
             <table:table-row table:number-rows-repeated='1048574'><table:table-cell/></table:table-row></table:table></x>",
            cell("title"),
            cell("date"),
            cell("text"),
            cell("A <text:span>chair</text:span>"),
            cell("Seats<text:line-break/>stand."),
        );
        check(read_ods(zipped(&[("content.xml", &content)]), &ReadOptions::default()).expect("a spreadsheet"));
    }

    #[test]
    fn a_sheet_can_be_chosen() {
        let row = |cell: &str| {
            format!("<table:table-row><table:table-cell><text:p>{cell}</text:p></table:table-cell></table:table-row>")
        };
        let sheet = |name: &str, words: &str| {
            format!("<table:table table:name='{name}'>{}{}</table:table>", row("text"), row(words))
        };
        let content = format!("<x>{}{}<table:table table:name='Empty'/></x>", sheet("A", "of a"), sheet("B", "of b"));
        let bytes = zipped(&[("content.xml", &content)]);
        let read = |options: &ReadOptions| read_ods(bytes.clone(), options);
        let named = |sheet: &str| ReadOptions { sheet: Some(sheet.to_owned()), ..ReadOptions::default() };
        let ((taken, notices), table) = read(&named("B")).expect("a sheet");
        assert_eq!((taken[0].text.as_str(), notices.len(), table.sheet.as_str()), ("of b\n", 0, "B"));
        let remembered = ReadOptions { sheets: vec![(table.sheets, "A".to_owned())], ..named("B") };
        assert_eq!(read(&remembered).expect("a sheet").1.sheet, "A");
        let empty = read(&named("Empty")).expect_err("no rows");
        assert_eq!(empty.table().map(|table| (table.sheets.len(), table.sheet.as_str())), Some((3, "Empty")));
        let why = read(&named("C")).expect_err("no sheet").to_string();
        assert!(why.contains("no sheet “C”. Its sheets are: “A”, “B”, “Empty”"), "{why}");
    }

    #[test]
    fn a_cell_far_away_costs_nothing() {
        let sheet = format!("{HEAD}<row r='1048576'><c r='XFD1048576' t='s'><v>2</v></c></row>");
        assert!(matches!(read_xlsx(xlsx(&sheet), &ReadOptions::default()), Err(ReadError::NoWords(_))));
    }

    #[test]
    fn workbooks_that_are_none_are_refused() {
        let why = |bytes: Vec<u8>| read_xlsx(bytes, &ReadOptions::default()).expect_err("an error").to_string();
        assert!(why(xlsx("")).contains("without words"));
        assert!(why(zipped(&[("xl/workbook.xml", "<workbook")])).contains("damaged"));
        assert!(why(xlsx("<row r='1'><c r='A1' t='s'><v>0</v></c></row>")).contains("Its columns are: “Headline”"));
    }
}
