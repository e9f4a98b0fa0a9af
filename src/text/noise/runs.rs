//! Lines that are noise because of where they stand: the menu above an article, lists of links, tables of prices, the foot
//! of the page.

use std::ops::Range;

use super::{
    kinds::{Kind, Verdict},
    line::{End, Line},
    phrases,
};

/// A paragraph below which no foot of a page begins.
const PARAGRAPH_WORDS: usize = 30;
/// A link of more words is a paragraph.
const LINK_WORDS: usize = 20;
/// A label between two pieces of noise has no more words.
const LABEL_WORDS: usize = 6;

/// Between a title and its copy stand no more lines of the article.
const LONGEST_STANDFIRST: usize = 8;

/// An entry of a menu has no more words.
const MENU_WORDS: usize = 3;

/// What stands above an article has no more lines.
const LONGEST_HEAD: usize = 60;

/// Where the article begins and ends among the lines.
#[derive(Debug)]
pub(super) struct Frame {
    /// The first line that reads as a paragraph.
    pub head: usize,
    /// The line behind the last one that does; the same where none does.
    pub tail: usize,
}

impl Frame {
    /// Of a text without paragraphs (a poem, a list), nothing is head or tail.
    pub fn new(lines: &[Line<'_>], verdicts: &[Verdict]) -> Self {
        let is_body = |at: &usize| lines[*at].is_body() && matches!(verdicts[*at], Verdict::Nothing);
        let head = (0..lines.len()).find(is_body).filter(|head| *head <= LONGEST_HEAD).unwrap_or(0);
        let tail = (0..lines.len()).rev().find(is_body).map_or(0, |last| last + 1);
        Self { head, tail }
    }

    fn has_body(&self) -> bool {
        self.head < self.tail
    }

    fn is_outside(&self, at: usize) -> bool {
        self.has_body() && (at < self.head || at >= self.tail)
    }
}

pub(super) fn judge(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    tables(lines, verdicts);
    prices(lines, verdicts);
    menus(lines, frame, verdicts);
    hints(lines, frame, verdicts);
    links(lines, verdicts);
    foot(lines, verdicts);
    above_title(lines, frame, verdicts);
    between(lines, frame, verdicts);
}

/// Tables whose cells are parted by bars, with prices for a time or with stars.
fn tables(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    let bars = |line: &Line<'_>| line.text.matches('|').count();
    let mut at = 0;
    while at < lines.len() {
        let columns = bars(&lines[at]);
        let mut end = at + 1;
        while columns > 0 && lines.get(end).is_some_and(|line| bars(line) == columns) {
            end += 1;
        }
        let rows = at..end;
        if columns > 0 && rows.len() > 1 && phrases::is_price_table(lines[rows.clone()].iter().map(|line| line.text)) {
            mark(verdicts, rows.clone(), Kind::Prices);
            // What it is called stands right above it.
            if let Some(above) =
                at.checked_sub(1).filter(|above| !lines[at].after_gap && is_title_of_list(&lines[*above]))
            {
                verdicts[above] = Verdict::Noise(Kind::Prices);
            }
        }
        at = end;
    }
}

fn is_title_of_list(line: &Line<'_>) -> bool {
    line.is_label() && line.end == End::Open && line.words <= LABEL_WORDS
}

/// Two prices or more near each other, with what stands between them.
fn prices(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    const NEAR: usize = 3;
    let mut last: Option<usize> = None;
    for at in 0..lines.len() {
        if lines[at].is_body() {
            last = None;
        }
        if verdicts[at] != Verdict::Hint(Kind::Prices) && verdicts[at] != Verdict::Noise(Kind::Prices) {
            continue;
        }
        if let Some(last) = last.filter(|last| at - last <= NEAR) {
            let between = last + 1..at;
            if between.clone().all(|line| is_title_of_list(&lines[line])) {
                mark(verdicts, last..at + 1, Kind::Prices);
            }
        }
        last = Some(at);
    }
}

fn mark(verdicts: &mut [Verdict], lines: Range<usize>, kind: Kind) {
    for verdict in verdicts.get_mut(lines).into_iter().flatten() {
        if !verdict.is_noise() {
            *verdict = Verdict::Noise(kind);
        }
    }
}

/// The links below “Related articles” and its like.
fn links(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    let mut topics_end = 0;
    for at in 0..lines.len() {
        // Topics stand one a line below the word.
        let is_topic = |line: &&Line<'_>| !line.after_gap && line.words <= MENU_WORDS && line.is_label();
        // Among topics the word is one of them, and those below it are marked already.
        if at >= topics_end && verdicts[at] == Verdict::Noise(Kind::Tags) && lines[at].words == 1 {
            let topics = lines[at + 1..].iter().take_while(is_topic).count();
            topics_end = at + 1 + topics;
            mark(verdicts, at + 1..topics_end, Kind::Tags);
        }
    }
    let mut at = 0;
    while at < lines.len() {
        let end = if is_heading_of_links(&lines[at], verdicts[at]) { below(lines, at) } else { at + 1 };
        let leads_on = lines.get(end).is_some_and(|next| next.after_gap && next.words >= LINK_WORDS && next.is_body());
        if is_heading_of_links(&lines[at], verdicts[at]) && end == at + 1 && leads_on {
            // Without links it is the heading of what follows.
            verdicts[at] = Verdict::Nothing;
        }
        mark(verdicts, at + 1..end, Kind::Related);
        at = end;
    }
}

/// Whether it is “Related articles” or its like, not “Read more: …” or a button that says “Read more”.
fn is_heading_of_links(line: &Line<'_>, verdict: Verdict) -> bool {
    verdict == Verdict::Noise(Kind::Related) && line.is_label() && !line.text.contains(':') && !phrases::is_button(line)
}

/// Where the links below a heading end: before a paragraph, and before the heading of one.
fn below(lines: &[Line<'_>], heading: usize) -> usize {
    let is_link =
        |line: &Line<'_>| line.words <= LINK_WORDS && line.end != End::Stop && !line.is_body() && !line.is_speech;
    let mut end = heading + 1;
    // Where a list begins or ends, something else does.
    let is_alike =
        |at: usize| lines.get(at).map(|line| line.is_item) == lines.get(heading + 1).map(|line| line.is_item);
    while lines.get(end).is_some_and(is_link) && is_alike(end) {
        end += 1;
    }
    let stands_apart = |at: usize| lines.get(at).is_some_and(|line| line.after_gap && !line.is_item);
    while end > heading + 1 && end < lines.len() && stands_apart(end - 1) {
        end -= 1;
        // Links that each stand by themselves end with the heading of what follows; one heading is enough.
        if lines.get(end).is_some_and(|line| !line.is_item) {
            break;
        }
    }
    end
}

/// Names of sections, three or more in a row above or below the article.
fn menus(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    let is_entry = |verdict: Verdict| matches!(verdict, Verdict::Section | Verdict::Hint(_));
    let mut at = 0;
    while at < lines.len() {
        let start = at;
        while at < lines.len() && frame.is_outside(at) && is_entry(verdicts[at]) {
            at += 1;
        }
        if at - start > 2 {
            mark(verdicts, start..at, Kind::Navigation);
        }
        at = at.max(start + 1);
    }
}

/// Hints that stand beside noise, or beside another hint of their kind, and are no heading of a paragraph.
fn hints(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    let forward = 0..lines.len();
    for at in forward.clone().chain(forward.rev()) {
        let Verdict::Hint(kind) = verdicts[at] else { continue };
        let beside = |other: Option<usize>| other.and_then(|other| verdicts.get(other)).copied();
        let neighbours = [beside(at.checked_sub(1)), beside(Some(at + 1))];
        let is_near_noise = neighbours.iter().flatten().any(|verdict| verdict.is_noise());
        // Buttons to share have different words.
        let is_alike = |other: usize| kind != Kind::Sharing || lines[other].text != lines[at].text;
        let is_twin = |other: &usize| verdicts.get(*other) == Some(&Verdict::Hint(kind)) && is_alike(*other);
        let has_twin = [at.checked_sub(1), Some(at + 1)].iter().flatten().any(is_twin);
        let leads_on = lines[at].is_label() && lines.get(at + 1).is_some_and(Line::is_body) && at + 1 < frame.tail;
        let is_advert = |verdict: &Option<Verdict>| *verdict == Some(Verdict::Noise(Kind::Advertisement));
        // Advertisements stand anywhere: what adjoins them can be a heading all the same.
        let only_adverts = neighbours.iter().filter(|verdict| verdict.is_some_and(Verdict::is_noise)).all(is_advert);
        let may_be_heading = leads_on && (only_adverts || !lines[at].words.eq(&1));
        if (is_near_noise && !may_be_heading) || (has_twin && !leads_on && frame.has_body()) {
            verdicts[at] = Verdict::Noise(kind);
        }
    }
}

/// All below a heading of links that no paragraph follows.
fn foot(lines: &[Line<'_>], verdicts: &mut [Verdict]) {
    let is_paragraph = |line: &Line<'_>, verdict: Verdict| line.words >= PARAGRAPH_WORDS && !verdict.is_noise();
    let last = (0..lines.len()).rev().find(|at| is_paragraph(&lines[*at], verdicts[*at])).map_or(0, |at| at + 1);
    let is_start = |at: &usize| is_heading_of_links(&lines[*at], verdicts[*at]);
    let Some(start) = (last..lines.len()).find(is_start) else { return };
    let below = start + 1..lines.len();
    let sentences = lines[below.clone()].iter().filter(|line| line.end == End::Stop).count();
    if last > 0 && sentences * 2 <= below.len() {
        mark(verdicts, below, Kind::Related);
    }
}

/// What stands above the title of a page of which some is noise.
fn above_title(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    let head = 0..frame.head;
    let is_title = |at: &usize| {
        let repeats =
            lines.iter().take(frame.head + LONGEST_STANDFIRST).skip(*at + 1).any(|line| line.text == lines[*at].text);
        verdicts[*at] == Verdict::Nothing && lines[*at].words >= 3 && repeats
    };
    let stands_alone = |at: &usize| {
        verdicts[*at] == Verdict::Nothing
            && lines[*at].words >= 3
            && lines[*at].after_gap
            && lines.get(at + 1).is_some_and(|next| next.after_gap)
    };
    let repeated = head.clone().find(is_title);
    let Some(title) = repeated.or_else(|| head.clone().find(stands_alone)) else { return };
    let above = 0..title;
    let is_page = |verdict: &Verdict| {
        matches!(verdict, Verdict::Noise(Kind::Navigation | Kind::Sharing | Kind::Subscription | Kind::Notice))
    };
    let can_be_menu = |at: usize| verdicts[at].is_noise() || (lines[at].is_label() && !lines[at].is_item);
    if verdicts[above.clone()].iter().any(is_page) && above.clone().all(can_be_menu) {
        // Unless it is sure which line is the title, a longer one above can be it, and one with a date belongs to it.
        let is_entry = |at: &usize| {
            let line = &lines[*at];
            line.words <= MENU_WORDS && !line.text.contains(|c: char| c.is_ascii_digit()) && !phrases::is_byline(line)
        };
        let entries: Vec<usize> = above.filter(|at| repeated.is_some() || is_entry(at)).collect();
        entries.into_iter().for_each(|at| mark(verdicts, at..at + 1, Kind::Navigation));
    }
}

/// Labels between two pieces of noise above or below the article.
fn between(lines: &[Line<'_>], frame: &Frame, verdicts: &mut [Verdict]) {
    for at in (frame.tail..lines.len()).filter(|_| frame.has_body()) {
        let is_noise = |other: Option<usize>| other.and_then(|other| verdicts.get(other)).is_some_and(|v| v.is_noise());
        let is_label = is_title_of_list(&lines[at]) && !verdicts[at].is_noise();
        if is_label && is_noise(at.checked_sub(1)) && is_noise(Some(at + 1)) {
            verdicts[at] = Verdict::Noise(Kind::Navigation);
        }
    }
}
