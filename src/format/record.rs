//! A line of a file, of whatever kind. What the kinds look like stands in `kinds`.

use std::sync::Arc;

use serde::Deserialize;

use super::{
    item::Item,
    saved::Saved,
    values::{Fault, StampRecord},
};
use crate::model::{Entry, value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    #[serde(rename = "format")]
    pub _format: u32,
    pub records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletedRecord {
    kind: KindRecord,
    id: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupersededRecord {
    version: Box<Record>,
}

macro_rules! lines {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident $_sv:tt $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident $_wv:tt $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident $_lv:tt $_lt:ident: $_ltt:ty,)* }
    ) => {
        /// What stands on a line.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub enum Record {
            $($S(Box<<value::$S as Saved>::Line>),)*
            $W(Box<<value::$W as Saved>::Line>),
            $($L(Box<<value::$L as Saved>::Line>),)*
            Deleted(DeletedRecord),
            Superseded(SupersededRecord),
        }

        #[derive(Deserialize)]
        enum KindRecord { $($S,)* $W, $($L,)* }

        impl TryFrom<Record> for Item {
            type Error = Fault;

            fn try_from(record: Record) -> Result<Self, Fault> {
                Ok(match record {
                    $(Record::$S(line) => {
                        let (id, entry) = live::<value::$S>(*line)?;
                        Self::$S(id, entry)
                    })*
                    Record::$W(line) => {
                        let (id, entry) = live::<value::$W>(*line)?;
                        Self::$W(id, entry)
                    }
                    $(Record::$L(line) => {
                        let (id, entry) = live::<value::$L>(*line)?;
                        Self::$L(id, entry)
                    })*
                    Record::Deleted(record) => deleted(record)?,
                    Record::Superseded(record) => match Self::try_from(*record.version)? {
                        Self::Superseded(_) => return Err("a superseded version cannot stand in another".to_owned()),
                        version => Self::Superseded(Box::new(version)),
                    },
                })
            }
        }

        fn deleted(record: DeletedRecord) -> Result<Item, Fault> {
            let DeletedRecord { kind, id, changed } = record;
            Ok(match kind {
                $(KindRecord::$S => {
                    let (id, entry) = gone::<value::$S>(&id, changed)?;
                    Item::$S(id, entry)
                })*
                KindRecord::$W => {
                    let (id, entry) = gone::<value::$W>(&id, changed)?;
                    Item::$W(id, entry)
                }
                $(KindRecord::$L => {
                    let (id, entry) = gone::<value::$L>(&id, changed)?;
                    Item::$L(id, entry)
                })*
            })
        }
    };
}
records!(lines);

fn live<T: Saved>(line: T::Line) -> Result<(T::Id, Entry<T>), Fault> {
    let (id, value, changed) = T::read(line)?;
    Ok((id, Entry { value: Some(Arc::new(value)), changed: changed.into() }))
}

fn gone<T: Saved>(id: &str, changed: StampRecord) -> Result<(T::Id, Entry<T>), Fault> {
    if T::STAYS {
        return Err(format!("a record of the kind {} cannot be deleted", T::NAME));
    }
    Ok((T::id(id)?, Entry { value: None, changed: changed.into() }))
}
