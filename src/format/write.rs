//! From the model to bytes: the same project gives the same bytes.

use std::{collections::BTreeSet, fmt::Write as _};

use jiff::Timestamp;

use super::{
    item::{Filed, Item},
    layout::{CLOSING, HEADER},
};
use crate::model::{
    Analyst, AnalystId, Annotation, AnnotationId, Article, ArticleId, Choice, Coding, Decision, Entry, Group, GroupId,
    Judged, Layer, ParagraphId, Placement, Project, ProjectInfo, Split, Stamp, State, Status, Subject, Submission,
    Table, Tag, TagId,
};

/// `project.ron`: the project, its groups and articles.
pub fn project_bytes(project: &Project) -> Vec<u8> {
    let mut file = File::new();
    file.info(&project.info, &project.info_changed);
    for (id, entry) in project.groups.entries() {
        file.entry(entry, "Group", id, |file, group| file.group(id, group, &entry.changed));
    }
    for (id, entry) in project.articles.entries() {
        file.entry(entry, "Article", id, |file, article| file.article(id, article, &entry.changed));
    }
    for (id, entry) in project.paragraphs.entries() {
        file.entry(entry, "Paragraph", id, |file, judged| file.paragraph(id, judged, &entry.changed));
    }
    for version in project.info_superseded.iter() {
        if let Some(info) = &version.value {
            file.superseded(|file| file.info(info, &version.changed));
        }
    }
    file.all_superseded(&project.groups, Item::Group);
    file.all_superseded(&project.articles, Item::Article);
    file.all_superseded(&project.paragraphs, Item::Paragraph);
    file.finish()
}

/// `codebook.ron`: the tags.
pub fn codebook_bytes(project: &Project) -> Vec<u8> {
    let mut file = File::new();
    for (id, entry) in project.tags.entries() {
        file.entry(entry, "Tag", id, |file, tag| file.tag(id, tag, &entry.changed));
    }
    file.all_superseded(&project.tags, Item::Tag);
    file.finish()
}

/// An analyst's layer, complete in itself: with the articles, groups and tags that it uses.
pub fn layer_bytes(project: &Project, layer: &Layer) -> Vec<u8> {
    let used = Used::by(project, layer);
    let mut file = File::new();
    file.analyst(&layer.id, &layer.analyst, &layer.changed);
    for id in &used.groups {
        if let Some((group, changed)) = live(project.groups.entry(id)) {
            file.group(id, group, changed);
        }
    }
    for id in &used.articles {
        if let Some((article, changed)) = live(project.articles.entry(id)) {
            file.article(id, article, changed);
        }
    }
    for id in &used.tags {
        if let Some((tag, changed)) = live(project.tags.entry(id)).or_else(|| live(project.foreign_tags.entry(id))) {
            file.tag(id, tag, changed);
        }
    }
    file.layer_records(layer);
    file.finish()
}

/// A layer with all copies that stand in `project`, used or not.
pub(super) fn whole_layer(project: &Project, layer: &Layer) -> Vec<u8> {
    let mut file = File::new();
    file.analyst(&layer.id, &layer.analyst, &layer.changed);
    for (id, entry) in project.groups.entries() {
        file.entry(entry, "Group", id, |file, group| file.group(id, group, &entry.changed));
    }
    for (id, entry) in project.articles.entries() {
        file.entry(entry, "Article", id, |file, article| file.article(id, article, &entry.changed));
    }
    for (id, entry) in project.tags.entries() {
        file.entry(entry, "Tag", id, |file, tag| file.tag(id, tag, &entry.changed));
    }
    file.layer_records(layer);
    file.finish()
}

fn live<T>(entry: Option<&Entry<T>>) -> Option<(&T, &Stamp)> {
    entry.and_then(|entry| Some((entry.value.as_deref()?, &entry.changed)))
}

/// Lines written again to be compared with those that were read.
#[derive(Default)]
pub(super) struct Rewriting(File);

impl Rewriting {
    /// Whether `line` is, byte for byte, what would be written for `item`: if not, somebody else wrote it.
    pub(super) fn is_line_of(&mut self, line: &str, item: &Item) -> bool {
        let file = &mut self.0;
        file.out.clear();
        file.item(item);
        file.deleted();
        file.out.push_str(&file.superseded);
        file.superseded.clear();
        file.out.strip_suffix('\n') == Some(line)
    }
}

/// Records with the file that each belongs to, on one line: what [`super::read_filed`] reads.
pub fn filed_line(filed: &[Filed]) -> String {
    let mut file = File { out: "[".to_owned(), ..File::default() };
    for (at, (name, item)) in filed.iter().enumerate() {
        file.out.push_str(if at > 0 { ", (" } else { "(" });
        push_string(&mut file.out, name);
        file.out.push_str(", ");
        file.item(item);
        file.deleted();
        file.out.truncate(file.out.trim_end_matches(",\n").len());
        file.out.push(')');
    }
    file.out.push(']');
    file.out
}

/// What a layer refers to, so that its file can be read where nothing else is.
#[derive(Default)]
struct Used {
    groups: BTreeSet<GroupId>,
    articles: BTreeSet<ArticleId>,
    tags: BTreeSet<TagId>,
}

impl Used {
    fn by(project: &Project, layer: &Layer) -> Self {
        let mut used = Self::default();
        for (_, annotation) in layer.annotations.iter() {
            used.articles.insert(annotation.article.clone());
            used.codings(project, &annotation.codings);
        }
        used.articles.extend(layer.statuses.iter().map(|(id, _)| id.clone()));
        for (article, submission) in layer.submissions.iter() {
            used.articles.insert(article.clone());
            submission.passages.iter().for_each(|passage| used.codings(project, &passage.codings));
        }
        used.articles.extend(layer.decisions.iter().map(|(_, decision)| decision.article.clone()));
        for (subject, _) in layer.memos.iter() {
            match subject {
                Subject::Project => {}
                Subject::Article(id) => {
                    used.articles.insert(id.clone());
                }
                Subject::Tag(id) => used.tag(project, id),
            }
        }
        for (id, split) in layer.splits.iter() {
            for tag in split.into.iter().chain([id]) {
                used.tag(project, tag);
            }
        }
        used
    }

    fn codings(&mut self, project: &Project, codings: &[Coding]) {
        for coding in codings {
            for tag in [&coding.tag].into_iter().chain(&coding.by).chain(&coding.about) {
                self.tag(project, tag);
            }
        }
    }

    /// The tag with those above it and those it was merged into, and their groups.
    fn tag(&mut self, project: &Project, id: &TagId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !self.tags.insert(id.clone()) {
                continue;
            }
            let Some(tag) = project.tag(id) else { continue };
            // A group comes with all that it stands in.
            if !self.groups.contains(&tag.group) {
                self.groups.extend(project.group_ancestry(&tag.group));
            }
            open.extend([&tag.parent, &tag.merged].into_iter().flatten());
        }
    }
}

/// A file as it grows, record by record.
#[derive(Default)]
struct File {
    out: String,
    /// The deletions, which stand after the records: kind, id and stamp.
    gone: Vec<(&'static str, String, Stamp)>,
    /// The lines of superseded versions, which stand last.
    superseded: String,
    /// Whether what is written is such a version.
    is_superseded: bool,
}

impl File {
    fn new() -> Self {
        Self { out: format!("{HEADER}\n"), ..Self::default() }
    }

    fn finish(mut self) -> Vec<u8> {
        self.deleted();
        self.out.push_str(&self.superseded);
        self.out.push_str(CLOSING);
        self.out.push('\n');
        self.out.into_bytes()
    }

    fn record(&mut self, kind: &str, fields: impl FnOnce(&mut Fields<'_>)) {
        self.out.push_str(kind);
        self.out.push_str("((");
        fields(&mut Fields { out: &mut self.out, first: true });
        self.out.push_str(")),\n");
    }

    /// Writes a live entry; takes note of a deleted one.
    fn entry<T>(
        &mut self,
        entry: &Entry<T>,
        kind: &'static str,
        id: &impl std::fmt::Display,
        write: impl FnOnce(&mut Self, &T),
    ) {
        match &entry.value {
            Some(value) => write(self, value),
            None => self.gone.push((kind, id.to_string(), entry.changed.clone())),
        }
    }

    fn deleted(&mut self) {
        for (kind, id, changed) in std::mem::take(&mut self.gone) {
            self.record("Deleted", |line| {
                line.word("kind", kind);
                line.text("id", &id);
                line.stamp(&changed);
            });
        }
    }

    /// Puts what `write` writes, one record, among the superseded versions.
    fn superseded(&mut self, write: impl FnOnce(&mut Self)) {
        let mut version = Self { is_superseded: true, ..Self::default() };
        write(&mut version);
        version.deleted();
        let line = version.out.trim_end_matches(['\n', ',']);
        push_display(&mut self.superseded, format_args!("Superseded((version: {line})),\n"));
    }

    fn all_superseded<K: Ord + Clone, T: Clone>(&mut self, table: &Table<K, T>, item: impl Fn(K, Entry<T>) -> Item) {
        for (id, version) in table.all_superseded() {
            self.superseded(|file| file.item(&item(id.clone(), version.clone())));
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Info(info, changed) => self.info(info, changed),
            Item::Analyst(id, analyst, changed) => self.analyst(id, analyst, changed),
            Item::Group(id, entry) => self.entry(entry, "Group", id, |file, it| file.group(id, it, &entry.changed)),
            Item::Article(id, entry) => {
                self.entry(entry, "Article", id, |file, it| file.article(id, it, &entry.changed));
            }
            Item::Paragraph(id, entry) => {
                self.entry(entry, "Paragraph", id, |file, it| file.paragraph(id, it, &entry.changed));
            }
            Item::Tag(id, entry) => self.entry(entry, "Tag", id, |file, it| file.tag(id, it, &entry.changed)),
            Item::Annotation(id, entry) => {
                self.entry(entry, "Annotation", id, |file, it| file.annotation(*id, it, &entry.changed));
            }
            Item::Status(id, entry) => self.entry(entry, "Status", id, |file, it| file.status(id, it, &entry.changed)),
            Item::Memo(about, entry) => {
                self.entry(entry, "Memo", about, |file, it| file.memo(about, it, &entry.changed));
            }
            Item::Split(id, entry) => self.entry(entry, "Split", id, |file, it| file.split(id, it, &entry.changed)),
            Item::Submission(id, entry) => {
                self.entry(entry, "Submission", id, |file, it| file.submission(id, it, &entry.changed));
            }
            Item::Placement(id, entry) => {
                self.entry(entry, "Placement", id, |file, it| file.placement(*id, it, &entry.changed));
            }
            Item::Decision(id, entry) => {
                self.entry(entry, "Decision", id, |file, it| file.decision(*id, it, &entry.changed));
            }
            Item::Superseded(version) => self.superseded(|file| file.item(version)),
        }
    }

    fn info(&mut self, info: &ProjectInfo, changed: &Stamp) {
        self.record("Project", |line| {
            line.text("key", &info.key);
            line.text("title", &info.title);
            line.text("note", &info.note);
            line.text("created", &time(info.created));
            line.word("blind", info.blind);
            line.stamp(changed);
        });
    }

    fn analyst(&mut self, id: &AnalystId, analyst: &Analyst, changed: &Stamp) {
        self.record("Analyst", |line| {
            line.text("id", id.as_str());
            line.text("key", &analyst.key);
            line.text("name", &analyst.name);
            line.text("created", &known_time(analyst.created));
            line.stamp(changed);
        });
    }

    fn group(&mut self, id: &GroupId, group: &Group, changed: &Stamp) {
        self.record("Group", |line| {
            line.text("id", id.as_str());
            line.text("name", &group.name);
            line.option("parent", group.parent.as_ref().map(GroupId::as_str));
            line.word("rank", group.rank);
            line.stamp(changed);
        });
    }

    fn article(&mut self, id: &ArticleId, article: &Article, changed: &Stamp) {
        self.record("Article", |line| {
            line.text("id", id.as_str());
            line.text("title", &article.title);
            line.text("text", article.body.fingerprint().as_str());
            line.word("bytes", article.body.bytes());
            line.text("outlet", &article.outlet);
            line.text("author", &article.author);
            line.text("date", &article.date);
            line.text("language", &article.language);
            line.text("link", &article.link);
            line.text("note", &article.note);
            line.text("source", &article.source);
            line.word("rank", article.rank);
            line.option("of_record", article.of_record.as_ref().map(AnalystId::as_str));
            line.stamp(changed);
        });
    }

    fn paragraph(&mut self, id: &ParagraphId, judged: &Judged, changed: &Stamp) {
        self.record("Paragraph", |line| {
            line.text("article", id.article.as_str());
            line.text("text", id.words.as_str());
            line.word("nth", id.nth);
            line.text("words", &judged.words);
            line.word("noise", judged.noise);
            line.stamp(changed);
        });
    }

    fn tag(&mut self, id: &TagId, tag: &Tag, changed: &Stamp) {
        self.record("Tag", |line| {
            line.text("id", id.as_str());
            line.text("name", &tag.name);
            line.text("short", &tag.short);
            line.text("group", tag.group.as_str());
            line.option("parent", tag.parent.as_ref().map(TagId::as_str));
            line.word("rank", tag.rank);
            line.word("hue", tag.hue);
            line.key(tag.key);
            line.texts("aliases", tag.aliases.iter().map(String::as_str));
            line.text("definition", &tag.definition);
            line.text("use_when", &tag.use_when);
            line.text("not_when", &tag.not_when);
            line.text("example", &tag.example);
            line.text("near", &tag.near);
            line.option("merged", tag.merged.as_ref().map(TagId::as_str));
            line.stamp(changed);
        });
    }

    fn layer_records(&mut self, layer: &Layer) {
        let mut annotations: Vec<_> = layer.annotations.entries().collect();
        annotations.sort_by_key(|(id, entry)| (entry.value.as_deref().map(|a| (&a.article, a.span)), **id));
        for (id, entry) in annotations {
            self.entry(entry, "Annotation", id, |file, value| file.annotation(*id, value, &entry.changed));
        }
        for (id, entry) in layer.statuses.entries() {
            self.entry(entry, "Status", id, |file, value| file.status(id, value, &entry.changed));
        }
        for (subject, entry) in layer.memos.entries() {
            self.entry(entry, "Memo", subject, |file, value| file.memo(subject, value, &entry.changed));
        }
        for (id, entry) in layer.splits.entries() {
            self.entry(entry, "Split", id, |file, value| file.split(id, value, &entry.changed));
        }
        for (id, entry) in layer.submissions.entries() {
            self.entry(entry, "Submission", id, |file, value| file.submission(id, value, &entry.changed));
        }
        for (id, entry) in layer.placements.entries() {
            self.entry(entry, "Placement", id, |file, value| file.placement(*id, value, &entry.changed));
        }
        for (id, entry) in layer.decisions.entries() {
            self.entry(entry, "Decision", id, |file, value| file.decision(*id, value, &entry.changed));
        }
        for version in layer.superseded.iter() {
            if let Some(analyst) = &version.value {
                self.superseded(|file| file.analyst(&layer.id, analyst, &version.changed));
            }
        }
        self.all_superseded(&layer.annotations, Item::Annotation);
        self.all_superseded(&layer.statuses, Item::Status);
        self.all_superseded(&layer.memos, Item::Memo);
        self.all_superseded(&layer.splits, Item::Split);
        self.all_superseded(&layer.submissions, Item::Submission);
        self.all_superseded(&layer.placements, Item::Placement);
        self.all_superseded(&layer.decisions, Item::Decision);
    }

    fn annotation(&mut self, id: AnnotationId, annotation: &Annotation, changed: &Stamp) {
        let quote = if self.is_superseded { "words" } else { "quote" };
        self.record("Annotation", |line| {
            line.text("id", &id.to_string());
            line.text("article", annotation.article.as_str());
            line.text("text", annotation.text.as_str());
            line.word("start", annotation.span.start());
            line.word("end", annotation.span.end());
            line.text(quote, &annotation.quote.exact);
            line.text("before", &annotation.quote.before);
            line.text("after", &annotation.quote.after);
            let (k, n) = annotation.quote.nth;
            line.word("nth", format_args!("({k}, {n})"));
            line.codings(&annotation.codings);
            line.text("note", &annotation.note);
            line.text("created", &known_time(annotation.created));
            line.stamp(changed);
        });
    }

    fn status(&mut self, id: &ArticleId, status: &Status, changed: &Stamp) {
        self.record("Status", |line| {
            line.text("article", id.as_str());
            let state = match status.state {
                State::Todo => "Todo",
                State::Doing => "Doing",
                State::Done => "Done",
                State::Submitted => "Submitted",
                State::Excluded => "Excluded",
            };
            line.word("state", state);
            line.text("reason", &status.reason);
            line.stamp(changed);
        });
    }

    fn memo(&mut self, about: &Subject, text: &str, changed: &Stamp) {
        self.record("Memo", |line| {
            match about {
                Subject::Project => line.word("about", "Project"),
                Subject::Article(id) => line.word("about", format_args!("Article(\"{id}\")")),
                Subject::Tag(id) => line.word("about", format_args!("Tag(\"{id}\")")),
            }
            line.text("text", text);
            line.stamp(changed);
        });
    }

    fn split(&mut self, id: &TagId, split: &Split, changed: &Stamp) {
        self.record("Split", |line| {
            line.text("tag", id.as_str());
            line.texts("into", split.into.iter().map(TagId::as_str));
            let stays: Vec<String> = split.stays.iter().map(ToString::to_string).collect();
            line.texts("stays", stays.iter().map(String::as_str));
            line.stamp(changed);
        });
    }

    fn submission(&mut self, id: &ArticleId, submission: &Submission, changed: &Stamp) {
        self.record("Submission", |line| {
            line.text("article", id.as_str());
            line.text("at", &time(submission.at));
            line.text("text", submission.text.as_str());
            line.list("passages", submission.passages.iter(), |passage, fields| {
                fields.text("annotation", &passage.annotation.to_string());
                fields.word("start", passage.span.start());
                fields.word("end", passage.span.end());
                fields.text("words", &passage.words);
                fields.codings(&passage.codings);
            });
            line.stamp(changed);
        });
    }

    fn placement(&mut self, id: AnnotationId, placement: &Placement, changed: &Stamp) {
        self.record("Placement", |line| {
            line.text("annotation", &id.to_string());
            line.text("analyst", placement.analyst.as_str());
            line.stamp_called("of", &placement.of);
            line.text("text", placement.text.as_str());
            match placement.span {
                None => line.word("place", "None"),
                Some(span) => line.word("place", format_args!("Some(({}, {}))", span.start(), span.end())),
            }
            line.stamp(changed);
        });
    }

    fn decision(&mut self, id: AnnotationId, decision: &Decision, changed: &Stamp) {
        self.record("Decision", |line| {
            line.text("id", &id.to_string());
            line.text("article", decision.article.as_str());
            line.text("text", decision.text.as_str());
            line.word("start", decision.span.start());
            line.word("end", decision.span.end());
            let of = decision.of.iter().map(|(analyst, id)| format!("(\"{analyst}\", \"{id}\")")).collect::<Vec<_>>();
            line.word("of", format_args!("[{}]", of.join(", ")));
            match &decision.choice {
                Choice::Take(analyst) => line.word("choice", format_args!("Take(\"{analyst}\")")),
                // The names of these variants are those of the format.
                other => line.word("choice", format_args!("{other:?}")),
            }
            let result: Vec<String> = decision.result.iter().map(ToString::to_string).collect();
            line.texts("result", result.iter().map(String::as_str));
            line.text("by", decision.by.as_str());
            line.text("at", &time(decision.at));
            line.text("note", &decision.note);
            line.stamp(changed);
        });
    }
}

/// The fields of one record.
struct Fields<'a> {
    out: &'a mut String,
    first: bool,
}

impl Fields<'_> {
    fn name(&mut self, name: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.push_str(", ");
        }
        self.out.push_str(name);
        self.out.push_str(": ");
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        push_string(self.out, text);
    }

    fn word(&mut self, name: &str, word: impl std::fmt::Display) {
        self.name(name);
        push_display(self.out, word);
    }

    fn option(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            None => self.out.push_str("None"),
            Some(text) => {
                self.out.push_str("Some(");
                push_string(self.out, text);
                self.out.push(')');
            }
        }
    }

    fn key(&mut self, key: Option<char>) {
        self.name("key");
        match key {
            None => self.out.push_str("None"),
            Some('\'') => self.out.push_str("Some('\\'')"),
            Some('"') => self.out.push_str("Some('\"')"),
            Some(key) => {
                self.out.push_str("Some('");
                push_escaped(self.out, key.encode_utf8(&mut [0; 4]));
                self.out.push_str("')");
            }
        }
    }

    fn texts<'b>(&mut self, name: &str, texts: impl Iterator<Item = &'b str>) {
        self.name(name);
        push_list(self.out, texts, push_string);
    }

    fn codings(&mut self, codings: &[Coding]) {
        self.list("codings", codings.iter(), |coding, fields| {
            fields.text("tag", coding.tag.as_str());
            fields.texts("by", coding.by.iter().map(TagId::as_str));
            fields.texts("about", coding.about.iter().map(TagId::as_str));
            // The names of these variants are those of the format.
            match coding.stance {
                None => fields.word("stance", "None"),
                Some(stance) => fields.word("stance", format_args!("Some({stance:?})")),
            }
            match coding.voice {
                None => fields.word("voice", "None"),
                Some(voice) => fields.word("voice", format_args!("Some({voice:?})")),
            }
        });
    }

    /// A list of structures.
    fn list<T>(&mut self, name: &str, items: impl Iterator<Item = T>, write: impl Fn(T, &mut Fields<'_>)) {
        self.name(name);
        push_list(self.out, items, |out, item| {
            out.push('(');
            write(item, &mut Fields { out, first: true });
            out.push(')');
        });
    }

    fn stamp(&mut self, stamp: &Stamp) {
        self.stamp_called("changed", stamp);
    }

    fn stamp_called(&mut self, name: &str, stamp: &Stamp) {
        self.name(name);
        push_display(self.out, format_args!("(ms: {}, n: {}, by: ", stamp.ms, stamp.n));
        push_string(self.out, &stamp.by);
        self.out.push_str(", seen: ");
        push_list(self.out, stamp.seen.iter(), |out, (by, n)| {
            out.push('(');
            push_string(out, by);
            push_display(out, format_args!(", {n})"));
        });
        self.out.push(')');
    }
}

fn push_list<T>(out: &mut String, items: impl Iterator<Item = T>, push: impl Fn(&mut String, T)) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        push(out, item);
    }
    out.push(']');
}

fn push_display(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    write!(out, "{value}").unwrap_or_default();
}

/// A string in double quotes. Ours: ron's own escapes letters of many scripts, and is slow.
fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

fn push_escaped(out: &mut String, text: &str) {
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| may_begin_escaped(*byte)) {
        at += found;
        let Some(c) = text[at..].chars().next() else { break };
        let escaped = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => "",
            _ => {
                at += c.len_utf8();
                continue;
            }
        };
        out.push_str(&text[from..at]);
        if escaped.is_empty() {
            push_display(out, format_args!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push_str(escaped);
        }
        at += c.len_utf8();
        from = at;
    }
    out.push_str(&text[from..]);
}

/// Whether a character that is escaped may begin with this byte, which is within no character.
fn may_begin_escaped(byte: u8) -> bool {
    matches!(byte, 0..=0x1f | b'"' | b'\\' | 0x7f | 0xc2 | 0xe2 | 0xef)
}

/// The time, empty where nobody knows it.
fn known_time(at: Timestamp) -> String {
    if at > Timestamp::UNIX_EPOCH { time(at) } else { String::new() }
}

fn time(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}
