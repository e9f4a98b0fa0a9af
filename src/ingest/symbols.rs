//! Signs of fonts that have signs where others have letters, as characters.

/// What a character of the font `font` looks like, if that is known; `None` for other fonts as well.
///
/// Such characters are kept at their place among the first 256, or from U+F000 on.
pub fn sign(font: &str, code: u32) -> Option<char> {
    let code = if (0xf000..0xf100).contains(&code) { code - 0xf000 } else { code };
    let table: &[(u32, char)] = match font.trim().to_lowercase().as_str() {
        "symbol" => return symbol(code),
        "wingdings" => &WINGDINGS,
        "wingdings 2" => &WINGDINGS_2,
        "wingdings 3" => &WINGDINGS_3,
        "webdings" => &WEBDINGS,
        _ => return None,
    };
    table.iter().find(|(at, _)| *at == code).map(|(_, sign)| *sign)
}

/// Whether a font has signs where others have letters.
pub fn has_signs(font: &str) -> bool {
    matches!(font.trim().to_lowercase().as_str(), "symbol" | "wingdings" | "wingdings 2" | "wingdings 3" | "webdings")
}

/// Letters are Greek there, and signs of mathematics come after them.
fn symbol(code: u32) -> Option<char> {
    const LOW: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
    const HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑";
    let (from, signs) = match code {
        0x20..=0x7e => (0x20, LOW),
        0xa0..=0xe5 => (0xa0, HIGH),
        0xf1 => return Some('〉'),
        0xf2 => return Some('∫'),
        _ => return None,
    };
    signs.chars().nth(usize::try_from(code - from).ok()?)
}

const WINGDINGS: [(u32, char); 62] = [
    (0x20, ' '),
    (0x22, '✂'),
    (0x28, '☎'),
    (0x2a, '✉'),
    (0x36, '⌛'),
    (0x37, '⌨'),
    (0x3f, '✍'),
    (0x41, '✌'),
    (0x43, '👍'),
    (0x44, '👎'),
    (0x45, '☜'),
    (0x46, '☞'),
    (0x47, '☝'),
    (0x48, '☟'),
    (0x4a, '☺'),
    (0x4b, '😐'),
    (0x4c, '☹'),
    (0x4d, '💣'),
    (0x4e, '☠'),
    (0x51, '✈'),
    (0x52, '☼'),
    (0x54, '❄'),
    (0x58, '✠'),
    (0x59, '✡'),
    (0x5a, '☪'),
    (0x5b, '☯'),
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x70, '🞐'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x73, '⬧'),
    (0x74, '⧫'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x77, '⬥'),
    (0x7b, '❀'),
    (0x80, '⓪'),
    (0x81, '①'),
    (0x82, '②'),
    (0x83, '③'),
    (0x84, '④'),
    (0x85, '⑤'),
    (0x86, '⑥'),
    (0x87, '⑦'),
    (0x88, '⑧'),
    (0x89, '⑨'),
    (0x8a, '⑩'),
    (0x9e, '·'),
    (0x9f, '•'),
    (0xa7, '▪'),
    (0xa8, '◻'),
    (0xd8, '➢'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe8, '➔'),
    (0xf0, '⇨'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];
const WINGDINGS_2: [(u32, char); 8] =
    [(0x20, ' '), (0x4f, '✗'), (0x50, '✓'), (0x51, '☒'), (0x52, '☑'), (0x53, '☒'), (0x97, '●'), (0xa3, '□')];
const WINGDINGS_3: [(u32, char); 8] =
    [(0x20, ' '), (0x66, '←'), (0x67, '→'), (0x68, '↑'), (0x69, '↓'), (0x70, '▲'), (0x71, '▼'), (0x7d, '▶')];
const WEBDINGS: [(u32, char); 7] =
    [(0x20, ' '), (0x34, '▶'), (0x61, '✔'), (0x63, '□'), (0x6e, '●'), (0x72, '✗'), (0xc2, '📞')];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_known_at_both_places() {
        let check = |font: &str, code: u32, expected: Option<char>| assert_eq!(sign(font, code), expected, "{code:x}");
        check("Symbol", 0xf0b0, Some('°'));
        check("symbol", 0xb0, Some('°'));
        check("Symbol", 0x61, Some('α'));
        check("Symbol", 0x7e, Some('∼'));
        check("Symbol", 0xf0b7, Some('•'));
        check("Symbol", 0xd1, Some('∇'));
        check("Symbol", 0xe5, Some('∑'));
        check("Symbol", 0xae, Some('→'));
        check("Wingdings", 0xf0fc, Some('✓'));
        check("Wingdings", 0xf0ff, None);
        check("Times New Roman", 0xb0, None);
        assert!(has_signs("Webdings") && !has_signs("Arial"));
    }
}
