//! Names of things: slugs that survive renaming, and the rules for making them.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use unicode_normalization::UnicodeNormalization as _;

/// The longest id, in bytes (ids are ASCII).
const LONGEST: usize = 80;
const ADJUDICATED: &str = "adjudicated";

/// An id that is not one: what was given and which rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is no valid {kind} id: {rule}")]
pub struct BadId {
    pub given: String,
    pub kind: &'static str,
    pub rule: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $check:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks `text` against the rules for such ids.
            ///
            /// # Errors
            /// Names the rule that `text` breaks.
            pub fn new(text: &str) -> Result<Self, BadId> {
                $check(text).map_err(|rule| BadId { given: text.to_owned(), kind: $kind, rule })?;
                Ok(Self(text.into()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::new(text)
            }
        }
    };
}

id!(
    /// The slug of the file an article came from; its text is `articles/<id>.txt`.
    ArticleId, "article", check_file_slug
);
id!(
    /// The slug of an analyst's name; the layer is `annotations/<id>.ron`.
    AnalystId, "analyst", check_file_slug
);
id!(
    /// A tag group's slug.
    GroupId, "tag group", check_slug
);
id!(
    /// `group/slug`, a mnemonic: which group a tag is in says its field.
    TagId, "tag", check_tag
);

/// A passage's UUID (version 7: ascending by time).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotationId(pub uuid::Uuid);

impl fmt::Display for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for AnnotationId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        uuid::Uuid::try_parse(text).map(Self).map_err(|_| BadId {
            given: text.to_owned(),
            kind: "passage",
            rule: "it must be a UUID",
        })
    }
}

impl AnalystId {
    /// The layer of what was settled: it belongs to nobody alone, so that each analyst's program writes it, and copies join.
    pub fn adjudicated() -> Self {
        Self(ADJUDICATED.into())
    }

    pub fn is_adjudicated(&self) -> bool {
        &*self.0 == ADJUDICATED
    }
}

impl TagId {
    /// The part before the slash, which names the group that the tag was made in.
    pub fn prefix(&self) -> &str {
        self.as_str().split_once('/').map_or("", |(prefix, _)| prefix)
    }
}

fn check_slug(text: &str) -> Result<(), &'static str> {
    if text.is_empty() || text.len() > LONGEST {
        return Err("it must have 1 to 80 characters");
    }
    if !text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        return Err("only a–z, 0–9 and - may stand in it");
    }
    Ok(())
}

fn check_file_slug(text: &str) -> Result<(), &'static str> {
    check_slug(text)?;
    if is_reserved(text) {
        return Err("Windows reserves that file name");
    }
    Ok(())
}

fn check_tag(text: &str) -> Result<(), &'static str> {
    let (group, slug) = text.split_once('/').ok_or("it must be of the form group/name")?;
    check_slug(group)?;
    check_slug(slug)
}

fn is_reserved(slug: &str) -> bool {
    let numbered = |prefix: &str| {
        slug.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(slug, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// `name` as a slug; `fallback` where nothing of it can be written in ASCII.
///
/// `slug("Café – Überblick", "article")` is `cafe-uberblick`.
pub fn slug(name: &str, fallback: &str) -> String {
    let mut slug = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'ß' => slug.push_str("ss"),
            'æ' => slug.push_str("ae"),
            'ø' => slug.push('o'),
            'ł' => slug.push('l'),
            // Combining marks left by the decomposition, and apostrophes, do not part a word.
            '\u{300}'..='\u{36f}' | '\'' | '’' => {}
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(LONGEST - 6);
    let trimmed = slug.trim_end_matches('-');
    match trimmed {
        "" => fallback.to_owned(),
        reserved if is_reserved(reserved) => format!("{reserved}-{fallback}"),
        good => good.to_owned(),
    }
}

/// The first of `slug`, `slug-2`, `slug-3` … that is not `taken`.
pub fn unique_slug(slug: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&slug) {
        return slug;
    }
    let mut number = 2_u64;
    loop {
        let candidate = format!("{slug}-{number}");
        if !taken(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

/// Gives many slugs, none of them twice: each as [`unique_slug`] would.
pub struct Slugs {
    taken: HashSet<String>,
    /// For a slug that was wanted before, the number to go on with.
    next: HashMap<String, u64>,
}

impl Slugs {
    pub fn new(taken: impl IntoIterator<Item = String>) -> Self {
        Self { taken: taken.into_iter().collect(), next: HashMap::new() }
    }

    pub fn unique(&mut self, slug: String) -> String {
        if self.taken.insert(slug.clone()) {
            return slug;
        }
        let next = self.next.entry(slug.clone()).or_insert(2);
        loop {
            let candidate = format!("{slug}-{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ascii_and_readable() {
        for (name, expected) in [
            ("Café – Überblick", "cafe-uberblick"),
            ("  The state's (2nd) view!  ", "the-states-2nd-view"),
            ("联合国", "article"),
            ("CON", "con-article"),
            ("com1", "com1-article"),
            ("Straße", "strasse"),
        ] {
            assert_eq!(slug(name, "article"), expected, "{name}");
        }
    }

    #[test]
    fn a_taken_slug_gets_the_next_number() {
        assert_eq!(unique_slug("a".into(), |s| s == "a" || s == "a-2"), "a-3");
    }

    #[test]
    fn many_slugs_are_what_each_would_be_by_itself() {
        let mut taken = vec!["a-3".to_owned(), "b".to_owned()];
        let mut slugs = Slugs::new(taken.clone());
        for wanted in ["a", "a", "b", "a", "a-3", "b-2", "b", "a"] {
            let expected = unique_slug(wanted.to_owned(), |slug| taken.iter().any(|known| known == slug));
            assert_eq!(slugs.unique(wanted.to_owned()), expected);
            taken.push(expected);
        }
    }

    #[test]
    fn ids_name_the_rule_they_break() {
        assert!(TagId::new("argument/vacuum-china").is_ok());
        assert_eq!(TagId::new("vacuum").unwrap_err().rule, "it must be of the form group/name");
        assert_eq!(ArticleId::new("nul").unwrap_err().rule, "Windows reserves that file name");
        assert!(ArticleId::new("../etc").is_err());
        assert!(AnalystId::new("").is_err());
    }
}
