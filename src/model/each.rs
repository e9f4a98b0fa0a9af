//! The table of the kinds of records. Each kind is declared here once: what holds records, what changes them and what goes through
//! all of them is made from the table. A new kind is a row here, what `Record` and `Rules` ask of its values, and what its
//! lines in files look like.

/// Hands the table to the macro `$then`, with what follows it.
///
/// The first rows are what the team shares: the file, the kind with its id and its value, and where a project keeps them. Then
/// whose a layer is. The last rows are what a layer holds. All stand in the order of the files.
macro_rules! records {
    ($then:ident $($with:tt)*) => {
        $then! {
            {
                /// What is said of the project as a whole.
                Project Project(Only, ProjectInfo) info: Table<Only, ProjectInfo>,
                /// The groups that tags stand in.
                Project Group(GroupId, Group) groups: Table<GroupId, Group>,
                /// The articles.
                Project Article(ArticleId, Article) articles: Table<ArticleId, Article>,
                /// What was said of paragraphs: whether they are part of their article.
                Project Paragraph(ParagraphId, Judged) paragraphs: Table<ParagraphId, Judged>,
                /// The codebook.
                Codebook Tag(TagId, Tag) tags: Table<TagId, Tag>,
            }
            {
                /// Whose it is, under the layer's id.
                Analyst(AnalystId, Analyst) analyst: Table<AnalystId, Analyst>
            }
            {
                /// The passages.
                Annotation(AnnotationId, Annotation) annotations: ByArticle<Annotation>,
                /// How far the analyst is with each article.
                Status(ArticleId, Status) statuses: Table<ArticleId, Status>,
                /// What the analyst wrote on articles, tags and the project.
                Memo(Subject, Memo) memos: Table<Subject, Memo>,
                /// The tags that are being split.
                Split(TagId, Split) splits: Table<TagId, Split>,
                /// What was submitted of each article.
                Submission(ArticleId, Submission) submissions: Table<ArticleId, Submission>,
                /// Where passages of changed texts were found.
                Placement(AnnotationId, Placement) placements: Table<AnnotationId, Placement>,
                /// What was settled; only the adjudicated layer has any.
                Decision(AnnotationId, Decision) decisions: ByArticle<Decision>,
            }
            $($with)*
        }
    };
}

/// Does the same with a record of any kind: `on_record!(record, |T, whose, id| …)`, where `T` is the type of its value.
macro_rules! on_record {
    ($record:expr, |$T:ident, $whose:ident, $id:ident| $body:expr) => {
        records! { on_record_arms ($record) ($T $whose $id) ($body) }
    };
}

macro_rules! on_record_arms {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident $_sv:tt $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident $_wv:tt $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident $_lv:tt $_lt:ident: $_ltt:ty,)* }
        ($record:expr) ($T:ident $whose:ident $id:ident) ($body:expr)
    ) => {
        match $record {
            $(RecordId::$S($id) => {
                type $T = value::$S;
                let $whose = &();
                $body
            })*
            RecordId::$W($id) => {
                type $T = value::$W;
                let $whose = $id;
                $body
            }
            $(RecordId::$L($whose, $id) => {
                type $T = value::$L;
                $body
            })*
        }
    };
}

/// Does the same with an edit that puts a record of any kind: `on_edit!(edit, |whose, id, value| …, …)`. The arms for the other
/// edits follow.
macro_rules! on_edit {
    ($edit:expr, |$whose:ident, $id:ident, $value:ident| $body:expr, $($others:tt)*) => {
        records! { on_edit_arms ($edit) ($whose $id $value) ($body) ($($others)*) }
    };
}

macro_rules! on_edit_arms {
    (
        { $($(#[$_s:meta])* $_home:ident $S:ident $_sv:tt $_st:ident: $_stt:ty,)* }
        { $(#[$_w:meta])* $W:ident $_wv:tt $_wt:ident: $_wtt:ty }
        { $($(#[$_l:meta])* $L:ident $_lv:tt $_lt:ident: $_ltt:ty,)* }
        ($edit:expr) ($whose:ident $id:ident $value:ident) ($body:expr) ($($others:tt)*)
    ) => {
        match $edit {
            $(Edit::$S($id, $value) => {
                let $whose = &();
                $body
            })*
            Edit::$W($id, $value) => {
                let $whose = $id;
                $body
            }
            $(Edit::$L($whose, $id, $value) => $body,)*
            $($others)*
        }
    };
}

/// Does the same with each table of a project, in the order of the files: `each_table!(project, |whose, table| …)`.
macro_rules! each_table {
    ($project:expr, |$whose:ident, $table:ident| $body:expr) => {{
        each_shared!($project, |$whose, $table| $body);
        for layer in $project.layers.values() {
            each_of_layer!(layer, |$whose, $table| $body);
        }
    }};
}

/// As [`each_table`], with what the team shares only.
macro_rules! each_shared {
    ($project:expr, |$whose:ident, $table:ident| $body:expr) => {
        records! { each_shared_table ($project) ($whose $table) ($body) }
    };
}

macro_rules! each_shared_table {
    (
        { $($(#[$_s:meta])* $_home:ident $_sk:ident $_sv:tt $shared:ident: $_stt:ty,)* }
        $_whose:tt $_layer:tt
        ($project:expr) ($whose:ident $table:ident) ($body:expr)
    ) => {{
        $({
            let $whose = &();
            let $table = &$project.$shared;
            $body;
        })*
    }};
}

/// As [`each_table`], with those of one layer.
macro_rules! each_of_layer {
    ($layer:expr, |$whose:ident, $table:ident| $body:expr) => {
        records! { each_table_of_layer ($layer) ($whose $table) ($body) }
    };
}

macro_rules! each_table_of_layer {
    (
        $_shared:tt
        { $(#[$_w:meta])* $_wk:ident $_wv:tt $analyst:ident: $_wtt:ty }
        $_kept:tt
        ($layer:expr) ($whose:ident $table:ident) ($body:expr)
    ) => {{
        let $whose = &$layer.id;
        {
            let $table = &$layer.$analyst;
            $body;
        }
        each_kept!($layer, |$table| $body);
    }};
}

/// As [`each_of_layer`], but for whose it is.
macro_rules! each_kept {
    ($layer:expr, |$table:ident| $body:expr) => {
        records! { each_kept_table ($layer) ($table) ($body) }
    };
}

macro_rules! each_kept_table {
    (
        $_shared:tt $_whose:tt
        { $($(#[$_l:meta])* $_lk:ident $_lv:tt $kept:ident: $_ltt:ty,)* }
        ($layer:expr) ($table:ident) ($body:expr)
    ) => {{
        $({
            let $table: &Table<_, _> = &$layer.$kept;
            $body;
        })*
    }};
}

/// Does the same with each table of a layer and the one of another layer: `each_pair!(ours, theirs, |here, there| …)`, writing to
/// `ours`. Whose they are is left out.
macro_rules! each_pair {
    ($ours:expr, $theirs:expr, |$here:ident, $there:ident| $body:expr) => {
        records! { each_pair_of_tables ($ours) ($theirs) ($here $there) ($body) }
    };
}

macro_rules! each_pair_of_tables {
    (
        $_shared:tt $_whose:tt
        { $($(#[$_l:meta])* $_lk:ident $_lv:tt $kept:ident: $_ltt:ty,)* }
        ($ours:expr) ($theirs:expr) ($here:ident $there:ident) ($body:expr)
    ) => {{
        $({
            let $here: &mut Table<_, _> = &mut $ours.$kept;
            let $there: &Table<_, _> = &$theirs.$kept;
            $body;
        })*
    }};
}

/// As [`each_kept`], for writing.
macro_rules! each_kept_mut {
    ($layer:expr, |$table:ident| $body:expr) => {
        records! { each_kept_table_mut ($layer) ($table) ($body) }
    };
}

macro_rules! each_kept_table_mut {
    (
        $_shared:tt $_whose:tt
        { $($(#[$_l:meta])* $_lk:ident $_lv:tt $kept:ident: $_ltt:ty,)* }
        ($layer:expr) ($table:ident) ($body:expr)
    ) => {{
        $({
            let $table: &mut Table<_, _> = &mut $layer.$kept;
            $body;
        })*
    }};
}
