//! What pages say around an article, in several languages: phrases that are a whole line, and how lines begin and end.
//!
//! All phrases stand here in the form that [`normal`] gives, and are parted by `|`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::{
    credits,
    kinds::{Kind, Verdict},
    line::{End, Line, normal},
};

/// Whole lines that no article has as a paragraph of its own.
const SURE: &[(Kind, &str)] = &[
    (
        Kind::Advertisement,
        "advertisement|advertisements|sponsored content|paid content|paid post|promoted content|partner content|\
         advertiser content|ad feature|skip advertisement|skip ad|scroll to continue|advertisement scroll to continue|\
         advertisement continue reading|anzeige|werbung|gesponsert|publicité|contenu sponsorisé|contenu partenaire|\
         publicidad|contenido patrocinado|pubblicità|contenuto sponsorizzato|publicidade|conteúdo patrocinado|\
         advertentie|gesponsord|annons|annonse|mainos|hirdetés|reklama|inzerce|reklam|реклама|διαφήμιση|广告|廣告|広告|광고|פרסומת",
    ),
    (
        Kind::Player,
        "@ @|listen to this article|listen to article|listen to this story|listen to the article|hear this story|\
         listen to this post|play audio|play video|audio player|video player|video player is loading|current time @|\
         remaining time @|duration @|stream type live|playback rate|this is a modal window|\
         seek to live currently behind live|play now|watch now|watch the video|\
         your browser does not support the audio element|your browser does not support the video tag|\
         artikel anhören|diesen artikel anhören|artikel vorlesen|artikel hören|video abspielen|audio abspielen|\
         écouter l'article|écouter cet article|lire la vidéo|regarder la vidéo|écouter le podcast|\
         escuchar artículo|escuchar este artículo|escucha este artículo|escuchar noticia|reproducir audio|ver vídeo|\
         ascolta l'articolo|ascolta questo articolo|ouvir artigo|ouça este artigo|ouvir este artigo|\
         luister naar dit artikel|beluister dit artikel|lyssna på artikeln|прослушать статью",
    ),
    (
        Kind::Sharing,
        "share this article|share this story|share this post|share this page|share full article|share article|\
         share on social media|copy link|copy url|link copied|copy link to clipboard|gift this article|save article|\
         print this article|email this article|email this story|save for later|add to reading list|\
         artikel teilen|beitrag teilen|link kopieren|auf facebook teilen|auf twitter teilen|auf x teilen|\
         auf whatsapp teilen|auf linkedin teilen|per e-mail teilen|artikel drucken|artikel merken|\
         partager l'article|partager cet article|copier le lien|imprimer l'article|envoyer par e-mail|offrir cet article|\
         compartir artículo|compartir este artículo|copiar enlace|copiar el enlace|condividi articolo|copia link|\
         copiar link|compartilhar artigo|deel dit artikel|kopieer link|dela artikeln|kopiera länk|скопировать ссылку",
    ),
    (
        Kind::Subscription,
        "subscribe now|subscribe today|subscribe to our newsletter|sign up for our newsletter|sign up now|\
         get our newsletter|join our newsletter|newsletter sign-up|newsletter signup|enter your email|your email|\
         enter your email address|email address|your email address|already a subscriber log in|already a subscriber sign in|\
         already have an account log in|create a free account|start your free trial|try for free|subscribe to continue reading|\
         newsletter abonnieren|jetzt abonnieren|jetzt anmelden|zum newsletter anmelden|ihre e-mail-adresse|\
         e-mail-adresse|jetzt testen|jetzt kostenlos testen|jetzt weiterlesen|s'abonner|abonnez-vous|je m'abonne|\
         s'inscrire à la newsletter|votre adresse e-mail|adresse e-mail|déjà abonné connectez-vous|\
         suscríbete|suscríbase|suscríbete a nuestra newsletter|suscríbete a nuestro boletín|tu correo electrónico|\
         ya soy suscriptor|iscriviti alla newsletter|iscriviti alla nostra newsletter|abbonati|abbonati ora|\
         il tuo indirizzo email|assine a newsletter|assine nossa newsletter|assine já|seu e-mail|inscreva-se|\
         abonneer je|schrijf je in|schrijf je in voor onze nieuwsbrief|prenumerera|подписаться на рассылку",
    ),
    (
        Kind::Notice,
        "accept all|accept cookies|accept all cookies|reject all|reject cookies|manage cookies|manage preferences|\
         cookie settings|cookie policy|cookie preferences|cookies settings|do not sell my personal information|\
         your privacy choices|terms of use|terms of service|terms and conditions|privacy policy terms of service|\
         alle akzeptieren|alle cookies akzeptieren|cookie-einstellungen|datenschutzerklärung|nutzungsbedingungen|\
         tout accepter|tout refuser|accepter et fermer|continuer sans accepter|politique de confidentialité|\
         mentions légales|gérer les cookies|paramétrer les cookies|aceptar todo|aceptar todas las cookies|\
         rechazar todo|política de cookies|aviso legal|configurar cookies|accetta tutti|rifiuta tutti|\
         aceitar todos|aceitar cookies|alles accepteren|alle cookies accepteren|cookiebeleid|privacybeleid|\
         acceptera alla cookies",
    ),
    (
        Kind::Navigation,
        "skip to content|skip to main content|skip to navigation|main menu|toggle navigation|open menu|close menu|\
         back to top|back to home|back to homepage|view all posts|load more|show more stories|download our app|\
         get the app|open in app|zum inhalt springen|zum hauptinhalt springen|zur startseite|nach oben|menü öffnen|\
         aller au contenu|aller au menu|retour en haut|retour à l'accueil|saltar al contenido|ir al contenido|\
         volver arriba|iniciar sesión|vai al contenuto|torna su|torna all'inizio|ir para o conteúdo|voltar ao topo|\
         naar de inhoud|ga naar inhoud|terug naar boven|hoppa till innehåll",
    ),
    (
        Kind::Related,
        "read more|read next|related articles|related stories|related posts|related content|related coverage|related topics|\
         related news|you may also like|you might also like|you might be interested in|more stories|more news|most read|\
         most popular|most viewed|trending now|popular now|top stories|latest news|latest stories|latest posts|\
         latest articles|latest podcasts|latest videos|recommended for you|recommended stories|recommended reading|\
         editor's picks|editors' picks|what to read next|keep reading|in other news|around the web|from around the web|\
         more on this topic|more on this story|more to explore|more like this|don't miss|\
         mehr zum thema|mehr zu diesem thema|meistgelesen|meistgelesene artikel|das könnte sie auch interessieren|\
         das könnte dich auch interessieren|ähnliche artikel|verwandte artikel|weitere artikel|neueste artikel|\
         lesen sie auch|lesen sie mehr|auch interessant|empfehlungen der redaktion|weiterlesen|\
         lire aussi|à lire aussi|lire également|à lire également|sur le même sujet|articles similaires|articles liés|\
         les plus lus|les articles les plus lus|dans la même rubrique|vous aimerez aussi|derniers articles|lire la suite|\
         artículos relacionados|noticias relacionadas|lo más leído|lo más visto|más noticias|te puede interesar|\
         también te puede interesar|últimas noticias|contenido relacionado|lee también|lea también|leer más|\
         articoli correlati|leggi anche|i più letti|ultime notizie|potrebbe interessarti anche|leggi tutto|\
         artigos relacionados|notícias relacionadas|mais lidas|leia também|leia mais|veja também|últimas notícias|\
         gerelateerde artikelen|meest gelezen|lees ook|lees meer|laatste nieuws|läs också|läs mer|mest lästa|\
         les også|læs også|lue myös|czytaj także|czytaj też|zobacz także|читайте также|читайте також|相关阅读|関連記事|관련기사",
    ),
    (
        Kind::Comments,
        "# comments|# comment|comments #|view comments|show comments|leave a comment|leave a reply|post a comment|\
         add a comment|write a comment|join the conversation|join the discussion|be the first to comment|no comments yet|\
         comments are closed|log in to comment|sign in to comment|view # comments|show # comments|# shares|# likes|\
         # views|# reactions|# kommentare|# kommentar|kommentare #|kommentar schreiben|kommentare anzeigen|\
         jetzt kommentieren|# commentaires|# commentaire|laisser un commentaire|voir les commentaires|# comentarios|\
         deja un comentario|dejar un comentario|ver comentarios|# commenti|lascia un commento|# comentários|\
         deixe um comentário|# reacties|# reactie|reageer|# kommentarer|комментарии #",
    ),
];

/// Whole lines that are noise where they stand among noise: an article can have them as headings.
const HINTS: &[(Kind, &str)] = &[
    (Kind::Advertisement, "ad|ads|sponsored|promoted|annonce|anuncio|anúncio|learn more|get started|shop now|buy now"),
    (
        Kind::Player,
        "@|play|pause|mute|unmute|listen|watch|loading|live|fullscreen|picture-in-picture|subtitles|captions|audio|video|\
         anhören|vorlesen|abspielen|écouter|lecture|escuchar|reproducir|ascolta|ouvir|luister|# min|# mins|# minutes|# x|volume #|speed",
    ),
    (
        Kind::Sharing,
        "share|tweet|pin|email|e-mail|print|save|bookmark|facebook|twitter|x|whatsapp|linkedin|telegram|reddit|\
         instagram|youtube|tiktok|threads|bluesky|mastodon|pinterest|flipboard|messenger|pocket|xing|teilen|drucken|merken|\
         speichern|partager|imprimer|enregistrer|compartir|imprimir|guardar|condividi|stampa|salva|compartilhar|\
         partilhar|delen|opslaan|dela|follow|follow us|link",
    ),
    (
        Kind::Subscription,
        "subscribe|sign up|newsletter|newsletters|register|log in|login|sign in|abonnieren|anmelden|registrieren|\
         se connecter|connexion|regístrate|entrar|accedi|abonneren|inloggen|logga in|submit",
    ),
    (Kind::Credit, "image|photo|picture|bild|foto|imagen|immagine"),
    (
        Kind::Notice,
        "privacy policy|privacy|terms|cookies|imprint|impressum|datenschutz|agb|política de privacidad|legal",
    ),
    (
        Kind::Navigation,
        "home|menu|search|next|previous|next article|previous article|next post|previous post|close|help|contact|\
         contact us|about|about us|careers|sitemap|rss|see more|see all|show more|view all|view more|all articles|back|\
         more|startseite|menü|suche|zurück|kontakt|über uns|mehr anzeigen|accueil|recherche|rechercher|fermer|voir plus|\
         inicio|buscar|cerrar|ver más|ver todo|contacto|cerca|chiudi|contatti|início|pesquisar|contato|zoeken|sluiten",
    ),
    (
        Kind::Related,
        "related|latest|trending|popular|recommended|up next|see also|also read|elsewhere|siehe auch|empfohlen|voir aussi|\
         más información|guarda anche|saiba mais|bekijk ook|aanbevolen|podcasts|videos|featured|top picks|from the archive",
    ),
    (
        Kind::Comments,
        "comments|comment|reply|replies|kommentare|kommentar|commentaires|réagir|comentarios|comentar|commenti",
    ),
    (Kind::Tags, "tags|topics|filed under|schlagworte|themen|mots-clés|etiquetas|temas|argomenti|assuntos|onderwerpen"),
    (
        Kind::Prices,
        "compare plans|choose your plan|choose a plan|our plans|pricing|plans and pricing|see pricing|total",
    ),
];

/// Sections of papers and sites.
const SECTIONS: &str = "news|world|politics|business|money|tech|technology|science|health|sport|sports|opinion|culture|arts|\
    books|style|travel|food|lifestyle|entertainment|weather|games|economy|local|international|national|education|climate|\
    environment|law|media|u s|us|uk|europe|asia|africa|americas|middle east|magazine|events|jobs|politik|wirtschaft|kultur|\
    wissen|panorama|meinung|reise|gesellschaft|digital|ausland|inland|monde|politique|économie|société|opinions|planète|\
    france|internacional|política|economía|deportes|cultura|opinión|sociedad|mundo|ciencia|esteri|cronaca|economia|esportes|\
    brasil|binnenland|buitenland|economie|cultuur|wetenschap|politiek";

/// What stands before a colon and a link.
const LINK_LABELS: &str = "read more|read also|also read|read next|read|more on this|related|related article|related story|\
    related articles|watch|listen|don't miss|recommended|lesen sie auch|lesen sie mehr|lesen sie hier|weiterlesen|\
    mehr zum thema|mehr dazu|auch interessant|lire aussi|à lire aussi|lire également|à lire également|lire|à voir aussi|sur le même sujet|\
    lea también|lee también|leer más|te puede interesar|también te puede interesar|leggi anche|guarda anche|per approfondire|\
    leia também|leia mais|veja também|saiba mais|lees ook|lees meer|lees verder|läs också|läs mer|les også|læs også|\
    czytaj także|czytaj też|zobacz także|читайте также|читайте також";

/// Of these, and these besides, an article has some itself: they must stand among others.
const LOOSE_LABELS: &str =
    "see also|related|read|watch|listen|recommended|lire|siehe auch|voir aussi|ver también|vedi anche|more";

/// What stands before a colon and a list of topics.
const TAG_LABELS: &str = "tags|tagged|tagged with|filed under|posted in|schlagworte|schlagwörter|mots-clés|etiquetas|\
    archivado en|tag|marcadores";
const LOOSE_TAG_LABELS: &str =
    "topics|topic|keywords|themen|stichworte|stichwörter|thèmes|temas|argomenti|assuntos|onderwerpen";

/// Endings of lines that say how long reading takes.
const READING_TIMES: &str = "# min read|# mins read|# minute read|# minutes read|# min lesezeit|# minuten lesezeit|\
    # min de lecture|# minutes de lecture|# min de lectura|# minutos de lectura|# min di lettura|# minuti di lettura|\
    # min de leitura|# minutos de leitura|# min leestijd|# minuten leestijd|# min läsning";
const READING_LABELS: &str = "reading time|estimated reading time|read time|lesezeit|lesedauer|temps de lecture|\
    tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|lästid";

/// Of the phrases for links, those that are buttons.
const BUTTONS: &str =
    "read more|keep reading|weiterlesen|lire la suite|leer más|leggi tutto|leia mais|lees meer|läs mer";

/// Beginnings of bylines, which belong to the article whatever else they say.
const BYLINES: &[&str] = &["by ", "von ", "par ", "por ", "di ", "door ", "av "];

/// How boilerplate begins, and what else must be in it.
struct Opening {
    kind: Kind,
    is_sure: bool,
    starts: &'static str,
    /// One of these must be in it; with none, the beginning is enough.
    with: &'static str,
    most_words: usize,
}

const OPENINGS: &[Opening] = &[
    Opening {
        kind: Kind::Advertisement,
        is_sure: true,
        starts: "story continues below|article continues below|article continues after|content continues below|\
                 la suite après cette|la suite après la pub|continúa después de la publicidad|\
                 sigue leyendo después|continua após a publicidade|continua a leggere dopo|nach der werbung|nach der anzeige|\
                 weiterlesen nach der anzeige|artikel gaat verder|het artikel gaat verder",
        with: "",
        most_words: 10,
    },
    Opening {
        kind: Kind::Advertisement,
        is_sure: true,
        starts: "we may earn|we may receive|we earn|if you buy|if you purchase|if you click|when you buy|when you purchase|\
                 as an amazon associate|this article contains affiliate|this post contains affiliate|\
                 this page contains affiliate|prices are|products are|die mit|dieser artikel enthält|cet article contient",
        with: "earn a commission|receive a commission|affiliate commission|affiliate link|affiliate-link|qualifying purchase|\
               provisions-link|liens affiliés",
        most_words: 60,
    },
    Opening {
        kind: Kind::Player,
        is_sure: false,
        starts: "this feature uses|learn more this feature|this audio|the audio version|this article was read|\
                 this article is read|this article was narrated|diese audioversion|dieser artikel wurde|dieser text wurde|\
                 cet article est lu|cet article a été lu|este audio|esta noticia fue leída|dit artikel wordt voorgelezen",
        with: "automated voice|automatically|text-to-speech|synthetic|computer-generated|ai-generated|artificial voice|\
               maschinell|automatisch|ki-stimme|synthèse|sintética|automatizad",
        most_words: 45,
    },
    Opening {
        kind: Kind::Sharing,
        is_sure: true,
        starts: "share on|share via|share by|follow us on|follow us|find us on|like us on|teilen auf|teilen per|folgen sie uns|\
                 partager sur|partager par|suivez-nous|compartir en|compartir por|compartir vía|síguenos|condividi su|seguici|\
                 compartilhar no|compartilhar via|siga-nos|delen via|delen op|volg ons",
        with: "facebook|twitter|on x|auf x|linkedin|whatsapp|instagram|telegram|youtube|reddit|mail|mastodon|bluesky|threads|\
               tiktok|pinterest|google|flipboard|social",
        most_words: 14,
    },
    Opening {
        kind: Kind::Subscription,
        is_sure: true,
        starts: "sign up|subscribe|get our|get the latest|get the best|get your|receive our|join our|join the|join #|\
                 stay up to date|never miss|want more|enjoying this|enjoyed this|like this article|like this story|\
                 delivered|abonnieren sie|melden sie sich|bestellen sie|jetzt|abonnez-vous|inscrivez-vous|recevez|\
                 suscríbete|suscríbase|recibe|regístrate|iscriviti|ricevi|assine|inscreva-se|receba|abonneer|schrijf je|\
                 ontvang|meld je aan|prenumerera",
        with: "newsletter|our email|our free|our daily|our weekly|your inbox|our channel|our podcast|ihr postfach|e-mail-briefing|\
               infolettre|boîte mail|boletín|tu correo|nieuwsbrief|nyhetsbrev|free trial",
        most_words: 50,
    },
    Opening {
        kind: Kind::Subscription,
        is_sure: true,
        starts: "by signing up|by subscribing|by submitting|by registering|thank you for subscribing|thanks for signing up|\
                 you can unsubscribe|already a subscriber|already a member|this article is for subscribers|\
                 this content is for subscribers|you have reached your|you've reached your|mit der anmeldung|\
                 mit ihrer anmeldung|sie haben bereits ein|en vous inscrivant|déjà abonné|cet article est réservé|al suscribirte|\
                 al registrarte|este contenido es exclusivo para|ao se inscrever|door je in te schrijven",
        with: "terms|privacy|unsubscribe|subscri|log in|sign in|free articles|datenschutz|nutzungsbedingungen|abo|anmelden|\
               conditions|confidentialité|connectez|abonnés|condiciones|privacidad|suscriptores|termos|privacidade|voorwaarden",
        most_words: 60,
    },
    Opening {
        kind: Kind::Notice,
        is_sure: true,
        starts: "we use cookies|this site uses|this website uses|our website uses|our site uses|we and our|by clicking|\
                 by continuing|wir verwenden cookies|wir nutzen cookies|wir und unsere partner|diese website|diese webseite|\
                 mit klick auf|nous utilisons des|ce site utilise|nous et nos|en cliquant|en poursuivant|utilizamos cookies|\
                 usamos cookies|este sitio|esta web|al hacer clic|utilizziamo i cookie|questo sito|este site|nós usamos|\
                 wij gebruiken cookies|we gebruiken cookies|deze website|vi använder cookies|denna webbplats",
        with: "cookie",
        most_words: 120,
    },
    Opening {
        kind: Kind::Comments,
        is_sure: true,
        starts: "your email address will not|required fields are|you must be logged in|be the first to|log in to|\
                 ihre e-mail-adresse wird nicht|votre adresse e-mail ne sera|tu dirección de correo electrónico no",
        with: "published|marked|comment|veröffentlicht|publiée|publicada",
        most_words: 16,
    },
    Opening {
        kind: Kind::Related,
        is_sure: false,
        starts: "read more about|read more on|read more from|more from|more in|more on|more about|more by|latest from|latest in|\
                 most read in|all articles by|mehr aus|mehr von|mehr über|plus de|plus d'articles|más de|más sobre|altro da|\
                 mais de|meer van|meer over",
        with: "",
        most_words: 9,
    },
    Opening {
        kind: Kind::Navigation,
        is_sure: false,
        starts: "back to|skip to|return to|zurück zu|zurück zur|retour à|retour au|volver a|torna a|voltar para|terug naar|page #",
        with: "",
        most_words: 5,
    },
];

type Table = BTreeMap<&'static str, Verdict>;

static WHOLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: Table = SECTIONS.split('|').map(|phrase| (phrase, Verdict::Section)).collect();
    for (kind, phrases) in HINTS {
        table.extend(phrases.split('|').map(|phrase| (phrase.trim(), Verdict::Hint(*kind))));
    }
    for (kind, phrases) in SURE {
        table.extend(phrases.split('|').map(|phrase| (phrase, Verdict::Noise(*kind))));
    }
    table
});

static LABELS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::new();
    for (phrases, verdict) in [
        (LINK_LABELS, Verdict::Noise(Kind::Related)),
        (LOOSE_LABELS, Verdict::Hint(Kind::Related)),
        (TAG_LABELS, Verdict::Noise(Kind::Tags)),
        (LOOSE_TAG_LABELS, Verdict::Hint(Kind::Tags)),
    ] {
        table.extend(phrases.split('|').map(|phrase| (phrase, verdict)));
    }
    table
});

/// The beginnings of [`OPENINGS`], each with which one it is, and their first words.
static STARTS: LazyLock<(BTreeMap<&'static str, usize>, BTreeSet<&'static str>)> = LazyLock::new(|| {
    let starts = |(at, opening): (usize, &'static Opening)| opening.starts.split('|').map(move |start| (start, at));
    let starts: BTreeMap<&str, usize> = OPENINGS.iter().enumerate().flat_map(starts).collect();
    let firsts = starts.keys().map(|start| start.split(' ').next().unwrap_or(start)).collect();
    (starts, firsts)
});

/// Lines of more words are looked at by how they begin and end only.
const SHORT: usize = 16;
/// In so many bytes stands all that a line can begin with.
const BEGINNING: usize = 80;
/// No phrase that a line begins with has more words.
const OPENING_WORDS: usize = 6;

/// What a line says of itself.
pub(super) fn verdict(line: &Line<'_>) -> Verdict {
    if line.is_speech || line.continues || line.words > 120 {
        return Verdict::Nothing;
    }
    let is_short = line.words <= SHORT;
    let beginning = if is_short { line.text } else { &line.text[..line.text.floor_char_boundary(BEGINNING)] };
    let normal = normal(beginning);
    let verdict = if is_short { short(line, &normal) } else { Verdict::Nothing };
    let verdict = stronger(verdict, opening(line, &normal));
    if verdict.is_noise() { verdict } else { stronger(verdict, credits::verdict(line, &normal)) }
}

/// The one that says more.
fn stronger(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict| match verdict {
        Verdict::Nothing => 0,
        Verdict::Section => 1,
        Verdict::Hint(_) => 2,
        Verdict::Noise(_) => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn short(line: &Line<'_>, normal: &str) -> Verdict {
    let whole = whole(line, normal);
    if whole != Verdict::Nothing {
        return whole;
    }
    if let Some(verdict) = labelled(line) {
        return verdict;
    }
    if normal.contains(" min") && is_reading_time(line, normal) {
        return Verdict::Noise(Kind::Navigation);
    }
    if line.end == End::Open { unfinished(line, normal) } else { Verdict::Nothing }
}

/// Whether it is a button that leads on, below which no links stand.
pub(super) fn is_button(line: &Line<'_>) -> bool {
    BUTTONS.split('|').any(|button| normal(line.text) == button)
}

/// Whether it says who wrote the article.
pub(super) fn is_byline(line: &Line<'_>) -> bool {
    let normal = normal(line.text);
    BYLINES.iter().any(|by| normal.starts_with(by))
}

/// “Politics · 4 min read”, “Lesezeit: 4 Min.”.
fn is_reading_time(line: &Line<'_>, normal: &str) -> bool {
    let is_time = |phrase: &str| normal.ends_with(phrase);
    let is_label = |phrase: &str| normal.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(" #"));
    let is_byline = BYLINES.iter().any(|by| normal.starts_with(by));
    line.words <= 8 && !is_byline && (READING_TIMES.split('|').any(is_time) || READING_LABELS.split('|').any(is_label))
}

/// The verdict on a line that is one of the phrases, with times and numbers around it or not.
fn whole(line: &Line<'_>, normal: &str) -> Verdict {
    // One word with a mark behind it is speech or a sentence.
    if line.end != End::Open && !normal.contains(' ') && normal.is_ascii() {
        return Verdict::Nothing;
    }
    if let Some(verdict) = WHOLE.get(normal) {
        return *verdict;
    }
    let base = without_lengths(normal);
    if base.len() == normal.len() {
        return Verdict::Nothing;
    }
    match WHOLE.get(base) {
        // “Play 0:00”, “Listen 5 min”.
        Some(Verdict::Noise(Kind::Player) | Verdict::Hint(Kind::Player)) => Verdict::Noise(Kind::Player),
        _ if base.is_empty() && normal.contains('@') && is_start_of_player(line.text) => Verdict::Noise(Kind::Player),
        _ => Verdict::Nothing,
    }
}

/// Whether it is the time at which a player stands before it was started.
fn is_start_of_player(text: &str) -> bool {
    matches!(text.trim_start_matches('-'), "0:00" | "00:00" | "0:00:00" | "00:00:00")
}

/// Without times, numbers and minutes at the ends.
fn without_lengths(normal: &str) -> &str {
    let is_length = |word: &str| {
        matches!(word, "#" | "@" | "min" | "mins" | "minute" | "minutes" | "minuten" | "sec" | "s" | "m" | "+")
    };
    let mut rest = normal;
    while let Some((before, _)) = rest.rsplit_once(' ').filter(|(_, last)| is_length(last)) {
        rest = before;
    }
    while let Some((_, after)) = rest.split_once(' ').filter(|(first, _)| is_length(first)) {
        rest = after;
    }
    if is_length(rest) { "" } else { rest }
}

/// The verdict on “Read more: …” and “Tags: …”.
fn labelled(line: &Line<'_>) -> Option<Verdict> {
    let (label, rest) = line.text.split_once([':', '：'])?;
    let is_name = !line.is_item || line.text.starts_with(['→', '▸', '►']);
    if rest.trim().is_empty() || line.end == End::Stop || label.len() > 60 || !is_name {
        return None;
    }
    LABELS.get(normal(label).as_str()).copied()
}

/// The verdict on a line that ends without a mark.
fn unfinished(line: &Line<'_>, normal: &str) -> Verdict {
    if normal.ends_with("+ # more") || is_hashtags(line.text) {
        return Verdict::Noise(Kind::Tags);
    }
    if is_breadcrumb(line.text) {
        return Verdict::Noise(Kind::Navigation);
    }
    if is_doubled(line.text) {
        return Verdict::Noise(Kind::Caption);
    }
    if is_price(line, normal) {
        return Verdict::Hint(Kind::Prices);
    }
    if line.text.ends_with(['→', '»', '›', '▸', '►']) || normal.ends_with(" for free") {
        return Verdict::Hint(Kind::Advertisement);
    }
    Verdict::Nothing
}

/// “#cyber #law”.
fn is_hashtags(text: &str) -> bool {
    let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(char::is_alphabetic));
    text.split_whitespace().count() > 1 && text.split_whitespace().all(is_tag)
}

/// “News > World > Europe”.
fn is_breadcrumb(text: &str) -> bool {
    [" > ", " › ", " » "].iter().any(|sign| {
        let is_step = |step: &str| (1..=4).contains(&step.split_whitespace().count());
        text.matches(sign).count() > 1 && text.split(sign).all(is_step)
    })
}

/// A name that is said twice in one: that of a picture and what stands below it.
fn is_doubled(text: &str) -> bool {
    let (first, second) = text.split_at(text.floor_char_boundary(text.len() / 2));
    first == second && first.len() > 2 && first.starts_with(char::is_uppercase)
}

/// “$20 / month”, “From £4.90 a week”: an amount with hardly anything else.
fn is_price(line: &Line<'_>, normal: &str) -> bool {
    const OF_PRICES: &str = "$|#|month|months|mo|year|yr|annually|week|per|a|an|from|only|just|now|for|the|first|monat|jahr|woche|\
        pro|im|ab|nur|mois|par|dès|mes|año|al|por|desde|mese|anno|mês|maand|jaar|vanaf|usd|eur|gbp|off|save|saves|free|price|total|\
        monthly|yearly";
    if line.is_item
        || !normal.contains('#')
        || !normal.split(' ').any(|word| matches!(word, "$" | "usd" | "eur" | "gbp"))
    {
        return false;
    }
    let others = normal.split(' ').filter(|word| !OF_PRICES.split('|').any(|price| price == *word));
    others.count() <= 1
}

/// Whether a table has prices for a time, or stars for what can be bought.
pub(super) fn is_price_table<'t>(rows: impl Iterator<Item = &'t str> + Clone) -> bool {
    let of_offers =
        ["month", "year", "/mo", "/yr", "plan", "monat", "jahr", "mois", "mes", "mese", "maand", "rating", "★"];
    let has_price = rows.clone().any(|row| row.contains(['$', '€', '£', '¥', '★']));
    has_price && rows.take(3).any(|row| of_offers.iter().any(|word| row.to_lowercase().contains(word)))
}

/// The verdict on how a line begins.
fn opening(line: &Line<'_>, normal: &str) -> Verdict {
    let (starts, firsts) = &*STARTS;
    if !firsts.contains(normal.split(' ').next().unwrap_or_default()) {
        return Verdict::Nothing;
    }
    let mut found = Verdict::Nothing;
    let ends = normal.match_indices(' ').map(|(at, _)| at).chain([normal.len()]);
    for end in ends.take(OPENING_WORDS) {
        let Some(opening) = starts.get(&normal[..end]).and_then(|at| OPENINGS.get(*at)) else { continue };
        if opening.is_of(line) {
            let verdict = if opening.is_sure { Verdict::Noise(opening.kind) } else { Verdict::Hint(opening.kind) };
            found = stronger(found, verdict);
        }
    }
    found
}

impl Opening {
    /// Whether a line that begins so is what this is about.
    fn is_of(&self, line: &Line<'_>) -> bool {
        if line.words > self.most_words {
            return false;
        }
        if self.with.is_empty() {
            return line.end != End::Stop;
        }
        let normal = normal(line.text);
        self.with.split('|').any(|word| normal.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_stands_in_its_normal_form_and_says_one_thing() {
        let tables = SURE.iter().chain(HINTS).map(|(_, phrases)| *phrases);
        let openings = OPENINGS.iter().map(|opening| opening.starts);
        let lists = [SECTIONS, LINK_LABELS, LOOSE_LABELS, TAG_LABELS, LOOSE_TAG_LABELS, READING_LABELS];
        for phrase in tables.chain(openings).chain(lists).flat_map(|phrases| phrases.split('|')) {
            let written = phrase.replace('@', "1:30").replace('#', "7");
            assert_eq!(normal(&written), phrase, "{phrase:?} would never be found");
        }
        let mut all: Vec<&str> = SURE.iter().chain(HINTS).flat_map(|(_, phrases)| phrases.split('|')).collect();
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n, "a phrase stands in two lists");
    }
}
