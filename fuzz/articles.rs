//! Any bytes as a file of articles: the first byte chooses the ending.
//! Run it with `fuzz/run 600 articles`, which sets how much memory it may have.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use postil::ingest::{ReadOptions, articles_in, endings};

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    // The reader of PDF files has a target of its own.
    let endings: Vec<&str> = endings().filter(|ending| *ending != "pdf").collect();
    let name = format!("file.{}", endings[usize::from(*which) % endings.len()]);
    if bytes.starts_with(b"%PDF") {
        return;
    }
    if let Ok(contents) = articles_in(Path::new(&name), bytes.to_vec(), &ReadOptions::default()) {
        assert!(contents.table.is_some() || !contents.articles.is_empty(), "a file without an article is refused");
    }
});
