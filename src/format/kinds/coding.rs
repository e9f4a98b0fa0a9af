//! Codings, within the lines of passages and of what was submitted.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    values::{Fault, id, ids},
};
use crate::model::{Coding, Stance, TagId, Voice};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodingRecord {
    tag: String,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    stance: Option<StanceRecord>,
    #[serde(default)]
    voice: Option<VoiceRecord>,
}

#[derive(Deserialize)]
enum StanceRecord {
    Supports,
    Rejects,
    Reports,
}

#[derive(Deserialize)]
enum VoiceRecord {
    Quoted,
    Paraphrased,
    Author,
}

/// The coding that was read.
pub fn read(coding: CodingRecord) -> Result<Coding, Fault> {
    let CodingRecord { tag, by, about, stance, voice } = coding;
    let stance = stance.map(|stance| match stance {
        StanceRecord::Supports => Stance::Supports,
        StanceRecord::Rejects => Stance::Rejects,
        StanceRecord::Reports => Stance::Reports,
    });
    let voice = voice.map(|voice| match voice {
        VoiceRecord::Quoted => Voice::Quoted,
        VoiceRecord::Paraphrased => Voice::Paraphrased,
        VoiceRecord::Author => Voice::Author,
    });
    Ok(Coding { tag: id(&tag)?, by: ids(&by)?, about: ids(&about)?, stance, voice })
}

/// Writes the field that holds codings.
pub fn write(codings: &[Coding], line: &mut Fields<'_>) {
    line.list("codings", codings.iter(), |coding, fields| {
        let Coding { tag, by, about, stance, voice } = coding;
        fields.text("tag", tag.as_str());
        fields.texts("by", by.iter().map(TagId::as_str));
        fields.texts("about", about.iter().map(TagId::as_str));
        // The names of these variants are those of the format.
        match stance {
            None => fields.word("stance", "None"),
            Some(stance) => fields.word("stance", format_args!("Some({stance:?})")),
        }
        match voice {
            None => fields.word("voice", "None"),
            Some(voice) => fields.word("voice", format_args!("Some({voice:?})")),
        }
    });
}
