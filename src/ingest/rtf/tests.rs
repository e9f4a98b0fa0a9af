//! What RTF files become.

use super::*;

fn check(body: &str, expected: &str) {
    let rtf = format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fcharset0 Times;}}{{\\f1\\fcharset204 Arial;}}}}\n{body}}}"
    );
    assert_eq!(read(rtf.as_bytes()).expect("a document").0[0].text, expected, "{body}");
}

#[test]
fn text_is_decoded() {
    check(
        r"\pard A na\'efve seat\par\b Dues\b0  are \i small\i0 .\line So it is.\par",
        "A naïve seat\n\nDues are small.\nSo it is.\n",
    );
    check(r"\f1 \'d1\'e2\'ee\'e1\'ee\'e4\'e0\f0  \'e9\par", "Свобода é\n");
    check(r"\u1057?\u1074 \uc0\u8211 x{\uc2 \u-10179\'3f\'3f\u-9101 ??}y", "Св–x👳y\n");
    check(r"\ldblquote a\rdblquote\emdash b\~c\_d\-e \{x\} \\", "“a”—b\u{a0}c-de {x} \\\n");
}

#[test]
fn what_is_no_text_is_left_out() {
    check(
        r"{\header Page 1}{\*\unknown x}{\pict 89504e}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} {\v hidden}{\footnote n}end",
        "link end\n",
    );
    check(r"{\pict\bin4 }}}}}seen", "seen\n");
}

#[test]
fn lists_and_tables_are_lines() {
    check(r"{\listtext\'b7\tab}one\par{\listtext\'b7\tab}two\par\pard after\par", "• one\n• two\n\nafter\n");
    check(
        r"before\par\trowd\pard\intbl Member\cell Dues\cell\row\trowd\intbl Foc\cell 12\cell\row\pard after\par",
        "before\n\nMember\tDues\nFoc\t12\n\nafter\n",
    );
}

#[test]
fn an_empty_first_cell_is_a_cell() {
    check(r"\trowd\pard\intbl\cell a\cell\row\trowd\intbl b\cell c\cell\row\pard x\par", "\ta\nb\tc\n\nx\n");
}

#[test]
fn footnotes_are_counted() {
    let (taken, notices) = read(br"{\rtf1 One{\footnote n {\b m}} two{\footnote k}.}").expect("a document");
    assert_eq!(taken[0].text, "One two.\n");
    assert!(notices[0].contains("footnotes were left out (2)"), "{notices:?}");
}

#[test]
fn properties_are_read() {
    let rtf = br"{\rtf1{\info{\title A chair}{\author Jo Doe}{\creatim\yr2026\mo1\dy9\hr10}}Words.}";
    let (taken, _) = read(rtf).expect("a document");
    assert_eq!(
        (taken[0].title.as_str(), taken[0].author.as_str(), taken[0].date.as_str()),
        ("A chair", "Jo Doe", "2026-01-09")
    );
}

#[test]
fn documents_that_are_cut_off_or_too_deep_are_refused() {
    let why = |rtf: &str| read(rtf.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(why(r"{\rtf1 Words that").contains("ends in the middle"));
    assert!(why(r"{\rtf1 Words}} more").contains("an end too many"));
    assert!(why(&"{".repeat(2000)).contains("nested deeper"));
}

#[test]
fn numbers_of_lists_are_the_ones_in_the_file() {
    check(r"{\pntext\f0 1.\tab}one\par{\pntext\f0 2.\tab}two\par\pard after\par", "1. one\n2. two\n\nafter\n");
    check(r"{\listtext\pard\plain a)\tab}\pard\ls1 x\par{\listtext o\tab}y\par", "a) x\n• y\n");
    check(
        r"{\listtext 1.\tab}first {\deleted half\par{\listtext 2.\tab}}and half\par\pard z\par",
        "1. first and half\n\nz\n",
    );
    check(r"\trowd\pard\intbl{\listtext\pard\plain 1.\tab}\cell Foc\cell\row\pard after\par", "1.\tFoc\n\nafter\n");
}

#[test]
fn numbers_that_are_not_in_the_file_are_counted() {
    let lists = r"{\*\listtable{\list{\listlevel\levelnfc0\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}
        {\listlevel\levelnfc4\levelstartat1{\leveltext\leveltemplateid7\'02\'01);}{\levelnumbers\'01;}}\listid5}
        {\list{\listlevel\levelnfc23{\leveltext\'01\u-3913 ?;}}\listid6}}
        {\*\listoverridetable{\listoverride\listid5\ls1}{\listoverride\listid6\ls2}
        {\listoverride\listid5{\lfolevel\levelstartat7}\ls3}}";
    let body =
        r"\pard\ls1 one\par\ls1\ilvl1 x\par y\par\pard\ls1 two\par\pard\ls2 z\par\pard\ls3 seven\par\pard end\par";
    check(&format!("{lists}{body}"), "1. one\na) x\nb) y\n2. two\n• z\n7. seven\n\nend\n");
}

#[test]
fn what_other_readers_forgive_is_read() {
    for end in ["}", "}\r\n", "}}\0"] {
        let (taken, _) = read(format!(r"{{\rtf1 Words.\par}}{end}").as_bytes()).expect("a document");
        assert_eq!(taken[0].text, "Words.\n");
    }
    let unicode = r"A {\upr{plain}{\*\ud{\u1055?\u1088?}}} B\par";
    check(unicode, "A Пр B\n");
    check(r"\u8217\rquote s \u8212\'97 x \u128512?\par", "’s — x 😀\n");
    check(
        r"Before {\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt One.\par Two.\par}}{\shprslt One.}}after.\par",
        "One.\n\nTwo.\n\nBefore after.\n",
    );
}

#[test]
fn the_font_that_counts_where_none_is_said_has_its_code_page() {
    let check = |fonts: &str, body: &str, expected: &str| {
        let rtf = format!(r"{{\rtf1\ansi\ansicpg1252\deff3{{\fonttbl{fonts}}}{body}\par}}");
        assert_eq!(read(rtf.as_bytes()).expect("a document").0[0].text, expected, "{rtf}");
    };
    check(r"{\f3\fcharset204 Arial CYR;}", r"\pard\plain \'c4\'e0", "Да\n");
    check(r"{\f3\fcharset204 Arial;}{\f1\fcharset0 Times;}", r"\'c4\'e0 {\f1 \'e9}\'e0", "Да éа\n");
    check(r"{\f3\fnil Arial CYR;}", r"\'c4\'e0", "Да\n");
    check(r"{\f3\fnil\cpg1251 Arial;}", r"\'c4\'e0", "Да\n");
    check(r"{\f3\fcharset2 Symbol;}{\f1 Arial;}", r"\f1 5{\f3 \'b0}C {\f3\u-3998 ?}", "5°C β\n");
    check(r"{\f3 Arial;}", r#"5{\field{\*\fldinst SYMBOL 176 \\f "Symbol"}{\fldrslt}}C"#, "5°C\n");
}

#[test]
fn what_is_hidden_or_embedded_is_said() {
    let rtf = br"{\rtf1 a{\v two words}{\deleted b\par}c{\object\objemb{\*\objclass Excel.Sheet.12}{\*\objdata 00}{\result x}}\par}";
    let (taken, notices) = read(rtf).expect("a document");
    assert_eq!(taken[0].text, "ac\n");
    assert!(notices[0].contains("hidden were left out (2)"), "{notices:?}");
    assert!(notices[1].contains("deletes were left out (1)"), "{notices:?}");
    assert!(notices[2].contains("(1: Excel.Sheet.12)"), "{notices:?}");
}
