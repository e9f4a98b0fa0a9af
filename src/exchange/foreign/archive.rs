//! Text files in a zip, read within bounds.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use zip::ZipArchive;

/// How many bytes the files may have together, unpacked: texts are never that long, a bomb always is.
pub const LARGEST: u64 = 1 << 30;

/// The files of a zip that are text, by their names with `/`. What is no UTF-8 is left out.
///
/// # Errors
/// It is no zip, or a damaged or too large one.
pub fn unzipped(bytes: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is no zip: {error}"))?;
    let (mut files, mut left) = (BTreeMap::new(), LARGEST);
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).map_err(|error| error.to_string())?;
        let Ok(name) = file.name().map(|name| name.replace('\\', "/")) else { continue };
        if file.is_dir() {
            continue;
        }
        let mut bytes = Vec::new();
        // What the archive says of sizes may be a lie: what comes out is counted.
        file.by_ref().take(left + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        left = left.checked_sub(bytes.len() as u64).ok_or("unpacked it is far too large")?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.insert(name, text);
        }
    }
    Ok(files)
}

/// Whether these are the first bytes of a zip.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The file of that name in a zip, in whichever folder; of several the one that is least deep.
///
/// # Errors
/// It is no zip, or a damaged or too large one.
pub fn file_in_zip(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is no zip: {error}"))?;
    let mut found: Option<(usize, usize)> = None;
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(|error| error.to_string())?;
        let Ok(path) = file.name().map(|name| name.replace('\\', "/")) else { continue };
        let depth = path.matches('/').count();
        if path.rsplit('/').next() == Some(name) && found.is_none_or(|(least, _)| depth < least) {
            found = Some((depth, index));
        }
    }
    let Some((_, index)) = found else { return Ok(None) };
    let mut contents = Vec::new();
    let file = zip.by_index(index).map_err(|error| error.to_string())?;
    file.take(LARGEST + 1).read_to_end(&mut contents).map_err(|error| format!("{name}: {error}"))?;
    if contents.len() as u64 > LARGEST {
        return Err("unpacked it is far too large".to_owned());
    }
    Ok(Some(contents))
}
