//! How many widths of characters the fonts of a document say they have: room is made for as many before anybody looks whether they
//! are there.

use hayro_syntax::object::{Array, Dict, Number, Object};

/// The most widths of characters that the fonts of a document can say they have, together.
pub(super) const MOST_WIDTHS: u64 = 10_000_000;

/// How many widths of characters a font says it has, which are all kept when it is read.
pub(super) fn widths(font: &Dict<'_>) -> u64 {
    let first = font.get::<Number>("FirstChar").map_or(0, |first| first.as_i64().unsigned_abs());
    let descendants = font.get::<Array<'_>>("DescendantFonts");
    let descendants = descendants.iter().flat_map(Array::iter::<Dict<'_>>);
    let lists = descendants.flat_map(|font| ["W", "W2"].map(|key| font.get::<Array<'_>>(key)));
    lists.flatten().map(|list| listed_widths(&list)).fold(first, u64::saturating_add)
}

/// A number and a list are the widths of as many characters; two numbers are the first and the last one of a range.
fn listed_widths(list: &Array<'_>) -> u64 {
    let (mut widths, mut numbers) = (0_u64, Vec::new());
    for item in list.iter::<Object<'_>>() {
        match item {
            Object::Number(number) => numbers.push(number.as_i64()),
            _ => numbers.clear(),
        }
        // Behind a range stands its width, of those that are written downwards three numbers: these say nothing more.
        if let [first, last, _] = numbers.as_slice() {
            widths = widths.saturating_add(last.saturating_sub(*first).max(0).unsigned_abs());
            numbers.clear();
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_counted_as_they_are_kept() {
        #[track_caller]
        fn check(list: &str, expected: u64) {
            let file = format!(
                "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /F << /FirstChar 7 /DescendantFonts [<< /W [{list}] >>] >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
            );
            let document = hayro_syntax::Pdf::new(file.into_bytes()).expect("a document");
            let font = document.pages()[0].raw().get::<Dict<'_>>("F").expect("a font");
            assert_eq!(widths(&font), expected + 7, "{list}");
        }
        check("0 60000 500 61000 [500 600] 3 4 500", 60_001);
        check("3 [500 600] 0 4000000000 500", 4_000_000_000);
        check("", 0);
    }
}
