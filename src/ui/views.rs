//! The panes of the views, as the table in `command.rs` has them.

use super::{
    codebook::CodebookPane,
    command::{View, commands},
    compare::ComparePane,
    excerpts::ExcerptsPane,
    pane::Pane,
    read::ReadView,
};

macro_rules! panes {
    (
        { $($before:tt)* }
        views { $($view:ident $v:ident $id:literal $name:literal $help:literal $needs:ident
            $key:expr => $field:ident: $pane:ty;)* }
        { $($after:tt)* }
    ) => {
        /// A pane for each view.
        #[derive(Default)]
        pub struct Panes {
            $(#[doc = $help] pub $field: $pane,)*
        }

        impl Panes {
            /// The pane of a view.
            pub fn of(&mut self, view: View) -> &mut dyn Pane {
                match view {
                    $(View::$view => &mut self.$field,)*
                }
            }

            /// The panes of all views, in their order.
            pub fn all(&self) -> impl Iterator<Item = &dyn Pane> {
                [$(&self.$field as &dyn Pane),*].into_iter()
            }

            /// As [`Self::all`], to be changed.
            pub fn all_mut(&mut self) -> impl Iterator<Item = &mut dyn Pane> {
                [$(&mut self.$field as &mut dyn Pane),*].into_iter()
            }
        }
    };
}
commands!(panes);
