//! The encodings of an RTF file's text, which are named by numbers of Windows.

use encoding_rs::Encoding;

/// The encoding of a code page.
pub fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's character set; `None` where it is that of the document.
pub fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(page)
}

/// The encoding that a font's name ends with, as those of old Windows do.
pub fn named(font: &str) -> Option<&'static Encoding> {
    let page = match font.trim().trim_end_matches(';').rsplit_once(' ')?.1 {
        "CYR" => 1251,
        "CE" => 1250,
        "Greek" => 1253,
        "Tur" | "TUR" => 1254,
        "Baltic" => 1257,
        _ => return None,
    };
    code_page(page)
}
