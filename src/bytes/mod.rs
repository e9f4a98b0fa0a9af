//! What readers and writers of files share: zip within bounds, markup, databases. Knows no format.

pub mod archive;
pub mod bounds;
pub mod sqlite;
pub mod xml;
