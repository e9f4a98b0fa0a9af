//! What is written is what was there, byte for byte; what cannot be read or written is said and lost nowhere.

use std::path::Path;

use super::*;
use crate::format::{codebook_bytes, layer_bytes, project_bytes};

fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

#[test]
fn the_sample_project_is_without_flaws_and_gives_its_own_bytes() {
    let opened = open(&sample()).expect("the sample opens");
    assert_eq!(opened.notices, []);
    assert_eq!(crate::model::check::check(&opened.project), []);
    let disk = opened.store.disk();
    let check = |file: &str, bytes: Vec<u8>| {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let present = text(&disk.read(file).expect("the file is there"));
        let written = text(&bytes);
        for (present, written) in present.lines().zip(written.lines()) {
            assert_eq!(present, written, "{file}");
        }
        assert_eq!(present.len(), written.len(), "{file}");
    };
    check(PROJECT_FILE, project_bytes(&opened.project));
    check(CODEBOOK_FILE, codebook_bytes(&opened.project));
    for layer in opened.project.layers.values() {
        assert!(layer.annotations.len() >= 60);
        check(&layer_file(&layer.id), layer_bytes(&opened.project, layer));
    }
    for (_, id, annotation) in opened.project.annotations() {
        assert_eq!(opened.project.place(*id, annotation), Some(annotation.span));
        let text = opened.project.articles.get(&annotation.article).expect("the article is there").body.text();
        assert_eq!(crate::model::Quote::of(text, annotation.span), annotation.quote);
    }
}
