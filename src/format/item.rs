//! A record as it stands in a file.

use std::sync::Arc;

use super::saved::Saved;
#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "the macro names the values of all kinds"))]
use crate::model::values::*;
use crate::model::{Entry, Home, Kept, Kind, Layer, Project, Stamp, value};

macro_rules! item {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident($SId:ty, $SValue:ty) $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident($WId:ty, $WValue:ty) $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident($LId:ty, $LValue:ty) $_lt:ident: $_ltt:ty,)* }
    ) => {
        /// A record of a file, in the model's terms. An article's text is not in it: its body is missing.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Item {
            $($S($SId, Entry<$SValue>),)*
            $W($WId, Entry<$WValue>),
            $($L($LId, Entry<$LValue>),)*
            /// A version that lost against one made without knowing it.
            Superseded(Box<Item>),
        }

        /// A record that stands in files, as an item.
        pub trait InFile: Saved + Kept {
            /// The item.
            fn item(id: Self::Id, entry: Entry<Self>) -> Item;
        }

        $(impl InFile for $SValue {
            fn item(id: $SId, entry: Entry<Self>) -> Item {
                Item::$S(id, entry)
            }
        })*
        impl InFile for $WValue {
            fn item(id: $WId, entry: Entry<Self>) -> Item {
                Item::$W(id, entry)
            }
        }
        $(impl InFile for $LValue {
            fn item(id: $LId, entry: Entry<Self>) -> Item {
                Item::$L(id, entry)
            }
        })*

        impl Item {
            /// Of which kind it is.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$S(..) => Kind::$S,)*
                    Self::$W(..) => Kind::$W,
                    $(Self::$L(..) => Kind::$L,)*
                    Self::Superseded(version) => version.kind(),
                }
            }

            /// Whether a layer's file may hold it: a record of the layer, or a copy of one that the team shares.
            pub fn may_be_in_layer(&self) -> bool {
                match self.kind() {
                    $(Kind::$S => <value::$S as Saved>::COPIED,)*
                    Kind::$W => true,
                    $(Kind::$L => true,)*
                }
            }
        }
    };
}
records!(item);

/// Does the same with an item of any kind: `on_item!(item, |id, entry| …, …)`. What becomes of versions that do not count follows.
macro_rules! on_item {
    ($item:expr, |$id:ident, $entry:ident| $body:expr, $($others:tt)*) => {
        records! { on_item_arms ($item) ($id $entry) ($body) ($($others)*) }
    };
}

macro_rules! on_item_arms {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident $_sv:tt $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident $_wv:tt $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident $_lv:tt $_lt:ident: $_ltt:ty,)* }
        ($item:expr) ($id:ident $entry:ident) ($body:expr) ($($others:tt)*)
    ) => {
        match $item {
            $(Item::$S($id, $entry) => $body,)*
            Item::$W($id, $entry) => $body,
            $(Item::$L($id, $entry) => $body,)*
            $($others)*
        }
    };
}
pub(crate) use {on_item, on_item_arms};

/// A record and the line it stands on, counted from 1 (0 where the file is not in our layout).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub line: usize,
    pub item: Item,
}

/// A record with the file that it belongs to, within the project.
pub type Filed = (String, Item);

/// What tells a version of a record from all others of a file: its kind, its id, and when it was changed.
pub type RecordKey = (Kind, String, Stamp);

impl Item {
    /// The version that the line holds, superseded or not.
    pub fn version(&self) -> &Self {
        match self {
            Self::Superseded(version) => version,
            item => item,
        }
    }

    /// As [`Self::version`], by value.
    #[must_use]
    pub fn into_version(self) -> Self {
        match self {
            Self::Superseded(version) => *version,
            item => item,
        }
    }

    /// Whether it is a record that layers have, and not a copy of what the team shares.
    pub fn is_of_layer(&self) -> bool {
        self.kind().home() == Home::Layer
    }

    /// Of what kind it is, its id, and when it was changed.
    pub fn key(&self) -> RecordKey {
        let id = on_item!(self.version(), |id, _entry| id.to_string(), Self::Superseded(_) => String::new());
        (self.kind(), id, self.changed().clone())
    }

    /// The record of this id as it is in `project`, or in `layer` where it is one of a layer; `None` for whose a layer is, and for
    /// versions that do not count. Of an article, whose text is in no such line, with the text that this line is about.
    pub fn counterpart(&self, project: &Project, layer: Option<&Layer>) -> Option<Self> {
        match self {
            Self::Analyst(..) => None,
            Self::Article(id, there) if layer.is_none() => {
                let mut here = project.articles.entry(id)?.clone();
                if let (Some(here), Some(there)) = (&mut here.value, &there.value) {
                    Arc::make_mut(here).body = there.body.clone();
                }
                Some(Self::Article(id.clone(), here))
            }
            _ => on_item!(self, |id, entry| counterpart(entry, id, project, layer), Self::Superseded(_) => None),
        }
    }

    /// Makes it a change that was made by hand: see [`Stamp::by_hand`].
    pub fn stamp_by_hand(&mut self) {
        let stamp = self.changed_mut();
        *stamp = stamp.by_hand();
    }

    /// When the record was last changed.
    pub fn changed(&self) -> &Stamp {
        on_item!(self, |_id, entry| &entry.changed, Self::Superseded(version) => version.changed())
    }

    fn changed_mut(&mut self) -> &mut Stamp {
        on_item!(self, |_id, entry| &mut entry.changed, Self::Superseded(version) => version.changed_mut())
    }
}

fn counterpart<T: InFile>(_: &Entry<T>, id: &T::Id, project: &Project, layer: Option<&Layer>) -> Option<Item> {
    let table = match layer {
        None => T::shared(project),
        // A layer's copies of what the team shares have none.
        Some(layer) => T::in_layer(layer),
    };
    Some(T::item(id.clone(), table?.entry(id)?.clone()))
}
