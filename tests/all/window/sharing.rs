//! A colleague's annotations are dropped, looked at, decided on and taken in; one's own go out.

use std::{fs, path::PathBuf};

use egui::Key;
use postil::{
    model::conflicts::conflicts,
    storage,
    ui::dialogs::{Answer, Ask},
};

use super::{CTRL, Session, articles::Dropped};

/// Tomas's layer as a file that was mailed, with `from` in it replaced.
fn mailed(session: &Session, from: &str, to: &str) -> PathBuf {
    let layer = fs::read_to_string(session.root.join("annotations/tomas-okoro.ron")).expect("a layer");
    assert!(layer.contains(from), "{from}");
    let path = session.dir.path().join("mailed.ron");
    fs::write(&path, layer.replace(from, to)).expect("written");
    path
}

fn drop_file(session: &mut Session, path: PathBuf) {
    session.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    session.run();
}

fn run_by_name(session: &mut Session, name: &str) {
    session.press_with(CTRL, Key::K);
    session.type_text(name);
    session.press(Key::Enter);
}

#[test]
fn a_dropped_coding_is_shown_first_and_then_taken_in() {
    let mut session = Session::sample();
    let path = mailed(&session, "id: \"tomas-okoro\", key: \"", "id: \"zoe\", key: \"z");
    let before = session.project().layers.len();
    drop_file(&mut session, path.clone());
    assert!(session.has("Add these annotations"));
    assert_eq!(session.project().layers.len(), before, "nothing is taken in yet");
    session.press(Key::Enter);
    assert_eq!(session.project().layers.len(), before + 1);
    assert!(session.root.join("annotations/zoe.ron").exists());
    drop_file(&mut session, path);
    assert!(session.has("All of it is here already."));
}

#[test]
fn what_is_dropped_together_is_looked_at_one_after_the_other() {
    let mut session = Session::sample();
    let layer = fs::read_to_string(session.root.join("annotations/tomas-okoro.ron")).expect("a layer");
    for who in ["zoe", "yan"] {
        let theirs = layer.replace("id: \"tomas-okoro\", key: \"", &format!("id: \"{who}\", key: \"{who}"));
        let path = session.dir.path().join(format!("{who}.ron"));
        fs::write(&path, theirs).expect("written");
        session.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    }
    let before = session.project().layers.len();
    session.run();
    session.press(Key::Enter);
    assert_eq!(session.project().layers.len(), before + 1);
    assert!(session.has("Add these annotations"), "the next one");
    session.press(Key::Enter);
    assert_eq!(session.project().layers.len(), before + 2);
}

#[test]
fn where_definitions_differ_one_chooses_tag_by_tag_and_can_undo() {
    let mut session = Session::sample();
    let (id, name) = {
        let layer = fs::read_to_string(session.root.join("annotations/tomas-okoro.ron")).expect("a layer");
        let line = layer.lines().find(|line| line.starts_with("Tag((")).expect("a tag").to_owned();
        let field =
            |name: &str| line.split(name).nth(1).and_then(|rest| rest.split('"').next()).expect("it").to_owned();
        (postil::model::TagId::new(&field("id: \"")).expect("an id"), field("name: \""))
    };
    let path = mailed(&session, &format!("name: \"{name}\""), "name: \"As they call it\"");
    drop_file(&mut session, path);
    session.click("Take theirs");
    session.press(Key::Enter);
    assert_eq!(session.project().tag_name(&id), "As they call it");
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.project().tag_name(&id), name);
}

#[test]
fn what_was_changed_on_both_sides_is_listed_and_decided() {
    let mut session = Session::sample();
    let codebook = fs::read_to_string(session.root.join("codebook.ron")).expect("the codebook");
    let line = codebook.lines().find(|line| line.starts_with("Tag((")).expect("a tag");
    let name = line.split("name: \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name");
    let other = codebook.replace(&format!("name: \"{name}\""), "name: \"As they call it\"");
    let session_dir = session.dir.clone();
    fs::write(session.root.join("codebook (1).ron"), other).expect("written");
    let root = session.root.clone();
    drop(session);
    session = Session::open(session_dir, &root, super::ana(), None, super::USUAL);
    let found = conflicts(session.project());
    assert_eq!(found.len(), 1, "{found:?}");
    run_by_name(&mut session, "Changed on both");
    session.click("Take version 2");
    assert_eq!(conflicts(session.project()), []);
    assert!(session.project().holds(&found[0].versions[1].edit));
    assert!(session.has("Nothing is left to decide."));
}

#[test]
fn ones_own_coding_and_the_project_go_out_as_files() {
    let mut session = Session::sample();
    let (mine, zip) = (session.dir.path().join("mine.ron"), session.dir.path().join("study.zip"));
    fs::write(session.root.join(".env"), "password").expect("written");
    for (command, path) in [("Share my annotations", &mine), ("Share the project", &zip)] {
        session.script.0.borrow_mut().answers.push_back(Answer::Paths(vec![path.clone()]));
        run_by_name(&mut session, command);
    }
    let asked = session.script.0.borrow().asked.clone();
    assert!(matches!(asked.as_slice(), [Ask::ShareMine { .. }, Ask::ShareProject { .. }]), "{asked:?}");
    assert!(zip.exists());
    assert!(session.has("Left out: 2 files that do not belong to the project (.env, .gitignore)."));
    assert!(!mine.exists(), "Ana has not annotated yet");
    let dir = session.dir.clone();
    let root = session.root.clone();
    drop(session);
    let mut session = Session::open(dir, &root, super::ana(), Some("tomas-okoro"), super::USUAL);
    session.script.0.borrow_mut().answers.push_back(Answer::Paths(vec![mine.clone()]));
    run_by_name(&mut session, "Share my annotations");
    let layer = storage::receive(&mine).expect("a layer");
    assert!(layer.layer().is_some_and(|layer| !layer.annotations.is_empty()));
}

#[test]
fn a_project_of_another_program_is_looked_at_taken_in_and_its_articles_undone() {
    let mut session = Session::sample();
    let elsewhere = session.project().clone();
    let info = postil::model::ProjectInfo { key: "elsewhere".to_owned(), ..elsewhere.info().clone() };
    let mut theirs = elsewhere;
    theirs.put_info(info, postil::model::Stamp::default());
    let (id, article) = theirs.articles.iter().next().map(|(id, article)| (id.clone(), article.clone())).expect("one");
    let body = postil::model::Body::new(format!("{}\nAnother end.\n", article.body.text()));
    let other = postil::model::Article { title: "From elsewhere".to_owned(), body, ..article };
    let entry =
        postil::model::Entry { value: Some(std::sync::Arc::new(other)), changed: postil::model::Stamp::default() };
    theirs.articles.put(id, entry);
    let all: Vec<_> = theirs.annotations().map(|(analyst, id, _)| (analyst.clone(), *id)).collect();
    let bytes = postil::exchange::refi::FORMAT.written(&theirs, &all).expect("written");
    let path = session.dir.path().join("theirs.qdpx");
    fs::write(&path, bytes).expect("written");
    drop_file(&mut session, path.clone());
    session.until("read", |session| session.has("Take it in"));
    assert!(session.has("new article") && session.has("Coded by"));
    let (articles, layers) = (session.project().articles.len(), session.project().layers.len());
    session.press(Key::Enter);
    assert_eq!((session.project().articles.len(), session.project().layers.len()), (articles + 1, layers + 2));
    let found = session.project().annotations().count();
    assert_eq!(found, 2 * all.len(), "each of theirs beside the sample's own");
    let new = session.project().articles.iter().find(|(_, article)| article.title == "From elsewhere");
    let file = format!("articles/{}.txt", new.expect("their article").0);
    assert!(session.root.join(file).exists());
    drop_file(&mut session, path);
    session.until("read", |session| session.has("All of it is here already."));
    session.press(Key::Escape);
    session.press_with(CTRL, Key::Z);
    assert_eq!(session.project().articles.len(), articles);
}

#[test]
fn a_zip_of_texts_with_annotations_is_no_article_and_a_text_that_each_coder_has_is_one() {
    let mut session = Session::sample();
    let all: Vec<_> = session.project().annotations().map(|(analyst, id, _)| (analyst.clone(), *id)).collect();
    let articles = session.project().articles.len();
    let brat = postil::exchange::format("brat").expect("a format");
    let bytes = brat.written(session.project(), &all).expect("written");
    let path = session.dir.path().join("corpus.zip");
    fs::write(&path, bytes).expect("written");
    drop_file(&mut session, path);
    session.until("read", |session| session.has("Take it in"));
    assert!(!session.has("new article"));
    session.press(Key::Enter);
    assert_eq!(session.project().articles.len(), articles);
}
