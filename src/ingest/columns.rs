//! Which column of a table holds what: as chosen, or by the names in its first row.

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Text,
    Title,
    Outlet,
    Author,
    Date,
    Link,
    Language,
}

/// All fields, with the names that columns of them have, in lower case, the surest first.
const FIELDS: [(Field, &str, &[&str]); 7] = [
    (
        Field::Text,
        "text",
        &[
            "text",
            "body",
            "full text",
            "fulltext",
            "article text",
            "body text",
            "article body",
            "content",
            "article",
            "main text",
            "story",
            "texte",
            "volltext",
            "contenu",
            "inhalt",
            "texto",
            "testo",
        ],
    ),
    (
        Field::Title,
        "title",
        &[
            "title",
            "headline",
            "article title",
            "heading",
            "hed",
            "titel",
            "titre",
            "titolo",
            "titulo",
            "título",
            "überschrift",
            "subject",
            "name",
        ],
    ),
    (
        Field::Outlet,
        "outlet",
        &[
            "outlet",
            "source",
            "publication",
            "newspaper",
            "source name",
            "publication title",
            "publication name",
            "publisher",
            "media",
            "medium",
            "journal",
            "site",
            "site name",
            "domain",
            "quelle",
            "zeitung",
            "journaltitle",
        ],
    ),
    (
        Field::Author,
        "author",
        &["author", "authors", "byline", "by", "writer", "creator", "journalist", "autor", "auteur", "autore"],
    ),
    (
        Field::Date,
        "date",
        &[
            "date",
            "publication date",
            "published",
            "pub date",
            "pubdate",
            "date published",
            "published at",
            "publish date",
            "published date",
            "publishedat",
            "datepublished",
            "datum",
            "fecha",
            "data",
            "created",
            "time",
            "timestamp",
            "year",
        ],
    ),
    (
        Field::Link,
        "link",
        &["link", "url", "permalink", "web link", "href", "article url", "source url", "document url", "uri"],
    ),
    (Field::Language, "language", &["language", "lang", "sprache", "langue", "idioma"]),
];

impl Field {
    /// All of them, the text first.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(field, ..)| *field)
    }

    /// As it is called on the command line and in settings.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }
}

/// Columns by name, where somebody chose them. The others are found by the names that they usually have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    chosen: Vec<(Field, Vec<String>)>,
}

/// In which columns each field stands.
pub type Places = Vec<(Field, Vec<usize>)>;

/// Why columns that were chosen do not fit a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// There is none of this name.
    NoColumn(String),
    /// None holds the text.
    NoText,
}

impl Columns {
    /// `text=Body,title=Headline`: a field, an equals sign, the name of its column or its number from 1. The text can be made of
    /// several columns, `text=Lead,text=Body`.
    ///
    /// # Errors
    /// A part has no equals sign, or names a field that there is not, or names one twice; in words for the user.
    pub fn parse(given: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for part in given.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let names = || FIELDS.map(|(_, name, _)| name).join(", ");
            let (field, name) = part.split_once('=').ok_or_else(|| {
                format!("“{part}” says no column: write text=NAME, or one of {} instead of text", names())
            })?;
            let wanted = field.trim().to_lowercase();
            let (field, ..) = FIELDS
                .iter()
                .find(|(_, known, _)| *known == wanted)
                .ok_or_else(|| format!("“{wanted}” is nothing that a column can be: choose one of {}", names()))?;
            let mut chosen = columns.chosen_for(*field).unwrap_or_default().to_vec();
            if !chosen.is_empty() && *field != Field::Text {
                return Err(format!("“{wanted}” is given twice: leave one of them out"));
            }
            chosen.push(name.trim().to_owned());
            columns.choose(*field, chosen);
        }
        Ok(columns)
    }

    /// The columns called `names` hold `field`, one after the other; of no names: none does.
    pub fn choose(&mut self, field: Field, names: Vec<String>) {
        self.chosen.retain(|(known, _)| *known != field);
        self.chosen.push((field, names));
    }

    /// The names of the columns that were chosen for `field`; `None` if nothing was.
    pub fn chosen_for(&self, field: Field) -> Option<&[String]> {
        self.chosen.iter().find(|(known, _)| *known == field).map(|(_, names)| names.as_slice())
    }

    /// Where in a table with these names in its first row each field stands. No column is two fields, unless it was chosen so.
    pub(super) fn places(&self, names: &[String]) -> (Places, Result<(), Misfit>) {
        let mut places = Places::new();
        let mut misfit = None;
        for (field, chosen) in &self.chosen {
            let mut found = Vec::new();
            for name in chosen {
                match position(names, name) {
                    Some(at) => found.push(at),
                    None => drop(misfit.get_or_insert(Misfit::NoColumn(name.clone()))),
                }
            }
            if !found.is_empty() {
                places.push((*field, found));
            }
        }
        for (field, _, known) in FIELDS {
            if self.chosen_for(field).is_none()
                && let Some(at) = known.iter().find_map(|known| free(names, known, &places))
            {
                places.push((field, vec![at]));
            }
        }
        let has_text = places.iter().any(|(field, _)| *field == Field::Text);
        let misfit = misfit.or_else(|| (!has_text).then_some(Misfit::NoText));
        (places, misfit.map_or(Ok(()), Err))
    }
}

/// How many cells of a row are names that columns have: known ones, and those that were chosen.
pub(super) fn known_names(row: &[String], columns: &Columns) -> usize {
    let chosen = |cell: &str| columns.chosen.iter().flat_map(|(_, names)| names).any(|name| plain(name) == cell);
    let is_known = |cell: &str| FIELDS.iter().any(|(_, _, known)| known.contains(&cell)) || chosen(cell);
    // A name is short: most cells of texts need not be looked at.
    let cells = row.iter().filter(|cell| cell.len() <= 60).map(|cell| plain(cell));
    cells.filter(|cell| !cell.is_empty() && cell.parse::<usize>().is_err() && is_known(cell)).count()
}

/// What the column at this place is called, so that [`Columns`] finds it by that: its name, else its number.
pub(super) fn reference(names: &[String], at: usize) -> String {
    let name = names.get(at).map_or("", |name| name.trim());
    if !name.is_empty() && position(names, name) == Some(at) { name.to_owned() } else { (at + 1).to_string() }
}

/// As it is written, else without regard to case and signs, else the number of it.
fn position(names: &[String], wanted: &str) -> Option<usize> {
    let number = || wanted.parse::<usize>().ok().filter(|at| (1..=names.len()).contains(at)).map(|at| at - 1);
    let exact = names.iter().position(|name| name.trim() == wanted);
    exact.or_else(|| names.iter().position(|name| plain(name) == plain(wanted))).or_else(number)
}

fn free(names: &[String], known: &str, places: &Places) -> Option<usize> {
    let taken = |at: usize| places.iter().any(|(_, places)| places.contains(&at));
    names.iter().enumerate().find(|(at, name)| plain(name) == known && !taken(*at)).map(|(at, _)| at)
}

/// `Publication_Date` and `publication date` are one name.
fn plain(name: &str) -> String {
    let signs = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '*' | '\u{feff}');
    name.split(signs).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

pub(super) fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let mut listed: Vec<String> = names.iter().take(MOST).map(|name| format!("“{}”", short(name))).collect();
    if names.len() > MOST {
        listed.push(format!("and {} more", names.len() - MOST));
    }
    if listed.is_empty() { "none".to_owned() } else { listed.join(", ") }
}

/// Where there is no row of names, the first article stands in its place.
fn short(name: &str) -> String {
    let short: String = name.trim().chars().take(30).collect();
    if short.len() < name.trim().len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &str) -> Vec<String> {
        names.split('|').map(str::to_owned).collect()
    }

    fn places(columns: &Columns, given: &str) -> Vec<(Field, Vec<usize>)> {
        let (places, fits) = columns.places(&names(given));
        assert_eq!(fits, Ok(()));
        places
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let found = |given: &str| places(&Columns::default(), given);
        assert_eq!(found("Headline|BODY|x"), [(Field::Text, vec![1]), (Field::Title, vec![0])]);
        assert_eq!(
            found("id|Publication_Date|Source|Article Text|URL|Byline"),
            [
                (Field::Text, vec![3]),
                (Field::Outlet, vec![2]),
                (Field::Author, vec![5]),
                (Field::Date, vec![1]),
                (Field::Link, vec![4])
            ]
        );
    }

    #[test]
    fn columns_can_be_chosen() {
        let columns = Columns::parse("text=Lead, title=2").expect("columns");
        assert_eq!(places(&columns, "text|kopf|lead"), [(Field::Text, vec![2]), (Field::Title, vec![1])]);
        let (_, missing) = columns.places(&names("a"));
        assert_eq!(missing, Err(Misfit::NoColumn("Lead".to_owned())));
        let joined = Columns::parse("text=Lead,text=Body").expect("columns");
        assert_eq!(places(&joined, "Body|Lead"), [(Field::Text, vec![1, 0])]);
    }

    #[test]
    fn a_field_can_be_in_no_column() {
        let mut columns = Columns::default();
        columns.choose(Field::Title, Vec::new());
        assert_eq!(places(&columns, "title|text"), [(Field::Text, vec![1])]);
        columns.choose(Field::Text, Vec::new());
        assert_eq!(columns.places(&names("title|text")).1, Err(Misfit::NoText));
    }

    #[test]
    fn columns_without_a_name_of_their_own_go_by_their_number() {
        let names = names("text||Text|text");
        let found: Vec<String> = (0..names.len()).map(|at| reference(&names, at)).collect();
        assert_eq!(found, ["text", "2", "Text", "4"]);
    }

    #[test]
    fn what_is_no_choice_is_said() {
        let why = |given: &str| Columns::parse(given).expect_err("an error");
        assert!(why("Body").contains("write text=NAME"));
        assert!(why("colour=Red").contains("choose one of text, title"));
        assert!(why("title=a,title=b").contains("given twice"));
    }
}
