//! Layers of a document that can be shown or not: which of them are not shown when it is opened.

use std::collections::{BTreeSet, HashSet};

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, ObjectIdentifier, String as Words},
};

use super::raw::words_of;
use crate::words::counted;

/// How deep a rule may be for what is shown.
const DEEPEST: usize = 20;

/// The layers of a document.
#[derive(Default)]
pub(super) struct Layers {
    hidden: HashSet<ObjectIdentifier>,
    /// What the ones are called of which something was left out.
    names: BTreeSet<String>,
    /// How many characters stand in them.
    pub letters: usize,
    /// They are read all the same.
    pub are_taken: bool,
}

impl Layers {
    pub(super) fn of(document: &Pdf, are_taken: bool) -> Self {
        let hidden = hidden(document).unwrap_or_default();
        Self { hidden, are_taken, ..Self::default() }
    }

    /// Whether what is marked with `properties` is not shown.
    pub(super) fn hides(&mut self, properties: &Dict<'_>) -> bool {
        !self.hidden.is_empty() && !self.is_shown(properties, 0)
    }

    /// What is not shown, in words, if that is anything.
    pub(super) fn about(&self) -> Option<String> {
        let names: Vec<String> = self.names.iter().map(|name| format!("“{name}”")).collect();
        let names = if names.is_empty() { String::new() } else { format!("{}, ", names.join(", ")) };
        (self.letters > 0).then(|| format!("{names}{}", counted(self.letters, "character")))
    }

    fn is_shown(&mut self, layer: &Dict<'_>, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        if layer.get::<Name<'_>>("Type").is_none_or(|kind| &*kind != b"OCMD") {
            return self.is_layer_shown(layer);
        }
        if let Some(rule) = layer.get::<Array<'_>>("VE") {
            return self.holds(&rule, depth + 1);
        }
        let mut of: Vec<bool> = Vec::new();
        if let Some(one) = layer.get::<Dict<'_>>("OCGs") {
            of.push(self.is_layer_shown(&one));
        } else if let Some(several) = layer.get::<Array<'_>>("OCGs") {
            of.extend(several.iter::<Dict<'_>>().map(|one| self.is_layer_shown(&one)));
        }
        match layer.get::<Name<'_>>("P").as_deref() {
            _ if of.is_empty() => true,
            Some(b"AllOn") => of.iter().all(|is_shown| *is_shown),
            Some(b"AnyOff") => of.iter().any(|is_shown| !is_shown),
            Some(b"AllOff") => of.iter().all(|is_shown| !is_shown),
            _ => of.iter().any(|is_shown| *is_shown),
        }
    }

    /// Whether a rule holds: “[/And A B]”, “[/Or A B]”, “[/Not A]”.
    fn holds(&mut self, rule: &Array<'_>, depth: usize) -> bool {
        let mut parts = rule.iter::<Object<'_>>();
        let Some(Object::Name(how)) = parts.next() else { return true };
        let mut of = Vec::new();
        for part in parts.take(1_000) {
            match part {
                Object::Array(rule) if depth <= DEEPEST => of.push(self.holds(&rule, depth + 1)),
                Object::Dict(layer) => of.push(self.is_layer_shown(&layer)),
                _ => {}
            }
        }
        match &*how {
            b"And" => of.iter().all(|holds| *holds),
            b"Not" => !of.first().copied().unwrap_or(false),
            _ => of.iter().any(|holds| *holds),
        }
    }

    fn is_layer_shown(&mut self, layer: &Dict<'_>) -> bool {
        let is_hidden = layer.obj_id().is_some_and(|id| self.hidden.contains(&id));
        if is_hidden {
            let name = layer.get::<Words<'_>>("Name").map(|name| words_of(name.as_bytes())).unwrap_or_default();
            if !name.is_empty() {
                self.names.insert(name);
            }
        }
        !is_hidden
    }
}

/// The layers that are not shown as the document is set up.
fn hidden(document: &Pdf) -> Option<HashSet<ObjectIdentifier>> {
    let xref = document.xref();
    let layers = xref.get::<Dict<'_>>(xref.root_id())?.get::<Dict<'_>>("OCProperties")?;
    let setting = layers.get::<Dict<'_>>("D")?;
    let listed = |list: Option<Array<'_>>| -> Vec<ObjectIdentifier> {
        list.iter().flat_map(Array::iter::<Dict<'_>>).filter_map(|layer| layer.obj_id()).collect()
    };
    let mut hidden = HashSet::new();
    if setting.get::<Name<'_>>("BaseState").is_some_and(|state| &*state == b"OFF") {
        let shown = listed(setting.get::<Array<'_>>("ON"));
        hidden.extend(listed(layers.get::<Array<'_>>("OCGs")));
        hidden.retain(|layer| !shown.contains(layer));
    }
    hidden.extend(listed(setting.get::<Array<'_>>("OFF")));
    Some(hidden)
}
