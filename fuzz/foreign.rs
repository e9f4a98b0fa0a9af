//! Any bytes as a file of another program, put into a project: the first byte chooses the format.
//! Run it with `fuzz/run 600 foreign`, which sets how much memory it may have.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postil::{exchange::foreign_formats, intake::land, model::{Project, ProjectInfo}};

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let count = foreign_formats().count();
    let Some(format) = foreign_formats().nth(usize::from(*which) % count) else { return };
    let Ok(foreign) = format.read(bytes) else { return };
    let info = ProjectInfo {
        key: "fuzz".to_owned(),
        title: String::new(),
        note: String::new(),
        created: "2026-01-20T08:00:00Z".parse().expect("a time"),
        blind: false,
    };
    if let Ok(landed) = land(&Project::new(info), format.name, &foreign) {
        for (_, _, passage) in landed
            .layers
            .iter()
            .filter_map(|records| records.layer())
            .flat_map(|layer| layer.annotations.iter().map(move |(id, passage)| (layer, id, passage)))
        {
            let text = landed.project.articles.get(&passage.article).expect("its article").body.text();
            assert_eq!(&text[passage.span.range()], passage.quote.exact, "every passage stands on its words");
        }
    }
});
