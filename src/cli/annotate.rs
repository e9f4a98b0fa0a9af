//! `postil annotate`: one passage with its tags, exactly as given. Words that are a passage already get the tags in addition.

use std::{ops::Range, path::PathBuf, sync::Arc};

use super::common::{DONE, Result, article_id, open_as, print_as_json, save, say};
use crate::{
    analysis::{find, names},
    exchange,
    model::{Coding, Edit, Group, GroupId, Project, Span, Stance, Step, Tag, TagId},
    text::offsets::Offsets,
    verbs,
    words::brief,
    workspace::Workspace,
};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The project's folder
    project: PathBuf,
    /// Whose passage it is; the layer is made if there is none
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    analyst: String,
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    article: String,
    #[command(flatten)]
    passage: Passage,
    /// Which of several places where the words stand, counted from 1
    #[arg(long, value_name = "N", requires = "quote", allow_negative_numbers = true)]
    nth: Option<usize>,
    /// The tags' ids
    #[arg(long, num_args = 1.., required = true, value_name = "TAG")]
    tag: Vec<TagId>,
    /// Who says it
    #[arg(long, num_args = 1.., value_name = "TAG")]
    by: Vec<TagId>,
    /// About whom
    #[arg(long, num_args = 1.., value_name = "TAG")]
    about: Vec<TagId>,
    /// supports, rejects or reports
    #[arg(long, value_name = "S", value_parser = stance)]
    stance: Option<Stance>,
    #[arg(long, value_name = "N", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    note: String,
    /// Make tags that are not in the codebook, in the group that their prefix names
    #[arg(long)]
    create_tags: bool,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Passage {
    /// The passage's words, as they stand in the text
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    quote: Option<String>,
    /// The passage's place in characters, from 0, the end not included
    #[arg(long, value_name = "START..END", value_parser = span, allow_hyphen_values = true)]
    span: Option<Range<usize>>,
}

fn stance(word: &str) -> std::result::Result<Stance, String> {
    Stance::parse(word).ok_or_else(|| "say supports, rejects or reports".to_owned())
}

fn span(given: &str) -> std::result::Result<Range<usize>, String> {
    let parsed = given.split_once("..").and_then(|(start, end)| Some(start.parse().ok()?..end.parse().ok()?));
    parsed.ok_or_else(|| "write it as START..END, for example 120..164".to_owned())
}

pub(super) fn run(options: &Options) -> Result {
    let mut workspace = open_as(&options.project, &options.analyst)?;
    for tag in options.tag.iter().chain(&options.by).chain(&options.about) {
        ensure_tag(&mut workspace, tag, options.create_tags)?;
    }
    let project = workspace.project();
    let article = article_id(project, &options.article)?;
    let text = project.articles.get(&article).map_or("", |article| article.body.text());
    let range = bytes(text, options)?;
    let codings = options.tag.iter().map(|tag| Coding {
        by: options.by.clone(),
        about: options.about.clone(),
        stance: options.stance,
        ..Coding::new(tag.clone())
    });
    let (analyst, fresh) = (workspace.me().id.clone(), crate::workspace::fresh());
    let span = Span::new(text, range)?;
    let (id, step) =
        verbs::annotate_or_add(project, &analyst, &article, span, codings.collect(), &options.note, fresh)?;
    match step {
        Some(step) => {
            workspace.apply(step)?;
            if id != fresh.id {
                say("these words are a passage of yours already: added to it");
            }
        }
        None => say("nothing was changed: the passage is there already, with all of this"),
    }
    let passage = [(analyst, id)];
    let project = workspace.snapshot();
    let line = exchange::jsonl::FORMAT.written(&project, &passage)?;
    save(workspace)?;
    print_as_json(&String::from_utf8_lossy(&line))?;
    Ok(DONE)
}

/// Where the passage is, in bytes.
fn bytes(text: &str, options: &Options) -> Result<Range<usize>> {
    if let Some(span) = &options.passage.span {
        let offsets = Offsets::new(text);
        return match (offsets.byte_of_char(span.start), offsets.byte_of_char(span.end)) {
            (Some(start), Some(end)) if start < end => Ok(start..end),
            _ => Err(format!(
                "{}..{} is no passage of “{}”: start must be below end, and the text has {} characters",
                span.start,
                span.end,
                options.article,
                offsets.chars()
            )
            .into()),
        };
    }
    let quote = options.passage.quote.as_deref().unwrap_or_default();
    let places = occurrences(text, quote);
    let nth = options.nth.unwrap_or(1);
    if options.nth.is_none() && places.len() > 1 {
        say(&format!("these words stand {} times in the text: the first was taken. --nth takes another", places.len()));
    }
    match places.get(nth.wrapping_sub(1)) {
        Some(start) => Ok(*start..start + quote.len()),
        None => Err(not_found(text, quote, places.len(), options).into()),
    }
}

/// All places of the words, overlapping ones too, as passages count their look-alikes.
fn occurrences(text: &str, quote: &str) -> Vec<usize> {
    if quote.is_empty() {
        return Vec::new();
    }
    text.char_indices().map(|(at, _)| at).filter(|at| text.get(*at..).is_some_and(|t| t.starts_with(quote))).collect()
}

fn not_found(text: &str, quote: &str, places: usize, options: &Options) -> String {
    let (quoted, article) = (brief(quote), &options.article);
    if places > 0 {
        return format!("“{quoted}” stands {places} times in “{article}”: --nth counts from 1 to {places}");
    }
    let nearly = find::find(text, quote, find::Options::default()).into_iter().next();
    match nearly.and_then(|range| text.get(range)) {
        Some(there) => format!("“{quoted}” does not stand in “{article}”, but “{}” does", brief(there)),
        None => format!("“{quoted}” does not stand in “{article}”: compare quotation marks, dashes and line breaks"),
    }
}

fn ensure_tag(workspace: &mut Workspace, id: &TagId, create: bool) -> Result<()> {
    let project = workspace.project();
    if project.tag(id).is_some() {
        return Ok(());
    }
    if !create {
        let slug = id.as_str().split_once('/').map_or("", |(_, slug)| slug).replace('-', " ");
        let near = names::rank_tags(project, &slug, &[]).into_iter().next();
        let near = near.map(|found| format!(" Did you mean {}?", found.tag)).unwrap_or_default();
        return Err(format!("there is no tag “{id}” in the codebook.{near} --create-tags makes it").into());
    }
    let group = GroupId::new(id.prefix())?;
    if let Some(step) = new_group(project, &group) {
        workspace.apply(step)?;
    }
    let project = workspace.project();
    let name = readable(id.as_str().split_once('/').map_or(id.as_str(), |(_, slug)| slug));
    let tag = Tag { hue: verbs::free_hue(project, &group), ..Tag::named(name, group) };
    let step = verbs::add_tag(project, id, tag)?;
    Ok(workspace.apply(step)?)
}

fn new_group(project: &Project, id: &GroupId) -> Option<Step> {
    if project.groups.contains(id) {
        return None;
    }
    let rank = project.groups.iter().map(|(_, group)| group.rank + 1).max().unwrap_or(0);
    let group = Group { name: readable(id.as_str()), parent: None, rank };
    Some(Step::new(format!("new tag group “{}”", group.name), vec![Edit::Group(id.clone(), Some(Arc::new(group)))]))
}

/// `vacuum-china` as “Vacuum china”.
fn readable(slug: &str) -> String {
    let mut letters = slug.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.map(|c| if c == '-' { ' ' } else { c })).collect()
}
