//! What a reader takes from a file.

use super::highlight::Highlight;

/// An article as a reader takes it from a file; empty where the file does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub title: String,
    pub outlet: String,
    pub author: String,
    pub date: String,
    pub language: String,
    pub link: String,
    pub text: String,
    pub highlights: Vec<Highlight>,
}

/// Articles, with what there is to say about them.
pub type Reading = (Vec<Taken>, Vec<String>);
