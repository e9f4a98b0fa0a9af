//! What readers have marked in files that become articles: passages in the layers of those readers, in the step that adds the
//! articles.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{me::Me, open::id_of};
use crate::{
    exchange::foreign::{ANALYST, Coder, Foreign, Passage, Text, Unit, guid},
    format::Records,
    ingest::Highlight,
    intake::{self, Landed, land},
    model::{AnalystId, ArticleId, Edit, EditError, Project},
    text::{letters::name_key, offsets::Offsets},
};

/// What these passages are called where formats are.
const FORMAT: &str = "highlights";

/// The passages as edits, with what there is to say of them.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub edits: Vec<Edit>,
    pub passages: usize,
    pub notices: Vec<String>,
}

/// Makes passages of what readers have marked. `project` has the articles.
///
/// # Errors
/// A text cannot be an article.
pub(super) fn bring(project: &Project, me: &Me, articles: &[(&ArticleId, &[Highlight])]) -> Result<Brought, EditError> {
    if articles.iter().all(|(_, highlights)| highlights.is_empty()) {
        return Ok(Brought::default());
    }
    let landed = land(project, FORMAT, &foreign(project, articles))?;
    let mut brought = Brought { notices: landed.report.notices.clone(), ..Brought::default() };
    for records in &landed.layers {
        put(project, me, &landed, records, &mut brought);
    }
    Ok(brought)
}

/// The same as a file of another program would hold it.
fn foreign(project: &Project, articles: &[(&ArticleId, &[Highlight])]) -> Foreign {
    let mut foreign = Foreign { unit: Some(Unit::Chars), ..Foreign::default() };
    let mut coders: BTreeMap<String, usize> = BTreeMap::new();
    for (id, highlights) in articles.iter().filter(|(_, highlights)| !highlights.is_empty()) {
        let Some(article) = project.articles.get(id) else { continue };
        let offsets = Offsets::new(article.body.text());
        let mut text = Text::new(&article.title, article.body.text());
        text.article = Some((*id).clone());
        for highlight in *highlights {
            let coder = (!highlight.reader.is_empty()).then(|| {
                *coders.entry(name_key(&highlight.reader)).or_insert_with(|| {
                    foreign.coders.push(coder(project, &highlight.reader));
                    foreign.coders.len() - 1
                })
            });
            let range = &highlight.range;
            let places = offsets.char_of_byte(range.start).zip(offsets.char_of_byte(range.end));
            let Some((start, end)) = places else { continue };
            let own = format!("{FORMAT}\n{}\n{}\n{range:?}\n{}", id.as_str(), highlight.reader, highlight.note);
            text.passages.push(Passage {
                start,
                end,
                coder,
                note: highlight.note.clone(),
                created: highlight.created,
                modified: highlight.changed,
                id: Some(intake::hashed(&own)),
                ..Passage::default()
            });
        }
        foreign.texts.push(text);
    }
    let times = articles.iter().flat_map(|(_, highlights)| highlights.iter());
    foreign.written = times.filter_map(|highlight| highlight.created.or(highlight.changed)).min();
    foreign
}

/// The analyst of that name who has a layer, or somebody new.
fn coder(project: &Project, reader: &str) -> Coder {
    let is_theirs = |id: &AnalystId, name: &str| !id.is_adjudicated() && name_key(name) == name_key(reader);
    let layer = project.layers.values().find(|layer| is_theirs(&layer.id, &layer.analyst().name));
    let key = layer.map(|layer| guid(project, ANALYST, layer.id.as_str())).unwrap_or_default();
    Coder { key, name: reader.to_owned() }
}

/// Puts the passages of one reader into that reader's layer, or into mine if it is I.
fn put(project: &Project, me: &Me, landed: &Landed, records: &Records, brought: &mut Brought) {
    let Some(layer) = records.layer() else { return };
    let is_mine = !me.name.is_empty() && name_key(&layer.analyst().name) == name_key(&me.name);
    let id = match project.layer(&layer.id) {
        Some(present) if present.analyst().key == layer.analyst().key => layer.id.clone(),
        _ if is_mine => me.id.clone(),
        _ => id_of(&landed.project, me, layer),
    };
    let taken: BTreeSet<AnalystId> = brought.edits.iter().filter_map(Edit::layer).cloned().collect();
    if project.layer(&id).is_none() && id != me.id && !taken.contains(&id) {
        brought.edits.push(Edit::Analyst(id.clone(), Some(Arc::new(layer.analyst().clone()))));
    }
    for (annotation, passage) in layer.annotations.iter() {
        brought.edits.push(Edit::Annotation(id.clone(), *annotation, Some(Arc::new(passage.clone()))));
        brought.passages += 1;
    }
}
