//! Who says what, as a network for Gephi, R and networkx: `GraphML` with actors on one side and tags on the other.
//!
//! An actor is a tag that a coding names as the one who says it. An edge joins an actor and a tag; there is one for each
//! stance, and its weight is the number of passages. What nobody is said to say is not there.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use super::format::{Format, Holds, Preview, Reads, Writes};
use super::parts::parts_of;
use super::writing::{Export, ExportError, LeftOut, for_each_excerpt};
use crate::bytes::xml::escaped;
use crate::model::{ArticleId, Project, Stance, TagId};

/// The format.
pub const FORMAT: Format = Format {
    name: "graphml",
    ending: "graphml",
    title: "Network (GraphML)",
    carries: "who says which tag, how often and with which stance, for Gephi, R and networkx",
    lacks: parts_of!(
        Texts Sentences Uncoded Titles Outlets Languages Links ArticleNotes Files Untagged Notes Analysts Times
        About Voices Definitions Uses Colours Tree ShortNames Keys Title ProjectNote Memos Splits Progress
        Submissions Settled Noise
    ),
    limits: "the words, passages of which nobody is said to say them",
    holds: Holds::Figures,
    needs_passages: true,
    has_rows: false,
    has_mark: false,
    preview: Preview::AsItIs,
    write: Writes::By(|export, out| write(export, out).map(|()| LeftOut::default())),
    read: Reads::Not,
};

/// The attributes of nodes and edges: element, name, type.
const KEYS: [(&str, &str, &str); 8] = [
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("node", "group", "string"),
    ("node", "tag", "string"),
    ("node", "passages", "int"),
    ("edge", "weight", "int"),
    ("edge", "articles", "int"),
    ("edge", "stance", "string"),
];

/// Which side of the network a tag stands on. One tag may stand on both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Actor,
    Said,
}

#[derive(Default)]
struct Edge {
    passages: usize,
    articles: BTreeSet<ArticleId>,
}

#[derive(Default)]
struct Network {
    /// With how many passages.
    nodes: BTreeMap<(Side, TagId), usize>,
    edges: BTreeMap<(TagId, TagId, Option<Stance>), Edge>,
}

/// Writes the network of the passages.
///
/// # Errors
/// The writer's, or the export was stopped.
pub fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let Export { project, .. } = *export;
    let mut network = Network::default();
    for_each_excerpt(export, |excerpt| {
        let said = excerpt
            .codings
            .iter()
            .flat_map(|coding| coding.by.iter().map(|actor| (actor.clone(), coding.tag.clone(), coding.coding.stance)));
        network.add(&excerpt.annotation.article, said.collect());
        Ok(())
    })?;
    Ok(out.write_all(network.xml(project).as_bytes()).and_then(|()| out.flush())?)
}

impl Network {
    /// Takes in a passage of the article: who says which tag in it.
    fn add(&mut self, article: &ArticleId, said: BTreeSet<(TagId, TagId, Option<Stance>)>) {
        let actors = said.iter().map(|(actor, ..)| (Side::Actor, actor.clone()));
        let nodes: BTreeSet<_> = actors.chain(said.iter().map(|(_, tag, _)| (Side::Said, tag.clone()))).collect();
        nodes.into_iter().for_each(|node| *self.nodes.entry(node).or_default() += 1);
        for key in said {
            let edge = self.edges.entry(key).or_default();
            edge.passages += 1;
            edge.articles.insert(article.clone());
        }
    }

    fn xml(&self, project: &Project) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
        );
        for (at, (of, name, kind)) in KEYS.iter().enumerate() {
            xml.push_str(&format!(" <key id=\"d{at}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"));
        }
        xml.push_str(" <graph id=\"G\" edgedefault=\"undirected\">\n");
        for (at, ((side, tag), passages)) in self.nodes.iter().enumerate() {
            let known = project.tag(tag);
            let group = known.and_then(|tag| project.groups.get(&tag.group)).map_or("", |group| &group.name);
            let kind = if *side == Side::Actor { "actor" } else { "argument" };
            let data = [project.tag_name(tag), kind.into(), group.into(), tag.to_string(), passages.to_string()];
            xml.push_str(&format!("  <node id=\"n{at}\">{}</node>\n", fields("node", data)));
        }
        let places: BTreeMap<_, _> = self.nodes.keys().enumerate().map(|(at, node)| (node, at)).collect();
        for (at, ((actor, tag, stance), edge)) in self.edges.iter().enumerate() {
            let place = |side, tag: &TagId| places.get(&(side, tag.clone())).copied().unwrap_or_default();
            let (source, target) = (place(Side::Actor, actor), place(Side::Said, tag));
            let stance = stance.map_or("", Stance::word).to_owned();
            let data = fields("edge", [edge.passages.to_string(), edge.articles.len().to_string(), stance]);
            xml.push_str(&format!("  <edge id=\"e{at}\" source=\"n{source}\" target=\"n{target}\">{data}</edge>\n"));
        }
        xml.push_str(" </graph>\n</graphml>\n");
        xml
    }
}

/// The values of an element's attributes, in the order of [`KEYS`].
fn fields<const N: usize>(of: &str, values: [String; N]) -> String {
    let keys = KEYS.iter().enumerate().filter(|(_, (element, ..))| *element == of);
    let data = keys.zip(values).map(|((at, _), value)| format!("<data key=\"d{at}\">{}</data>", escaped(&value)));
    data.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::super::writing::ExportOptions;
    use super::*;
    use crate::analysis::samples::{self, tag};
    use crate::exchange::tests::{assert_well_formed, exported};

    #[test]
    fn edges_are_counted_by_stance() {
        let mut project = samples::project();
        for n in [1, 3] {
            samples::change(&mut project, "ana", n, |annotation| {
                annotation.codings = vec![crate::model::Coding::new(tag("argument/vacuum"))];
                annotation.codings[0].by = vec![tag("organization/foc")];
                annotation.codings[0].stance = Some(Stance::Supports);
            });
        }
        let xml = exported(&project, &FORMAT, &ExportOptions::default());
        assert_well_formed(&xml);
        assert_eq!((xml.matches("<node ").count(), xml.matches("<edge ").count()), (3, 3), "{xml}");
        let twice = "<data key=\"d5\">2</data><data key=\"d6\">2</data><data key=\"d7\">supports</data>";
        assert!(xml.contains(twice), "{xml}");
    }

    #[test]
    fn names_are_escaped_and_nothing_is_a_graph_too() {
        let mut project = samples::project();
        let mut value = project.tags.get(&tag("organization/foc")).expect("a tag").clone();
        value.name = "NATO & <allies>\u{7}".to_owned();
        samples::put_tag(&mut project, "organization/foc", value);
        let xml = exported(&project, &FORMAT, &ExportOptions::default());
        assert_well_formed(&xml);
        assert!(xml.contains("NATO &amp; &lt;allies&gt;\u{fffd}"), "{xml}");
        let empty = exported(&samples::codebook(), &FORMAT, &ExportOptions::default());
        assert_well_formed(&empty);
        assert!(!empty.contains("<node "));
    }
}
