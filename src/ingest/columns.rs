//! Which column of a table holds what: as chosen, or by the names in its first row.

use super::ReadError;

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

/// Columns by name, where somebody chose them. The others are found by the names that they usually have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    chosen: Vec<(Field, String)>,
}

impl Columns {
    /// `text=Body,title=Headline`: a field, an equals sign, the name of its column or its number from 1.
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
            if columns.chosen_for(*field).is_some() {
                return Err(format!("“{wanted}” is given twice: leave one of them out"));
            }
            columns.choose(*field, name.trim());
        }
        Ok(columns)
    }

    /// The column called `name` holds `field`.
    pub fn choose(&mut self, field: Field, name: impl Into<String>) {
        self.chosen.retain(|(known, _)| *known != field);
        self.chosen.push((field, name.into()));
    }

    /// The name of the column that was chosen for `field`.
    pub fn chosen_for(&self, field: Field) -> Option<&str> {
        self.chosen.iter().find(|(known, _)| *known == field).map(|(_, name)| name.as_str())
    }

    /// Where in a table with these names in its first row each field stands. No column is two fields, unless it was chosen so.
    ///
    /// # Errors
    /// A column that was chosen is not there, or there is none for the text.
    pub(super) fn places(&self, names: &[String]) -> Result<Vec<(Field, usize)>, ReadError> {
        let mut places: Vec<(Field, usize)> = Vec::new();
        for (field, name) in &self.chosen {
            let at = position(names, name)
                .ok_or_else(|| ReadError::NoColumn { name: name.clone(), columns: listed(names) })?;
            places.push((*field, at));
        }
        for (field, _, known) in FIELDS {
            if self.chosen_for(field).is_none()
                && let Some(at) = known.iter().find_map(|known| free(names, known, &places))
            {
                places.push((field, at));
            }
        }
        if places.iter().any(|(field, _)| *field == Field::Text) {
            Ok(places)
        } else {
            Err(ReadError::NoTextColumn { columns: listed(names) })
        }
    }
}

/// As it is written, else without regard to case and signs, else the number of it.
fn position(names: &[String], wanted: &str) -> Option<usize> {
    let number = || wanted.parse::<usize>().ok().filter(|at| (1..=names.len()).contains(at)).map(|at| at - 1);
    let exact = names.iter().position(|name| name.trim() == wanted);
    exact.or_else(|| names.iter().position(|name| plain(name) == plain(wanted))).or_else(number)
}

fn free(names: &[String], known: &str, places: &[(Field, usize)]) -> Option<usize> {
    let taken = |at: usize| places.iter().any(|(_, place)| *place == at);
    names.iter().enumerate().find(|(at, name)| plain(name) == known && !taken(*at)).map(|(at, _)| at)
}

/// `Publication_Date` and `publication date` are one name.
fn plain(name: &str) -> String {
    let signs = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '*' | '\u{feff}');
    name.split(signs).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn listed(names: &[String]) -> String {
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

    #[test]
    fn columns_are_found_by_their_names() {
        let found = |given: &str| Columns::default().places(&names(given)).expect("a column with the text");
        assert_eq!(found("Headline|BODY|x"), [(Field::Text, 1), (Field::Title, 0)]);
        assert_eq!(
            found("id|Publication_Date|Source|Article Text|URL|Byline"),
            [(Field::Text, 3), (Field::Outlet, 2), (Field::Author, 5), (Field::Date, 1), (Field::Link, 4)]
        );
    }

    #[test]
    fn columns_can_be_chosen() {
        let columns = Columns::parse("text=Lead, title=2").expect("columns");
        assert_eq!(columns.places(&names("text|kopf|lead")).expect("places"), [(Field::Text, 2), (Field::Title, 1)]);
        let missing = columns.places(&names("a")).expect_err("an error").to_string();
        assert!(missing.contains("no column “Lead”") && missing.contains("“a”"), "{missing}");
    }

    #[test]
    fn what_is_no_choice_is_said() {
        let why = |given: &str| Columns::parse(given).expect_err("an error");
        assert!(why("Body").contains("write text=NAME"));
        assert!(why("colour=Red").contains("choose one of text, title"));
        assert!(why("text=a,text=b").contains("given twice"));
        let none = Columns::default().places(&names("a|b")).expect_err("an error").to_string();
        assert!(none.contains("“a”, “b”") && none.contains("--columns text=NAME"), "{none}");
    }
}
