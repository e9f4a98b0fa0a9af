//! Who wrote it, as lines say it.

use super::dates::date_in;

/// The name behind “By” or “Von”, if it can be one.
pub fn author_in(part: &str) -> Option<String> {
    let name =
        part.strip_prefix("By ").or_else(|| part.strip_prefix("BY ")).or_else(|| part.strip_prefix("Von "))?.trim();
    let is_name = name.starts_with(char::is_uppercase)
        && name.split_whitespace().count() <= 8
        && !name.ends_with(['?', '!'])
        && date_in(name).is_none();
    is_name.then(|| name.to_owned())
}
