//! A project as one file, to be mailed: what is in it, what is not, and that it is whole.

use std::{fs, sync::Arc};

use postil::{
    model::ArticleId,
    storage::{self, Disk, Look},
    verbs,
    workspace::{Me, SaveState, Workspace},
};
use walkdir::WalkDir;

use crate::{
    disk::{MemoryDisk, disk},
    program::Program,
    samples::analyst,
};

/// The names of all files in a folder, sorted, but for what is of one machine.
fn names_in_folder(program: &Program, folder: &str) -> Vec<String> {
    let root = program.path(folder);
    let entries = WalkDir::new(&root).into_iter().map(|entry| entry.expect("a file"));
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let names = files.map(|path| path.strip_prefix(&root).expect("below it").to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with(".postil/")).collect();
    names.sort();
    names
}

/// The names in a zip, in their order.
fn names_in_zip(program: &Program, zip: &str) -> Vec<String> {
    let file = fs::File::open(program.path(zip)).expect("the zip");
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    let count = zip.len();
    let name = |at| zip.by_index(at).expect("a file").name().expect("a name").to_string();
    (0..count).map(name).collect()
}

#[test]
fn a_zip_holds_what_belongs_to_the_project_and_nothing_else() {
    let program = Program::with_project();
    program.write("page.html", b"<title>Kept</title><p>Many words of a page, and some more of them.");
    program.write("gone.html", b"<title>Gone</title><p>Many words of another, and some more of them.");
    program.ok("new q --articles texts page.html gone.html");
    let annotate = "annotate q --analyst ana --article seats --quote vacuum --tag argument/vacuum-test --create-tags";
    program.ok(annotate);
    // An article was removed, a text was changed since a passage was marked in it.
    let storage::Opened { project, store, .. } = storage::open(&program.path("q")).expect("a project");
    let me = Me::of_layer(project.layer(&analyst("ana")).expect("a layer"));
    let mut workspace = Workspace::on_replica("desk", project, store, me);
    let step = verbs::remove_article(workspace.project(), &analyst("ana"), &ArticleId::new("gone").expect("an id"));
    let step = step.expect("a step");
    workspace.apply(step).expect("removed");
    assert_eq!(workspace.save_now(), SaveState::Saved);
    drop(workspace);
    program.write("q/articles/seats.txt", format!("New. {}", program.read("q/articles/seats.txt")).as_bytes());
    program.ok("annotate q --analyst ana --article dues --quote small --tag argument/vacuum-test");
    program.write("q/README.md", b"How we code.");
    let belongs = names_in_folder(&program, "q");
    for other in [
        ".env",
        "private/diary.txt",
        "history/removed/confidential.txt",
        "history/backups/2026-01-20T09-04-31_import_codebook.ron",
        "history/texts/of-nobody.txt",
        "annotations/ana (conflicted copy).ron",
        "annotations/.ana.ron.x1Y2z3",
        "codebook (conflicted copy).ron",
        "articles/nobodys.txt",
        "originals/nobodys.html",
        "old.zip",
        ".git/config",
        ".postil/cache/x",
    ] {
        program.write(&format!("q/{other}"), b"secret");
    }
    program.write("q/.gitignore", b"/names-of-informants.txt\n");
    let ran = program.run("export q --format zip --out q/share.zip");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected: Vec<String> = belongs
        .into_iter()
        .filter(|name| !["originals/gone.html", "history/removed/gone.txt", ".gitignore"].contains(&name.as_str()))
        .map(|name| format!("q/{name}"))
        .collect();
    let mut names = names_in_zip(&program, "q/share.zip");
    names.sort();
    assert_eq!(names, expected);
    assert!(names.iter().any(|name| name.starts_with("q/history/texts/")), "{names:?}");
    let said =
        "left out: 14 files that do not belong to the project (.env, .gitignore, annotations/.ana.ron.x1Y2z3, …)";
    assert!(ran.err.contains(said), "{}", ran.err);
    // The same files give the same zip, though it lies in the folder now.
    let first = fs::read(program.path("q/share.zip")).expect("the zip");
    program.ok("export q --format zip --out q/share.zip");
    assert_eq!(fs::read(program.path("q/share.zip")).expect("the zip"), first);
}

#[cfg(unix)]
#[test]
fn a_zip_holds_nothing_from_outside_of_the_project() {
    use std::os::unix::fs::symlink;
    let program = Program::with_passages();
    program.write("secret.txt", b"TOP SECRET");
    fs::remove_file(program.path("p/articles/dues.txt")).expect("removed");
    for link in ["p/articles/dues.txt", "p/annotations/zed.ron", "p/README.md"] {
        symlink(program.path("secret.txt"), program.path(link)).expect("a link");
    }
    let ran = program.run("export p --format zip --out study.zip");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let names = names_in_zip(&program, "study.zip");
    assert!(names.contains(&"p/articles/seats.txt".to_owned()), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("dues") || name.contains("zed") || name.contains("README")));
    assert!(ran.err.contains("left out: 3 files that do not belong"), "{}", ran.err);
}

#[test]
fn a_zip_that_fails_names_the_file_and_leaves_the_old_one() {
    /// A disk of which one file cannot be read to its end.
    struct Failing(Arc<MemoryDisk>);
    struct Half(usize);
    impl std::io::Read for Half {
        fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            if self.0 < 3 { Ok(bytes.len()) } else { Err(std::io::Error::other("the disk is worn out")) }
        }
    }
    impl Disk for Failing {
        fn reader(&self, path: &str) -> std::io::Result<Box<dyn std::io::Read>> {
            if path == "articles/dues.txt" { Ok(Box::new(Half(0))) } else { self.0.reader(path) }
        }
        fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
            self.0.read(path)
        }
        fn replace(&self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
            self.0.replace(path, bytes)
        }
        fn rename(&self, from: &str, to: &str) -> std::io::Result<()> {
            self.0.rename(from, to)
        }
        fn list(&self, folder: &str) -> std::io::Result<Vec<String>> {
            self.0.list(folder)
        }
        fn exists(&self, path: &str) -> bool {
            self.0.exists(path)
        }
        fn look(&self, path: &str) -> std::io::Result<Look> {
            self.0.look(path)
        }
        fn append(&self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
            self.0.append(path, bytes)
        }
        fn sync(&self, path: &str) -> std::io::Result<()> {
            self.0.sync(path)
        }
        fn remove(&self, path: &str) -> std::io::Result<()> {
            self.0.remove(path)
        }
    }
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("study.zip");
    fs::write(&out, "old").expect("a file");
    let opened = storage::open_on("/studies/seats".into(), Arc::new(Failing(disk())));
    let error = storage::share_project(&opened.project, &opened.store, &out).expect_err("it fails");
    assert_eq!(error.to_string(), "articles/dues.txt could not be read: the disk is worn out");
    assert_eq!(fs::read(&out).expect("the old one"), b"old");
    assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
}
