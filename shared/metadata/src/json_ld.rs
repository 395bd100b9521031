use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

/// The maximum number of nodes that are read.
const NODES: usize = 2_000;

/// A page's JSON-LD (schema.org) as a flat list of nodes.
pub(crate) struct JsonLd<'a> {
    nodes: Vec<Node<'a>>,
    /// The node with the most members for each `@id`; the others only refer to it.
    ids: HashMap<&'a str, usize>,
}

/// An object in JSON-LD.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    members: &'a Map<String, Value>,
    /// The member of its parent that contains it; empty for the top level.
    under: &'a str,
}

impl<'a> JsonLd<'a> {
    /// Flattens the blocks in document order.
    pub(crate) fn of(blocks: &'a [Value]) -> Self {
        let mut nodes = Vec::new();
        let mut open: Vec<(&'a str, &'a Value)> = blocks.iter().rev().map(|b| ("", b)).collect();
        while let Some((under, value)) = open.pop() {
            if nodes.len() == NODES {
                break;
            }
            if let Some(members) = value.as_object() {
                nodes.push(Node { members, under });
                let children = members.iter().filter(|(_, value)| is_container(value)).rev();
                open.extend(children.map(|(name, value)| (under_of(name, under), value)));
            } else if let Some(values) = value.as_array() {
                open.extend(values.iter().take(NODES).rev().map(|value| (under, value)));
            }
        }
        let mut ids = HashMap::new();
        for (index, node) in nodes.iter().enumerate() {
            if let Some(id) = node.text("@id").filter(|_| node.members.len() > 1) {
                let known = ids.entry(id).or_insert(index);
                let fullness = |at: usize| {
                    let node: &Node<'_> = &nodes[at];
                    (node.text("name").is_some(), node.members.len())
                };
                if fullness(index) > fullness(*known) {
                    *known = index;
                }
            }
        }
        Self { nodes, ids }
    }

    /// All nodes, in order.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'a>> {
        self.nodes.iter().copied()
    }

    /// The nodes that describe the page's article, in order.
    pub(crate) fn articles(&self) -> impl Iterator<Item = Node<'a>> {
        self.nodes().filter(|node| node.is_main() && node.types().any(is_article))
    }

    /// The article's nodes, then nodes that describe the page or another kind of work.
    pub(crate) fn works(&self) -> impl Iterator<Item = Node<'a>> {
        let works = self.nodes().filter(|node| {
            node.is_main() && node.types().any(is_work) && !node.types().any(is_article)
        });
        self.articles().chain(works)
    }

    /// The node with an `@id`.
    pub(crate) fn by_id(&self, id: &str) -> Option<Node<'a>> {
        self.nodes.get(*self.ids.get(id)?).copied()
    }
}

impl<'a> Node<'a> {
    /// A member.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    /// A member that is a text or a list of texts: the first text, trimmed and not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        text(self.get(name)?)
    }

    /// A member that is a date: a text, or a number of seconds or milliseconds since 1970.
    pub(crate) fn date(&self, name: &str) -> Option<Cow<'a, str>> {
        if let Some(text) = self.text(name) {
            return Some(Cow::Borrowed(text));
        }
        let number = self.get(name)?;
        let whole = number.as_i64().or_else(|| Some(number.as_f64()?.trunc() as i64));
        whole.map(|number| Cow::Owned(number.to_string()))
    }

    /// The node's types without the address of their vocabulary.
    pub(crate) fn types(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let types = self.members.get("@type");
        let one = types.and_then(Value::as_str).into_iter();
        let many = types.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        one.chain(many).map(|kind| kind.rsplit(['/', '#']).next().unwrap_or(kind))
    }

    /// The member of its parent that contains it.
    pub(crate) fn under(&self) -> &'a str {
        self.under
    }

    /// Whether it describes an article, on this page or another.
    pub(crate) fn is_article(&self) -> bool {
        self.types().any(is_article)
    }

    /// Whether it describes this page rather than another one.
    fn is_main(&self) -> bool {
        !OTHERS.contains(&self.under)
    }
}

/// A text, or the first of a list of texts, trimmed and not empty.
pub(crate) fn text(value: &Value) -> Option<&str> {
    let one = match value.as_array() {
        Some(values) => values.first()?.as_str(),
        None => value.as_str().or_else(|| value.get("@value")?.as_str()),
    };
    one.map(str::trim).filter(|text| !text.is_empty())
}

/// The member that a node counts as being under: nodes inside another work belong to that work.
fn under_of<'a>(name: &'a str, parent: &'a str) -> &'a str {
    if OTHERS.contains(&parent) || name == "@graph" { parent } else { name }
}

fn is_container(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

/// Members that contain works other than the page's own.
const OTHERS: &[&str] = &[
    "isPartOf",
    "hasPart",
    "itemListElement",
    "citation",
    "mentions",
    "comment",
    "review",
    "isBasedOn",
    "about",
    "relatedLink",
    "video",
];

fn is_article(kind: &str) -> bool {
    !kind.starts_with("Job")
        && (kind.contains("Article")
            || ["BlogPosting", "Report", "Posting", "Recipe", "Review"]
                .iter()
                .any(|end| kind.ends_with(end)))
}

fn is_work(kind: &str) -> bool {
    matches!(
        kind,
        "WebPage"
            | "ItemPage"
            | "QAPage"
            | "CreativeWork"
            | "VideoObject"
            | "HowTo"
            | "Product"
            | "MedicalWebPage"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn finds_the_pages_own_article() {
        let blocks = [json!({"@graph": [
            {"@type": "WebSite", "name": "Example"},
            {"@type": "ItemList", "itemListElement": [
                {"item": {"@type": "NewsArticle", "headline": "another"}}]},
            {"@type": ["NewsArticle"], "headline": " own ", "publisher": {"@id": "#p"}},
            {"@type": "https://schema.org/Organization", "@id": "#p", "name": "SiteNames"},
        ]})];
        let read = JsonLd::of(&blocks);
        let headlines: Vec<_> = read.articles().filter_map(|node| node.text("headline")).collect();
        assert_eq!(headlines, ["own"]);
        let house = read.by_id("#p").expect("it has a name");
        assert_eq!(house.types().collect::<Vec<_>>(), ["Organization"]);
    }

    #[test]
    fn reads_no_more_nodes_than_it_should() {
        let blocks = [Value::from(vec![json!({}); 3 * NODES])];
        assert_eq!(JsonLd::of(&blocks).nodes().count(), NODES);
    }
}
