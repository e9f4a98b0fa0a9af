//! What files of other programs hold, before it is put into a project. Each format reads into these types and knows nothing
//! of projects; `intake::land` knows projects and no format.

mod counting;
mod describing;
mod holding;
mod identity;
mod order;
mod unit;

pub use counting::{Counted, Counting, Decision, Positions, begins_with, is_as_long, is_same};
pub use describing::{PARTS, colour, description};
pub use holding::{Code, Coder, Foreign, Given, Memo, Passage, Text, UNPLACED, few, put_below};
pub use identity::{ANALYST, ARTICLE, guid, stamp};
pub use order::Tree;
pub use unit::Unit;
