//! What an analyst can do, each a pure function from the project to a step.

mod articles;
mod codebook;
mod noise;
mod passages;
mod placing;
mod settling;
mod splitting;
mod submitting;

pub use articles::{
    NewArticle, Removal, add_articles, add_articles_beside, choose_of_record, edit_article, is_date, removal,
    remove_article, reorder, set_memo, set_status,
};
pub use codebook::{
    Fate, UsedHues, add_group, add_tag, delete_group, delete_tag, edit_group, edit_info, edit_tag, fate, free_hue,
    merge_tag, move_tag, new_tag_id, rename_tag, set_blind, siblings, sort_tags, with_new_tags,
};
pub use noise::judge_paragraphs;
pub use passages::{
    Codings, add_coding, annotate, annotate_or_add, delete_passages, move_edges, remove_coding, retag, set_coding,
    set_note, tag_passage,
};
pub use placing::{
    OldTexts, Reanchored, Unsettled, keep_as_orphan, reanchor, settle_at, to_settle, unsettled, unsettled_in,
};
pub use settling::{Of, Settle, carry_over, explain, settle, withdraw};
pub use splitting::{end_split, split_queue, split_stays, split_to, start_split};
pub use submitting::submit;

use jiff::Timestamp;

use super::{AnnotationId, Edit, Place, Project, Step, Table};

/// What a pure function cannot make by itself: a new id and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fresh {
    pub id: AnnotationId,
    pub now: Timestamp,
}

/// `quote` for a label: its first words, at most 40 characters.
pub fn brief(quote: &str) -> String {
    cut(quote, 40)
}

/// `text` on one line with one space between its words, at most so many characters: a longer one ends in “…”. Looks no
/// further than it shows, whatever the length of the text.
pub fn cut(text: &str, longest: usize) -> String {
    let (mut line, mut n, mut is_behind_word) = (String::new(), 0, false);
    for c in text.chars() {
        if c.is_whitespace() {
            is_behind_word = n > 0;
            continue;
        }
        for c in std::mem::take(&mut is_behind_word).then_some(' ').into_iter().chain([c]) {
            line.push(c);
            n += 1;
        }
        if n > longest {
            let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
            return format!("{}…", kept.trim_end());
        }
    }
    line
}

/// “1 passage”, “1,140 passages”.
pub fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", thousands(n)) }
}

/// “1 record is”, “5 records are”: for what is said of one and of many in different words.
pub fn counted_are(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one} is") } else { format!("{} {many} are", thousands(n)) }
}

/// “1,140”.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The place behind all that are there.
pub fn next_rank<K: Ord + Clone, T>(table: &Table<K, T>, rank: impl Fn(&T) -> Option<i64>) -> i64 {
    table.iter().filter_map(|(_, value)| rank(value)).max().map_or(0, |rank| rank + 1)
}

fn passage_step(project: &Project, label: String, edits: Vec<Edit>) -> Step {
    let place = edits.iter().find_map(|edit| match edit {
        Edit::Annotation(analyst, id, value) => {
            let annotation = value.as_deref().or_else(|| project.annotation(analyst, *id))?;
            let span = if value.is_some() { annotation.span } else { project.place(*id, annotation)? };
            Some(Place::Passage(annotation.article.clone(), span, *id))
        }
        _ => None,
    });
    Step::new(label, edits).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_the_first_words_on_one_line() {
        let check = |text: &str, expected: &str| assert_eq!(cut(text, 10), expected, "{text:?}");
        check(" one\n\n two ", "one two");
        check("0123456789", "0123456789");
        check("0123456789a", "012345678…");
        check("01234567 9 b", "01234567…");
        check("", "");
        let endless = "x".repeat(4_000_000);
        let begun = std::time::Instant::now();
        (0..200).for_each(|_| check(&endless, "xxxxxxxxx…"));
        assert!(begun.elapsed() < std::time::Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!([7, 1140, 100_000].map(thousands), ["7", "1,140", "100,000"]);
        assert_eq!([0, 1, 1140].map(|n| counted(n, "passage")), ["0 passages", "1 passage", "1,140 passages"]);
    }
}
