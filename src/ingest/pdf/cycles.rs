//! PDF documents whose parts contain themselves: what reads them would go down without an end, and take the program along.

use std::collections::{BTreeMap, BTreeSet};

use pdf_extract::{Dictionary, Document, Object, ObjectId};

use super::{PDF, ReadError};

/// How deep parts may stand in each other.
const DEEPEST: usize = 30;

/// Makes sure that reading the document comes to an end.
///
/// # Errors
/// A part contains itself, or stands deeper than parts do.
pub(super) fn break_cycles(document: &mut Document) -> Result<(), ReadError> {
    // A drawing without resources has those of whoever draws it, and could draw itself.
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && !stream.dict.has(b"Resources")
        {
            stream.dict.set("Resources", Dictionary::new());
        }
    }
    let drawn: BTreeMap<ObjectId, Vec<ObjectId>> =
        document.objects.iter().map(|(id, object)| (*id, drawn_by(document, object))).collect();
    let parents: BTreeMap<ObjectId, Vec<ObjectId>> = document
        .objects
        .iter()
        .map(|(id, object)| {
            (*id, dictionary(object).and_then(|it| it.get(b"Parent").ok()?.as_reference().ok()).into_iter().collect())
        })
        .collect();
    if has_end(&drawn) && has_end(&parents) {
        Ok(())
    } else {
        Err(ReadError::damaged(PDF, "parts of it contain themselves"))
    }
}

fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The drawings that a drawing can draw.
fn drawn_by(document: &Document, object: &Object) -> Vec<ObjectId> {
    let follow = |object: &Object| document.dereference(object).ok().map(|(_, object)| object.clone());
    let Object::Stream(stream) = object else { return Vec::new() };
    let resources = stream.dict.get(b"Resources").ok().and_then(follow);
    let drawings = resources.and_then(|it| it.as_dict().ok().and_then(|it| it.get(b"XObject").ok().and_then(follow)));
    let Some(Object::Dictionary(drawings)) = drawings else { return Vec::new() };
    drawings.iter().filter_map(|(_, drawing)| drawing.as_reference().ok()).collect()
}

/// Whether every way through the parts comes to an end within [`DEEPEST`] steps: those without further parts are taken away,
/// step by step, until none is left.
fn has_end(parts: &BTreeMap<ObjectId, Vec<ObjectId>>) -> bool {
    let mut open: BTreeSet<ObjectId> = parts.iter().filter(|(_, of)| !of.is_empty()).map(|(id, _)| *id).collect();
    for _ in 0..DEEPEST {
        let ends = |id: &ObjectId| parts.get(id).is_none_or(|of| of.iter().all(|part| !open.contains(part)));
        let still: BTreeSet<ObjectId> = open.iter().filter(|id| !ends(id)).copied().collect();
        if still.is_empty() {
            return true;
        }
        open = still;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_without_an_end_are_found() {
        let parts = |edges: &[(u32, u32)]| {
            let mut parts: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
            edges.iter().for_each(|(from, to)| parts.entry((*from, 0)).or_default().push((*to, 0)));
            parts
        };
        assert!(has_end(&parts(&[(1, 2), (2, 3), (1, 3)])));
        assert!(!has_end(&parts(&[(1, 2), (2, 1)])));
        assert!(!has_end(&parts(&[(1, 1)])));
        let long: Vec<(u32, u32)> = (0..100).map(|at| (at, at + 1)).collect();
        assert!(!has_end(&parts(&long)));
    }
}
