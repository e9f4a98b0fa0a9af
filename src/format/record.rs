//! The records as they stand in the files, kept apart from the model's types: files outlive the model.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use super::item::Item;
use crate::model::{
    Analyst, Annotation, Article, Body, Choice, Coding, Decision, Entry, Fingerprint, Frozen, Group, HUES, Judged,
    ParagraphId, Placement, ProjectInfo, Quote, Span, Split, Stamp, Stance, State, Status, Subject, Submission, Tag,
    Voice,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    #[serde(rename = "format")]
    pub _format: u32,
    pub records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Record {
    Project(ProjectRecord),
    Analyst(AnalystRecord),
    Group(GroupRecord),
    Article(ArticleRecord),
    Paragraph(ParagraphRecord),
    Tag(Box<TagRecord>),
    Annotation(Box<AnnotationRecord>),
    Status(StatusRecord),
    Memo(MemoRecord),
    Split(SplitRecord),
    Submission(SubmissionRecord),
    Placement(PlacementRecord),
    Decision(DecisionRecord),
    Deleted(DeletedRecord),
    Superseded(SupersededRecord),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct StampRecord {
    ms: u64,
    n: u32,
    by: String,
    seen: Vec<(String, u32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectRecord {
    key: String,
    title: String,
    #[serde(default)]
    note: String,
    created: String,
    #[serde(default)]
    blind: bool,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalystRecord {
    id: String,
    key: String,
    name: String,
    #[serde(default)]
    created: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRecord {
    id: String,
    name: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleRecord {
    id: String,
    title: String,
    text: String,
    bytes: usize,
    #[serde(default)]
    outlet: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    of_record: Option<String>,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParagraphRecord {
    article: String,
    text: String,
    #[serde(default = "first")]
    nth: u32,
    #[serde(default)]
    words: String,
    noise: bool,
    #[serde(default)]
    changed: StampRecord,
}

fn first() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRecord {
    id: String,
    name: String,
    #[serde(default)]
    short: String,
    group: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    hue: u8,
    #[serde(default)]
    key: Option<char>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    use_when: String,
    #[serde(default)]
    not_when: String,
    #[serde(default)]
    example: String,
    #[serde(default)]
    near: String,
    #[serde(default)]
    merged: Option<String>,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotationRecord {
    id: String,
    article: String,
    text: String,
    start: usize,
    end: usize,
    /// In a superseded version it is called `words`: `quote:` stands in lines of annotations that count, nowhere else.
    #[serde(alias = "words")]
    quote: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
    #[serde(default = "only_one")]
    nth: (u32, u32),
    #[serde(default)]
    codings: Vec<CodingRecord>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    created: String,
    #[serde(default)]
    changed: StampRecord,
}

fn only_one() -> (u32, u32) {
    (1, 1)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodingRecord {
    tag: String,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    stance: Option<StanceRecord>,
    #[serde(default)]
    voice: Option<VoiceRecord>,
}

#[derive(Deserialize)]
enum StanceRecord {
    Supports,
    Rejects,
    Reports,
}

#[derive(Deserialize)]
enum VoiceRecord {
    Quoted,
    Paraphrased,
    Author,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRecord {
    article: String,
    state: StateRecord,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
enum StateRecord {
    Todo,
    Doing,
    Done,
    Submitted,
    Excluded,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoRecord {
    about: SubjectRecord,
    text: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
enum SubjectRecord {
    Project,
    Article(String),
    Tag(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRecord {
    tag: String,
    #[serde(default)]
    into: Vec<String>,
    #[serde(default)]
    stays: Vec<String>,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionRecord {
    article: String,
    at: String,
    text: String,
    #[serde(default)]
    passages: Vec<FrozenRecord>,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrozenRecord {
    annotation: String,
    start: usize,
    end: usize,
    words: String,
    #[serde(default)]
    codings: Vec<CodingRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacementRecord {
    annotation: String,
    analyst: String,
    of: StampRecord,
    text: String,
    place: Option<(usize, usize)>,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    id: String,
    article: String,
    text: String,
    start: usize,
    end: usize,
    of: Vec<(String, String)>,
    choice: ChoiceRecord,
    #[serde(default)]
    result: Vec<String>,
    by: String,
    at: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
enum ChoiceRecord {
    Take(String),
    Both,
    Overlap,
    Union,
    Own,
    Neither,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletedRecord {
    kind: KindRecord,
    id: String,
    #[serde(default)]
    changed: StampRecord,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupersededRecord {
    version: Box<Record>,
}

#[derive(Deserialize)]
enum KindRecord {
    Group,
    Article,
    Paragraph,
    Tag,
    Annotation,
    Status,
    Memo,
    Split,
    Submission,
    Placement,
    Decision,
}

impl From<StampRecord> for Stamp {
    fn from(record: StampRecord) -> Self {
        // To know no change of an installation is not to know the installation.
        let seen = record.seen.into_iter().filter(|(_, n)| *n > 0);
        let mut seen: Vec<(Arc<str>, u32)> = seen.map(|(by, n)| (Arc::from(by), n)).collect();
        // The greatest count of each installation.
        seen.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        seen.dedup_by(|a, b| a.0 == b.0);
        Self { ms: record.ms, n: record.n, by: record.by.into(), seen: seen.into() }
    }
}

/// What is wrong with a record that is well-formed RON.
type Fault = String;

impl TryFrom<Record> for Item {
    type Error = Fault;

    fn try_from(record: Record) -> Result<Self, Fault> {
        Ok(match record {
            Record::Project(record) => {
                let created = time(&record.created)?;
                let info = ProjectInfo {
                    key: record.key,
                    title: record.title,
                    note: record.note,
                    created,
                    blind: record.blind,
                };
                Self::Info(info, record.changed.into())
            }
            Record::Analyst(record) => {
                let created = known_time(&record.created)?;
                let analyst = Analyst { key: record.key, name: record.name, created };
                Self::Analyst(id(&record.id)?, analyst, record.changed.into())
            }
            Record::Group(record) => {
                let parent = record.parent.as_deref().map(id).transpose()?;
                let group = Group { name: record.name, parent, rank: record.rank };
                Self::Group(id(&record.id)?, live(group, record.changed))
            }
            Record::Article(record) => article(record)?,
            Record::Paragraph(record) => paragraph(record)?,
            Record::Tag(record) => tag(*record)?,
            Record::Annotation(record) => annotation(*record)?,
            Record::Status(record) => {
                let state = match record.state {
                    StateRecord::Todo => State::Todo,
                    StateRecord::Doing => State::Doing,
                    StateRecord::Done => State::Done,
                    StateRecord::Submitted => State::Submitted,
                    StateRecord::Excluded => State::Excluded,
                };
                Self::Status(id(&record.article)?, live(Status { state, reason: record.reason }, record.changed))
            }
            Record::Memo(record) => {
                let about = match record.about {
                    SubjectRecord::Project => Subject::Project,
                    SubjectRecord::Article(article) => Subject::Article(id(&article)?),
                    SubjectRecord::Tag(tag) => Subject::Tag(id(&tag)?),
                };
                Self::Memo(about, live(record.text, record.changed))
            }
            Record::Split(record) => {
                let split = Split { into: ids(&record.into)?, stays: ids(&record.stays)? };
                Self::Split(id(&record.tag)?, live(split, record.changed))
            }
            Record::Submission(record) => submission(record)?,
            Record::Placement(record) => placement(record)?,
            Record::Decision(record) => decision(record)?,
            Record::Deleted(record) => deleted(record)?,
            Record::Superseded(record) => match Self::try_from(*record.version)? {
                Self::Superseded(_) => return Err("a superseded version cannot stand in another".to_owned()),
                version => Self::Superseded(Box::new(version)),
            },
        })
    }
}

fn article(record: ArticleRecord) -> Result<Item, Fault> {
    let article = Article {
        title: record.title,
        body: Body::missing(fingerprint(&record.text)?, record.bytes),
        outlet: record.outlet,
        author: record.author,
        date: record.date,
        language: record.language,
        link: record.link,
        note: record.note,
        source: record.source,
        rank: record.rank,
        of_record: record.of_record.as_deref().map(id).transpose()?,
    };
    Ok(Item::Article(id(&record.id)?, live(article, record.changed)))
}

fn paragraph(record: ParagraphRecord) -> Result<Item, Fault> {
    let (article, words) = (id(&record.article)?, fingerprint(&record.text)?);
    let paragraph = ParagraphId { article, words, nth: record.nth };
    Ok(Item::Paragraph(paragraph, live(Judged { words: record.words, noise: record.noise }, record.changed)))
}

fn tag(record: TagRecord) -> Result<Item, Fault> {
    if record.hue >= HUES {
        return Err(format!("hue {} is none: the hues are 0 to {}", record.hue, HUES - 1));
    }
    let tag = Tag {
        name: record.name,
        short: record.short,
        group: id(&record.group)?,
        parent: record.parent.as_deref().map(id).transpose()?,
        rank: record.rank,
        hue: record.hue,
        key: record.key,
        aliases: record.aliases,
        definition: record.definition,
        use_when: record.use_when,
        not_when: record.not_when,
        example: record.example,
        near: record.near,
        merged: record.merged.as_deref().map(id).transpose()?,
    };
    Ok(Item::Tag(id(&record.id)?, live(tag, record.changed)))
}

fn annotation(record: AnnotationRecord) -> Result<Item, Fault> {
    let span = span_of(record.start, record.end, &record.quote)?;
    let annotation = Annotation {
        article: id(&record.article)?,
        text: fingerprint(&record.text)?,
        span,
        quote: Quote { exact: record.quote, before: record.before, after: record.after, nth: record.nth },
        codings: record.codings.into_iter().map(coding).collect::<Result<_, _>>()?,
        note: record.note,
        created: known_time(&record.created)?,
    };
    Ok(Item::Annotation(id(&record.id)?, live(annotation, record.changed)))
}

fn coding(record: CodingRecord) -> Result<Coding, Fault> {
    Ok(Coding {
        tag: id(&record.tag)?,
        by: ids(&record.by)?,
        about: ids(&record.about)?,
        stance: record.stance.map(|stance| match stance {
            StanceRecord::Supports => Stance::Supports,
            StanceRecord::Rejects => Stance::Rejects,
            StanceRecord::Reports => Stance::Reports,
        }),
        voice: record.voice.map(|voice| match voice {
            VoiceRecord::Quoted => Voice::Quoted,
            VoiceRecord::Paraphrased => Voice::Paraphrased,
            VoiceRecord::Author => Voice::Author,
        }),
    })
}

fn submission(record: SubmissionRecord) -> Result<Item, Fault> {
    let submission = Submission {
        at: time(&record.at)?,
        text: fingerprint(&record.text)?,
        passages: record.passages.into_iter().map(frozen).collect::<Result<_, _>>()?,
    };
    Ok(Item::Submission(id(&record.article)?, live(submission, record.changed)))
}

fn frozen(record: FrozenRecord) -> Result<Frozen, Fault> {
    let span = span_of(record.start, record.end, &record.words)?;
    let codings = record.codings.into_iter().map(coding).collect::<Result<_, _>>()?;
    Ok(Frozen { annotation: id(&record.annotation)?, span, words: record.words, codings })
}

fn placement(record: PlacementRecord) -> Result<Item, Fault> {
    let span = record.place.map(|(start, end)| Span::unchecked(start..end)).transpose();
    let placement = Placement {
        analyst: id(&record.analyst)?,
        of: record.of.into(),
        text: fingerprint(&record.text)?,
        span: span.map_err(|error| error.to_string())?,
    };
    Ok(Item::Placement(id(&record.annotation)?, live(placement, record.changed)))
}

fn decision(record: DecisionRecord) -> Result<Item, Fault> {
    let of = record.of.iter().map(|(analyst, annotation)| Ok((id(analyst)?, id(annotation)?)));
    let decision = Decision {
        article: id(&record.article)?,
        text: fingerprint(&record.text)?,
        span: Span::unchecked(record.start..record.end).map_err(|error| error.to_string())?,
        of: of.collect::<Result<_, Fault>>()?,
        choice: match record.choice {
            ChoiceRecord::Take(analyst) => Choice::Take(id(&analyst)?),
            ChoiceRecord::Both => Choice::Both,
            ChoiceRecord::Overlap => Choice::Overlap,
            ChoiceRecord::Union => Choice::Union,
            ChoiceRecord::Own => Choice::Own,
            ChoiceRecord::Neither => Choice::Neither,
        },
        result: ids(&record.result)?,
        by: id(&record.by)?,
        at: time(&record.at)?,
        note: record.note,
    };
    Ok(Item::Decision(id(&record.id)?, live(decision, record.changed)))
}

/// The span of a passage whose words are `words`.
fn span_of(start: usize, end: usize, words: &str) -> Result<Span, Fault> {
    let span = Span::unchecked(start..end).map_err(|error| error.to_string())?;
    if span.bytes() != words.len() {
        let (bytes, quote) = (span.bytes(), words.len());
        return Err(format!("the passage is {bytes} bytes long from start to end, but its quote has {quote} bytes"));
    }
    Ok(span)
}

fn deleted(record: DeletedRecord) -> Result<Item, Fault> {
    let changed = Stamp::from(record.changed);
    let name = record.id.as_str();
    Ok(match record.kind {
        KindRecord::Group => Item::Group(id(name)?, Entry { value: None, changed }),
        KindRecord::Article => Item::Article(id(name)?, Entry { value: None, changed }),
        KindRecord::Tag => Item::Tag(id(name)?, Entry { value: None, changed }),
        KindRecord::Annotation => Item::Annotation(id(name)?, Entry { value: None, changed }),
        KindRecord::Status => Item::Status(id(name)?, Entry { value: None, changed }),
        KindRecord::Split => Item::Split(id(name)?, Entry { value: None, changed }),
        KindRecord::Submission => Item::Submission(id(name)?, Entry { value: None, changed }),
        KindRecord::Placement => Item::Placement(id(name)?, Entry { value: None, changed }),
        KindRecord::Decision => Item::Decision(id(name)?, Entry { value: None, changed }),
        KindRecord::Paragraph => {
            let paragraph = ParagraphId::parse(name).map_err(|error| error.to_string())?;
            Item::Paragraph(paragraph, Entry { value: None, changed })
        }
        KindRecord::Memo => Item::Memo(subject(name)?, Entry { value: None, changed }),
    })
}

fn subject(name: &str) -> Result<Subject, Fault> {
    match name.split_once(':') {
        None if name == "project" => Ok(Subject::Project),
        Some(("article", article)) => Ok(Subject::Article(id(article)?)),
        Some(("tag", tag)) => Ok(Subject::Tag(id(tag)?)),
        _ => Err(format!("“{name}” names no memo: it must be project, article:<id> or tag:<id>")),
    }
}

fn live<T>(value: T, changed: StampRecord) -> Entry<T> {
    Entry { value: Some(Arc::new(value)), changed: changed.into() }
}

fn id<T: std::str::FromStr<Err = crate::model::BadId>>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error: crate::model::BadId| error.to_string())
}

fn ids<T: std::str::FromStr<Err = crate::model::BadId>>(texts: &[String]) -> Result<Vec<T>, Fault> {
    texts.iter().map(|text| id(text)).collect()
}

fn fingerprint(text: &str) -> Result<Fingerprint, Fault> {
    Fingerprint::parse(text)
        .ok_or_else(|| format!("“{text}” is no fingerprint: it must be sha256: and 64 hexadecimal digits"))
}

/// A time that may be unknown: then it is the beginning of 1970, which older programs wrote for it.
fn known_time(text: &str) -> Result<Timestamp, Fault> {
    if text.is_empty() { Ok(Timestamp::UNIX_EPOCH) } else { time(text) }
}

fn time(text: &str) -> Result<Timestamp, Fault> {
    text.parse().map_err(|_| format!("“{text}” is no time: it must be like 2026-01-20T09:04:31Z"))
}
