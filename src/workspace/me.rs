//! Who annotates.

use crate::model::{AnalystId, Layer, Project, slug, unique_slug};

/// Who annotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    pub id: AnalystId,
    pub name: String,
    /// Random, of this person; tells two analysts of one name apart. Empty where nobody has said who it is: then it is made with the
    /// layer, and a layer of that id which comes meanwhile is the same person's.
    pub key: String,
}

impl Me {
    /// The layer for somebody called `name`: their own one if it is there, else a new id.
    ///
    /// A layer of the same name but another key is another person's: the id gets a number.
    pub fn in_project(project: &Project, name: &str, key: &str) -> Self {
        let taken = |candidate: &str| {
            let id = AnalystId::new(candidate).ok();
            let layer = id.as_ref().and_then(|id| project.layers.get(id));
            id.as_ref().is_some_and(AnalystId::is_adjudicated) || layer.is_some_and(|layer| layer.analyst().key != key)
        };
        let id = unique_slug(slug(name, "analyst"), taken);
        let id = AnalystId::new(&id).or_else(|_| AnalystId::new("analyst"));
        match id {
            Ok(id) => Self { id, name: name.trim().to_owned(), key: key.to_owned() },
            Err(error) => unreachable!("“analyst” is a valid id: {error}"),
        }
    }

    /// Taking up a layer that is there.
    pub fn of_layer(layer: &Layer) -> Self {
        Self { id: layer.id.clone(), name: layer.analyst().name.clone(), key: layer.analyst().key.clone() }
    }
}
