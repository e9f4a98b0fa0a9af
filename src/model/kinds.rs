//! The kinds of records, and which record is meant.

#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "the macro names the values of all kinds"))]
use super::values::*;

/// The file of a project that keeps records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// `project.ron`.
    Project,
    /// `codebook.ron`.
    Codebook,
    /// The file of the analyst's layer.
    Layer,
}

macro_rules! kinds {
    (
        { $($(#[$_s:meta])* $home:ident $S:ident($SId:ty, $SValue:ident) $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident($WId:ty, $WValue:ident) $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident($LId:ty, $LValue:ident) $_lt:ident: $_ltt:ty,)* }
    ) => {
        /// The value of each kind, under the kind's name.
        pub mod value {
            $(pub type $S = super::$SValue;)*
            pub type $W = super::$WValue;
            $(pub type $L = super::$LValue;)*
        }

        /// A kind of record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($S,)* $W, $($L,)* }

        impl Kind {
            /// The file that records of the kind are kept in.
            pub fn home(self) -> Home {
                match self {
                    $(Self::$S => Home::$home,)*
                    Self::$W => Home::Layer,
                    $(Self::$L => Home::Layer,)*
                }
            }
        }

        /// A record of any kind; one of a layer with whose layer it is.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RecordId { $($S($SId),)* $W($WId), $($L(AnalystId, $LId),)* }

        impl RecordId {
            /// Whose layer it stands in; `None` for what the team shares.
            pub fn layer(&self) -> Option<&AnalystId> {
                match self {
                    $(Self::$S(_) => None,)*
                    Self::$W(whose) => Some(whose),
                    $(Self::$L(whose, _) => Some(whose),)*
                }
            }
        }
    };
}
records!(kinds);
