//! How the house is built: which module uses which, read from `use` and from paths in the code. No circle is left, neither
//! between files nor between the folders of one folder, and rooms use those before them only.
//!
//! A module is a file. Declaring a child is no import, using something of it is. Who imports through a door (`crate::model::Tag`)
//! uses the door, `model/mod.rs`, which in turn uses what it hands on. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn no_module_uses_itself_by_way_of_others() {
    let house = House::read();
    assert!(house.uses.len() > 200, "only {} modules found", house.uses.len());
    let between_files = circles(&house.uses);
    let inside_folders = house.folders().into_iter().flat_map(|inside| circles(&inside)).collect::<Vec<_>>();
    for circle in between_files.iter().chain(&inside_folders) {
        println!("circle of {}:\n    {}", circle.len(), circle.iter().cloned().collect::<Vec<_>>().join("\n    "));
        for from in circle {
            let also = |uses: &BTreeSet<String>| uses.intersection(circle).cloned().collect::<Vec<_>>().join(", ");
            println!("      {from} uses {}", house.uses.get(from).map(also).unwrap_or_default());
        }
    }
    let count = |circles: &[BTreeSet<String>]| circles.iter().map(BTreeSet::len).sum::<usize>();
    let counted = (count(&between_files), count(&inside_folders));
    println!("{} modules, {} in circles, {} in circles inside of folders", house.uses.len(), counted.0, counted.1);
    assert_eq!(counted, (0, 0), "modules are in circles");
}

#[test]
fn rooms_use_those_before_them() {
    let house = House::read();
    let floors = floors(&read("src/lib.rs"), "//! ");
    assert_eq!(floors, self::floors(&read("docs/ARCHITECTURE.md"), ""), "lib.rs and ARCHITECTURE.md state one order");
    let rooms = floors.iter().flatten().cloned().collect::<BTreeSet<_>>();
    let mut wrong = Vec::new();
    for (from, to) in house.uses.iter().flat_map(|(from, uses)| uses.iter().map(move |to| (from, to))) {
        let (Some(here), Some(there)) = (room(from, &rooms), room(to, &rooms)) else {
            assert!(from == "lib" || to == "lib", "{from} or {to} stands in no room of lib.rs");
            continue;
        };
        let floor = |name: &str| floors.iter().position(|floor| floor.iter().any(|room| room == name));
        if here != there && floor(&there) >= floor(&here) {
            wrong.push(format!("{from} uses {to}"));
        }
    }
    let floor = |name: &str| floors.iter().position(|floor| floor.iter().any(|room| room == name));
    assert!(floor("model") < floor("storage") && floor("storage") < floor("ui"));
    assert!(wrong.is_empty(), "{} imports go up or across:\n    {}", wrong.len(), wrong.join("\n    "));
}

#[test]
fn imports_are_read_from_the_code() {
    let cases = [
        ("use crate::a::{b, c::{self, D}, e as f};", "crate::a::b crate::a::c crate::a::c::D crate::a::e"),
        ("fn f() -> super::T { \"crate::no\"; 'x'; b'\\''; r#\"crate::no\"#; crate::g::<u8>() }", "super::T crate::g"),
        ("// crate::no\n/* crate::no /* crate::no */ */ fn f<'a>(x: &'a self::X) {}", "self::X"),
        ("#[cfg(test)] mod tests { use crate::no; }\n#[cfg(test)] use crate::no;\nuse crate::yes;", "crate::yes"),
        ("pub use a::*; pub(in crate::x) fn f() { a::B::c() }", "a a::B::c"),
        ("mod inner { use super::x; }", "self::x"),
        ("use crate::{model::Tag, ui::theme};", "crate::model::Tag crate::ui::theme"),
        ("    let x = crate::storage::open(dir);", "crate::storage::open"),
    ];
    for (code, expected) in cases {
        let found = Found::new(code);
        let paths = found.imported.iter().map(|(_, path)| path).chain(&found.paths);
        let paths = paths.map(|path| path.join("::")).collect::<BTreeSet<_>>();
        assert_eq!(paths, expected.split(' ').map(str::to_owned).collect(), "{code}");
    }
}

#[test]
fn circles_are_found() {
    let check = |arrows: &str, expected: &str| {
        let mut uses = BTreeMap::<String, BTreeSet<String>>::new();
        for arrow in arrows.split(' ') {
            let (from, to) = arrow.split_once('>').expect("an arrow");
            uses.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
        let found = circles(&uses).iter().map(|circle| circle.iter().cloned().collect::<String>()).collect::<Vec<_>>();
        assert_eq!(found.join(" "), expected, "{arrows}");
    };
    check("a>b b>c a>c", "");
    check("a>b b>a", "ab");
    check("a>b b>c c>d d>b d>e", "bcd");
    check("a>b b>a c>d d>e e>c a>c", "cde ab");
}

/// The lines of the order of rooms: the first block of code after the words that begin it. Each line is a floor.
fn floors(text: &str, margin: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(|line| line.strip_prefix(margin).unwrap_or(line.trim_start_matches("//!")));
    let after =
        lines.skip_while(|line| !line.contains("Imports point one way")).skip_while(|line| !line.starts_with("```"));
    let floors = after.skip(1).take_while(|line| !line.starts_with("```"));
    let floors: Vec<Vec<String>> = floors.map(|floor| floor.split_whitespace().map(str::to_owned).collect()).collect();
    assert!(!floors.is_empty(), "no order of rooms");
    floors
}

/// The room a module stands in: the longest name that it begins with.
fn room(module: &str, rooms: &BTreeSet<String>) -> Option<String> {
    let mut name = module;
    loop {
        if rooms.contains(name) {
            return Some(name.to_owned());
        }
        name = name.rsplit_once("::")?.0;
    }
}

struct House {
    /// Each module, and those that it uses.
    uses: BTreeMap<String, BTreeSet<String>>,
}

impl House {
    fn read() -> Self {
        let mut files = Vec::new();
        find(&root().join("src"), &mut files);
        let found = files.iter().map(|file| (module(file), Found::new(&fs::read_to_string(file).expect("a file"))));
        let found = found.collect::<BTreeMap<_, _>>();
        let tests = found.iter().flat_map(|(name, found)| found.tests.iter().map(move |test| under(name, test)));
        let tests = tests.collect::<BTreeSet<_>>();
        let modules =
            found.keys().filter(|name| !tests.iter().any(|test| within(name, test))).cloned().collect::<BTreeSet<_>>();
        let uses = modules.iter().map(|name| (name.clone(), found[name].uses(name, &modules))).collect();
        Self { uses }
    }

    /// For each folder, which of the files and folders in it uses which. The folder's own `mod.rs` combines them.
    fn folders(&self) -> Vec<BTreeMap<String, BTreeSet<String>>> {
        let mut folders = BTreeMap::<String, BTreeMap<String, BTreeSet<String>>>::new();
        for (from, to) in self.uses.iter().flat_map(|(from, uses)| uses.iter().map(move |to| (from, to))) {
            let (from, to) = (from.split("::").collect::<Vec<_>>(), to.split("::").collect::<Vec<_>>());
            let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
            if shared < from.len() && shared < to.len() {
                let inside = folders.entry(from[..shared].join("::")).or_default();
                let child = |path: &[&str]| path[..=shared].join("::");
                inside.entry(child(&from)).or_default().insert(child(&to));
            }
        }
        folders.into_values().collect()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The name of a file's module: `a::b` for `src/a/b.rs` and `src/a/b/mod.rs`; `lib` and `main` for the roots.
fn module(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).expect("a file of src").with_extension("");
    let parts = inside.iter().map(|part| part.to_str().expect("a plain name")).filter(|part| *part != "mod");
    parts.collect::<Vec<_>>().join("::")
}

fn under(module: &str, child: &str) -> String {
    if module == "lib" { child.to_owned() } else { format!("{module}::{child}") }
}

fn within(module: &str, outer: &str) -> bool {
    module.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// What is found in a file: paths, all from the file's module.
#[derive(Default)]
struct Found {
    /// What `use` brings in, under which name.
    imported: Vec<(String, Vec<String>)>,
    paths: Vec<Vec<String>>,
    /// Modules that are declared for tests only.
    tests: Vec<String>,
}

impl Found {
    fn new(code: &str) -> Self {
        let mut found = Self::default();
        let tokens = found.without_tests(tokens(code));
        let (mut at, mut depth, mut inner) = (0, 0, Vec::new());
        while at < tokens.len() {
            match tokens[at].as_str() {
                "use" if tokens.get(at + 1).is_some_and(|token| token != "<") => {
                    let (seen, end) = tree(&tokens, at + 1, &[]);
                    found.imported.extend(seen.into_iter().map(|(name, path)| (name, outwards(path, inner.len()))));
                    at = end;
                    continue;
                }
                "mod" if tokens.get(at + 2).is_some_and(|token| token == "{") => inner.push(depth),
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    if inner.last() == Some(&depth) {
                        inner.pop();
                    }
                }
                // Who may see something is no import.
                "in" if at > 1 && tokens[at - 2] == "pub" => at = closing(&tokens, at - 1),
                "::" if at > 0 && is_name(&tokens[at - 1]) => {
                    let mut path = vec![tokens[at - 1].clone()];
                    while at + 1 < tokens.len() && tokens[at] == "::" && is_name(&tokens[at + 1]) {
                        path.push(tokens[at + 1].clone());
                        at += 2;
                    }
                    if path.len() > 1 {
                        found.paths.push(outwards(path, inner.len()));
                        continue;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// Takes out what stands behind `#[cfg(test)]`, and remembers the modules among it.
    fn without_tests(&mut self, tokens: Vec<String>) -> Vec<String> {
        let mut left = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if !is_attribute(&tokens[at..], &["cfg", "(", "test", ")"]) {
                left.push(tokens[at].clone());
                at += 1;
                continue;
            }
            while tokens.get(at).is_some_and(|token| token == "#") {
                at = closing(&tokens, at + 1) + 1;
            }
            let item = at;
            while at < tokens.len() && tokens[at] != ";" && tokens[at] != "{" {
                at = if matches!(tokens[at].as_str(), "(" | "[") { closing(&tokens, at) + 1 } else { at + 1 };
            }
            let imports = tokens[item..at].iter().any(|token| token == "use");
            if tokens.get(at).is_some_and(|token| token == "{") {
                at = closing(&tokens, at);
            }
            at += 1 + usize::from(imports && tokens.get(at + 1).is_some_and(|token| token == ";"));
            if let Some(declared) = tokens[item..at].iter().position(|token| token == "mod") {
                self.tests.push(tokens[item + declared + 1].clone());
            }
        }
        left
    }

    /// The modules that a module uses.
    fn uses(&self, here: &str, modules: &BTreeSet<String>) -> BTreeSet<String> {
        let imported = self.imported.iter().map(|(_, path)| self.resolve(here, path, modules));
        let paths = self.paths.iter().map(|path| self.resolve(here, path, modules));
        imported.chain(paths).flatten().filter(|module| module != here).collect()
    }

    /// The file that a path leads to: the longest part of it that is a module.
    fn resolve(&self, here: &str, path: &[String], modules: &BTreeSet<String>) -> Option<String> {
        let mut module = if here == "lib" || here == "main" { String::new() } else { here.to_owned() };
        let mut rest = path;
        match rest[0].as_str() {
            "crate" => (module, rest) = (String::new(), &rest[1..]),
            "postil" if here == "main" => (module, rest) = (String::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    module = module.rsplit_once("::").map(|(outer, _)| outer.to_owned()).unwrap_or_default();
                    rest = &rest[1..];
                }
            }
            first if modules.contains(&join(&module, first)) => {}
            first => {
                let is_meant = |(name, path): &&(String, Vec<String>)| name == first && path[0] != first;
                let (_, whole) = self.imported.iter().find(is_meant)?;
                let whole = whole.iter().chain(&rest[1..]).cloned().collect::<Vec<_>>();
                return self.resolve(here, &whole, modules);
            }
        }
        for part in rest {
            let next = join(&module, part);
            if !modules.contains(&next) {
                break;
            }
            module = next;
        }
        Some(if module.is_empty() { "lib".to_owned() } else { module })
    }
}

fn join(module: &str, child: &str) -> String {
    if module.is_empty() { child.to_owned() } else { format!("{module}::{child}") }
}

/// A path in a module inside of the file, as the file would write it.
fn outwards(path: Vec<String>, depth: usize) -> Vec<String> {
    let climbs = path.iter().take_while(|part| *part == "super").count().min(depth);
    if climbs == 0 || path.get(climbs).is_some_and(|part| part == "super") {
        return path[climbs..].to_vec();
    }
    [vec!["self".to_owned()], path[climbs..].to_vec()].concat()
}

/// What a tree of imports brings in, and where it ends.
fn tree(tokens: &[String], mut at: usize, before: &[String]) -> (Vec<(String, Vec<String>)>, usize) {
    let mut path = before.to_vec();
    let mut found = Vec::new();
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => {
                let end = closing(tokens, at);
                at += 1;
                while at < end {
                    let (seen, next) = tree(tokens, at, &path);
                    found.extend(seen);
                    at = next + usize::from(tokens[next] == ",");
                }
                return (found, end + 1);
            }
            "*" => {
                found.push(("*".to_owned(), path));
                return (found, at + 1);
            }
            "as" => {
                found.push((tokens[at + 1].clone(), path));
                return (found, at + 2);
            }
            "," | "}" | ";" => break,
            "::" => {}
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
        at += 1;
    }
    found.push((path.last().cloned().unwrap_or_default(), path));
    (found, at)
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first == '_' || first.is_alphabetic())
}

fn is_attribute(tokens: &[String], content: &[&str]) -> bool {
    let mut tokens = tokens.iter();
    ["#", "["].iter().chain(content).chain(&["]"]).all(|expected| tokens.next().is_some_and(|token| token == expected))
}

/// Where the bracket that opens at a place is closed.
fn closing(tokens: &[String], opening: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(opening) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// Names, `::` and single signs; without comments, texts, characters and lifetimes.
fn tokens(code: &str) -> Vec<String> {
    let code = code.chars().collect::<Vec<_>>();
    let is = |at: usize, expected: char| code.get(at) == Some(&expected);
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let start = at;
        match code[at] {
            '/' if is(at + 1, '/') => at += code[at..].iter().take_while(|sign| **sign != '\n').count(),
            '/' if is(at + 1, '*') => at = comment(&code, at),
            '"' => at = quoted(&code, at, '"'),
            '\'' if is(at + 1, '\\') || is(at + 2, '\'') => at = quoted(&code, at, '\''),
            '\'' => at += 1 + code[at + 1..].iter().take_while(|sign| sign.is_alphanumeric() || **sign == '_').count(),
            ':' if is(at + 1, ':') => {
                found.push("::".to_owned());
                at += 2;
            }
            sign if sign == '_' || sign.is_alphanumeric() => {
                at += code[at..].iter().take_while(|sign| sign.is_alphanumeric() || **sign == '_').count();
                let name = code[start..at].iter().collect::<String>();
                let hashes = code[at..].iter().take_while(|sign| **sign == '#').count();
                if matches!(name.as_str(), "r" | "br") && is(at + hashes, '"') {
                    at = raw(&code, at + hashes + 1, hashes);
                } else {
                    found.push(name);
                }
            }
            sign => {
                if !sign.is_whitespace() {
                    found.push(sign.to_string());
                }
                at += 1;
            }
        }
    }
    found
}

fn comment(code: &[char], opening: usize) -> usize {
    let (mut at, mut depth) = (opening, 0);
    while at + 1 < code.len() {
        match (code[at], code[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

fn quoted(code: &[char], opening: usize, sign: char) -> usize {
    let mut at = opening + 1;
    while at < code.len() && code[at] != sign {
        at += if code[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw(code: &[char], start: usize, hashes: usize) -> usize {
    let ends = |at: usize| code[at] == '"' && (1..=hashes).all(|hash| code.get(at + hash) == Some(&'#'));
    (start..code.len()).find(|at| ends(*at)).map_or(code.len(), |at| at + 1 + hashes)
}

/// Those that use themselves by way of others: Tarjan's strongly connected components of more than one.
fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let mut search = Search { uses, reached: BTreeMap::new(), open: Vec::new(), circles: Vec::new() };
    for name in uses.keys() {
        if !search.reached.contains_key(name.as_str()) {
            search.visit(name);
        }
    }
    search.circles
}

struct Search<'a> {
    uses: &'a BTreeMap<String, BTreeSet<String>>,
    /// In which order, and none once it is known what it belongs to.
    reached: BTreeMap<&'a str, Option<usize>>,
    open: Vec<&'a str>,
    circles: Vec<BTreeSet<String>>,
}

impl<'a> Search<'a> {
    /// Returns the earliest of the open ones that can be reached from here.
    fn visit(&mut self, name: &'a str) -> usize {
        let number = self.reached.len();
        let depth = self.open.len();
        self.reached.insert(name, Some(number));
        self.open.push(name);
        let mut earliest = number;
        for next in self.uses.get(name).into_iter().flatten() {
            match self.reached.get(next.as_str()) {
                None => earliest = earliest.min(self.visit(next)),
                Some(Some(other)) => earliest = earliest.min(*other),
                Some(None) => {}
            }
        }
        if earliest == number {
            let circle = self.open.split_off(depth);
            for member in &circle {
                self.reached.insert(member, None);
            }
            if circle.len() > 1 {
                self.circles.push(circle.into_iter().map(str::to_owned).collect());
            }
        }
        earliest
    }
}
