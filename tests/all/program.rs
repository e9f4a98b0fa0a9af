//! Running the program in a folder of its own.

use std::{fs, path::PathBuf, process::Command};

use tempfile::TempDir;

/// What a call gave back.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A temporary folder in which the program runs, with its settings there too.
pub struct Program {
    pub dir: TempDir,
}

pub const SEATS: &str = "\u{feff}A chair stands empty\r\nBy Jo Doe\r\nHarbour Review · 9 January 2026\r\n\r\nThe naïve seat 👍🏽 stays empty. “China fills the vacuum”; costs, costs fall.\r\n";
pub const DUES: &str = "Dues are small, it is said. =Waste is not.\n";

impl Program {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    /// With the project `p` of two articles, `seats` and `dues`.
    pub fn with_project() -> Self {
        let program = Self::new();
        program.write("texts/seats.txt", SEATS.as_bytes());
        program.write("texts/deep/dues.txt", DUES.as_bytes());
        program.ok("new p --articles texts/seats.txt texts/deep --title Seats");
        program
    }

    /// With three passages of two analysts as well.
    pub fn with_passages() -> Self {
        let program = Self::with_project();
        program.ok(
            "annotate p --analyst Ana --article seats --quote costs --nth 2 --tag argument/costs-test --create-tags",
        );
        program.ok("annotate p --analyst ana --article dues --span 28..42 --tag argument/costs-test --by organization/foc-test --stance rejects --note =1+2 --create-tags");
        program.ok("annotate p --analyst Ben --article seats --quote vacuum --tag argument/vacuum-test argument/costs-test --create-tags");
        program
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// Runs `postil` with the words of `line`; `_` in a word stands for a space.
    pub fn run(&self, line: &str) -> Ran {
        self.ran(&mut Command::new(env!("CARGO_BIN_EXE_postil")), line)
    }

    /// As [`Self::run`], with another data folder, as on another machine.
    pub fn run_from(&self, home: &str, line: &str) -> Ran {
        self.ran_from(&mut Command::new(env!("CARGO_BIN_EXE_postil")), home, line)
    }

    fn ran(&self, command: &mut Command, line: &str) -> Ran {
        self.ran_from(command, "home", line)
    }

    fn ran_from(&self, command: &mut Command, home: &str, line: &str) -> Ran {
        let args = line.split_whitespace().map(|word| word.replace('_', " "));
        let output = command
            .args(args)
            .current_dir(self.dir.path())
            .env("POSTIL_HOME", self.path(home))
            .output()
            .expect("the program runs");
        Ran {
            code: output.status.code().unwrap_or_else(|| panic!("{line}: ended by a signal")),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// As [`Self::run`], with little memory where the system can say how much a program may have: who makes room for gigabytes
    /// is ended by that, and gives no code.
    pub fn run_in_little_memory(&self, line: &str) -> Ran {
        const LIMIT: &str = "ulimit -v 1500000 2> /dev/null; exec \"$@\"";
        let mut command = if cfg!(unix) { Command::new("sh") } else { Command::new(env!("CARGO_BIN_EXE_postil")) };
        if cfg!(unix) {
            command.args(["-c", LIMIT, "sh", env!("CARGO_BIN_EXE_postil")]);
        }
        // Each thread takes addresses for its own memory, however little it uses of them.
        self.ran(command.env("MALLOC_ARENA_MAX", "2").env("RAYON_NUM_THREADS", "2"), line)
    }

    /// Runs it, expects success, and gives standard output.
    pub fn ok(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        ran.out
    }

    pub fn json(&self, line: &str) -> serde_json::Value {
        serde_json::from_str(&self.ok(line)).expect("JSON")
    }

    /// Runs it, expects that it could not, and that it says so.
    pub fn fails(&self, line: &str, words: &str) {
        let ran = self.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {}", ran.err);
        assert!(ran.err.contains(words), "{line}: {}", ran.err);
    }
}
