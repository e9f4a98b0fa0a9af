//! The words of RTF files: what they stand for, and where the text of the groups goes that begin with them.

use crate::ingest::lists::BULLET;

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    #[default]
    Text,
    Nowhere,
    Fonts,
    Title,
    Author,
    Created,
    /// The number or bullet of the item that follows.
    Label,
    /// A drawing or an object: only what is named in it counts.
    Drawing,
    /// The tables of lists.
    Lists,
    /// What stands before the items of a level.
    Pattern,
    /// What kind of object is embedded.
    Object,
    /// How a field is worked out.
    Field,
}

/// What stands before an item, as it is written there; bullets are all the same.
pub fn as_label(stands: &str) -> String {
    let label = stands.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_number = label.contains(char::is_alphanumeric) && label != "o" && !label.contains(BULLET);
    if is_number { label } else { BULLET.to_owned() }
}

/// The text that a word stands for.
pub fn sign_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "line" => "\n",
        "tab" => "\t",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => BULLET,
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}

/// Where the text of a group goes that begins with this word.
pub fn target(word: &str) -> Option<Target> {
    Some(match word {
        "fonttbl" => Target::Fonts,
        "title" => Target::Title,
        "author" => Target::Author,
        "creatim" => Target::Created,
        "listtext" | "pntext" => Target::Label,
        "shpinst" | "do" | "object" => Target::Drawing,
        "shptxt" | "dptxbxtext" => Target::Text,
        "listtable" | "listoverridetable" => Target::Lists,
        "leveltext" => Target::Pattern,
        "objclass" => Target::Object,
        "fldinst" => Target::Field,
        "annotation" | "atnauthor" | "atnid" | "bkmkend" | "bkmkstart" | "colortbl" | "comment" | "company"
        | "datastore" | "doccomm" | "footer" | "footerf" | "footerl" | "footerr" | "footnote" | "generator"
        | "header" | "headerf" | "headerl" | "headerr" | "keywords" | "levelnumbers" | "listname" | "listpicture"
        | "manager" | "nonshppict" | "objdata" | "operator" | "pict" | "printim" | "private" | "result" | "revtim"
        | "rsidtbl" | "shprslt" | "stylesheet" | "subject" | "themedata" | "buptim" | "tc" | "ud" | "xe" => {
            Target::Nowhere
        }
        _ => return None,
    })
}
