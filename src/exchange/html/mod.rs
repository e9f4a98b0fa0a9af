//! The annotated articles as one page for a browser: the texts with their passages marked, notes in the margin, a legend
//! that filters by tag and by analyst. The page is complete in itself and loads nothing from anywhere.
//!
//! Every word of the project is escaped, and the page's policy names its one script and its one style by their hashes: even
//! if words became markup, a browser would run nothing of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use sha2::{Digest as _, Sha256};

use self::text::{Marks, Unit};
use super::{
    sections::detail,
    writing::{Export, ExportError, LeftOut, codings_by_tag, distinct_tags, for_each_excerpt},
};
use crate::bytes::xml::{escaped, is_link};
use crate::{
    analysis::{
        counts::{Counts, counts_of},
        excerpts::Excerpt,
        outline,
    },
    model::{AnalystId, AnnotationId, Article, ArticleId, Project, TagId, hues},
    words::counted,
};

mod text;
use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;

/// The format.
pub const FORMAT: Format = Format {
    name: "html",
    ending: "html",
    title: "Web page",
    carries: "the articles with their passages marked, a legend and filters, in one file for a browser",
    lacks: parts_of!(
        Uncoded ArticleNotes Files Times Definitions Uses ShortNames Keys ProjectNote Memos Splits Progress
        Submissions Settled Noise
    ),
    limits: "",
    holds: Holds::Passages,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::As("markdown"),
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the articles that the passages stand in, whole, in their order.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { project, passages, .. } = *export;
    let mut by_article: BTreeMap<&ArticleId, Vec<Excerpt<'_>>> = BTreeMap::new();
    for_each_excerpt(export, |excerpt| {
        by_article.entry(&excerpt.annotation.article).or_default().push(excerpt.clone());
        Ok(())
    })?;
    let page = Page::new(project, passages);
    out.write_all(page.head().as_bytes())?;
    out.write_all(page.pane(&by_article).as_bytes())?;
    out.write_all(b"<main id=\"texts\">\n")?;
    if passages.is_empty() {
        out.write_all(b"<p class=\"byline\">There are no passages here.</p>\n")?;
    }
    let mut first = 0;
    for (id, article) in project.articles_in_order() {
        if let Some(excerpts) = by_article.remove(id) {
            out.write_all(page.article(id, article, &excerpts, first).as_bytes())?;
            first += excerpts.len();
        }
    }
    let rest: Vec<Excerpt<'_>> = by_article.into_values().flatten().collect();
    if !rest.is_empty() {
        let lost = page.lost(&rest, first);
        write!(out, "<section class=\"rest\"><h2>Articles that are not in the project</h2>\n{lost}</section>\n")?;
    }
    write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")?;
    Ok(out.flush()?)
}

/// What all parts of the page need.
struct Page<'p> {
    project: &'p Project,
    counts: Counts,
    /// The tags that passages have, in the codebook's order, then those that are not in it. A place in it stands for a tag.
    tags: Vec<TagId>,
    places: BTreeMap<TagId, usize>,
    analysts: Vec<&'p AnalystId>,
}

impl<'p> Page<'p> {
    fn new(project: &'p Project, passages: &[(AnalystId, AnnotationId)]) -> Self {
        let annotations = passages.iter().filter_map(|(analyst, id)| project.annotation(analyst, *id));
        let used: BTreeSet<TagId> =
            annotations.flat_map(|annotation| &annotation.codings).map(|coding| project.resolve(&coding.tag)).collect();
        let mut tags: Vec<TagId> =
            outline::tags_in_order(project).into_iter().filter(|tag| used.contains(tag)).collect();
        let known: BTreeSet<TagId> = tags.iter().cloned().collect();
        tags.extend(used.into_iter().filter(|tag| !known.contains(tag)));
        let whose: BTreeSet<&AnalystId> = passages.iter().map(|(analyst, _)| analyst).collect();
        Self {
            project,
            counts: counts_of(project, passages),
            places: tags.iter().cloned().enumerate().map(|(place, tag)| (tag, place)).collect(),
            tags,
            analysts: project.layers.keys().filter(|analyst| whose.contains(analyst)).collect(),
        }
    }

    fn head(&self) -> String {
        let style = style();
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
            hash(SCRIPT),
            hash(&style)
        );
        format!(
            r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="{policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#texts">To the articles</a>
"##,
            title = escaped(&self.project.info().title)
        )
    }

    /// Title, legend with filters, and the list of articles.
    fn pane(&self, by_article: &BTreeMap<&ArticleId, Vec<Excerpt<'_>>>) -> String {
        let all = self.counts.all;
        let mut pane = format!(
            "<nav class=\"pane\" aria-label=\"Legend, filters and articles\">\n<h1 dir=\"auto\">{}</h1>\n<p>{} in {}</p>\n",
            escaped(&self.project.info().title),
            counted(all.passages, "passage"),
            counted(all.articles, "article")
        );
        pane.push_str(
            "<p class=\"js switch\"><label class=\"key\"><input type=\"checkbox\" id=\"only\" autocomplete=\"off\"/>Only paragraphs with \
             passages</label></p>\n",
        );
        pane.push_str("<h2>Tags</h2>\n");
        pane.push_str(&buttons("t", "tags"));
        pane.push_str(&self.legend());
        pane.push_str("<h2>Analysts</h2>\n");
        pane.push_str("<ul>\n");
        for (place, analyst) in self.analysts.iter().enumerate() {
            let key = key("a", &place.to_string(), "", self.project.analyst_name(analyst), None);
            pane.push_str(&format!("<li>{key}</li>\n"));
        }
        pane.push_str("</ul>\n<h2>Articles</h2>\n<ol class=\"contents\">\n");
        for (id, article) in self.project.articles_in_order() {
            if let Some(excerpts) = by_article.get(id) {
                let title = escaped(title(id, article));
                pane.push_str(&format!(
                    "<li><a href=\"#a-{id}\" dir=\"auto\">{title}</a> <span class=\"n\">{}</span></li>\n",
                    excerpts.len()
                ));
            }
        }
        pane.push_str("</ol>\n</nav>\n");
        pane
    }

    /// The tags that there are, by group.
    fn legend(&self) -> String {
        let mut legend = String::new();
        let mut open: Option<&str> = None;
        for (place, id) in self.tags.iter().enumerate() {
            let tag = self.project.tag(id);
            let group =
                tag.and_then(|tag| self.project.groups.get(&tag.group)).map_or("Not in the codebook", |g| &g.name);
            if open != Some(group) {
                legend.push_str(if open.is_some() { "</fieldset>\n" } else { "" });
                legend.push_str(&format!("<fieldset><legend dir=\"auto\">{}</legend>\n", escaped(group)));
                open = Some(group);
            }
            let count = self.counts.tag(id).passages;
            let name = self.project.tag_name(id);
            legend.push_str(&key("t", &place.to_string(), &self.hue(Some(id)), &name, Some(count)));
            legend.push('\n');
        }
        legend.push_str(if open.is_some() { "</fieldset>\n" } else { "" });
        if self.counts.untagged.passages > 0 {
            let count = self.counts.untagged.passages;
            legend.push_str(&key("t", "none", &self.hue(None), "Without a tag", Some(count)));
            legend.push('\n');
        }
        legend
    }

    /// The class that gives a tag its colour.
    fn hue(&self, tag: Option<&TagId>) -> String {
        let tag = tag.and_then(|tag| self.project.tag(tag));
        tag.map_or_else(|| "hn".to_owned(), |tag| format!("h{}", usize::from(tag.hue) % hues::LIGHT.len()))
    }

    /// What stands for the tag in `data-t`.
    fn tag_place(&self, tag: Option<&TagId>) -> String {
        tag.and_then(|tag| self.places.get(tag)).map_or_else(|| "none".to_owned(), usize::to_string)
    }

    fn analyst_place(&self, analyst: &AnalystId) -> usize {
        self.analysts.iter().position(|one| *one == analyst).unwrap_or_default()
    }

    /// An article with its passages, which are numbered from `first` on.
    fn article(&self, id: &ArticleId, article: &Article, excerpts: &[Excerpt<'_>], first: usize) -> String {
        let is_language =
            |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !text.is_empty();
        let lang = Some(article.language.as_str()).filter(is_language);
        let lang = lang.map(|lang| format!(" lang=\"{lang}\"")).unwrap_or_default();
        let mut written = format!(
            "<article id=\"a-{id}\"{lang}>\n<h2 dir=\"auto\">{}</h2>\n{}",
            escaped(title(id, article)),
            byline(article)
        );
        let mut lost = Vec::new();
        let mut units = Vec::new();
        for (excerpt, number) in excerpts.iter().zip(first..) {
            match self.project.place(excerpt.id, excerpt.annotation) {
                Some(span) => units.extend(self.units(excerpt, number, span)),
                None => lost.push((excerpt, number)),
            }
        }
        let note =
            |number: usize| excerpts.get(number - first).map(|excerpt| self.note(excerpt, number)).unwrap_or_default();
        Marks::new(article.body.text(), units).write(&note, &mut written);
        if !lost.is_empty() {
            written.push_str("<h3>No longer in the text as it is now</h3>\n");
            let lost = lost.into_iter().map(|(excerpt, number)| self.lost_one(excerpt, number));
            written.push_str(&format!("<ul class=\"notes lost\">\n{}</ul>\n", lost.collect::<String>()));
        }
        written.push_str("</article>\n");
        written
    }

    /// A mark for each tag of the passage, or one where it has none.
    fn units(&self, excerpt: &Excerpt<'_>, number: usize, span: crate::model::Span) -> Vec<Unit> {
        let who = self.project.analyst_name(excerpt.analyst);
        let unit = |tag: Option<&TagId>| {
            let name = tag.map_or_else(|| "Without a tag".to_owned(), |tag| self.project.tag_name(tag));
            let attributes = format!(
                "data-p=\"{number}\" data-t=\"{}\" data-a=\"{}\" aria-describedby=\"n{number}\" title=\"{}\"",
                self.tag_place(tag),
                self.analyst_place(excerpt.analyst),
                escaped(&format!("{name} ({who})"))
            );
            Unit { passage: number, span, lane: 0, hue: self.hue(tag), attributes }
        };
        let tags = distinct_tags(excerpt);
        if tags.is_empty() { vec![unit(None)] } else { tags.iter().map(|tag| unit(Some(tag))).collect() }
    }

    /// What stands in the margin of a passage.
    fn note(&self, excerpt: &Excerpt<'_>, number: usize) -> String {
        format!("<li id=\"n{number}\" data-p=\"{number}\">{}</li>\n", self.said(excerpt))
    }

    fn said(&self, excerpt: &Excerpt<'_>) -> String {
        let analyst = self.analyst_place(excerpt.analyst);
        let (tags, by_tag) = (distinct_tags(excerpt), codings_by_tag(excerpt));
        let named = |tag: Option<&TagId>, name: &str, details: &str| {
            format!(
                "<span data-t=\"{}\" data-a=\"{analyst}\"><span class=\"tag {}\" dir=\"auto\">{}</span>{details}</span>",
                self.tag_place(tag),
                self.hue(tag),
                escaped(name)
            )
        };
        let mut said = String::new();
        for tag in &tags {
            let codings = by_tag.get(tag).into_iter().flatten();
            let details = codings.map(|coding| detail(self.project, coding)).filter(|detail| !detail.is_empty());
            let details =
                details.map(|detail| format!(" <span class=\"said\" dir=\"auto\">{}</span>", escaped(&detail)));
            let details = details.collect::<Vec<_>>().concat();
            said.push_str(&named(Some(tag), &self.project.tag_name(tag), &details));
        }
        if tags.is_empty() {
            said.push_str(&named(None, "Without a tag", ""));
        }
        let who = escaped(self.project.analyst_name(excerpt.analyst));
        said.push_str(&format!(" <span class=\"who\">{who}</span>"));
        if !excerpt.annotation.note.is_empty() {
            said.push_str(&format!("<span class=\"memo\" dir=\"auto\">{}</span>", escaped(&excerpt.annotation.note)));
        }
        said
    }

    /// Passages that stand in no text, with their words.
    fn lost(&self, excerpts: &[Excerpt<'_>], first: usize) -> String {
        let each = excerpts.iter().zip(first..).map(|(excerpt, number)| self.lost_one(excerpt, number));
        format!("<ul class=\"notes lost\">\n{}</ul>\n", each.collect::<String>())
    }

    fn lost_one(&self, excerpt: &Excerpt<'_>, number: usize) -> String {
        let words = escaped(excerpt.words);
        let said = self.said(excerpt);
        format!("<li id=\"n{number}\" data-p=\"{number}\"><p dir=\"auto\">{words}</p>{said}</li>\n")
    }
}

fn title<'a>(id: &'a ArticleId, article: &'a Article) -> &'a str {
    if article.title.trim().is_empty() { id.as_str() } else { &article.title }
}

fn byline(article: &Article) -> String {
    let known = [&article.author, &article.outlet, &article.date].into_iter().filter(|part| !part.is_empty());
    let mut parts: Vec<String> = known.map(|part| escaped(part)).collect();
    if is_link(&article.link) {
        parts.push(format!("<a href=\"{}\" rel=\"noopener noreferrer\">source</a>", escaped(&article.link)));
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("<p class=\"byline\" dir=\"auto\">{}</p>\n", parts.join(" · "))
    }
}

fn buttons(kind: &str, what: &str) -> String {
    format!(
        "<p class=\"buttons js\"><button type=\"button\" data-set=\"{kind}\" data-on=\"1\">All {what}</button> \
         <button type=\"button\" data-set=\"{kind}\" data-on=\"0\">None</button></p>\n"
    )
}

/// An entry of the legend, with a box to be ticked.
fn key(kind: &str, place: &str, hue: &str, name: &str, count: Option<usize>) -> String {
    let swatch = if hue.is_empty() { String::new() } else { format!("<span class=\"swatch {hue}\"></span>") };
    let count = count.map(|count| format!("<span class=\"n\">{count}</span>")).unwrap_or_default();
    format!(
        "<label class=\"key\"><input class=\"js\" type=\"checkbox\" checked=\"checked\" autocomplete=\"off\" \
         data-{kind}=\"{place}\"/>{swatch}<span class=\"name\" dir=\"auto\">{}</span>{count}</label>",
        escaped(name)
    )
}

/// The style of the page, with the colours of tags.
fn style() -> String {
    let colors = |hues: &[u32]| -> String {
        let each = hues.iter().enumerate().map(|(hue, rgb)| format!(".h{hue} {{ --c: #{rgb:06x}; }}\n"));
        each.chain([".hn { --c: var(--dim); }\n".to_owned()]).collect()
    };
    let (light, dark) = (colors(&hues::LIGHT), colors(&hues::DARK));
    format!("\n{STYLE}{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n")
}

/// What stands for an inline script or style in a content security policy.
fn hash(content: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(content.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * at) & 63) as usize).copied().unwrap_or_default();
            written.push(if at <= three.len() { char::from(digit) } else { '=' });
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples;
    use crate::exchange::tests::{assert_well_formed, exported};

    /// The page, which is also XML but for its script.
    fn page(project: &Project) -> String {
        let page = exported(project, &FORMAT, &ExportOptions::default());
        assert_well_formed(&page.replace(SCRIPT, ""));
        page
    }

    #[test]
    fn a_policy_names_the_one_script_and_the_one_style() {
        let page = page(&samples::project());
        let (before, rest) = page.split_once("<script>").expect("a script");
        let (script, after) = rest.split_once("</script>").expect("its end");
        assert!(before.contains(&format!("script-src '{}'", hash(script))), "{before}");
        let style = before.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
        assert!(before.contains(&format!("style-src '{}'", hash(style))));
        assert!(before.contains("default-src 'none'") && !after.contains("<script"));
        for foreign in ["src=", "url(", "@import", "style=\"", "onclick"] {
            assert!(!page.replace("script-src", "").contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn hashes_are_as_browsers_want_them() {
        // The first example of the policy's specification.
        assert_eq!(hash("doSomething();"), "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=");
        for (bytes, expected) in [(&b"f"[..], "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"", "")] {
            assert_eq!(base64(bytes), expected);
        }
    }

    #[test]
    fn any_words_stay_words() {
        let mut project = samples::codebook();
        let text = "</script><script>alert(1)</script>\n<!-- \"x\" --> & =1+2 سيادة 👩🏽‍💻\u{1}\n";
        samples::put_article(&mut project, "a", "<img src=x onerror=alert(1)>", "", 0, text);
        samples::change_article(&mut project, "a", |article| {
            article.link = "javascript:alert(1)".to_owned();
            article.language = "en\" onload=\"x".to_owned();
        });
        samples::put_layer(&mut project, "ana", "Ana </span>");
        samples::put_passage(&mut project, "ana", 1, "a", text.trim_end(), &["argument/costs", "argument/gone"]);
        samples::change(&mut project, "ana", 1, |annotation| "</li><script>\n".clone_into(&mut annotation.note));
        let page = page(&project);
        assert_eq!((page.matches("<script").count(), page.matches("<img").count()), (1, 0));
        assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
        assert!(!page.contains("href=\"javascript") && !page.contains("onload=\""), "{page}");
    }

    #[test]
    fn overlapping_passages_of_two_analysts_are_both_marked() {
        let page = page(&samples::project());
        // “China fills the vacuum” of Ana lies within Ben's, which has two tags.
        let at = page.find("China fills the vacuum</mark>").expect("the words");
        let marks: Vec<&str> =
            page[..at].rsplit("<p dir").next().expect("a paragraph").split("<mark ").skip(1).collect();
        assert_eq!(marks.len(), 3, "{marks:?}");
        for (mark, lane) in marks.iter().zip(["l0", "l1", "l2"]) {
            assert!(mark.contains(&format!(" {lane}\"")), "{mark}");
        }
        assert!(page.contains("2 articles") && page.contains("href=\"#a-seats\"") && page.contains("lang=\"en\""));
    }

    #[test]
    fn lost_passages_keep_their_words() {
        let mut project = samples::project();
        samples::put_article(&mut project, "dues", "What dues buy", "", 1, "All is new.");
        let page = page(&project);
        let (_, lost) = page.split_once("No longer in the text as it is now").expect("a heading");
        assert!(lost.contains("<p dir=\"auto\">small</p>") && lost.contains("Without a tag"), "{lost}");
    }

    #[test]
    fn a_project_without_anything_is_a_page_too() {
        let page = page(&Project::new(samples::codebook().info().clone()));
        assert!(page.contains("There are no passages here."));
    }
}
