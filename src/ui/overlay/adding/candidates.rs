//! The articles that were read, before they are added: which are ticked, what there is to say of each, which are listed.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
};

use crate::ingest::{FileRead, Found, Twin};
use crate::model::Fingerprint;
use crate::text::words;
use crate::ui::widgets::sentence;
use crate::{
    verbs::{NewArticle, is_date},
    words::{counted, thousands},
};

/// Words of texts that are larger than this, in bytes, are not counted while drawing.
const COUNTED: usize = 500_000;

/// What can be corrected by hand.
const FIELDS: [fn(&mut NewArticle) -> &mut String; 6] = [
    |article| &mut article.title,
    |article| &mut article.outlet,
    |article| &mut article.author,
    |article| &mut article.date,
    |article| &mut article.language,
    |article| &mut article.link,
];

/// An article that may be added.
pub struct Candidate {
    /// Which of the files it stands in.
    pub file: usize,
    pub found: Found,
    pub ticked: bool,
    /// Somebody has ticked it, or not, by hand.
    decided: bool,
    /// As it was read, where it was corrected by hand since.
    read: Option<Box<NewArticle>>,
    twin: Option<Twin>,
    /// What there is to say of its file, where it is the only article of that.
    notices: Vec<String>,
    words: OnceCell<usize>,
}

impl Candidate {
    fn new(file: usize, found: Found, notices: Vec<String>) -> Self {
        Self { file, found, ticked: true, decided: false, read: None, twin: None, notices, words: OnceCell::new() }
    }

    pub fn article(&self) -> &NewArticle {
        &self.found.article
    }

    /// What is to be known before it is added.
    pub fn remarks(&self) -> impl Iterator<Item = String> {
        let twin = self.twin.iter().map(|twin| sentence(&twin.words()));
        twin.chain(self.notices.iter().map(|notice| sentence(notice)))
    }

    pub fn has_remarks(&self) -> bool {
        self.twin.is_some() || !self.notices.is_empty()
    }

    /// “1,087 words”; how large a text is where it is very large.
    pub fn size(&self) -> String {
        let body = &self.article().body;
        if body.bytes() > COUNTED {
            return format!("{} KB", thousands(body.bytes() / 1000));
        }
        let words = *self.words.get_or_init(|| words::count(body.text()));
        counted(words, "word")
    }

    /// Why it cannot be added as it is.
    fn fault(&self) -> Option<String> {
        let article = self.article();
        if article.title.trim().is_empty() {
            return Some(format!("An article of {} has no title", article.source));
        }
        let advice = "write it as 2026-01-08, 2026-01 or 2026, or leave it empty";
        (!is_date(&article.date)).then(|| format!("“{}” is no date: {advice}", article.date))
    }

    fn edit(&mut self) -> &mut NewArticle {
        let article = &mut self.found.article;
        self.read.get_or_insert_with(|| Box::new(article.clone()));
        article
    }

    fn is_by_hand(&self) -> bool {
        self.decided || self.read.is_some()
    }

    /// Takes over what was done by hand to the article of the same text, as it was read before.
    fn take_over(&mut self, mut before: Self) {
        if before.decided {
            (self.ticked, self.decided) = (before.ticked, true);
        }
        let Some(mut read) = before.read.take() else { return };
        for field in FIELDS {
            let corrected = field(&mut before.found.article);
            if corrected != field(&mut read) {
                field(self.edit()).clone_from(corrected);
            }
        }
    }

    fn set_twin(&mut self, twin: Option<Twin>) {
        if !self.decided {
            self.ticked = !twin.as_ref().is_some_and(Twin::is_same);
        }
        self.twin = twin;
    }
}

/// All of them, in the order of their files.
#[derive(Default)]
pub struct Candidates {
    all: Vec<Candidate>,
    /// Places of those that are listed.
    listed: Vec<usize>,
    /// The place of the one in hand.
    pub chosen: usize,
    pub only_remarked: bool,
    ticked: usize,
    same: usize,
    remarked: usize,
    /// Corrected by hand since they were read.
    edited: BTreeSet<usize>,
}

impl Candidates {
    /// Takes the articles out of the files.
    pub fn take(files: &mut [FileRead], twins: Vec<Twin>) -> Self {
        let mut all = Vec::new();
        for (file, read) in files.iter_mut().enumerate() {
            all.extend(of_file(file, read));
        }
        let mut candidates = Self { all, ..Self::default() };
        candidates.set_twins(twins);
        candidates
    }

    /// Puts what was read again in the place of what the same files held before; the others stay as they are, and what was
    /// done by hand stays with its text.
    pub fn replace(&mut self, again: &BTreeSet<usize>, files: &mut [FileRead], twins: Vec<Twin>) {
        let chosen = self.chosen().map(|candidate| candidate.file);
        let text_of = |candidate: &Candidate| (candidate.file, candidate.article().body.fingerprint().clone());
        let mut by_hand: BTreeMap<(usize, Fingerprint), VecDeque<Candidate>> = BTreeMap::new();
        for candidate in self.all.extract_if(.., |candidate| again.contains(&candidate.file)) {
            if candidate.is_by_hand() {
                by_hand.entry(text_of(&candidate)).or_default().push_back(candidate);
            }
        }
        for file in again {
            let Some(read) = files.get_mut(*file) else { continue };
            for mut candidate in of_file(*file, read) {
                let before = by_hand.get_mut(&text_of(&candidate)).and_then(VecDeque::pop_front);
                before.into_iter().for_each(|before| candidate.take_over(before));
                self.all.push(candidate);
            }
        }
        // Stable: articles of one file stay in their order.
        self.all.sort_by_key(|candidate| candidate.file);
        self.chosen = self.all.iter().position(|candidate| Some(candidate.file) == chosen).unwrap_or(0);
        let corrected = self.all.iter().enumerate().filter(|(_, candidate)| candidate.read.is_some());
        self.edited = corrected.map(|(at, _)| at).collect();
        self.set_twins(twins);
    }

    fn set_twins(&mut self, twins: Vec<Twin>) {
        let mut twins = twins.into_iter().peekable();
        for (at, candidate) in self.all.iter_mut().enumerate() {
            let twin = twins.next_if(|twin| twin.article == at);
            candidate.set_twin(twin);
        }
        let is_same = |candidate: &&Candidate| candidate.twin.as_ref().is_some_and(Twin::is_same);
        self.same = self.all.iter().filter(is_same).count();
        self.remarked = self.all.iter().filter(|candidate| candidate.has_remarks()).count();
        self.only_remarked &= self.remarked > 0;
        self.count();
        self.list();
    }

    fn count(&mut self) {
        self.ticked = self.all.iter().filter(|candidate| candidate.ticked).count();
    }

    /// Finds out which are listed, after [`Self::only_remarked`] was set.
    pub fn list(&mut self) {
        let is_listed = |candidate: &Candidate| !self.only_remarked || candidate.has_remarks();
        self.listed =
            self.all.iter().enumerate().filter(|(_, candidate)| is_listed(candidate)).map(|(at, _)| at).collect();
        if self.place().is_none() {
            self.chosen = self.listed.first().copied().unwrap_or(0);
        }
    }

    pub fn listed(&self) -> &[usize] {
        &self.listed
    }

    pub fn get(&self, at: usize) -> Option<&Candidate> {
        self.all.get(at)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn ticked(&self) -> usize {
        self.ticked
    }

    /// How many have the text of another one.
    pub fn same(&self) -> usize {
        self.same
    }

    pub fn remarked(&self) -> usize {
        self.remarked
    }

    pub fn chosen(&self) -> Option<&Candidate> {
        self.all.get(self.chosen)
    }

    /// The one in hand, to change what is known of it.
    pub fn edit(&mut self) -> Option<&mut NewArticle> {
        let candidate = self.all.get_mut(self.chosen)?;
        self.edited.insert(self.chosen);
        Some(candidate.edit())
    }

    /// What was corrected by hand: by the article's text and the number of the field.
    pub fn corrected(&self) -> Vec<(String, String)> {
        let mut corrected = Vec::new();
        for candidate in self.edited.iter().filter_map(|at| self.all.get(*at)) {
            let Some(mut read) = candidate.read.clone() else { continue };
            let mut article = candidate.article().clone();
            for (n, field) in FIELDS.iter().enumerate() {
                let text = field(&mut article);
                if text != field(&mut read) {
                    corrected.push((correction(candidate, n), text.clone()));
                }
            }
        }
        corrected
    }

    /// Corrects what was corrected in the session before; the first one that was is in hand.
    pub fn correct(&mut self, corrected: &[(String, String)]) {
        let corrected: BTreeMap<&String, &String> = corrected.iter().map(|(key, text)| (key, text)).collect();
        for (at, candidate) in self.all.iter_mut().enumerate() {
            for (n, field) in FIELDS.iter().enumerate() {
                if let Some(text) = corrected.get(&correction(candidate, n)) {
                    field(candidate.edit()).clone_from(text);
                    self.edited.insert(at);
                }
            }
        }
        self.chosen = self.edited.first().copied().unwrap_or(self.chosen);
    }

    /// Where in the list the one in hand stands.
    pub fn place(&self) -> Option<usize> {
        self.listed.binary_search(&self.chosen).ok()
    }

    /// Takes another one in hand, so many further down the list.
    pub fn step(&mut self, by: isize) {
        let last = self.listed.len().saturating_sub(1);
        let place = self.place().unwrap_or(0).saturating_add_signed(by).min(last);
        self.chosen = self.listed.get(place).copied().unwrap_or(0);
    }

    pub fn toggle(&mut self, at: usize) {
        if let Some(candidate) = self.all.get_mut(at) {
            candidate.ticked = !candidate.ticked;
            candidate.decided = true;
        }
        self.count();
    }

    /// Ticks all that are listed, or none of them.
    pub fn tick_listed(&mut self, ticked: bool) {
        for at in &self.listed {
            if let Some(candidate) = self.all.get_mut(*at) {
                candidate.ticked = ticked;
                candidate.decided = true;
            }
        }
        self.count();
    }

    /// Why those that are ticked cannot be added, and which one it is about.
    pub fn fault(&self) -> Option<(usize, String)> {
        let ticked = self.edited.iter().filter(|at| self.all.get(**at).is_some_and(|candidate| candidate.ticked));
        ticked.into_iter().find_map(|at| Some((*at, self.all.get(*at)?.fault()?)))
    }

    /// Those that are ticked, to be added.
    pub fn into_ticked(self) -> Vec<Found> {
        let ticked = self.all.into_iter().filter(|candidate| candidate.ticked);
        ticked.map(|candidate| candidate.found).collect()
    }

    /// What is known of each, with its file: for finding out which are alike.
    pub fn known(&self) -> impl Iterator<Item = (usize, &NewArticle)> {
        self.all.iter().map(|candidate| (candidate.file, candidate.article()))
    }
}

fn correction(candidate: &Candidate, field: usize) -> String {
    format!("{} {field}", candidate.article().body.fingerprint().as_str())
}

fn of_file(file: usize, read: &mut FileRead) -> Vec<Candidate> {
    let articles = std::mem::take(&mut read.contents.articles);
    // What is said of a whole table is no remark on each of its rows.
    let notices = if articles.len() == 1 { read.contents.notices.clone() } else { Vec::new() };
    articles.into_iter().map(|found| Candidate::new(file, found, notices.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::{ReadOptions, articles_in};

    fn file(name: &str, bytes: &[u8]) -> FileRead {
        let contents = articles_in(Path::new(name), bytes.to_vec(), &ReadOptions::default()).expect("articles");
        FileRead { path: name.into(), contents, problem: None }
    }

    fn twin(article: usize, percent: u32) -> Twin {
        Twin { article, percent, other: "“A” (a.txt)".to_owned() }
    }

    fn three() -> (Vec<FileRead>, Candidates) {
        let mut files =
            vec![file("a.txt", b"Words of a."), file("b.csv", b"title,text\nB,Words of b.\nC,Words of a.\n")];
        let candidates = Candidates::take(&mut files, vec![twin(1, 80), twin(2, 100)]);
        (files, candidates)
    }

    fn ticks(candidates: &Candidates) -> Vec<bool> {
        candidates.all.iter().map(|candidate| candidate.ticked).collect()
    }

    #[test]
    fn the_same_text_is_not_ticked_and_one_nearly_the_same_is() {
        let (_, candidates) = three();
        assert_eq!(ticks(&candidates), [true, true, false]);
        assert_eq!((candidates.ticked(), candidates.same(), candidates.remarked()), (2, 1, 2));
        let remarks: Vec<String> = candidates.all[2].remarks().collect();
        assert_eq!(remarks, ["The same text as “A” (a.txt)"]);
    }

    #[test]
    fn only_those_with_remarks_are_listed_and_ticked_together() {
        let (_, mut candidates) = three();
        candidates.only_remarked = true;
        candidates.list();
        assert_eq!((candidates.listed(), candidates.chosen), ([1, 2].as_slice(), 1));
        candidates.step(5);
        assert_eq!(candidates.chosen, 2);
        candidates.tick_listed(false);
        assert_eq!(ticks(&candidates), [true, false, false]);
        assert_eq!(candidates.into_ticked()[0].article.source, "a.txt");
    }

    #[test]
    fn a_file_that_is_read_again_takes_its_old_place() {
        let (mut files, mut candidates) = three();
        candidates.toggle(0);
        files[1] = file("b.csv", b"title,text\nOther,Other words.\n");
        candidates.replace(&[1].into(), &mut files, vec![twin(0, 100)]);
        let titles: Vec<&str> = candidates.all.iter().map(|candidate| candidate.article().title.as_str()).collect();
        assert_eq!(titles, ["A", "Other"]);
        assert_eq!(ticks(&candidates), [false, true]);
        candidates.toggle(0);
        candidates.set_twins(vec![twin(0, 100)]);
        assert!(candidates.all[0].ticked, "what was ticked by hand stays so");
    }

    #[test]
    fn what_was_done_by_hand_stays_with_its_text() {
        let (mut files, mut candidates) = three();
        candidates.toggle(2);
        candidates.chosen = 2;
        candidates.edit().expect("an article").date = "soon".to_owned();
        candidates.toggle(1);
        files[1] = file("b.csv", b"title,text,outlet\nOther,Other words.,\nNew,Words of a.,Post\nB,Words of b.,\n");
        candidates.replace(&[1].into(), &mut files, vec![twin(2, 100)]);
        let known: Vec<_> =
            candidates.known().map(|(_, article)| [&article.title, &article.outlet, &article.date]).collect();
        assert_eq!(known[1..], [["Other", "", ""], ["New", "Post", "soon"], ["B", "", ""]]);
        assert_eq!(ticks(&candidates), [true, true, true, false]);
        assert!(candidates.fault().is_some_and(|(at, _)| at == 2));
    }

    #[test]
    fn what_cannot_be_added_is_said_while_it_is_ticked() {
        let (_, mut candidates) = three();
        candidates.edit().expect("an article").date = "soon".to_owned();
        assert!(candidates.fault().is_some_and(|(at, why)| at == 0 && why.contains("“soon” is no date")));
        candidates.toggle(0);
        assert_eq!(candidates.fault(), None);
    }
}
