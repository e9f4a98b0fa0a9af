//! Exports of press databases, made by hand after their layouts.

use super::*;

fn check(export: &str, expected: &[[&str; 6]]) {
    assert!(is_export(export));
    let (taken, _) = split(export).expect("an export").expect("articles");
    let found: Vec<[&str; 6]> =
        taken.iter().map(|it| [&*it.title, &it.outlet, &it.author, &it.date, &it.language, &it.text]).collect();
    assert_eq!(found, expected);
}

#[test]
fn nexis_with_labels_in_capitals() {
    check(
        "\u{c}\n                 1 of 2 DOCUMENTS\n\n\n       Harbour Review\n\n    January 9, 2026 Friday\n      Late Edition - Final\n\n\
         A chair stands empty\n\nBYLINE: By JO DOE\n\nSECTION: Section A; Pg. 1\n\nLENGTH: 87 words\n\n\
         The seats are counted again,\nand there is one fewer.\n\nDues are small.\n\nLOAD-DATE: January 9, 2026\n\nLANGUAGE: ENGLISH\n\n\
         PUBLICATION-TYPE: Newspaper\n\n Copyright 2026 Harbour Review\n All Rights Reserved\n\n\
             2 of 2 DOCUMENTS\n\nThe Pier\n\n10 January 2026\n\nHEADLINE: Dues\n\nLENGTH: 5 words\n\nBODY:\nWaste is not.\n",
        &[
            [
                "A chair stands empty",
                "Harbour Review",
                "JO DOE",
                "2026-01-09",
                "en",
                "A chair stands empty\n\nThe seats are counted again, and there is one fewer.\n\nDues are small.\n",
            ],
            ["Dues", "The Pier", "", "2026-01-10", "", "Dues\n\nWaste is not.\n"],
        ],
    );
}

#[test]
fn what_is_no_article_is_told() {
    let article = "Chairs\n\nHarbour Review\n\nJanuary 9, 2026\n\nLength: 9 words\n\nBody\n\n";
    let export = format!(
        "{article}Seats are counted.\n\nEnd of Document\n\n{article}\n\nEnd of Document\n\n{article}Of this the end is missing, {}\n",
        "and so on ".repeat(9)
    );
    let (taken, notices) = split(&export).expect("an export").expect("articles");
    assert_eq!(taken.len(), 1);
    assert!(
        notices[0] == "1 article without a text left out: “Chairs”" && notices[1].contains("cut short"),
        "{notices:?}"
    );
    let list = "1 of 2 DOCUMENTS\n\nChairs\n\nLENGTH: 9 words\n\n2 of 2 DOCUMENTS\n\nDues\n\nLENGTH: 8 words\n";
    assert!(split(list).expect("an export").is_err_and(|error| error.to_string().contains("without words")));
}

#[test]
fn a_heading_called_notes_does_not_end_an_article() {
    let text = "Chairs\n\nHarbour Review\n\nJanuary 9, 2026\n\nLength: 9 words\n\nBody\n\nSeats.\n\nNotes\n\n\
                They are counted once more.\n\nGraphic\n\nA chair\n\nLoad-Date: January 9, 2026\n\nEnd of Document\n";
    let (taken, _) = split(text).expect("an export").expect("an article");
    assert!(taken[0].text.ends_with("Notes\n\nThey are counted once more.\n"), "{}", taken[0].text);
}

#[test]
fn nexis_with_an_end_of_each_document() {
    check(
        "A chair stands empty\n\nHarbour Review\n\nJanuary 9, 2026 Friday 10:32 AM GMT\n\nCopyright 2026 Harbour Review\n\n\
         Section: NEWS; Version:1\n\nLength: 87 words\n\nByline: Jo Doe\n\nBody\n\nThe seats are counted again.\n\n\n\n\
         Dues are small.\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: January 9, 2026\n\nEnd of Document\n\n\
         Dues\n\nThe Pier\n\nJanuary 10, 2026\n\nLength: 3 words\n\nBody\n\nWaste is not.\n\nEnd of Document\n",
        &[
            [
                "A chair stands empty",
                "Harbour Review",
                "Jo Doe",
                "2026-01-09",
                "en",
                "A chair stands empty\n\nThe seats are counted again.\n\nDues are small.\n",
            ],
            ["Dues", "The Pier", "", "2026-01-10", "", "Dues\n\nWaste is not.\n"],
        ],
    );
}

#[test]
fn factiva_with_codes_and_without() {
    check(
        "HD A chair stands\n    empty\nBY By Jo Doe\nWC 87 words\nPD 9 January 2026\nSN Harbour Review\nSC HRBR\nLA English\n\
         LP \nThe seats are counted again.\n\nTD \nDues are small.\n\nCO foc : The Council\nAN Document HRBR000020260109em190001a\n\n\
         Opinion\nDues\nBy Ann Other\n1,087 words\n10 January 2026\n08:15\nThe Pier\nPIER\nEnglish\n© 2026 The Pier\n\nWaste is not.\n\n\
         Document PIER000020260110em1a0000b\n\nSearch Summary\nText: dues\n",
        &[
            [
                "A chair stands empty",
                "Harbour Review",
                "Jo Doe",
                "2026-01-09",
                "en",
                "A chair stands empty\n\nThe seats are counted again.\n\nDues are small.\n",
            ],
            ["Dues", "The Pier", "Ann Other", "2026-01-10", "en", "Dues\n\nWaste is not.\n"],
        ],
    );
}

#[test]
fn articles_are_no_exports() {
    for text in
        ["", "Body\n\nwords", "1 of 2 documents were lost.\n", "Document A was found.\n87 words\n", "End of document\n"]
    {
        assert!(!is_export(text) && split(text).is_none(), "{text}");
    }
}

fn heads(export: &str) -> Vec<[String; 5]> {
    assert!(is_export(export), "{export}");
    let (taken, notices) = split(export).expect("an export").expect("articles");
    assert!(notices.is_empty(), "{notices:?}");
    taken.into_iter().map(|it| [it.title, it.outlet, it.author, it.date, it.text]).collect()
}

#[test]
fn pages_in_other_languages_have_other_labels() {
    let german = "Dokument 1 von 1\n\nDie Warte\n\nMontag, 12. Januar 2026\n\nLeere Stühle\n\nAUTOR: Jo Doe\n\nLÄNGE: 9 Wörter\n\n\
                  Man zählt sie.\n\nUPDATE: 12. Januar 2026\n\nSPRACHE: GERMAN; DEUTSCH\n";
    let german = &heads(german)[0];
    assert_eq!(
        german.each_ref().map(|field| &**field),
        ["Leere Stühle", "Die Warte", "Jo Doe", "2026-01-12", "Leere Stühle\n\nMan zählt sie.\n"]
    );
    let french = "1 of 1 DOCUMENT\n\nLa Digue\n\n12 janvier 2026\n\nChaises vides\n\nLONGUEUR: 9 mots\n\nOn les compte.\n\nBODY:\n\nEncore.\n\n\
                  DATE-CHARGEMENT: 12 janvier 2026\n";
    assert_eq!(heads(french)[0][4], "Chaises vides\n\nOn les compte.\n\nEncore.\n");
    let dutch = "Lege stoelen\nDoor Jo Doe\n9 woorden\n12 januari 2026\nDe Dijk\nDIJK\nNederlands\nCopyright 2026 De Dijk\n\nMen telt.\n\n\
                 Document DIJK000020260112em1c0000a\n";
    assert_eq!(
        heads(dutch)[0].each_ref().map(|field| &**field)[..4],
        ["Lege stoelen", "De Dijk", "Jo Doe", "2026-01-12"]
    );
}

#[test]
fn what_stands_beside_the_date_is_no_headline() {
    let article = |head: &str| {
        format!("Chairs stand\n\nThe Pier\n\n{head}\n\nLength: 9 words\n\nBody\n\nSeats.\n\nEnd of Document\n")
    };
    for head in [
        "Correction Appended\n\nMay 2, 2019",
        "May 2, 2019 Thursday Correction Appended",
        "May 2, 2019\n\nLate Edition - Final",
    ] {
        let all = heads(&article(head));
        assert_eq!(
            all[0].each_ref().map(|field| &**field)[..4],
            ["Chairs stand", "The Pier", "", "2019-05-02"],
            "{head}"
        );
    }
}

#[test]
fn a_headline_of_two_lines_is_one() {
    let classic = "1 of 1 DOCUMENT\n\nThe Pier\n\nMay 2, 2019\n\nChairs Stand Empty, And\nNobody Sits\n\nBYLINE: By JO DOE and others\nof the staff\n\n\
                   LENGTH: 9 words\n\nDATELINE: GENEVA\n\nSeats.\n  LENGTH: is no field here.\n\nLOAD-DATE: May 2, 2019\n";
    let classic = &heads(classic)[0];
    assert_eq!(classic[0], "Chairs Stand Empty, And Nobody Sits");
    assert_eq!(
        (&*classic[2], classic[4].contains("GENEVA"), classic[4].contains("is no field")),
        ("JO DOE and others of the staff", false, true)
    );
    let factiva = "Chairs stand empty\nand nobody sits\n\nJo Doe, Correspondent\n9 words\n2 May 2019\nThe Pier\nPIER\nEnglish\n(c) 2019 The Pier\n\n\
                   Seats.\n\nDocument PIER000020190502em5200001\n";
    let factiva = &heads(factiva)[0];
    assert_eq!([&*factiva[0], &factiva[2]], ["Chairs stand empty and nobody sits", "Jo Doe, Correspondent"]);
}

#[test]
fn fields_below_the_text_and_none_above_it() {
    let below = "1 of 1 DOCUMENT\n\nThe Pier\n\nMay 2, 2019\n\nChairs\n\nSeats are counted.\n\nSECTION: A\n\nLENGTH: 3 words\n\nLOAD-DATE: May 2, 2019\n";
    assert_eq!(heads(below)[0][4], "Chairs\n\nSeats are counted.\n");
    let nobody = "Chairs\n\nThe Pier\n\nMay 2, 2019\n\nLength: 3 words\n\nSeats are counted.\n\nEnd of Document\n";
    assert_eq!(heads(nobody)[0][4], "Chairs\n\nSeats are counted.\n");
    let link = "Chairs\n\nThe Pier\n\nMay 2, 2019\n\nLength: 3 words\n\nBody\n\nSeats.\n\nURL: http://pier.example/1\n\nCorrection\n\nFewer.\n\n\
                Correction-Date: May 3, 2019\n\nEnd of Document\n";
    let (taken, _) = split(link).expect("an export").expect("an article");
    assert_eq!(
        [&*taken[0].link, &taken[0].text],
        ["http://pier.example/1", "Chairs\n\nSeats.\n\nCorrection\n\nFewer.\n"]
    );
}

#[test]
fn capitals_at_the_head_of_a_line_are_no_codes() {
    let head = "HD\tChairs\nWC\t9 words\nPD\t2 May 2019\nSN\tThe Pier\nLA\tEnglish\n";
    let end = "AN\tDocument PIER000020190502em5200001\n";
    let text = |between: &str| heads(&format!("{head}{between}{end}"))[0][4].clone();
    assert_eq!(
        text(
            "LP \nIN a move of its own.\n\nCO operation.\nTD \nBY then all had left.\n\nRE your letter: no.\n\nNS gpol : Politics\n"
        ),
        "Chairs\n\nIN a move of its own.\n\nCO operation.\n\nBY then all had left.\n\nRE your letter: no.\n"
    );
    assert_eq!(text("LP\tSeats.\nTD\tDues.\nCO\tfoc : The Council\nIPC\ti1\n"), "Chairs\n\nSeats.\n\nDues.\n");
}

#[test]
fn reports_of_proquest_have_an_article_for_each_document() {
    let rule = "_".repeat(60);
    let document = |n: u32, text: &str| {
        format!(
            "{rule}\n\nDocument {n} of 2\n\nChairs {n}\n\nAuthor: Doe, Jo\n\nPublication info: The Pier [London]02 May 2019: 1.\n\n\
        http://pier.example/{n}\n\nAbstract: In short.\n\n{text}\n\nTitle: Chairs {n}\n\nPublication title: The Pier; London\n\nPublication date: May 2, 2019\n\n"
        )
    };
    let report = format!(
        "{rule}\n\nReport Information from ProQuest\n\n{}{}{rule}\n",
        document(1, "Full text: Seats.\n\nTitle: words of it."),
        document(2, "Full text: Not available.")
    );
    let (taken, notices) = split(&report).expect("an export").expect("articles");
    let first = &taken[0];
    assert_eq!(
        [&*first.title, &first.outlet, &first.author, &first.date, &first.link, &first.text],
        [
            "Chairs 1",
            "The Pier",
            "Jo Doe",
            "2019-05-02",
            "http://pier.example/1",
            "Chairs 1\n\nSeats.\n\nTitle: words of it.\n"
        ]
    );
    assert_eq!(
        (taken.len(), &*taken[1].text, &*notices[0]),
        (2, "Chairs 2\n\nIn short.\n", "1 article without a full text: the abstract was taken in its place")
    );
}

#[test]
fn a_page_may_be_an_export() {
    let article = |title: &str, code: &str| {
        format!(
            "<div class='article'><div>News</div><div id='hd'><span>{title}</span></div><div>By Jo Doe</div><div>9 words</div>\
             <div>2 May 2019</div><div>The Pier</div><div>PIER</div><div>English</div><div>Copyright 2019 The Pier</div>\
             <p>Seats are counted.</p><p>Dues are small.</p><p>Document PIER0000{code}</p></div>"
        )
    };
    let page = format!(
        "<html><title>Factiva</title><body>{}{}</body></html>",
        article("Chairs", "20190502em5200001"),
        article("Tables", "20190502em5200002")
    );
    let contents =
        crate::ingest::articles_in("a.html".as_ref(), page.into_bytes(), &crate::ingest::ReadOptions::default())
            .expect("articles");
    let known: Vec<_> = contents
        .articles
        .iter()
        .map(|found| [&*found.article.title, &found.article.outlet, &found.article.date])
        .collect();
    assert_eq!(known, [["Chairs", "The Pier", "2019-05-02"], ["Tables", "The Pier", "2019-05-02"]]);
    let nexis = "<html><body><div>1 of 1 DOCUMENTS</div><div>The Pier</div><div>May 2, 2019</div><div>Chairs</div><div><span>LENGTH: </span><span>9 words</span></div>\
                 <div><p>Seats.</p></div><div>LOAD-DATE: May 2, 2019</div></body></html>";
    let contents = crate::ingest::articles_in("a.html".as_ref(), nexis.into(), &crate::ingest::ReadOptions::default())
        .expect("an article");
    assert_eq!(&*contents.articles[0].stored, b"Chairs\n\nSeats.\n");
}

#[test]
fn a_page_may_be_an_export_if_it_has_the_words_of_one() {
    for page in ["<p>End of Document</p>", "<p>END OF DOCUMENT</p>", "<p>fine del documento", "Ende des Dokuments"] {
        assert!(may_be_page(page), "{page}");
    }
    for page in ["<p>the end of the document", "<script>document.write('no end')</script>", "<p>end of documen"] {
        assert!(!may_be_page(page), "{page}");
    }
}
