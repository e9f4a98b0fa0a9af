//! Putting what a foreign file holds into a project: its texts as articles, its codes as tags, each coder as an analyst with
//! a layer. The same file gives the same records, so that taking it in twice changes nothing.

use std::{
    cell::LazyCell,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    mem,
    ops::Range,
    sync::Arc,
};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    again::twice,
    codes::{Codes, becomes_group, land_codes},
    memos::{Memos, land_memos},
    report::Report,
    texts::{Articles, article_of},
};
use crate::anchoring::{Anchorer, Outcome};
use crate::exchange::foreign::{
    ANALYST, Code, Coder, Decision, Foreign, Given, Passage, Positions, Text, UNPLACED, begins_with, few, guid,
    is_as_long, is_same, stamp,
};
use crate::format::{Contents, Item, Located, Mixed, Records};
use crate::ingest::LARGEST;
use crate::{
    model::{
        Analyst, AnalystId, Annotation, AnnotationId, ArticleId, Coding, Edit, EditError, Entry, Only, Project, Quote,
        Span, Stamp, Step, slug,
    },
    words::{brief, counted},
};

/// What a foreign file becomes in a project.
#[derive(Debug)]
pub struct Landed {
    /// The project with the articles and tags that are new.
    pub project: Project,
    /// The articles that are new, with the bytes of their texts: to be written before the step is made.
    pub texts: Vec<(ArticleId, Vec<u8>)>,
    /// Adds the articles and tags that are new; `None` where none is.
    pub step: Option<Step>,
    /// The coding of each coder, to be received like one that was mailed.
    pub layers: Vec<Records>,
    pub report: Report,
}

/// Who coded where the file does not say.
const NOBODY: &str = "Imported";

/// Puts `foreign`, read from a file of the format called `format`, into a project.
///
/// # Errors
/// A text cannot be an article.
pub fn land(project: &Project, format: &str, foreign: &Foreign) -> Result<Landed, EditError> {
    let mut project = project.clone();
    let is_empty = project.articles.is_empty() && project.layers.values().all(|layer| layer.is_blank());
    let understood = Some(foreign.understood.clone()).filter(|words| !words.is_empty());
    let notices = foreign.notices.clone();
    let mut report = Report { understood, notices, left_out: foreign.left_out, ..Report::default() };
    let foreign = with_texts(&project, with_sources(&project, foreign.clone()), &mut report);
    let foreign = &with_codes(with_those_used(foreign), &mut report);
    let articles = Articles::of(&mut project, &foreign.texts, &mut report)?;
    let codes = land_codes(&mut project, &foreign.codes, foreign.is_ours);
    report.new_tags = codes.new_tags;
    report.known_tags = codes.tags.iter().flatten().count().saturating_sub(codes.new_tags);
    report.notices.extend(codes.notices.iter().cloned());
    let decision = Decision::of(foreign);
    let stays_apart = |passage: &Passage| passage.codes.len() > 1 || passage.codes.iter().any(Given::is_told);
    let stay_apart = foreign.texts.iter().flat_map(|text| &text.passages).any(stays_apart);
    let mut layers = Layers {
        format,
        foreign,
        codes: &codes,
        by_coder: BTreeMap::new(),
        stay_apart,
        lost: Vec::new(),
        moved: 0,
        joined: 0,
        given_away: BTreeMap::new(),
    };
    for (text, article) in foreign.texts.iter().zip(&articles.ids) {
        layers.add(text, article, &project, &decision);
    }
    if foreign.texts.iter().any(|text| !text.passages.is_empty()) {
        report.counting = Some(decision.words());
        report.is_in_doubt = decision.is_in_doubt();
    }
    if report.is_in_doubt {
        let doubt = "what positions count is in doubt, since most passages begin or end within a word: look at where they \
                     stand, and say what is counted";
        report.notices.push(doubt.to_owned());
    }
    layers.tell(&mut report);
    let (memos, left_out) = land_memos(foreign, &articles.ids, &codes.tags);
    report.left_out += left_out.len();
    report.notices.extend(left_out);
    let (layers, known) = layers.records(&project, memos);
    report.passages -= known;
    if known > 0 {
        report.notices.push(format!("{} here already", counted(known, "passage")));
    }
    report.analysts = layers.iter().filter_map(|records| Some(records.layer()?.analyst().name.clone())).collect();
    report.notices.extend(layers.iter().filter_map(|records| twice(&project, records)));
    let info = info_of(&project, is_empty, foreign, &mut report);
    let edits: Vec<Edit> = articles.edits.into_iter().chain(codes.edits).chain(info).collect();
    let label = format!("take in {}", counted(report.new_articles + report.known_articles, "text"));
    let step = (!edits.is_empty()).then(|| Step::new(label, edits));
    Ok(Landed { project, texts: articles.new, step, layers, report })
}

/// What the file says of the whole: its title, where there is nothing here yet and nobody chose another one; and below the project's
/// note what is said of the project, and of categories, which have no place for it here.
fn info_of(project: &Project, is_empty: bool, foreign: &Foreign, report: &mut Report) -> Option<Edit> {
    let categories = foreign.codes.iter().enumerate().filter(|(at, _)| becomes_group(&foreign.codes, *at));
    let categories = categories.filter(|(_, code)| !code.description.trim().is_empty());
    let said = categories.map(|(_, code)| format!("“{}”: {}", code.name.trim(), code.description.trim()));
    let mut info = project.info().clone();
    for said in [foreign.note.trim().to_owned()].into_iter().chain(said).filter(|said| !said.is_empty()) {
        if !info.note.contains(&said) {
            info.note = if info.note.is_empty() { said } else { format!("{}\n\n{said}", info.note) };
        }
    }
    let (theirs, ours) = (foreign.title.trim(), &project.info().title);
    if is_empty && !theirs.is_empty() && theirs != ours {
        if foreign.may_name_project {
            report.notices.push(format!("the project is called “{theirs}” now, as in the file; it was “{ours}”"));
            theirs.clone_into(&mut info.title);
        } else if foreign.is_ours {
            report.notices.push(format!("the project is called “{theirs}” in the file; it stays “{ours}”"));
        }
    }
    (info != *project.info()).then(|| Edit::Project(Only, Some(Arc::new(info))))
}

/// The same with the texts that the file does not hold and that are articles here; what stands on others is left out, and so
/// is what is too long for an article.
fn with_texts(project: &Project, mut foreign: Foreign, report: &mut Report) -> Foreign {
    foreign.texts.retain_mut(|text| {
        if text.raw.len() as u64 > LARGEST {
            let (megabytes, name) = (LARGEST / 1_000_000, &text.name);
            report.left_out += text.passages.len().max(1);
            report.notices.push(format!("“{name}” is left out: it is larger than {megabytes} MB, as no article may be"));
            return false;
        }
        if text.raw.is_empty()
            && let Some((id, article)) = article_of(project, text)
        {
            text.raw = article.body.text().to_owned();
            text.article = Some(id.clone());
        }
        if text.raw.is_empty() {
            report.left_out += text.passages.len();
            let (passages, name) = (counted(text.passages.len(), "passage"), text.name.trim());
            let quotes: Vec<String> = text.passages.iter().map(|passage| format!("“{}”", brief(&passage.quote))).collect();
            report.notices.push(match name {
                "" => format!(
                    "{passages} left out, since the file does not say of which text, and the words are in no article or in several: {}",
                    few(&quotes)
                ),
                name => format!(
                    "{passages} of “{name}” left out: there is no article of that link or title here. Add its text, and try again"
                ),
            });
        }
        !text.raw.is_empty()
    });
    foreign
}

/// The same with passages of which the file does not say the text below the one article that has their words.
fn with_sources(project: &Project, mut foreign: Foreign) -> Foreign {
    let is_nameless = |text: &Text| text.raw.is_empty() && text.name.trim().is_empty() && text.link.is_empty();
    let mut found: BTreeMap<&ArticleId, Vec<Passage>> = BTreeMap::new();
    for text in foreign.texts.iter_mut().filter(|text| is_nameless(text)) {
        text.passages.retain(|passage| {
            let words = passage.quote.trim();
            let mut having = project.articles.iter().filter(|(_, article)| {
                !words.is_empty() && !article.body.is_missing() && article.body.text().contains(words)
            });
            match (having.next(), having.next()) {
                (Some((id, _)), None) => {
                    found.entry(id).or_default().push(passage.clone());
                    false
                }
                _ => true,
            }
        });
    }
    foreign.texts.retain(|text| !is_nameless(text) || !text.passages.is_empty());
    for (id, passages) in found {
        let Some(article) = project.articles.get(id) else { continue };
        let text = Text::new(&article.title, article.body.text());
        foreign.texts.push(Text { passages, article: Some(id.clone()), ..text });
    }
    foreign
}

/// The same without codes that no passage has, where codes come with passages only.
fn with_those_used(mut foreign: Foreign) -> Foreign {
    if !foreign.codes_by_use {
        return foreign;
    }
    let mut used = BTreeSet::new();
    for given in foreign.texts.iter().flat_map(|text| &text.passages).flat_map(|passage| &passage.codes) {
        let above = |at: &usize| foreign.codes.get(*at).and_then(|code| code.parent).filter(|parent| parent < at);
        used.extend([given.code].iter().chain(&given.by).flat_map(|at| std::iter::successors(Some(*at), above)));
    }
    let places: BTreeMap<usize, usize> = used.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    let codes = mem::take(&mut foreign.codes);
    foreign.codes = codes
        .into_iter()
        .enumerate()
        .filter(|(at, _)| used.contains(at))
        .map(|(_, code)| Code { parent: code.parent.and_then(|parent| places.get(&parent).copied()), ..code })
        .collect();
    for given in foreign.texts.iter_mut().flat_map(|text| &mut text.passages).flat_map(|passage| &mut passage.codes) {
        given.code = places[&given.code];
        given.by.iter_mut().for_each(|by| *by = places[by]);
    }
    foreign
}

/// The same with a code of its own name in each category that passages have: only tags stand on passages.
fn with_codes(mut foreign: Foreign, report: &mut Report) -> Foreign {
    let passages = foreign.texts.iter().flat_map(|text| &text.passages);
    let mut given: BTreeSet<usize> = passages.flat_map(|passage| &passage.codes).map(|given| given.code).collect();
    given.retain(|at| becomes_group(&foreign.codes, *at));
    let mut instead = BTreeMap::new();
    for at in given {
        let Code { name, colour, .. } = foreign.codes[at].clone();
        report.notices.push(format!("passages have the category “{name}”: there is a tag of that name in it for them"));
        instead.insert(at, foreign.codes.len());
        foreign.codes.push(Code { colour, ..Code::named(&name, Some(at)) });
    }
    let passages = foreign.texts.iter_mut().flat_map(|text| &mut text.passages);
    for given in passages.flat_map(|passage| &mut passage.codes) {
        given.code = instead.get(&given.code).copied().unwrap_or(given.code);
    }
    foreign
}

/// Whose a passage is, where it stands, which one it is there, and its note where others there have other notes.
type Key<'t> = (Option<usize>, Span, usize, &'t str);

/// The coders' passages while they are put together.
struct Layers<'f> {
    format: &'f str,
    foreign: &'f Foreign,
    codes: &'f Codes,
    by_coder: BTreeMap<Option<usize>, BTreeMap<AnnotationId, (Annotation, Stamp)>>,
    /// Whether passages have several codes, or say who says them. A program that gives each one code and no more writes words
    /// with several once for each.
    stay_apart: bool,
    /// Passages that stand nowhere, in words.
    lost: Vec<String>,
    /// Passages that were found by their words, not by their positions.
    moved: usize,
    /// Selections that became one passage with another one.
    joined: usize,
    /// Passages of which those who gave the codes are others than who marked them, by the coders who marked them.
    given_away: BTreeMap<usize, usize>,
}

impl Layers<'_> {
    fn add(&mut self, text: &Text, article: &ArticleId, project: &Project, decision: &Decision) {
        let Some(body) = project.articles.get(article).map(|article| &article.body) else { return };
        let positions = Positions::new(&text.raw, decision.counting);
        let anchorer = LazyCell::new(|| Anchorer::new(body.text(), None));
        let trusts_quotes = decision.gives_words();
        let mut together: BTreeMap<Key<'_>, Annotation> = BTreeMap::new();
        let mut marks: BTreeMap<Key<'_>, (Option<Uuid>, Timestamp)> = BTreeMap::new();
        let mut found = Vec::new();
        for passage in &text.passages {
            let range = positions.range(passage.start, passage.end);
            let Some(range) = self.found(body.text(), &anchorer, passage, range, trusts_quotes) else {
                let words = if passage.quote.trim().is_empty() { "without words" } else { passage.quote.trim() };
                let (words, name, start, end) = (brief(words), &text.name, passage.start, passage.end);
                self.lost.push(match start {
                    UNPLACED => format!("“{words}” in “{name}”"),
                    _ => format!("“{words}” ({start} to {end} of “{name}”)"),
                });
                continue;
            };
            found.extend(Span::new(body.text(), range).map(|span| (passage, span)));
        }
        let mut notes: BTreeMap<(Option<usize>, Span), BTreeSet<&str>> = BTreeMap::new();
        for (passage, span) in found.iter().filter(|(passage, _)| !passage.note.trim().is_empty()) {
            for coder in self.codings_by_coder(passage).into_keys() {
                notes.entry((coder, *span)).or_default().insert(passage.note.trim());
            }
        }
        for (at, (passage, span)) in found.into_iter().enumerate() {
            let by_coder = self.codings_by_coder(passage);
            if let Some(coder) = passage.coder.filter(|coder| !by_coder.contains_key(&Some(*coder))) {
                *self.given_away.entry(coder).or_default() += 1;
            }
            for (coder, codings) in by_coder {
                // Where notes differ, each stays with its codes.
                let differ = notes.get(&(coder, span)).is_some_and(|notes| notes.len() > 1);
                let note = if differ { passage.note.trim() } else { "" };
                let key = (coder, span, if self.stay_apart { at } else { 0 }, note);
                self.joined += usize::from(together.contains_key(&key));
                let changed = passage.modified.or(passage.created).or(self.foreign.written).unwrap_or_default();
                let created = kept(passage.created.unwrap_or_default());
                let annotation = together.entry(key).or_insert_with(|| Annotation {
                    article: article.clone(),
                    text: body.fingerprint().clone(),
                    span,
                    quote: Quote::of(body.text(), span),
                    codings: Vec::new(),
                    note: String::new(),
                    created,
                });
                // The first time that is known.
                let times = [annotation.made(), Some(created).filter(|time| *time > Timestamp::UNIX_EPOCH)];
                annotation.created = times.into_iter().flatten().min().unwrap_or_default();
                take_in(annotation, codings, &passage.note);
                let mark = marks.entry(key).or_insert((passage.id, changed));
                mark.1 = mark.1.max(changed);
            }
        }
        for (key, annotation) in together {
            let (id, changed) = marks.get(&key).copied().unwrap_or_default();
            self.put(key.0, annotation, id, changed);
        }
    }

    /// Where the passage stands: at its positions, unless the file gives other words than stand there.
    fn found<'t>(
        &mut self,
        text: &'t str,
        anchorer: &LazyCell<Anchorer<'t>, impl FnOnce() -> Anchorer<'t>>,
        passage: &Passage,
        range: Option<Range<usize>>,
        trusts_quotes: bool,
    ) -> Option<Range<usize>> {
        let words = range.clone().and_then(|range| text.get(range));
        let may_be_name = self.foreign.may_name && !(trusts_quotes && is_as_long(passage));
        let is_given = !passage.quote.trim().is_empty();
        // Names are cut short, words are not.
        let is_cut = self.foreign.may_name || passage.quote.trim_end().ends_with('…');
        let are_those =
            |words: &str| if is_cut { begins_with(words, &passage.quote) } else { is_same(words, &passage.quote) };
        if words.is_some_and(|words| !is_given || may_be_name || are_those(words)) {
            return range.map(|range| self.elsewhere(text, passage, &range).unwrap_or(range));
        }
        let found = by_words(text, anchorer, passage, range.as_ref().map(|range| range.start));
        self.moved += usize::from(found.is_some() && passage.start != UNPLACED);
        // Words that stand nowhere are told of: at the positions there are others.
        found.or(range.filter(|_| self.foreign.may_name))
    }

    /// The one place where the same words have all around them that the file gives, while at the positions they have not.
    fn elsewhere(&mut self, text: &str, passage: &Passage, here: &Range<usize>) -> Option<Range<usize>> {
        let whole = seen(&passage.before) + seen(&passage.after);
        if whole == 0 || passage.quote.trim().is_empty() || context(text, here, passage) == whole {
            return None;
        }
        let words = passage.quote.trim();
        let places = text.match_indices(words).map(|(at, _)| at..at + words.len());
        let mut fitting = places.filter(|place| context(text, place, passage) == whole);
        let found = fitting.next().filter(|_| fitting.next().is_none())?;
        self.moved += 1;
        Some(found)
    }

    /// The codings that each coder gave the passage. One without codes belongs to whoever marked it.
    fn codings_by_coder(&self, passage: &Passage) -> BTreeMap<Option<usize>, Vec<Coding>> {
        let tag = |code: &usize| self.codes.tags.get(*code).cloned().flatten();
        let mut by_coder: BTreeMap<Option<usize>, Vec<Coding>> = BTreeMap::new();
        for given in &passage.codes {
            let by = given.by.iter().filter_map(tag).collect();
            let coding = tag(&given.code).map(|tag| Coding { by, stance: given.stance, ..Coding::new(tag) });
            by_coder.entry(given.coder.or(passage.coder)).or_default().extend(coding);
        }
        if by_coder.is_empty() {
            by_coder.insert(passage.coder, Vec::new());
        }
        by_coder
    }

    fn put(&mut self, coder: Option<usize>, annotation: Annotation, id: Option<Uuid>, changed: Timestamp) {
        let layer = self.by_coder.entry(coder).or_default();
        let own = id.map(AnnotationId).filter(|id| !layer.contains_key(id));
        let span = annotation.span.range();
        // Not the coder's place in the file: that is another one as soon as somebody else is in it.
        let key = key_of(self.format, &coder_at(self.foreign, coder));
        let numbered = || {
            let whose = format!("{key}\n{}\n{span:?}", annotation.text.as_str());
            let mut numbered = (0..).map(|n| AnnotationId(hashed(&format!("{whose}\n{n}"))));
            numbered.find(|id| !layer.contains_key(id))
        };
        let Some(id) = own.or_else(numbered) else { return };
        layer.insert(id, (annotation, stamp(changed)));
    }

    fn tell(&self, report: &mut Report) {
        report.passages = self.by_coder.values().map(BTreeMap::len).sum();
        if self.moved > 0 {
            let passages = counted(self.moved, "passage");
            report.notices.push(format!("{passages} found by the words, which are not where the file says"));
        }
        if self.joined > 0 {
            let (selections, are) = (counted(self.joined, "selection"), if self.joined == 1 { "is" } else { "are" });
            report.notices.push(format!(
                "{selections} on words that the same person has selected already {are} one passage with that"
            ));
        }
        for (coder, n) in &self.given_away {
            let (passages, are) = (counted(*n, "passage"), if *n == 1 { "is" } else { "are" });
            let name = coder_at(self.foreign, Some(*coder)).name;
            report.notices.push(format!("{passages} that {name} marked {are} here of those who gave the codes"));
        }
        report.left_out += self.lost.len();
        if !self.lost.is_empty() {
            let (passages, few) = (counted(self.lost.len(), "passage"), few(&self.lost));
            report.notices.push(format!("{passages} left out, since nothing stands at the place: {few}"));
        }
    }

    /// A layer for each coder, and how many passages are not in any, since the analyst has them already.
    fn records(mut self, project: &Project, mut memos: BTreeMap<Option<usize>, Memos>) -> (Vec<Records>, usize) {
        let written = kept(self.foreign.written.unwrap_or_default());
        let (mut layers, mut known) = (Vec::new(), 0);
        for coder in memos.keys() {
            self.by_coder.entry(*coder).or_default();
        }
        for (coder, mut annotations) in self.by_coder {
            let mut memos = memos.remove(&coder).unwrap_or_default();
            let coder = &coder_at(self.foreign, coder);
            let present = project.layers.values().find(|layer| guid(project, ANALYST, layer.id.as_str()) == coder.key);
            let whose = match present {
                // What we wrote comes back: only what is new in it is news, since formats carry less than we have.
                Some(layer) => {
                    let before = annotations.len();
                    annotations.retain(|id, _| !layer.annotations.knows(id));
                    known += before - annotations.len();
                    memos.retain(|subject, _| !layer.memos.knows(subject));
                    let Some(analyst) = layer.analyst.entry(&layer.id) else { continue };
                    Item::Analyst(layer.id.clone(), analyst.clone())
                }
                None => {
                    let (key, name) = (key_of(self.format, coder), name_of(coder).to_owned());
                    let id = AnalystId::new(&slug(&name, "imported")).ok().filter(|id| !id.is_adjudicated());
                    let Some(id) = id.or_else(|| AnalystId::new("imported").ok()) else { continue };
                    let analyst = Analyst { key, name, created: written };
                    Item::Analyst(id, Entry { value: Some(Arc::new(analyst)), changed: stamp(written) })
                }
            };
            if annotations.is_empty() && memos.is_empty() && present.is_some() {
                continue;
            }
            let mut items = vec![whose];
            items.extend(annotations.into_iter().map(|(id, (annotation, changed))| {
                Item::Annotation(id, Entry { value: Some(Arc::new(annotation)), changed })
            }));
            items.extend(memos.into_iter().map(|(subject, entry)| Item::Memo(subject, entry)));
            let items = items.into_iter().map(|item| Located { line: 0, item }).collect();
            let records: Result<Records, Mixed> = Records::new(Contents { items, damage: Vec::new(), canonical: true });
            layers.extend(records);
        }
        (layers, known)
    }
}

/// Where the words of a passage stand: of several places the one with most of what should be around it, of those the one that is clearly
/// the nearest to where it should be; else what is like them. Nowhere where that is in doubt.
fn by_words<'t>(
    text: &'t str,
    anchorer: &LazyCell<Anchorer<'t>, impl FnOnce() -> Anchorer<'t>>,
    passage: &Passage,
    near: Option<usize>,
) -> Option<Range<usize>> {
    let words = passage.quote.trim();
    if words.is_empty() {
        return None;
    }
    let places = text.match_indices(words).map(|(at, _)| at..at + words.len());
    let away = |place: &Range<usize>| near.map_or(0, |near| place.start.abs_diff(near));
    let mut exact: Vec<_> =
        places.map(|place| (Reverse(context(text, &place, passage)), away(&place), place)).collect();
    exact.sort_by_key(|(around, away, place)| (*around, *away, place.start));
    match exact.as_slice() {
        [] => {}
        [(_, _, place)] => return Some(place.clone()),
        [first, second, ..] => {
            let is_clear = first.0 < second.0 || (near.is_some() && first.1 * 2 < second.1);
            return is_clear.then(|| first.2.clone());
        }
    }
    let near = near.unwrap_or_default();
    let (before, after) = (passage.before.clone(), passage.after.clone());
    let quote = Quote { exact: words.to_owned(), before, after, nth: (1, 1) };
    let at = text.floor_char_boundary(near);
    let near = Span::new(text, at..text.ceil_char_boundary(at + 1)).ok()?;
    match anchorer.place(&quote, near) {
        Outcome::Placed(found) => Some(found.span.range()),
        Outcome::Refused(_) => None,
    }
}

/// How much of what should stand around a passage stands around this place, in characters without white space.
fn context(text: &str, place: &Range<usize>, passage: &Passage) -> usize {
    let (before, after) = (&text[..place.start], &text[place.end..]);
    alike(before.chars().rev(), passage.before.chars().rev()) + alike(after.chars(), passage.after.chars())
}

/// How many characters are alike up to the first that is not, white space aside.
fn alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    let is_seen = |c: &char| !c.is_whitespace();
    one.filter(is_seen).zip(other.filter(is_seen)).take_while(|(one, other)| one == other).count()
}

/// How many characters there are, white space aside.
fn seen(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The coder at that place, or somebody of whom nothing is known.
fn coder_at(foreign: &Foreign, at: Option<usize>) -> Coder {
    let known = at.and_then(|at| foreign.coders.get(at)).cloned();
    known.unwrap_or_else(|| Coder { key: "imported".to_owned(), name: NOBODY.to_owned() })
}

fn name_of(coder: &Coder) -> &str {
    if coder.name.trim().is_empty() { NOBODY } else { coder.name.trim() }
}

/// What tells this coder from another one of the same name.
fn key_of(format: &str, coder: &Coder) -> String {
    hashed(&format!("{format}\n{}\n{}", coder.key, coder.name)).simple().to_string()
}

/// Adds codings and a note to a passage, each tag and each note once.
fn take_in(annotation: &mut Annotation, codings: Vec<Coding>, note: &str) {
    for coding in codings {
        match annotation.codings.iter_mut().find(|present| present.tag == coding.tag) {
            Some(present) => {
                let more = coding.by.into_iter().filter(|by| !present.by.contains(by)).collect::<Vec<_>>();
                present.by.extend(more);
                present.stance = present.stance.or(coding.stance);
            }
            None => annotation.codings.push(coding),
        }
    }
    let note = note.trim();
    if !note.is_empty() && !annotation.note.split("\n\n").any(|present| present == note) {
        if !annotation.note.is_empty() {
            annotation.note.push_str("\n\n");
        }
        annotation.note.push_str(note);
    }
}

/// A GUID that follows from the words.
pub fn hashed(words: &str) -> Uuid {
    let hash = Sha256::digest(words.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The time in whole seconds, as files of ours keep it: taken in once more it is the same.
fn kept(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}
