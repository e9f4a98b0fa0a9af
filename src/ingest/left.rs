//! What a document holds that is no running text, and was left out: counted, to be said.

use std::collections::BTreeSet;

/// What was left out of a document.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// How many footnotes and endnotes.
    pub footnotes: usize,
    /// How many comments.
    pub comments: usize,
    /// Words that are hidden.
    pub hidden: usize,
    /// Words that were deleted while changes were recorded.
    pub deleted: usize,
    /// Words that say how others are read aloud.
    pub readings: usize,
    /// Documents and objects that stand in it.
    pub embedded: usize,
    /// What the file calls them, as far as it does.
    pub names: BTreeSet<String>,
    /// Charts and diagrams.
    pub drawings: usize,
    /// Signs of fonts that have signs for letters, where it is not known which.
    pub signs: usize,
}

impl Left {
    /// Counts something that is embedded, and what it is called if that is known.
    pub fn embed(&mut self, name: Option<String>) {
        self.embedded += 1;
        self.names.extend(name.filter(|name| !name.trim().is_empty()));
    }

    /// Each kind that was left out, as a sentence.
    pub fn notices(&self) -> Vec<String> {
        const KEPT: &str = "stand in the file that is kept in originals/";
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let named = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        let kinds = [
            (self.footnotes, format!("its footnotes were left out ({}): they {KEPT}", self.footnotes)),
            (self.comments, format!("its comments were left out ({}): they {KEPT}", self.comments)),
            (self.hidden, format!("words in it that are hidden were left out ({}): they {KEPT}", self.hidden)),
            (
                self.deleted,
                format!("words that a recorded change deletes were left out ({}): they {KEPT}", self.deleted),
            ),
            (self.readings, format!("reading aids beside words (ruby) were left out ({}): they {KEPT}", self.readings)),
            (
                self.embedded,
                format!(
                    "documents or objects within it were left out ({}{named}): save those that hold text as files of their own",
                    self.embedded
                ),
            ),
            (self.drawings, format!("words in its charts or diagrams were left out ({}): they {KEPT}", self.drawings)),
            (
                self.signs,
                format!(
                    "signs of fonts such as Wingdings were left out, for it is not known which they are ({}): see whether \
                     something is missing",
                    self.signs
                ),
            ),
        ];
        kinds.into_iter().filter(|(count, _)| *count > 0).map(|(_, notice)| notice).collect()
    }
}

/// How many words there are.
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
