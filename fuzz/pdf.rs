//! Any bytes as a PDF file. The crate that reads them panics now and then; that has to be caught.
//! Run it with `fuzz/run 600 pdf`, which sets how much memory it may have.

#![no_main]

use std::{panic, path::Path};

use libfuzzer_sys::fuzz_target;
use postil::ingest::{ReadOptions, articles_in};

fuzz_target!(
    init: {
        // The hook of the fuzzer ends the process at every panic, also at one that is caught.
        panic::set_hook(Box::new(|_| {}));
    },
    |data: &[u8]| {
        if let Ok(contents) = articles_in(Path::new("file.pdf"), data.to_vec(), &ReadOptions::default()) {
            assert!(contents.table.is_some() || !contents.articles.is_empty(), "a file without an article is refused");
            for found in &contents.articles {
                let text = found.article.body.text();
                let is_of_text = |range| text.get(range).is_some_and(|words: &str| !words.is_empty());
                assert!(found.highlights.iter().all(|it| is_of_text(it.range.clone())), "a highlight stands on words");
            }
        }
    }
);
