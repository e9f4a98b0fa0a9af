//! What can be chosen where reading had to guess: a box for each choice that makes a difference to one of the files.

use std::collections::BTreeSet;

use egui::Ui;

use crate::ingest::{Choice, FileRead};
use crate::words::counted;

/// How many lines are shown of what a choice is about.
const SHOWN: usize = 14;

/// A choice, and what it is about in these files.
#[derive(Debug, PartialEq, Eq)]
pub struct Offered {
    pub choice: Choice,
    /// The numbers of the files that it makes a difference to.
    pub files: BTreeSet<usize>,
    about: Vec<String>,
}

/// The choices that make a difference to any of the files.
pub fn offered(files: &[FileRead]) -> Vec<Offered> {
    let of = |choice: Choice| {
        let mut offered = Offered { choice, files: BTreeSet::new(), about: Vec::new() };
        for (at, file) in files.iter().enumerate() {
            for offer in file.contents.offers.iter().filter(|offer| offer.choice == choice) {
                offered.files.insert(at);
                offered.about.extend(offer.about.iter().cloned());
            }
        }
        (!offered.files.is_empty()).then_some(offered)
    };
    Choice::ALL.into_iter().filter_map(of).collect()
}

impl Offered {
    /// Draws the box; gives whether it was ticked or not just now, if it was changed.
    pub fn show(&self, ui: &mut Ui, is_chosen: bool) -> Option<bool> {
        let mut is_on = is_chosen;
        let label = format!("{} ({})", self.choice.label(), counted(self.files.len(), "file"));
        ui.checkbox(&mut is_on, label).on_hover_text(self.shown()).changed().then_some(is_on)
    }

    fn shown(&self) -> String {
        let mut lines: Vec<&str> = self.about.iter().take(SHOWN).map(String::as_str).collect();
        let more = format!("and {} more", self.about.len().saturating_sub(SHOWN));
        if self.about.len() > SHOWN {
            lines.push(&more);
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Contents, Offer};

    #[test]
    fn a_choice_is_offered_where_it_makes_a_difference() {
        let file = |offers: &[(Choice, &str)]| {
            let offers =
                offers.iter().map(|(choice, about)| Offer { choice: *choice, about: vec![(*about).to_owned()] });
            FileRead { contents: Contents { offers: offers.collect(), ..Contents::default() }, ..FileRead::default() }
        };
        let files =
            [file(&[(Choice::RunningHeads, "“7” to “9”")]), file(&[]), file(&[(Choice::RunningHeads, "“Review”")])];
        let offered = offered(&files);
        assert_eq!(offered.len(), 1);
        assert_eq!(offered[0].files, BTreeSet::from([0, 2]));
        assert_eq!(offered[0].shown(), "“7” to “9”\n“Review”");
    }
}
