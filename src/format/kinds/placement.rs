//! The lines of where passages of changed texts were found.

use serde::Deserialize;

use super::super::{
    fields::Fields,
    saved::Saved,
    values::{Fault, StampRecord, fingerprint, id},
};
use crate::model::{AnnotationId, Placement, Span};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacementRecord {
    annotation: String,
    analyst: String,
    of: StampRecord,
    text: String,
    place: Option<(usize, usize)>,
    #[serde(default)]
    changed: StampRecord,
}

impl Saved for Placement {
    const NAME: &'static str = "Placement";

    type Line = PlacementRecord;

    fn read(line: PlacementRecord) -> Result<(AnnotationId, Self, StampRecord), Fault> {
        let PlacementRecord { annotation, analyst, of, text, place, changed } = line;
        let span = place.map(|(start, end)| Span::unchecked(start..end)).transpose();
        let span = span.map_err(|error| error.to_string())?;
        let value = Self { analyst: id(&analyst)?, of: of.into(), text: fingerprint(&text)?, span };
        Ok((id(&annotation)?, value, changed))
    }

    fn write(&self, id: &AnnotationId, line: &mut Fields<'_>) {
        let Self { analyst, of, text, span } = self;
        line.text("annotation", &id.to_string());
        line.text("analyst", analyst.as_str());
        line.stamp("of", of);
        line.text("text", text.as_str());
        match span {
            None => line.word("place", "None"),
            Some(span) => line.word("place", format_args!("Some(({}, {}))", span.start(), span.end())),
        }
    }

    fn id(text: &str) -> Result<AnnotationId, Fault> {
        id(text)
    }
}
