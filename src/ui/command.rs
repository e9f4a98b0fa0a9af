//! Every command once: its name, help and key, and what it does. Menus, palette and shortcut sheet read this; `app/commands.rs` takes
//! what commands do from the same lines. This module knows nothing of the window.

use egui::{Key, KeyboardShortcut, Modifiers};

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

/// The table of commands, in the order of the menus, handed to the macro of that name. A line: the command, what settings call it, its
/// name, its help, its menu, what it needs, its key, a second one, and what it does (`Doing` in `app/commands.rs`, where that is read).
macro_rules! commands {
    ($make:ident) => { $make! {
        {
            OpenProject "open" "Open project…" "Open the folder of a project" File Nothing ctrl(Key::O), None => Ask(Ask::OpenProject);
            NewProject "new" "New project…" "Make a project from a folder of texts" File Nothing ctrl_shift(Key::N), None => Ask(Ask::NewProject);
            TrySample "sample" "Try the sample…" "Copy the sample project into a folder and open it" File Nothing None, None => Ask(Ask::SampleFolder);
            AddArticles "add-articles" "Add articles…" "Add text files to the project" File Project ctrl_shift(Key::A), None => Ask(Ask::AddFiles);
            AddFolder "add-folder" "Add a folder of articles…" "Add all texts of a folder and of those below it" File Project None, None => Ask(Ask::AddFolder);
            AddAnnotations "add-annotations" "Add annotations…" "Take in a colleague's annotations, as they were mailed" File Project ctrl_shift(Key::I), None => Ask(Ask::AddAnnotations);
            Conflicts "both-sides" "Changed on both sides…" "Decide between versions that were made without knowing of each other" File Project None, None => Open(|_| Some(Box::new(overlay::Conflicts)));
            ShareMine "share-mine" "Share my annotations…" "Write your own coding to one file that can be mailed" File Project None, None => App(|app, _| app.ask_where_to_share(true));
            ShareProject "share-project" "Share the project…" "Write the project with its texts to a zip file" File Project None, None => App(|app, _| app.ask_where_to_share(false));
            ProjectDetails "project" "About this project…" "The project's title, note, memo and blind work" File Project None, None => Open(App::project_details);
            Save "save" "Save now" "Write what is not written yet" File Project ctrl(Key::S), None => App(|app, _| app.save());
            SaveElsewhere "save-elsewhere" "Save a copy elsewhere…" "Write the whole project into another folder and go on there" File Project None, None => Ask(Ask::SaveElsewhere);
            RestoreBackup "restore-backup" "Restore a backup…" "Make your coding what it was in a dated copy" File Project None, None => Open(App::backups);
            Export "export" "Export…" "Write the excerpts that are shown, or the codebook, to a file" File Project ctrl(Key::E), None => App(|app, _| app.open_export());
            Settings "settings" "Settings…" "Theme, text size, analyst, saving, keys" File Nothing ctrl(Key::Comma), None => Open(|_| Some(Box::new(overlay::SettingsDialog::default())));
            WhoAmI "analyst" "Who annotates…" "Say who you are" File Project None, None => Open(App::who_annotates);
            CloseProject "close" "Close project" "Go back to the start page" File Project ctrl(Key::W), None => App(|app, _| { app.close_project(); });
            Quit "quit" "Quit" "Save and close the window" File Nothing ctrl(Key::Q), None => App(|_, ctx| ctx.send_viewport_cmd(ViewportCommand::Close));
            Undo "undo" "Undo" "Take back the last change" Edit Project ctrl(Key::Z), None => App(|app, _| app.undo_or_redo(true));
            Redo "redo" "Redo" "Make the change again" Edit Project ctrl_shift(Key::Z), ctrl(Key::Y) => App(|app, _| app.undo_or_redo(false));
            Copy "copy" "Copy" "Copy the selected text" Edit Reading ctrl(Key::C), None => Read(|hand| hand.copy());
            Find "find" "Find in this article" "Find words in the open article" Edit Reading ctrl(Key::F), plain(Key::Slash) => Read(|hand| hand.find());
            FindNext "find-next" "Find next" "Go to the next place found" Edit Reading plain(Key::F3), ctrl(Key::G) => Read(|hand| hand.find_again(true));
            FindPrevious "find-previous" "Find previous" "Go to the previous place found" Edit Reading shift(Key::F3), ctrl_shift(Key::G) => Read(|hand| hand.find_again(false));
            GoToArticle "go-to" "Go to article…" "Open an article by its name" Article Project ctrl(Key::P), None => Open(|_| Some(Box::new(overlay::Palette::articles())));
            NextArticle "next-article" "Next article" "Open the next article of the list" Article Project ctrl(Key::PageDown), None => App(|app, _| app.next_article(true));
            PreviousArticle "previous-article" "Previous article" "Open the previous article of the list" Article Project ctrl(Key::PageUp), None => App(|app, _| app.next_article(false));
            EditArticle "edit-article" "Title and details…" "Change title, outlet, author, date, note and memo" Article Reading plain(Key::F2), None => Article(Question::Article);
            NotPart "not-part" "Not part of the article" "Show the paragraph dim and leave it out: an advertisement, a menu, a link" Article Reading plain(Key::X), None => Read(|hand| hand.judge(true));
            Part "part" "Part of the article" "Show the paragraph as part of the article again" Article Reading shift(Key::X), None => Read(|hand| hand.judge(false));
            MarkTodo "todo" "Mark to do" "This article is to be read" Article Article None, None => Step(|project, me, id| verbs::set_status(project, me, id, State::Todo, ""));
            MarkDoing "doing" "Mark in progress" "This article is being read" Article Article None, None => Step(|project, me, id| verbs::set_status(project, me, id, State::Doing, ""));
            MarkDone "done" "Mark done" "This article is read" Article Article ctrl(Key::D), None => Step(|project, me, id| verbs::set_status(project, me, id, State::Done, ""));
            Submit "submit" "Submit" "Freeze a copy of your coding of this article, to be compared with others'" Article Article None, None => Step(|project, me, id| verbs::submit(project, me, id, fresh().now));
            MarkExcluded "exclude" "Exclude…" "Leave this article out, with a reason" Article Article None, None => Article(Question::Exclude);
            ArticleUp "article-up" "Move up in the list" "Move the open article up" Article Article ctrl_shift(Key::PageUp), None => Step(|project, me, id| articles::moved(project, me, id, false));
            ArticleDown "article-down" "Move down in the list" "Move the open article down" Article Article ctrl_shift(Key::PageDown), None => Step(|project, me, id| articles::moved(project, me, id, true));
            RemoveArticle "remove-article" "Remove from project…" "Take the article out of the project" Article Article None, None => Article(Question::RemoveArticle);
            Tag "tag" "Tag…" "Tag the selection, or the passage in hand" Passage Reading plain(Key::T), plain(Key::Enter) => Read(|hand| hand.tag());
            TagAgain "tag-again" "Tag again with the last tags" "Give the selection the tags that were given last" Passage Reading plain(Key::G), None => Read(|hand| hand.tag_again());
            Highlight "highlight" "Highlight without a tag" "Make the selection a passage and tag it later" Passage Reading plain(Key::H), None => Read(|hand| hand.highlight());
            NewTag "new-tag" "New tag…" "Add a tag to the codebook" Passage Project ctrl_shift(Key::T), None => Open(|_| Some(Box::new(overlay::NewTag::default())));
            NextSentence "next-sentence" "Next sentence" "Select the next sentence" Passage Reading plain(Key::J), None => Read(|hand| hand.sentence(true));
            PreviousSentence "previous-sentence" "Previous sentence" "Select the previous sentence" Passage Reading plain(Key::K), None => Read(|hand| hand.sentence(false));
            ExtendSentence "extend" "Extend by a sentence" "Extend the selection by the next sentence" Passage Reading shift(Key::J), None => Read(|hand| hand.extend(true));
            ShrinkSentence "extend-back" "Extend back by a sentence" "Move the selection's moving end back by a sentence" Passage Reading shift(Key::K), None => Read(|hand| hand.extend(false));
            NextPassage "next-passage" "Next passage" "Go to the next passage" Passage Reading plain(Key::N), None => Read(|hand| hand.walk(true));
            PreviousPassage "previous-passage" "Previous passage" "Go to the previous passage" Passage Reading plain(Key::P), None => Read(|hand| hand.walk(false));
            EditDetails "details" "Who says it…" "Who says it, about whom, stance and voice" Passage Reading plain(Key::W), None => Read(|hand| hand.details());
            EditNote "note" "Note…" "Write a note on the passage in hand" Passage Reading plain(Key::M), None => App(App::write_note);
            DeletePassage "delete" "Delete passage" "Delete the passage in hand" Passage Reading plain(Key::Delete), plain(Key::Backspace) => Read(|hand| hand.delete());
            ToSettle "settle" "To settle…" "Passages that could not be found in texts that were changed" Passage Project ctrl_shift(Key::U), None => Open(|_| Some(Box::new(overlay::Settle::default())));
            PlaceHere "place" "Place here" "The passage that is being placed stands at the selection" Passage Reading ctrl(Key::Enter), None => App(|app, _| app.place_here());
            NextDisagreement "next-disagreement" "Next disagreement" "Go to the next disagreement of the list" Compare Comparing plain(Key::N), None => Compare(|pane, scene, actions| pane.walk(true, scene, actions));
            PreviousDisagreement "previous-disagreement" "Previous disagreement" "Go to the previous disagreement of the list" Compare Comparing plain(Key::P), None => Compare(|pane, scene, actions| pane.walk(false, scene, actions));
            TakeFirst "take-1" "Take the first analyst’s" "Settle it as the first of the analysts has it" Compare Comparing plain(Key::Num1), None => Compare(|pane, scene, actions| pane.take(0, scene, actions));
            TakeSecond "take-2" "Take the second analyst’s" "Settle it as the second of the analysts has it" Compare Comparing plain(Key::Num2), None => Compare(|pane, scene, actions| pane.take(1, scene, actions));
            TakeThird "take-3" "Take the third analyst’s" "Settle it as the third of the analysts has it" Compare Comparing plain(Key::Num3), None => Compare(|pane, scene, actions| pane.take(2, scene, actions));
            TakeFourth "take-4" "Take the fourth analyst’s" "Settle it as the fourth of the analysts has it" Compare Comparing plain(Key::Num4), None => Compare(|pane, scene, actions| pane.take(3, scene, actions));
            TakeFifth "take-5" "Take the fifth analyst’s" "Settle it as the fifth of the analysts has it" Compare Comparing plain(Key::Num5), None => Compare(|pane, scene, actions| pane.take(4, scene, actions));
            TakeSixth "take-6" "Take the sixth analyst’s" "Settle it as the sixth of the analysts has it" Compare Comparing plain(Key::Num6), None => Compare(|pane, scene, actions| pane.take(5, scene, actions));
            TakeSeventh "take-7" "Take the seventh analyst’s" "Settle it as the seventh of the analysts has it" Compare Comparing plain(Key::Num7), None => Compare(|pane, scene, actions| pane.take(6, scene, actions));
            TakeEighth "take-8" "Take the eighth analyst’s" "Settle it as the eighth of the analysts has it" Compare Comparing plain(Key::Num8), None => Compare(|pane, scene, actions| pane.take(7, scene, actions));
            TakeNinth "take-9" "Take the ninth analyst’s" "Settle it as the ninth of the analysts has it" Compare Comparing plain(Key::Num9), None => Compare(|pane, scene, actions| pane.take(8, scene, actions));
            TakeBoth "take-both" "Take both" "Settle it so that every passage stands" Compare Comparing plain(Key::B), None => Compare(|pane, scene, actions| pane.settle(&verbs::Settle::Both, scene, actions));
            TakeOverlap "take-overlap" "Take the overlap" "Settle it on the words that all marked, with the tags of all" Compare Comparing plain(Key::O), None => Compare(|pane, scene, actions| pane.settle(&verbs::Settle::Overlap, scene, actions));
            TakeUnion "take-union" "Take the union" "Settle it on the words that any marked, with the tags of all" Compare Comparing plain(Key::U), None => Compare(|pane, scene, actions| pane.settle(&verbs::Settle::Union, scene, actions));
            WriteOwn "write-own" "Write another…" "Settle it with words and tags of your own choice" Compare Comparing plain(Key::W), None => Compare(ComparePane::write_own);
            TakeNeither "take-neither" "Take neither" "Settle it so that nothing is marked" Compare Comparing plain(Key::X), plain(Key::Num0) => Compare(|pane, scene, actions| pane.settle(&verbs::Settle::Neither, scene, actions));
            DecisionNote "decision-note" "Why…" "Write why it is settled so" Compare Comparing plain(Key::M), None => Compare(|pane, _, _| pane.focus_note());
            Reopen "reopen" "Open again" "Take back what was decided, with the passages that came of it" Compare Comparing plain(Key::R), None => Compare(ComparePane::reopen);
            CarryOver "carry-over" "Carry over what all agree on" "Put the passages on which all agree into the adjudicated coding" Compare Comparing None, None => Compare(ComparePane::carry_over);
            ToggleAgreement "agreement" "Agreement figures" "Show how far the analysts agree, or the disagreements again" Compare Comparing plain(Key::A), None => Compare(|pane, _, _| pane.toggle_agreement());
        }
        // A view: its command, and where its pane is kept.
        views {
            Read ViewRead "read" "Read" "The article with its passages" Project ctrl(Key::Num1) => read: ReadView;
            Excerpts ViewExcerpts "excerpts" "Excerpts" "All passages of the project in a table" Project ctrl(Key::Num2) => excerpts: ExcerptsPane;
            Codebook ViewCodebook "codebook" "Codebook" "The tags, their definitions and their order" Project ctrl(Key::Num3) => codebook: CodebookPane;
            Compare ViewCompare "compare" "Compare" "Where analysts differ, and what is decided" Coders ctrl(Key::Num4) => compare: ComparePane;
        }
        {
            TextLarger "larger" "Larger text" "Make the article's text larger" View Nothing ctrl(Key::Plus), ctrl(Key::Equals) => App(|app, _| app.resize_text(1.0));
            TextSmaller "smaller" "Smaller text" "Make the article's text smaller" View Nothing ctrl(Key::Minus), None => App(|app, _| app.resize_text(-1.0));
            TextNormal "normal" "Normal text size" "The article's text in its normal size" View Nothing ctrl(Key::Num0), None => App(|app, _| app.settings.text_size = theme::TEXT_SIZE);
            ToggleTheme "theme" "Light or dark" "Change between the light and the dark theme" View Nothing ctrl_shift(Key::L), None => App(App::toggle_theme);
            ToggleArticles "articles-pane" "Show articles" "Show or hide the list of articles" View Project ctrl(Key::B), None => App(|app, ctx| app.toggle_pane(Pane::Articles, ctx));
            ToggleInspector "inspector-pane" "Show passage and codebook" "Show or hide the pane on the right" View Project alt(Key::B), None => App(|app, ctx| app.toggle_pane(Pane::Inspector, ctx));
            Palette "palette" "Search or run a command…" "Find a command by its name" Help Nothing ctrl(Key::K), None => Open(|_| Some(Box::new(overlay::Palette::commands())));
            Shortcuts "keys" "Keyboard shortcuts" "All keys on a sheet" Help Nothing plain(Key::F1), shift(Key::Questionmark) => Open(|_| Some(Box::new(overlay::Sheet)));
            Notices "notices" "Notices" "What the program has said in this session" Help Nothing None, None => Open(|_| Some(Box::new(overlay::Said)));
        }
    } };
}
pub(in crate::ui) use commands;

macro_rules! declare {
    (
        { $($a:ident $a_id:literal $a_name:literal $a_help:literal $a_menu:ident $a_needs:ident
            $a_key:expr, $a_second:expr => $a_kind:ident($a_what:expr);)* }
        views { $($view:ident $v:ident $v_id:literal $v_name:literal $v_help:literal $v_needs:ident
            $v_key:expr => $field:ident: $pane:ty;)* }
        { $($b:ident $b_id:literal $b_name:literal $b_help:literal $b_menu:ident $b_needs:ident
            $b_key:expr, $b_second:expr => $b_kind:ident($b_what:expr);)* }
    ) => {
        /// Something that can be asked for by key, menu or palette.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command {
            $(#[doc = $a_help] $a,)*
            $(#[doc = $v_help] $v,)*
            $(#[doc = $b_help] $b,)*
        }

        /// All commands in the order of the menus.
        pub const COMMANDS: &[Declared] = &[
            $(declared!($a $a_id $a_name $a_help $a_menu $a_needs $a_key, $a_second),)*
            $(declared!($v $v_id $v_name $v_help View $v_needs $v_key, None),)*
            $(declared!($b $b_id $b_name $b_help $b_menu $b_needs $b_key, $b_second),)*
        ];

        /// A view of the window.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum View {
            $(#[doc = $v_help] $view,)*
        }

        impl View {
            /// All views, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$view),*];

            /// The command that shows it.
            pub fn command(self) -> Command {
                match self {
                    $(Self::$view => Command::$v,)*
                }
            }
        }
    };
}

macro_rules! declared {
    ($command:ident $id:literal $name:literal $help:literal $menu:ident $needs:ident $key:expr, $second:expr) => {
        Declared {
            command: Command::$command,
            id: $id,
            name: $name,
            help: $help,
            menu: Menu::$menu,
            needs: Needs::$needs,
            key: $key,
            second: $second,
        }
    };
}
commands!(declare);

impl View {
    /// What it is called.
    pub fn label(self) -> &'static str {
        self.command().declared().name
    }

    /// Whether it needs analysts who can be compared.
    pub fn needs_coders(self) -> bool {
        self.command().declared().needs == Needs::Coders
    }
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
        // Both are made from one table, in its order.
        &COMMANDS[self as usize]
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
