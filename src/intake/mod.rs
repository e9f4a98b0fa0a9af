//! What receiving means: a colleague's coding, and files of other programs, become articles, tags and layers of a project.
//! Looks and gives steps, and changes nothing; knows no files.

mod again;
mod codes;
mod landing;
mod memos;
mod plan;
mod report;
mod resolve;
#[cfg(test)]
mod tests;
mod texts;

pub use landing::{Landed, hashed, land};
pub use plan::{Counts, Difference, Match, Plan, Whose, joined, plan};
pub use report::Report;
pub use resolve::{take_definition, take_definitions};
