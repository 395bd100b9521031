//! Authors that the page declares in JSON-LD and in meta elements.

use article::Source;
use serde_json::Value;

use super::author_names::add;
use super::clean::{Strictness, names};
use super::shape::is_one_word;
use super::surnames;
use crate::article_view::ArticleView;
use crate::json_ld::{JsonLd, Node, text};
use crate::meta;
use crate::normalize::visible_text;
use crate::pattern::patterns;

/// The maximum number of nodes and list values that are read.
const READ: usize = 50;
/// The maximum number of meta keys whose names are candidates.
const METAS: usize = 3;

patterns! {
    WRITTEN_BY = r"(?i)^(?:written by|by|author|verfasst|geschrieben|écrit|escrito|scritto|autor)";
}

/// The authors declared in JSON-LD.
#[derive(Debug, Default)]
pub(super) struct DeclaredAuthors {
    pub(super) names: Vec<String>,
    /// All of them are names of organisations.
    pub(super) is_organisation: bool,
}

/// The authors of the article's JSON-LD, else its creators.
pub(super) fn json_ld(view: &ArticleView<'_>) -> DeclaredAuthors {
    let nodes = &view.json_ld;
    // On a Q&A page, the question's author is the page's.
    let questions = nodes
        .nodes()
        .filter(|node| node.under() == "mainEntity" && node.types().any(|kind| kind == "Question"));
    let found = nodes.works().chain(questions).take(READ).find_map(|node| by_node(node, nodes));
    let found = found.unwrap_or_default();
    let mut given = DeclaredAuthors {
        is_organisation: !found.is_empty() && found.iter().all(|(_, organisation)| *organisation),
        names: Vec::new(),
    };
    for (name, is_organisation) in found {
        let whole = organisation(&name).filter(|_| is_organisation);
        let cleaned = || names(&name, Strictness::Declared);
        add(&mut given.names, whole.map_or_else(cleaned, |name| vec![name]));
    }
    given
}

/// An organisation's name of which the rules for persons would leave the first word:
/// `Centre for Tides and Currents`.
fn organisation(name: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let whole = visible_text(name);
    let [first] = &names(name, Strictness::Declared)[..] else { return None };
    let cut = is_one_word(first) && whole.split_whitespace().next() == Some(first.as_str());
    (cut && first.len() < whole.len() && whole.chars().count() <= LONGEST).then_some(whole)
}

fn by_node(node: Node<'_>, nodes: &JsonLd<'_>) -> Option<Vec<(String, bool)>> {
    ["author", "creator"].into_iter().find_map(|member| {
        let value = node.get(member)?;
        let one = (!value.is_array()).then_some(value).into_iter();
        let authors = one.chain(value.as_array().into_iter().flatten().take(READ));
        let named: Vec<(String, bool)> = authors.flat_map(|author| of(author, nodes)).collect();
        (!named.is_empty()).then_some(named)
    })
}

/// The names of an author (a text, an object with names, or a reference), and whether it is an
/// organisation.
fn of(author: &Value, nodes: &JsonLd<'_>) -> Vec<(String, bool)> {
    if let Some(name) = author.as_str() {
        let referred = nodes.by_id(name).and_then(|node| node.text("name"));
        let address = name.starts_with("http") && referred.is_none();
        let name = referred.unwrap_or(name);
        return if address { Vec::new() } else { vec![(name.to_owned(), false)] };
    }
    let own = author.get("name").filter(|name| !name.is_null());
    let referred = || nodes.by_id(author.get("@id")?.as_str()?);
    let (name, organisation) = match own {
        Some(name) => (Some(name), has_organisation_word(author)),
        None => match referred() {
            Some(node) => {
                (node.get("name"), node.types().any(|kind| kind.contains("Organization")))
            }
            None => (None, has_organisation_word(author)),
        },
    };
    if let Some(all) = name.and_then(Value::as_array) {
        let all = all.iter().take(READ).filter_map(text);
        return all.map(|name| (name.to_owned(), organisation)).collect();
    }
    let nested = name.and_then(|name| name.get("name")).and_then(text);
    let whole = name.and_then(text).or(nested).map(str::to_owned);
    let parts = || {
        let parts = ["givenName", "familyName"].into_iter();
        let parts: Vec<&str> = parts.filter_map(|part| text(author.get(part)?)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    whole.or_else(parts).map(|name| (name, organisation)).into_iter().collect()
}

fn has_organisation_word(author: &Value) -> bool {
    let kinds = author.get("@type");
    let many = kinds.and_then(Value::as_array).into_iter().flatten();
    let mut all = kinds.into_iter().filter(|kind| kind.is_string()).chain(many);
    all.any(|kind| kind.as_str().is_some_and(|kind| kind.contains("Organization")))
}

/// The names in meta elements by key, from the first keys that have any.
pub(super) fn metas(view: &ArticleView<'_>) -> Vec<(Vec<String>, Source)> {
    let mut all: Vec<(Vec<String>, Source)> = Vec::new();
    for key in KEYS {
        // Sites use the lines of a Twitter card freely, so the label must name an author.
        let labelled = || meta::values(view.document, "twitter:label1").next().unwrap_or_default();
        if *key == "twitter:data1" && !WRITTEN_BY.is_in(labelled()) {
            continue;
        }
        let mut found = Vec::new();
        for value in
            meta::values(view.document, key).take(READ).filter(|value| !meta::is_address(value))
        {
            // These contain names as in a library catalogue.
            let catalogued = ["citation_author", "dc.creator", "dcterms.creator", "dc:creator"];
            let turned = catalogued.contains(key).then(|| surnames::catalogued(value)).flatten();
            add(&mut found, turned.unwrap_or_else(|| names(value, Strictness::Declared)));
        }
        if !found.is_empty() && all.iter().all(|(known, _)| *known != found) {
            all.push((found, meta::source(key)));
        }
        if all.len() == METAS {
            break;
        }
    }
    all
}

/// Keys that name authors, most reliable first.
const KEYS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "dc.creator",
    "dc:creator",
    "dcterms.creator",
    "dcterms.creator.name",
    "dc.contributor",
    "sailthru.author",
    "byl",
    "parsely-author",
    "article.author",
    "cxenseparse:author",
    "authors",
    "og:author",
    "og:article:author",
    "article_author",
    "bylinename",
    "rbauthors",
    "citation_author",
    "vr:author",
    "bt:author",
    "creator",
    "author-name",
    "publishauthor",
    "tweetmeme-author",
    "book:author",
    "shareaholic:article_author_name",
    "twitter:data1",
    "citation_authors",
    "articleauthor",
    "content-author",
    "author_name",
    "article-author",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};
    use serde_json::json;

    fn found(author: Value) -> String {
        let mut document = document("A text.");
        document.declared.json_ld = vec![json!({"@graph": [
            {"@type": "Article", "author": author},
            {"@type": "Person", "@id": "#anna", "name": "Anna Smith"},
        ]})];
        let language = language("en");
        json_ld(&ArticleView::new(&document, &language)).names.join("|")
    }

    #[test]
    fn authors_are_named_in_many_ways() {
        let cases = [
            (json!("Anna Smith"), "Anna Smith"),
            (json!({"name": "Anna Smith"}), "Anna Smith"),
            (json!([{"name": ["Anna Smith", "Bob Lee"]}]), "Anna Smith|Bob Lee"),
            (json!({"@id": "#anna"}), "Anna Smith"),
            (json!("#anna"), "Anna Smith"),
            (json!({"givenName": "Anna", "familyName": "Smith"}), "Anna Smith"),
            (json!({"name": "https://example.org/anna"}), ""),
            (json!({"name": 7}), ""),
            (
                json!({"@type": "Organization", "name": "Centre for Tides and Currents"}),
                "Centre for Tides and Currents",
            ),
            (
                json!({"@type": "NewsMediaOrganization", "name": "Voices for Peace"}),
                "Voices for Peace",
            ),
            (json!({"@type": "Organization", "name": "Anna Smith, Bob Lee"}), "Anna Smith|Bob Lee"),
            (json!(null), ""),
        ];
        for (author, expected) in cases {
            assert_eq!(found(author.clone()), expected, "{author}");
        }
    }
}
