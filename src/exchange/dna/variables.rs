//! What the variables of statements are, and the values that they may have.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    bytes::sqlite::{Database, Row},
    exchange::foreign::{Code, Tree},
};

/// What a variable says of a passage. DNA does not say it: names do, which are the same in most databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Tag,
    Speaker,
    Stance,
    Note,
}

#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    pub role: Role,
}

#[derive(Default)]
pub struct Variables {
    /// By their numbers.
    pub all: BTreeMap<i64, Variable>,
    /// Categories for the variables that have names as values, with these names below them.
    pub codes: Vec<Code>,
    /// The place of the code of each value by its number.
    pub entities: BTreeMap<i64, usize>,
    /// The places of categories by their names, and those of values by that of the category and the name.
    categories: BTreeMap<String, usize>,
    values: BTreeMap<(usize, String), usize>,
    pub notices: Vec<String>,
}

impl Variables {
    /// # Errors
    /// They take too long to read.
    pub fn read(database: &Database) -> Result<Self, String> {
        let mut variables = Self::default();
        let graded = graded(database)?;
        for row in database.rows("variables", &["id", "variable", "datatype"])? {
            let (Some(id), name) = (row.number(0), row.text(1).trim().to_owned()) else { continue };
            let role = match row.text(2).as_str() {
                "short text" if has_word(&name, &SPEAKERS) => Role::Speaker,
                "short text" => Role::Tag,
                "boolean" if has_word(&name, &STANCES) => Role::Stance,
                "integer" if has_word(&name, &STANCES) && !graded.contains(&id) => Role::Stance,
                _ => Role::Note,
            };
            variables.all.insert(id, Variable { name, role });
        }
        // DNA 3 has tables for values; before its first version they were called attributes.
        let table = if database.has("entities", &["value"]) { "entities" } else { "attributes" };
        variables.add_values(&database.rows(table, &["id", "variableid", "value", "red", "green", "blue", "childof"])?);
        variables.describe(database)?;
        Ok(variables)
    }

    fn add_values(&mut self, rows: &[Row]) {
        let by_id: BTreeMap<i64, &Row> = rows.iter().filter_map(|row| Some((row.number(0)?, row))).collect();
        let tree = Tree::of(&by_id.iter().map(|(id, row)| (*id, row.number(6))).collect());
        self.notices.extend(tree.notice("values"));
        for (id, parent) in tree.order {
            let Some((row, variable)) = by_id.get(&id).and_then(|row| Some((row, row.number(1)?))) else { continue };
            let parent = parent.and_then(|parent| self.entities.get(&parent).copied());
            if let Some(at) = self.value(variable, &row.text(2)) {
                self.entities.insert(id, at);
                let code = &mut self.codes[at];
                code.parent = parent.filter(|parent| *parent < at).or(code.parent);
                let colour = [3, 4, 5].map(|at| row.number(at).and_then(|n| u8::try_from(n).ok()).unwrap_or_default());
                // Black is what nobody chose.
                code.colour = Some(colour).filter(|colour| *colour != [0; 3]);
            }
        }
    }

    /// The place of the code for a value of this variable; `None` for an empty one, or if no code is made of such a variable.
    pub fn value(&mut self, variable: i64, value: &str) -> Option<usize> {
        let variable = self.all.get(&variable).filter(|it| matches!(it.role, Role::Tag | Role::Speaker))?;
        let value = Some(value.trim()).filter(|value| !value.is_empty())?;
        let codes = &mut self.codes;
        let mut push = |code: Code| {
            codes.push(code);
            codes.len() - 1
        };
        let name = category(&variable.name);
        let category = *self
            .categories
            .entry(name)
            .or_insert_with_key(|name| push(Code { is_category: true, ..Code::named(name, None) }));
        let key = (category, value.to_owned());
        Some(*self.values.entry(key).or_insert_with(|| push(Code::named(value, Some(category)))))
    }

    /// What is said of values, as what the tags mean.
    fn describe(&mut self, database: &Database) -> Result<(), String> {
        let rows = database.rows("attributevariables", &["id", "attributevariable"])?;
        let names: BTreeMap<i64, String> = rows.iter().filter_map(|row| Some((row.number(0)?, row.text(1)))).collect();
        for row in database.rows("attributevalues", &["entityid", "attributevariableid", "attributevalue"])? {
            let place = row.number(0).and_then(|entity| self.entities.get(&entity));
            let name = row.number(1).and_then(|variable| names.get(&variable));
            let (Some(place), Some(name), value) = (place, name, row.text(2)) else { continue };
            if !value.trim().is_empty() {
                let description = &mut self.codes[*place].description;
                let gap = if description.is_empty() { "" } else { "\n" };
                description.push_str(&format!("{gap}{}: {}", name.trim(), value.trim()));
            }
        }
        Ok(())
    }

    /// How the variables were understood, in words.
    pub fn understood(&self) -> String {
        let roles = [
            (Role::Tag, "as tags"),
            (Role::Speaker, "as who says it"),
            (Role::Stance, "as the stance"),
            (Role::Note, "in the notes"),
        ];
        let parts = roles.iter().filter_map(|(role, words)| {
            let names: BTreeSet<&str> =
                self.all.values().filter(|it| it.role == *role).map(|it| it.name.as_str()).collect();
            let names: Vec<&str> = names.into_iter().collect();
            (!names.is_empty()).then(|| format!("{words}: {}", names.join(", ")))
        });
        format!("variables are taken {}", parts.collect::<Vec<_>>().join("; "))
    }
}

/// The category for a variable: for those that every database has from the start what a new project has for them.
fn category(variable: &str) -> String {
    match variable.to_lowercase().as_str() {
        "concept" => "Arguments".to_owned(),
        "organization" | "organisation" => "Organizations".to_owned(),
        "person" => "Persons and offices".to_owned(),
        _ => variable.to_owned(),
    }
}

/// Variables of numbers that are other ones than -1, 0 and 1: they are grades, not for or against.
fn graded(database: &Database) -> Result<Vec<i64>, String> {
    let rows = database.rows("datainteger", &["variableid", "value"])?;
    let graded = rows.iter().filter(|row| row.number(1).is_some_and(|value| !(-1..=1).contains(&value)));
    let mut graded: Vec<i64> = graded.filter_map(|row| row.number(0)).collect();
    graded.sort_unstable();
    graded.dedup();
    Ok(graded)
}

/// Words in the names of variables that say who says something.
const SPEAKERS: [&str; 14] = [
    "person",
    "persons",
    "people",
    "speaker",
    "speakers",
    "actor",
    "actors",
    "organization",
    "organizations",
    "organisation",
    "organisations",
    "institution",
    "party",
    "agency",
];

/// Words in the names of variables that say whether somebody is for something.
const STANCES: [&str; 7] = ["agreement", "agree", "agrees", "support", "supports", "stance", "approval"];

fn has_word(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    name.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}
