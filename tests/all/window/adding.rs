//! The preview of articles before they are added: duplicates, columns of tables, texts that are split, what is not read.

use std::{fs, path::PathBuf, sync::Arc};

use egui::{Event, Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::storage;

use super::{
    CTRL, Session,
    articles::{Dropped, articles, text},
};
use crate::{
    articles::{drawn, pdf},
    highlights::print,
};

/// Drops files on the window, and waits for the preview.
fn drop_files(session: &mut Session, paths: &[PathBuf]) {
    for path in paths {
        session.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
    }
    session.harness.step();
    session.until("previewed", |session| session.has("Add articles"));
}

/// Waits until files are read as it was chosen.
fn read_again(session: &mut Session) {
    session.until("read again", |session| !session.has("Reading again"));
}

/// Waits until there are so many articles.
fn added(session: &mut Session, articles: usize) {
    session.until("added", |session| self::articles(session) == articles);
}

/// Chooses in the box of this name.
fn choose(session: &mut Session, name: &str, choice: &str) {
    session.click(name);
    session.click(choice);
}

fn replace(session: &mut Session, field: &str, words: &str) {
    session.click(field);
    session.press_with(CTRL, Key::A);
    session.frame([Event::Paste(words.to_owned())]);
    session.run();
}

/// A folder of brat's with one article.
fn standoff(session: &Session) -> PathBuf {
    let theirs = session.dir.path().join("theirs");
    fs::create_dir(&theirs).expect("a folder");
    for (file, words) in [
        ("last.txt", "Seats stay empty.\n"),
        ("last.ann", "T1\tSeat 0 5\tSeats\n"),
        ("annotation.conf", "[entities]\nSeat\n"),
    ] {
        fs::write(theirs.join(file), words).expect("written");
    }
    theirs
}

fn titles(session: &Session) -> Vec<String> {
    let listed = session.project().articles_in_order();
    listed.into_iter().map(|(_, article)| article.title.clone()).collect()
}

/// The rows that are listed.
fn rows(session: &Session) -> Vec<String> {
    let rows = session.harness.query_all_by_role(Role::ListBoxOption);
    rows.filter_map(|row| row.accesskit_node().label()).filter(|row| row.ends_with("ticked")).collect()
}

fn is_ticked(session: &Session, name: &str) -> bool {
    let tick = session
        .harness
        .query_all_by_role(Role::CheckBox)
        .find(|node| node.accesskit_node().label().is_some_and(|label| label.contains(name)));
    tick.expect("a tick").accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

const TABLE: &str = "kopf,lead,wortlaut\nA chair,Seats,They stand empty.\nDues,Small,Waste is not.\n";

#[test]
fn columns_are_chosen_seen_at_once_and_remembered() {
    let mut session = Session::sample();
    let before = articles(&session);
    let table = text(&session, "odd.csv", TABLE);
    drop_files(&mut session, &[table]);
    assert!(session.has("Choose the column that holds the text"), "without a text there is nothing to add");
    choose(&mut session, "Column for the text", "wortlaut");
    assert!(session.has("They stand empty."), "the first rows are seen at once");
    choose(&mut session, "Column for the title", "kopf");
    choose(&mut session, "Further column", "lead");
    assert!(session.has("They stand empty. · Seats"));
    read_again(&mut session);
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 2);
    assert_eq!(titles(&session)[before..], ["A chair", "Dues"]);
    session.settle();
    let odd = fs::read_to_string(session.root.join("articles/odd.txt")).expect("a text");
    assert_eq!(odd, "They stand empty.\n\nSeats\n");

    let (dir, root, settings) = session.quit();
    let mut session = Session::open(dir, &root, settings, None, super::USUAL);
    let again = text(&session, "again.csv", &TABLE.replace("Seats", "Chairs").replace("Waste", "Haste"));
    drop_files(&mut session, &[again]);
    assert!(session.has("Add 2 articles"), "what was chosen is remembered");
    session.press(Key::Enter);
    added(&mut session, before + 4);
    assert_eq!(titles(&session)[before + 2..], ["A chair", "Dues"]);
}

#[test]
fn how_a_table_is_cut_is_chosen_and_remembered() {
    let mut session = Session::sample();
    let before = articles(&session);
    let table = "Taken in January\ntitle;text\nA chair;They stand empty.\nDues;Waste is not.\n";
    let path = text(&session, "cut.csv", table);
    drop_files(&mut session, std::slice::from_ref(&path));
    assert!(session.has("Add 2 articles"), "sign and names are found");
    session.click("Columns of tables (1)");
    assert!(session.has("what stands above left out: “Taken in January”"));
    choose(&mut session, "Row with the names of columns of cut.csv", "no row: all are articles");
    read_again(&mut session);
    assert!(session.has("Choose the column that holds the text"));
    choose(&mut session, "Row with the names of columns of cut.csv", "line 2: title · text");
    read_again(&mut session);
    choose(&mut session, "Sign between the columns of cut.csv", "none");
    read_again(&mut session);
    assert!(session.has("Choose the column that holds the text"), "a table of one column");
    choose(&mut session, "Sign between the columns of cut.csv", "semicolon");
    read_again(&mut session);
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 2);
    assert_eq!(titles(&session)[before..], ["A chair", "Dues"]);
}

#[test]
fn the_encoding_of_a_text_that_does_not_say_it_is_chosen() {
    let mut session = Session::sample();
    let before = articles(&session);
    let path = session.dir.path().join("dos.txt");
    fs::write(&path, b"Gespr\x84ch").expect("written");
    drop_files(&mut session, &[path]);
    choose(&mut session, "Encoding of files that do not say theirs", "IBM850");
    read_again(&mut session);
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 1);
    assert_eq!(titles(&session)[before..], ["Gespräch"]);
}

#[test]
fn what_was_left_out_of_a_print_is_said_and_brought_back() {
    let mut session = Session::sample();
    let before = articles(&session);
    let page = |number: usize, words: &str| {
        let head = format!("BT /F1 9 Tf 60 780 Td (The Pier Post, page {number}) Tj ET");
        format!("{head} {}", drawn(&["Of the pier", "", words]))
    };
    let bytes = pdf(&[page(1, "Lamps are lit."), page(2, "Keys are lost."), page(3, "Gates are shut.")]);
    let path = session.dir.path().join("post.pdf");
    fs::write(&path, bytes).expect("written");
    drop_files(&mut session, &[path]);
    assert!(session.has("“The Pier Post, page 1” to “The Pier Post, page 3” (pages 1–3)"), "what was left out is said");
    session.click("Keep running heads and page numbers (1 file)");
    read_again(&mut session);
    assert!(session.has("The Pier Post, page 2") && !session.has("left out, because"));
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 1);
    session.settle();
    let post = fs::read_to_string(session.root.join("articles/post.txt")).expect("a text");
    assert!(post.contains("The Pier Post, page 3"), "{post}");
}

#[test]
fn what_readers_have_marked_is_said_taken_left_out_and_undone() {
    let mut session = Session::sample();
    let before = articles(&session);
    let path = session.dir.path().join("print.pdf");
    fs::write(&path, print()).expect("written");
    drop_files(&mut session, std::slice::from_ref(&path));
    assert!(session.has("2 highlights and 1 note by 2 readers (Ana Novak, Reader Ben)"), "what was marked is said");
    session.click("Leave out the highlights and notes of readers (1 file)");
    read_again(&mut session);
    assert!(session.has("left out, as you chose"));
    session.click("Leave out the highlights and notes of readers (1 file)");
    read_again(&mut session);
    let mine = session.mine().len();
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 1);
    assert_eq!(session.said(), "Added 1 article with 3 passages of readers.");
    assert_eq!(session.mine().len(), mine + 1);
    let ben = postil::model::AnalystId::new("reader-ben").expect("an id");
    let of_ben = |session: &Session| session.project().layer(&ben).map_or(0, |layer| layer.annotations.len());
    assert_eq!(of_ben(&session), 2);
    session.settle();
    session.press_with(CTRL, Key::Z);
    assert_eq!((articles(&session), session.mine().len(), of_ben(&session)), (before, mine, 0));
    session.settle();
    let file = fs::read_to_string(session.root.join("annotations/reader-ben.ron")).expect("a layer");
    assert!(!file.contains("quote: \"lamps"), "{file}");
}

#[test]
fn the_same_text_is_not_ticked_and_one_nearly_the_same_is_pointed_out() {
    let mut session = Session::sample();
    let id = session.article();
    let known = fs::read_to_string(session.root.join(format!("articles/{id}.txt"))).expect("a text");
    let paths = [
        text(&session, "copy.txt", &known),
        text(&session, "nearly.txt", &format!("{known}\nAnd a few words more.\n")),
        text(&session, "new.txt", "Words that nobody has read.\n"),
    ];
    drop_files(&mut session, &paths);
    assert!(session.has("The same text as") && session.has("which is in the project"));
    assert!(session.has("% of its text in common with"));
    assert!(session.has("Add 2 articles"), "the same text is not ticked");
    session.click("Only with remarks (2)");
    let rows = rows(&session);
    assert!(rows.len() == 2 && rows[0].starts_with("Copy") && rows[1].starts_with("Nearly"), "{rows:?}");
    session.click("Select none");
    assert!(session.has("Add 1 article"), "what is not listed stays as it is");
    session.press(Key::Enter);
    session.until("added", |session| session.article() == "new");
}

#[test]
fn keys_walk_tick_and_cancel() {
    let mut session = Session::sample();
    let (before, revision) = (articles(&session), session.revision());
    let paths =
        ["one", "two", "three"].map(|name| text(&session, &format!("{name}.txt"), &format!("Words of {name}.\n")));
    drop_files(&mut session, &paths);
    session.press(Key::ArrowDown);
    session.press(Key::Space);
    assert!(is_ticked(&session, "One") && !is_ticked(&session, "Two"));
    assert!(session.has("Words of two."), "the text of the one in hand");
    session.press(Key::Escape);
    assert!(!session.has("Add 2 articles"));
    assert_eq!((articles(&session), session.revision()), (before, revision));
}

#[test]
fn details_are_corrected_before_they_are_added_and_one_undo_takes_all_back() {
    let mut session = Session::sample();
    let before = titles(&session);
    let paths = ["one", "two"].map(|name| text(&session, &format!("{name}.txt"), &format!("Words of {name}.\n")));
    drop_files(&mut session, &paths);
    replace(&mut session, "Title", "A better title");
    replace(&mut session, "Date", "soon");
    assert!(session.has("“soon” is no date"));
    session.press_with(CTRL, Key::Enter);
    assert_eq!(titles(&session), before, "not while something is wrong");
    replace(&mut session, "Date", "2026-01");
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before.len() + 2);
    assert_eq!(titles(&session)[before.len()..], ["A better title", "Two"]);
    session.press_with(CTRL, Key::Z);
    assert_eq!(titles(&session), before);
}

#[test]
fn a_text_is_split_where_it_is_said() {
    let mut session = Session::sample();
    let before = articles(&session);
    let all = "Article 1: Chairs\n\nSeats stand.\n\nArticle 2: Dues\n\nWaste is not.\n\nArticle 3\n\nSo it is.\n";
    let all = text(&session, "all.txt", all);
    drop_files(&mut session, &[all]);
    assert!(session.has("Add 1 article"));
    replace(&mut session, "Lines that begin an article", "Article");
    session.until("split", |session| session.has("Add 3 articles"));
    session.click("Regular expression");
    read_again(&mut session);
    replace(&mut session, "Lines that begin an article", "Article (1");
    assert!(session.has("“Article (1” is no regular expression"));
    assert!(session.has("Add 3 articles"), "what came of the last good one stays");
    replace(&mut session, "Lines that begin an article", "^Article 3");
    session.until("split again", |session| session.has("Add 2 articles"));
    session.click("Leave these lines out");
    read_again(&mut session);
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 2);

    let (_dir, _, settings) = session.quit();
    assert_eq!((settings.reading.split_at.as_str(), settings.reading.split_regex), ("^Article 3", true));
}

#[test]
fn what_is_not_read_is_listed_with_why() {
    let mut session = Session::sample();
    let paths = [text(&session, "empty.txt", ""), text(&session, "good.txt", "Good words.\n")];
    drop_files(&mut session, &paths);
    session.click("Not read (1)");
    assert!(session.has("empty.txt") && session.has("It is empty."));
    session.press(Key::Enter);
    session.until("added", |session| session.article() == "good");
}

#[test]
fn a_folder_of_texts_becomes_a_project_without_a_preview() {
    let mut session = Session::sample();
    let folder = session.dir.path().join("texts");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("one.txt"), "Words of one.\n").expect("written");
    let answer = postil::ui::dialogs::Answer::Paths(vec![folder]);
    session.script.0.borrow_mut().answers.push_back(answer);
    session.press_with(super::CTRL_SHIFT, Key::N);
    session.click("Create");
    session.until("made", |session| session.article() == "one");
    session.settle();
    let made = storage::open(&session.dir.path().join("texts-project")).expect("a project");
    assert_eq!(made.project.articles.iter().count(), 1);
}

#[test]
fn a_file_of_another_program_taken_in_meanwhile_writes_over_no_text() {
    let mut session = Session::sample();
    let before = articles(&session);
    let theirs = standoff(&session);
    let mut table = "title,text\n".to_owned();
    (1..4000).for_each(|row| table.push_str(&format!("Row {row},Words of row {row}.\n")));
    table.push_str("last,Words of the last row.\n");
    let table = text(&session, "rows.csv", &table);
    drop_files(&mut session, &[table]);
    session.harness.input_mut().dropped_files.push(Arc::new(Dropped(theirs)));
    session.harness.step();
    session.press_with(CTRL, Key::Enter);
    session.until("read", |session| session.has("Take it in"));
    session.press(Key::Enter);
    added(&mut session, before + 4001);
    session.settle();
    let named_last: Vec<_> = session
        .project()
        .articles
        .iter()
        .filter(|(_, article)| article.title == "last")
        .map(|(id, article)| (id.clone(), article.body.text().to_owned()))
        .collect();
    assert_eq!(named_last.len(), 2, "both are there");
    for (id, words) in named_last {
        assert_eq!(fs::read_to_string(session.root.join(format!("articles/{id}.txt"))).expect("a text"), words);
    }
}

#[test]
fn annotations_that_were_read_wait_until_the_preview_of_articles_is_done() {
    let mut session = Session::sample();
    let before = articles(&session);
    let (one, theirs) = (text(&session, "one.txt", "Words of one.\n"), standoff(&session));
    drop_files(&mut session, &[one]);
    session.harness.input_mut().dropped_files.push(Arc::new(Dropped(theirs)));
    replace(&mut session, "Title", "A better title");
    for _ in 0..30 {
        session.run();
        assert!(session.has("Add 1 article") && !session.has("Take it in"), "the preview is not pushed aside");
    }
    session.press_with(CTRL, Key::Enter);
    session.until("read", |session| session.has("Take it in"));
    session.press(Key::Enter);
    added(&mut session, before + 2);
    assert_eq!(titles(&session)[before..], ["A better title", "last"]);
}

#[test]
fn another_project_does_not_take_the_place_of_one_that_is_asked_about() {
    let mut session = Session::sample();
    let other = session.dir.path().join("other");
    storage::copy_sample(&other).expect("a project");
    let one = text(&session, "one.txt", "Words of one.\n");
    drop_files(&mut session, &[one]);
    let before = articles(&session);
    session.harness.input_mut().dropped_files.push(Arc::new(Dropped(other)));
    session.run();
    assert!(session.has("Finish or close what is open here first") && session.has("Add 1 article"));
    session.press_with(CTRL, Key::Enter);
    added(&mut session, before + 1);
    session.settle();
    assert!(session.root.join("articles/one.txt").is_file(), "it came to the project that it was meant for");
}
