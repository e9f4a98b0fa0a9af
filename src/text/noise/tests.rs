//! Noise by example: pages of several kinds and languages, and texts in which nothing is noise.

use proptest::prelude::*;

use super::{kinds::Kind, recognise};
use crate::text::blocks::Blocks;

/// `marked` is a page whose noise begins with `~`; the kind is not compared.
#[track_caller]
fn check(marked: &str) {
    let text: Vec<&str> = marked.lines().map(|line| line.trim_start_matches('~')).collect();
    let text = text.join("\n");
    let mut shown = text.clone();
    for noise in recognise(&text).into_iter().rev() {
        shown.insert(noise.range.start, '~');
    }
    let wrong = marked.lines().zip(shown.lines()).filter(|(expected, found)| expected != found);
    let wrong: Vec<String> = wrong.map(|(expected, found)| format!("expected {expected:?}, found {found:?}")).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[track_caller]
fn nothing(text: &str) {
    let found: Vec<_> = recognise(text).into_iter().map(|noise| (&text[noise.range], noise.kind)).collect();
    assert_eq!(found, [], "{text}");
}

#[test]
fn a_page_of_a_newspaper() {
    check(
        "\
~Skip to content
~Menu
~News
~World
~Opinion
~Subscribe

Harbour council votes to keep the old crane

The crane has not lifted anything since the winter of the flood, and still it stays where it is.

By Jo Doe
8 January 2026
~Share
~Listen to this article
~0:00 / 6:12
~The crane at low tide. Photograph: Pat Roe/The Lantern

The council of the harbour voted on Thursday to keep the crane that nobody uses, by nine votes to four.

~Advertisement

“We are not a museum,” said one of the four. The others did not answer, and the chair went on to the next item.

What it costs

Painting it takes $12,000 every other year, which the council calls a small price for a landmark.

~Read more: How the flood came to the harbour
~Sign up for Low Tide, our weekly newsletter from the waterfront.

The crane will be painted green again in spring.

~Related articles
~The ferry that never left
~Who owns the quay?
~Most read
~Seven knots every sailor forgets
~12 comments
~© 2026 The Lantern. All rights reserved.
",
    );
}

#[test]
fn eine_seite_auf_deutsch() {
    check(
        "\
~Startseite › Politik › Europa

Der Kran am Hafen bleibt stehen

~Lesezeit: 4 Min.
~Artikel anhören

Der Hafenrat hat am Donnerstag entschieden, den alten Kran zu behalten, obwohl ihn seit Jahren niemand mehr braucht.

~Anzeige

„Wir sind kein Museum“, sagte eine Rätin, die dagegen gestimmt hatte und nun auf die Kosten verwies.
~Der Kran bei Ebbe. Foto: dpa

~Lesen Sie auch: Wie die Flut in den Hafen kam

Was es kostet

Der Anstrich kostet alle zwei Jahre 12.000 Euro, was der Rat für ein Wahrzeichen angemessen findet.

~Das könnte Sie auch interessieren
~Die Fähre, die nie ablegte
~Wem gehört der Kai?
~Newsletter abonnieren
~Auf Facebook teilen
~© Die Laterne
",
    );
}

#[test]
fn une_page_en_francais_y_una_en_espanol() {
    check(
        "\
La grue du port restera en place

~Temps de lecture : 3 min.
~Publicité

Le conseil du port a décidé jeudi de garder la vieille grue dont plus personne ne se sert depuis la crue.

~À lire aussi : Comment la crue est venue jusqu’au port

« Nous ne sommes pas un musée », a dit une conseillère qui avait voté contre et qui parlait du prix.
~La grue à marée basse. © Jeanne Dupont

~Nous utilisons des cookies pour améliorer votre expérience et mesurer l’audience de ce site.
~Tout accepter
~Partager sur Facebook
",
    );
    check(
        "\
La grúa del puerto se queda

~Publicidad

El consejo del puerto decidió el jueves conservar la vieja grúa, que nadie utiliza desde la inundación del invierno.

~Lea también: Cómo llegó el agua al puerto
~Suscríbete a nuestro boletín y recibe las noticias en tu correo.

La grúa se pintará de verde otra vez en primavera, según dijo la presidenta del consejo ante la prensa.

~Lo más leído
~El ferry que nunca zarpó
~¿De quién es el muelle?
",
    );
}

#[test]
fn prices_of_plans_stand_in_tables_and_lists() {
    check(
        "\
Cranes were once rented by the day, and the harbour kept a book of who had paid and who had not.

~Compare plans
~Plan | Monthly | Yearly
~Deckhand | $4 | $40
~Captain | $9 | $90

~DeckhandDeckhand
~$4 / month
~CaptainCaptain
~$9 / month
~TOTAL$13 / month
",
    );
}

#[test]
fn captions_that_were_scraped_twice() {
    check(
        "\
A harbour and its cranes

The harbour has four cranes, of which one works, and the council would like to keep all of them for the tourists.

~Cranes by year of building - chart
~Cranes by year of building - chart

Why they were built

They were built for coal, which nobody ships any more, and then for timber, which went to the other harbour.

Why they stay

They stay because it would cost more to take them down than to leave them, as the council has said for years.

~The works of the crane
~The works of the crane
",
    );
    // Where every heading stands twice, the first of each is the heading.
    check(
        "\
The harbour has four cranes, of which one works, and the council would like to keep all of them for the tourists.

Why they were built
~Why they were built

They were built for coal, which nobody ships any more, and then for timber, which went to the other harbour.

Why they stay
~Why they stay

They stay because it would cost more to take them down than to leave them, as the council has said for years.
",
    );
}

#[test]
fn the_kind_is_said() {
    let kinds = |text: &str| recognise(text).into_iter().map(|noise| noise.kind).collect::<Vec<_>>();
    for (line, kind) in [
        ("Advertisement", Kind::Advertisement),
        ("Play 0:00 / 0:00", Kind::Player),
        ("Listen 5 min", Kind::Player),
        ("Copy link", Kind::Sharing),
        ("We use cookies to make this site work for you.", Kind::Notice),
        ("By signing up you agree to our terms and our privacy policy.", Kind::Subscription),
        ("Home > World > Europe", Kind::Navigation),
        ("Weiterlesen: Der Kran", Kind::Related),
        ("1,204 Kommentare", Kind::Comments),
        ("harbourcranesflood+12 more", Kind::Tags),
        ("Tags: harbour, cranes, flood", Kind::Tags),
        ("Reklama", Kind::Advertisement),
    ] {
        assert_eq!(kinds(line), [kind], "{line}");
    }
}

#[test]
fn headings_sentences_and_lists_of_an_article_are_none() {
    nothing(
        "\
Share

The word has two meanings, and the harbour knows both of them since the day the company went public.

Comments

Nobody wished to comment, which is what people in harbours do when somebody from the paper comes by.

Related work

A crane of the same kind stands in the next town. It lifts stones. Its owner pays $20 a month for the ground.

Topics: the crane, the quay and what to do about the gulls.

The price is $9 a month.
A fee of €4.90 is due at the gate
10:30
The gate opens.
12:00
The gate closes.
“Listen.”
“Play it again.”
Listen!
— Share.
See also the minutes of March.
He said: read more, talk less.
Photo of the year, said the mayor, and left.
Tags are written on the crates by hand.
All rights reserved, she muttered, all rights reserved.
Subscribe to no opinion before you have seen the harbour.
Related, but not the same: the second crane.
",
    );
}

#[test]
fn poems_speeches_and_refrains_are_none() {
    nothing(
        "\
The crane, the crane
The crane, the crane
stands in the rain

Row on, row on,
Row on, row on,
till the harbour is gone

Stop the cranes!

Stop the cranes!

Watch
Save
Follow
",
    );
    // A long paragraph that was said twice is no caption.
    let verse = "The crane stands still, and the harbour waits for the coal that nobody ships any more, while the council counts \
                 what it would cost to take it down and what it costs to let it stand, and so it stands, as it has stood for \
                 years, in the rain and in the sun, until somebody else will count again.";
    nothing(&format!("{verse}\n\n{verse}\n\n{verse}\n"));
    nothing("Europe\nAsia\nAfrica\n\n1. Home\n2. Search\n3. Contact\n");
    nothing("Country | Dues in $ | Share\nFrance | 4.9 | 3%\nNorway | 2.1 | 1%\n");
    nothing("");
}

#[test]
fn what_stands_below_a_button_or_between_a_box_of_links_and_the_text_is_none() {
    check(
        "\
The harbour has four cranes, of which one works, and the council would like to keep all of them for the tourists.

~Read more

What the council wants

- paint for the crane
- a fence around the quay

~Related stories
~The ferry that never left
~Who owns the quay?

Key points

• the crane stays
• the ferry goes

Most popular

Of the four cranes it is the green one that people come to see, as a survey among the visitors of the harbour has found.
",
    );
}

#[test]
fn a_title_stays_whatever_stands_below_it() {
    check(
        "\
Harbour council votes to keep the crane
By Jo Doe
8 January 2026
~4 min read

The crane has not lifted anything since the winter

The council of the harbour voted on Thursday to keep the crane that nobody uses, by nine votes to four.
",
    );
}

#[test]
fn what_goes_on_in_the_next_line_is_read_with_it() {
    nothing(
        "They had never before in their lives seen such an\nadvertisement\nfor a crane that nobody could buy any more.\n",
    );
}

#[test]
fn only_the_page_that_was_scraped_has_noise_among_the_sample_articles() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/articles");
    let mut counts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the sample") {
        let path = entry.expect("an article").path();
        let text = std::fs::read(&path).expect("an article");
        let found = recognise(&crate::text::loaded::decode(&text).expect("UTF-8")).len();
        if found > 0 {
            counts.push((path.file_stem().expect("a name").to_string_lossy().into_owned(), found));
        }
    }
    assert_eq!(counts, [("sixty-six-doors".to_owned(), 29)]);
}

proptest! {
    #[test]
    fn noise_is_paragraphs_in_order(text in "(Advertisement|0:00|Share|Read more: x|A [a-z ]{0,80}\\.|\\$9 / month|\\PC{0,20}|[ \\n|]|\n){0,30}") {
        let blocks = Blocks::new(&text);
        let mut last = 0;
        for noise in recognise(&text) {
            prop_assert!(noise.range.start >= last);
            prop_assert_eq!(blocks.paragraph(noise.range.start), noise.range.clone());
            last = noise.range.end;
        }
    }
}
