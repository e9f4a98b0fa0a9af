//! What one analyst has done in a project.

use std::sync::Arc;

#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "the macro names the values of all kinds"))]
use super::values::*;
use super::{entry::Entry, stamp::Stamp};

macro_rules! layer {
    (
        $_shared:tt
        { $(#[$doc:meta])* $_kind:ident $_value:tt $analyst:ident: $Analyst:ty }
        { $($(#[$kept_doc:meta])* $_kept_kind:ident $_kept_value:tt $kept:ident: $Kept:ty,)* }
    ) => {
        /// One analyst's coding.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Layer {
            pub id: AnalystId,
            $(#[$doc])*
            pub $analyst: $Analyst,
            $($(#[$kept_doc])* pub $kept: $Kept,)*
        }

        impl Layer {
            /// A layer in which nothing is yet, not even whose it is.
            pub fn blank(id: AnalystId) -> Self {
                Self { id, $analyst: Table::default(), $($kept: Default::default(),)* }
            }

            /// Whether there is nothing in it that would be worth a file.
            pub fn is_blank(&self) -> bool {
                $(self.$kept.entries().next().is_none())&&*
            }
        }
    };
}
records!(layer);

impl Layer {
    /// The layer of an analyst who has done nothing yet.
    pub fn new(id: AnalystId, analyst: Analyst) -> Self {
        let mut layer = Self::blank(id);
        layer.put_analyst(analyst, Stamp::default());
        layer
    }

    /// Puts whose it is, whatever it was.
    pub fn put_analyst(&mut self, analyst: Analyst, changed: Stamp) {
        self.analyst.put(self.id.clone(), Entry { value: Some(Arc::new(analyst)), changed });
    }

    /// Whose it is.
    pub fn analyst(&self) -> &Analyst {
        self.analyst.get(&self.id).unwrap_or(Analyst::UNKNOWN)
    }

    /// The same under another id.
    #[must_use]
    pub fn renamed(self, id: AnalystId) -> Self {
        let analyst = self.analyst.under(&self.id, id.clone());
        Self { id, analyst, ..self }
    }

    /// Joins another copy of the layer.
    pub fn join(&mut self, other: &Self) {
        let versions = other.analyst.entries().chain(other.analyst.all_superseded());
        for (_, version) in versions {
            self.analyst.join(self.id.clone(), version.clone());
        }
        each_pair!(self, other, |ours, theirs| ours.join_all(theirs));
    }

    /// Whether there are no records in it, not even deleted ones.
    pub(super) fn is_empty(&self) -> bool {
        self.is_blank() && self.analyst.entries().next().is_none()
    }

    /// Whether any version of anything is to be reviewed.
    pub(super) fn has_superseded(&self) -> bool {
        let mut any = false;
        each_of_layer!(self, |_whose, table| any |= table.has_superseded());
        any
    }
}
