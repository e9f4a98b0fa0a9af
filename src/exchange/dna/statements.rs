//! What is said of each statement: the values of its variables.

use std::collections::{BTreeMap, BTreeSet};

use super::variables::{Role, Variables};
use crate::model::Stance;
use crate::{bytes::sqlite::Database, exchange::foreign::Given};

#[derive(Default)]
pub struct Statements {
    /// By the statement's number.
    said: BTreeMap<i64, Said>,
    /// What the types of statements are called, by their numbers.
    types: BTreeMap<i64, String>,
}

/// The places of codes stand with the numbers of their variables, in the order of which they are given.
#[derive(Default)]
struct Said {
    tags: BTreeSet<(i64, usize)>,
    speakers: BTreeSet<(i64, usize)>,
    stance: Option<Stance>,
    notes: Vec<String>,
}

/// What DNA calls the type of statement that every database has from the start.
const USUAL: &str = "DNA Statement";

impl Statements {
    /// DNA 2 has no list of values: `variables` gets those that are given.
    ///
    /// # Errors
    /// They take too long to read.
    pub fn read(database: &Database, variables: &mut Variables) -> Result<Self, String> {
        let types = database.rows("statementtypes", &["id", "label"])?;
        let types = types.iter().filter_map(|row| Some((row.number(0)?, row.text(1).trim().to_owned()))).collect();
        let mut statements = Self { types, ..Self::default() };
        statements.read_names(database, variables)?;
        statements.read_numbers(database, variables)?;
        for row in database.rows("datalongtext", &["statementid", "variableid", "value"])? {
            let variable = row.number(1).and_then(|variable| variables.all.get(&variable));
            if let (Some(statement), Some(variable)) = (row.number(0), variable) {
                statements.note(statement, &variable.name, row.text(2).trim());
            }
        }
        Ok(statements)
    }

    fn read_names(&mut self, database: &Database, variables: &mut Variables) -> Result<(), String> {
        let numbered = database.has("datashorttext", &["entity"]) || database.has("attributes", &["value"]);
        let value = if database.has("datashorttext", &["entity"]) { "entity" } else { "value" };
        for row in database.rows("datashorttext", &["statementid", "variableid", value])? {
            let (Some(statement), Some(variable)) = (row.number(0), row.number(1)) else { continue };
            let listed = row.number(2).filter(|_| numbered).and_then(|entity| variables.entities.get(&entity).copied());
            let code = if numbered { listed } else { variables.value(variable, &row.text(2)) };
            let (Some(code), Some(role)) = (code, variables.all.get(&variable).map(|it| it.role)) else { continue };
            let said = self.said.entry(statement).or_default();
            let places = if role == Role::Speaker { &mut said.speakers } else { &mut said.tags };
            places.insert((variable, code));
        }
        Ok(())
    }

    fn read_numbers(&mut self, database: &Database, variables: &Variables) -> Result<(), String> {
        for (table, against) in [("databoolean", 0), ("datainteger", -1)] {
            for row in database.rows(table, &["statementid", "variableid", "value"])? {
                let variable = row.number(1).and_then(|variable| variables.all.get(&variable));
                let (Some(statement), Some(variable), Some(value)) = (row.number(0), variable, row.number(2)) else {
                    continue;
                };
                if variable.role == Role::Stance {
                    let stance = match value {
                        1 => Some(Stance::Supports),
                        value if value == against => Some(Stance::Rejects),
                        _ => None,
                    };
                    self.said.entry(statement).or_default().stance = stance;
                } else {
                    let words = match (table, value) {
                        ("databoolean", 0) => "no".to_owned(),
                        ("databoolean", _) => "yes".to_owned(),
                        _ => value.to_string(),
                    };
                    self.note(statement, &variable.name, &words);
                }
            }
        }
        Ok(())
    }

    /// A variable that is called a note is not called so once more.
    fn note(&mut self, statement: i64, variable: &str, words: &str) {
        if !words.is_empty() {
            let is_note = variable.to_lowercase().starts_with("note");
            let words = if is_note { words.to_owned() } else { format!("{variable}: {words}") };
            self.said.entry(statement).or_default().notes.push(words);
        }
    }

    /// The codes of a statement, and its note. Who says something without a tag for it is the tag.
    pub fn of(&self, statement: i64, kind: Option<i64>, coder: Option<usize>) -> (Vec<Given>, String) {
        let nothing = Said::default();
        let said = self.said.get(&statement).unwrap_or(&nothing);
        let by: Vec<usize> = said.speakers.iter().map(|(_, code)| *code).collect();
        let tags = said.tags.iter().map(|(_, code)| *code);
        let codes = if said.tags.is_empty() {
            by.iter().map(|code| Given { stance: said.stance, ..Given::new(*code, coder) }).collect()
        } else {
            tags.map(|code| Given { by: by.clone(), stance: said.stance, ..Given::new(code, coder) }).collect()
        };
        let kind = kind.and_then(|kind| self.types.get(&kind)).filter(|kind| *kind != USUAL && self.types.len() > 1);
        let lines = kind.map(|kind| format!("Type of statement: {kind}")).into_iter().chain(said.notes.iter().cloned());
        (codes, lines.collect::<Vec<_>>().join("\n"))
    }
}
