//! Where the records of each kind are kept, for what is done with records of any kind.

use std::sync::Arc;

#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "the macro names the values of all kinds"))]
use super::values::*;
use super::{
    edit::Edit,
    kinds::{Kind, RecordId},
    layer::Layer,
    project::Project,
    record::Record,
};

/// Where the records of a kind are kept. The table of kinds makes this for each of them.
pub trait Kept: Record {
    /// Whose layer it is in: an analyst's id, or `()` for what the team shares.
    type Whose: Clone;

    const KIND: Kind;

    /// The record of that id.
    fn record(whose: &Self::Whose, id: Self::Id) -> RecordId;

    /// The edit that puts it; `None` deletes it.
    fn edit(whose: &Self::Whose, id: Self::Id, value: Option<Arc<Self>>) -> Edit;

    /// What the edit puts, if it puts a record of this kind.
    fn value(edit: &Edit) -> Option<Arc<Self>>;

    /// The layer that it is in.
    fn layer(whose: &Self::Whose) -> Option<&AnalystId>;

    /// All of them, if the team shares them.
    fn shared(project: &Project) -> Option<&Table<Self::Id, Self>> {
        let _: &Project = project;
        None
    }

    /// As [`Self::shared`], for writing.
    fn shared_mut(project: &mut Project) -> Option<&mut Table<Self::Id, Self>> {
        let _: &mut Project = project;
        None
    }

    /// All of a layer, if layers have them.
    fn in_layer(layer: &Layer) -> Option<&Table<Self::Id, Self>> {
        let _: &Layer = layer;
        None
    }

    /// As [`Self::in_layer`], for writing.
    fn in_layer_mut(layer: &mut Layer) -> Option<&mut Table<Self::Id, Self>> {
        let _: &mut Layer = layer;
        None
    }

    /// All that stand where this one does.
    fn table<'p>(project: &'p Project, whose: &Self::Whose) -> Option<&'p Table<Self::Id, Self>> {
        match Self::layer(whose) {
            None => Self::shared(project),
            Some(analyst) => Self::in_layer(project.layer(analyst)?),
        }
    }
}

macro_rules! kept {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident($SId:ty, $SValue:ty) $stable:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident($WId:ty, $WValue:ty) $wtable:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident($LId:ty, $LValue:ty) $ltable:ident: $_ltt:ty,)* }
    ) => {
        $(impl Kept for $SValue {
            type Whose = ();

            const KIND: Kind = Kind::$S;

            fn record((): &(), id: $SId) -> RecordId {
                RecordId::$S(id)
            }

            fn edit((): &(), id: $SId, value: Option<Arc<Self>>) -> Edit {
                Edit::$S(id, value)
            }

            fn value(edit: &Edit) -> Option<Arc<Self>> {
                match edit {
                    Edit::$S(_, value) => value.clone(),
                    _ => None,
                }
            }

            fn layer((): &()) -> Option<&AnalystId> {
                None
            }

            fn shared(project: &Project) -> Option<&Table<$SId, Self>> {
                Some(&project.$stable)
            }

            fn shared_mut(project: &mut Project) -> Option<&mut Table<$SId, Self>> {
                Some(&mut project.$stable)
            }
        })*

        impl Kept for $WValue {
            type Whose = $WId;

            const KIND: Kind = Kind::$W;

            fn record(_: &$WId, id: $WId) -> RecordId {
                RecordId::$W(id)
            }

            fn edit(_: &$WId, id: $WId, value: Option<Arc<Self>>) -> Edit {
                Edit::$W(id, value)
            }

            fn value(edit: &Edit) -> Option<Arc<Self>> {
                match edit {
                    Edit::$W(_, value) => value.clone(),
                    _ => None,
                }
            }

            fn layer(whose: &$WId) -> Option<&AnalystId> {
                Some(whose)
            }

            fn in_layer(layer: &Layer) -> Option<&Table<$WId, Self>> {
                Some(&layer.$wtable)
            }

            fn in_layer_mut(layer: &mut Layer) -> Option<&mut Table<$WId, Self>> {
                Some(&mut layer.$wtable)
            }
        }

        $(impl Kept for $LValue {
            type Whose = AnalystId;

            const KIND: Kind = Kind::$L;

            fn record(whose: &AnalystId, id: $LId) -> RecordId {
                RecordId::$L(whose.clone(), id)
            }

            fn edit(whose: &AnalystId, id: $LId, value: Option<Arc<Self>>) -> Edit {
                Edit::$L(whose.clone(), id, value)
            }

            fn value(edit: &Edit) -> Option<Arc<Self>> {
                match edit {
                    Edit::$L(_, _, value) => value.clone(),
                    _ => None,
                }
            }

            fn layer(whose: &AnalystId) -> Option<&AnalystId> {
                Some(whose)
            }

            fn in_layer(layer: &Layer) -> Option<&Table<$LId, Self>> {
                Some(&layer.$ltable)
            }

            fn in_layer_mut(layer: &mut Layer) -> Option<&mut Table<$LId, Self>> {
                Some(&mut layer.$ltable)
            }
        })*
    };
}
records!(kept);
