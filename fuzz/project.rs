//! Any bytes as one of a project's own files: what can be read is written, and then read as the same.
//! Run it with `fuzz/run 600 project`, which sets how much memory it may have.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::format::{Records, read};

fuzz_target!(|data: &[u8]| {
    let Ok(contents) = read(data) else { return };
    let Ok(records) = Records::new(contents) else { return };
    let written = records.bytes();
    let again = Records::new(read(&written).expect("what was written")).expect("of one kind");
    assert!(again.bytes() == written, "the same project gives the same bytes");
});
