//! Every command once: its name, help and key. Menus, palette and shortcut sheet read this.

use egui::{Key, KeyboardShortcut, Modifiers};

/// Something that can be asked for by key, menu or palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    OpenProject,
    NewProject,
    TrySample,
    AddArticles,
    AddFolder,
    AddAnnotations,
    Conflicts,
    ShareMine,
    ShareProject,
    Save,
    SaveElsewhere,
    RestoreBackup,
    Export,
    CloseProject,
    Quit,
    Undo,
    Redo,
    Copy,
    Find,
    FindNext,
    FindPrevious,
    EditArticle,
    NotPart,
    Part,
    RemoveArticle,
    ArticleUp,
    ArticleDown,
    MarkTodo,
    MarkDoing,
    MarkDone,
    Submit,
    MarkExcluded,
    Tag,
    TagAgain,
    Highlight,
    DeletePassage,
    ToSettle,
    PlaceHere,
    NextPassage,
    PreviousPassage,
    NextSentence,
    PreviousSentence,
    ExtendSentence,
    ShrinkSentence,
    EditNote,
    EditDetails,
    NextArticle,
    PreviousArticle,
    GoToArticle,
    ViewRead,
    ViewExcerpts,
    ViewCodebook,
    ViewCompare,
    NextDisagreement,
    PreviousDisagreement,
    TakeFirst,
    TakeSecond,
    TakeThird,
    TakeFourth,
    TakeFifth,
    TakeSixth,
    TakeSeventh,
    TakeEighth,
    TakeNinth,
    TakeBoth,
    TakeOverlap,
    TakeUnion,
    WriteOwn,
    TakeNeither,
    DecisionNote,
    Reopen,
    CarryOver,
    ToggleAgreement,
    TextLarger,
    TextSmaller,
    TextNormal,
    ToggleTheme,
    ToggleArticles,
    ToggleInspector,
    Palette,
    Shortcuts,
    Notices,
    Settings,
    WhoAmI,
    ProjectDetails,
    NewTag,
}

/// Where a command stands in the menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    File,
    Edit,
    Article,
    Passage,
    Compare,
    View,
    Help,
}

impl Menu {
    pub const ALL: [Self; 7] =
        [Self::File, Self::Edit, Self::Article, Self::Passage, Self::Compare, Self::View, Self::Help];

    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Article => "Article",
            Self::Passage => "Passage",
            Self::Compare => "Compare",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// What a command needs to make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    Project,
    Article,
    /// The Read view with an article.
    Reading,
    /// A project that two analysts or more have coded.
    Coders,
    /// The Compare view.
    Comparing,
}

impl Needs {
    /// Whether commands with these needs can be run at one time, so that they cannot share a key.
    pub fn clashes(self, other: Self) -> bool {
        !matches!((self, other), (Self::Reading, Self::Comparing) | (Self::Comparing, Self::Reading))
    }
}

/// A command as it is declared.
pub struct Declared {
    pub command: Command,
    /// How settings call it.
    pub id: &'static str,
    pub name: &'static str,
    pub help: &'static str,
    pub menu: Menu,
    pub needs: Needs,
    pub key: Option<KeyboardShortcut>,
    /// A second key that does the same.
    pub second: Option<KeyboardShortcut>,
}

const fn ctrl(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn ctrl_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

const fn alt(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::ALT, key))
}

const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::SHIFT, key))
}

macro_rules! commands {
    ($($command:ident $id:literal $name:literal $help:literal $menu:ident $needs:ident $key:expr, $second:expr;)*) => {
        /// All commands in the order of the menus.
        pub const COMMANDS: &[Declared] = &[$(Declared {
            command: Command::$command, id: $id, name: $name, help: $help, menu: Menu::$menu, needs: Needs::$needs,
            key: $key, second: $second,
        }),*];
    };
}

commands! {
    OpenProject "open" "Open project…" "Open the folder of a project" File Nothing ctrl(Key::O), None;
    NewProject "new" "New project…" "Make a project from a folder of texts" File Nothing ctrl_shift(Key::N), None;
    TrySample "sample" "Try the sample…" "Copy the sample project into a folder and open it" File Nothing None, None;
    AddArticles "add-articles" "Add articles…" "Add text files to the project" File Project ctrl_shift(Key::A), None;
    AddFolder "add-folder" "Add a folder of articles…" "Add all texts of a folder and of those below it" File Project None, None;
    AddAnnotations "add-annotations" "Add annotations…" "Take in a colleague's annotations, as they were mailed" File Project ctrl_shift(Key::I), None;
    Conflicts "both-sides" "Changed on both sides…" "Decide between versions that were made without knowing of each other" File Project None, None;
    ShareMine "share-mine" "Share my annotations…" "Write your own coding to one file that can be mailed" File Project None, None;
    ShareProject "share-project" "Share the project…" "Write the project with its texts to a zip file" File Project None, None;
    ProjectDetails "project" "About this project…" "The project's title, note, memo and blind work" File Project None, None;
    Save "save" "Save now" "Write what is not written yet" File Project ctrl(Key::S), None;
    SaveElsewhere "save-elsewhere" "Save a copy elsewhere…" "Write the whole project into another folder and go on there" File Project None, None;
    RestoreBackup "restore-backup" "Restore a backup…" "Make your coding what it was in a dated copy" File Project None, None;
    Export "export" "Export…" "Write the excerpts that are shown, or the codebook, to a file" File Project ctrl(Key::E), None;
    Settings "settings" "Settings…" "Theme, text size, analyst, saving, keys" File Nothing ctrl(Key::Comma), None;
    WhoAmI "analyst" "Who annotates…" "Say who you are" File Project None, None;
    CloseProject "close" "Close project" "Go back to the start page" File Project ctrl(Key::W), None;
    Quit "quit" "Quit" "Save and close the window" File Nothing ctrl(Key::Q), None;
    Undo "undo" "Undo" "Take back the last change" Edit Project ctrl(Key::Z), None;
    Redo "redo" "Redo" "Make the change again" Edit Project ctrl_shift(Key::Z), ctrl(Key::Y);
    Copy "copy" "Copy" "Copy the selected text" Edit Reading ctrl(Key::C), None;
    Find "find" "Find in this article" "Find words in the open article" Edit Reading ctrl(Key::F), plain(Key::Slash);
    FindNext "find-next" "Find next" "Go to the next place found" Edit Reading plain(Key::F3), ctrl(Key::G);
    FindPrevious "find-previous" "Find previous" "Go to the previous place found" Edit Reading shift(Key::F3), ctrl_shift(Key::G);
    GoToArticle "go-to" "Go to article…" "Open an article by its name" Article Project ctrl(Key::P), None;
    NextArticle "next-article" "Next article" "Open the next article of the list" Article Project ctrl(Key::PageDown), None;
    PreviousArticle "previous-article" "Previous article" "Open the previous article of the list" Article Project ctrl(Key::PageUp), None;
    EditArticle "edit-article" "Title and details…" "Change title, outlet, author, date, note and memo" Article Reading plain(Key::F2), None;
    NotPart "not-part" "Not part of the article" "Show the paragraph dim and leave it out: an advertisement, a menu, a link" Article Reading plain(Key::X), None;
    Part "part" "Part of the article" "Show the paragraph as part of the article again" Article Reading shift(Key::X), None;
    MarkTodo "todo" "Mark to do" "This article is to be read" Article Article None, None;
    MarkDoing "doing" "Mark in progress" "This article is being read" Article Article None, None;
    MarkDone "done" "Mark done" "This article is read" Article Article ctrl(Key::D), None;
    Submit "submit" "Submit" "Freeze a copy of your coding of this article, to be compared with others'" Article Article None, None;
    MarkExcluded "exclude" "Exclude…" "Leave this article out, with a reason" Article Article None, None;
    ArticleUp "article-up" "Move up in the list" "Move the open article up" Article Article ctrl_shift(Key::PageUp), None;
    ArticleDown "article-down" "Move down in the list" "Move the open article down" Article Article ctrl_shift(Key::PageDown), None;
    RemoveArticle "remove-article" "Remove from project…" "Take the article out of the project" Article Article None, None;
    Tag "tag" "Tag…" "Tag the selection, or the passage in hand" Passage Reading plain(Key::T), plain(Key::Enter);
    TagAgain "tag-again" "Tag again with the last tags" "Give the selection the tags that were given last" Passage Reading plain(Key::G), None;
    Highlight "highlight" "Highlight without a tag" "Make the selection a passage and tag it later" Passage Reading plain(Key::H), None;
    NewTag "new-tag" "New tag…" "Add a tag to the codebook" Passage Project ctrl_shift(Key::T), None;
    NextSentence "next-sentence" "Next sentence" "Select the next sentence" Passage Reading plain(Key::J), None;
    PreviousSentence "previous-sentence" "Previous sentence" "Select the previous sentence" Passage Reading plain(Key::K), None;
    ExtendSentence "extend" "Extend by a sentence" "Extend the selection by the next sentence" Passage Reading shift(Key::J), None;
    ShrinkSentence "extend-back" "Extend back by a sentence" "Move the selection's moving end back by a sentence" Passage Reading shift(Key::K), None;
    NextPassage "next-passage" "Next passage" "Go to the next passage" Passage Reading plain(Key::N), None;
    PreviousPassage "previous-passage" "Previous passage" "Go to the previous passage" Passage Reading plain(Key::P), None;
    EditDetails "details" "Who says it…" "Who says it, about whom, stance and voice" Passage Reading plain(Key::W), None;
    EditNote "note" "Note…" "Write a note on the passage in hand" Passage Reading plain(Key::M), None;
    DeletePassage "delete" "Delete passage" "Delete the passage in hand" Passage Reading plain(Key::Delete), plain(Key::Backspace);
    ToSettle "settle" "To settle…" "Passages that could not be found in texts that were changed" Passage Project ctrl_shift(Key::U), None;
    PlaceHere "place" "Place here" "The passage that is being placed stands at the selection" Passage Reading ctrl(Key::Enter), None;
    NextDisagreement "next-disagreement" "Next disagreement" "Go to the next disagreement of the list" Compare Comparing plain(Key::N), None;
    PreviousDisagreement "previous-disagreement" "Previous disagreement" "Go to the previous disagreement of the list" Compare Comparing plain(Key::P), None;
    TakeFirst "take-1" "Take the first analyst’s" "Settle it as the first of the analysts has it" Compare Comparing plain(Key::Num1), None;
    TakeSecond "take-2" "Take the second analyst’s" "Settle it as the second of the analysts has it" Compare Comparing plain(Key::Num2), None;
    TakeThird "take-3" "Take the third analyst’s" "Settle it as the third of the analysts has it" Compare Comparing plain(Key::Num3), None;
    TakeFourth "take-4" "Take the fourth analyst’s" "Settle it as the fourth of the analysts has it" Compare Comparing plain(Key::Num4), None;
    TakeFifth "take-5" "Take the fifth analyst’s" "Settle it as the fifth of the analysts has it" Compare Comparing plain(Key::Num5), None;
    TakeSixth "take-6" "Take the sixth analyst’s" "Settle it as the sixth of the analysts has it" Compare Comparing plain(Key::Num6), None;
    TakeSeventh "take-7" "Take the seventh analyst’s" "Settle it as the seventh of the analysts has it" Compare Comparing plain(Key::Num7), None;
    TakeEighth "take-8" "Take the eighth analyst’s" "Settle it as the eighth of the analysts has it" Compare Comparing plain(Key::Num8), None;
    TakeNinth "take-9" "Take the ninth analyst’s" "Settle it as the ninth of the analysts has it" Compare Comparing plain(Key::Num9), None;
    TakeBoth "take-both" "Take both" "Settle it so that every passage stands" Compare Comparing plain(Key::B), None;
    TakeOverlap "take-overlap" "Take the overlap" "Settle it on the words that all marked, with the tags of all" Compare Comparing plain(Key::O), None;
    TakeUnion "take-union" "Take the union" "Settle it on the words that any marked, with the tags of all" Compare Comparing plain(Key::U), None;
    WriteOwn "write-own" "Write another…" "Settle it with words and tags of your own choice" Compare Comparing plain(Key::W), None;
    TakeNeither "take-neither" "Take neither" "Settle it so that nothing is marked" Compare Comparing plain(Key::X), plain(Key::Num0);
    DecisionNote "decision-note" "Why…" "Write why it is settled so" Compare Comparing plain(Key::M), None;
    Reopen "reopen" "Open again" "Take back what was decided, with the passages that came of it" Compare Comparing plain(Key::R), None;
    CarryOver "carry-over" "Carry over what all agree on" "Put the passages on which all agree into the adjudicated coding" Compare Comparing None, None;
    ToggleAgreement "agreement" "Agreement figures" "Show how far the analysts agree, or the disagreements again" Compare Comparing plain(Key::A), None;
    ViewRead "read" "Read" "The article with its passages" View Project ctrl(Key::Num1), None;
    ViewExcerpts "excerpts" "Excerpts" "All passages of the project in a table" View Project ctrl(Key::Num2), None;
    ViewCodebook "codebook" "Codebook" "The tags, their definitions and their order" View Project ctrl(Key::Num3), None;
    ViewCompare "compare" "Compare" "Where analysts differ, and what is decided" View Coders ctrl(Key::Num4), None;
    TextLarger "larger" "Larger text" "Make the article's text larger" View Nothing ctrl(Key::Plus), ctrl(Key::Equals);
    TextSmaller "smaller" "Smaller text" "Make the article's text smaller" View Nothing ctrl(Key::Minus), None;
    TextNormal "normal" "Normal text size" "The article's text in its normal size" View Nothing ctrl(Key::Num0), None;
    ToggleTheme "theme" "Light or dark" "Change between the light and the dark theme" View Nothing ctrl_shift(Key::L), None;
    ToggleArticles "articles-pane" "Show articles" "Show or hide the list of articles" View Project ctrl(Key::B), None;
    ToggleInspector "inspector-pane" "Show passage and codebook" "Show or hide the pane on the right" View Project alt(Key::B), None;
    Palette "palette" "Search or run a command…" "Find a command by its name" Help Nothing ctrl(Key::K), None;
    Shortcuts "keys" "Keyboard shortcuts" "All keys on a sheet" Help Nothing plain(Key::F1), shift(Key::Questionmark);
    Notices "notices" "Notices" "What the program has said in this session" Help Nothing None, None;
}

impl Command {
    /// Whether it neither opens anything nor goes anywhere, so that what is being typed goes on.
    pub fn leaves_as_is(self) -> bool {
        matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::Copy
                | Self::Save
                | Self::TextLarger
                | Self::TextSmaller
                | Self::TextNormal
                | Self::ToggleTheme
                | Self::ToggleArticles
                | Self::ToggleInspector
        )
    }

    pub fn declared(self) -> &'static Declared {
        COMMANDS.iter().find(|declared| declared.command == self).unwrap_or(&COMMANDS[0])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut keys: BTreeMap<String, Vec<&Declared>> = BTreeMap::new();
        for declared in COMMANDS {
            for key in [declared.key, declared.second].into_iter().flatten() {
                let others = keys.entry(format!("{key:?}")).or_default();
                let clash = others.iter().find(|other| other.needs.clashes(declared.needs)).map(|other| other.name);
                assert_eq!(clash, None, "{key:?} is also “{}”", declared.name);
                others.push(declared);
            }
        }
    }

    #[test]
    fn every_command_is_declared_once() {
        let mut ids = BTreeSet::new();
        for declared in COMMANDS {
            assert!(ids.insert(declared.id), "{}", declared.id);
            assert_eq!(declared.command.declared().id, declared.id);
        }
    }
}
