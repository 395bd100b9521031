use article::Source;
use serde_json::Value;

use super::clean::{Care, names};
use super::declared::{Asked, asked};
use crate::json_ld::{JsonLd, Node, text};
use crate::reading::Reading;

/// As many nodes, and values of a list, are read.
const READ: usize = 50;

/// What the article's JSON-LD names as its author, else as its creator.
pub(super) fn find(reading: &Reading<'_>) -> Asked {
    let nodes = &reading.json_ld;
    nodes.works().take(READ).find_map(|node| by_node(node, nodes, |_| true))
}

/// The same where the author may well be the site itself: news sites name themselves, and so do
/// the sites of one person.
pub(super) fn find_own(reading: &Reading<'_>) -> Asked {
    let nodes = &reading.json_ld;
    nodes.articles().take(READ).find_map(|node| {
        let news = node.types().any(|kind| kind.ends_with("NewsArticle"));
        by_node(node, nodes, |author| news || author["@type"] == "Person")
    })
}

fn by_node(node: Node<'_>, nodes: &JsonLd<'_>, takes: impl Fn(&Value) -> bool) -> Asked {
    ["author", "creator"].into_iter().find_map(|member| {
        let value = node.get(member)?;
        let one = (!value.is_array()).then_some(value).into_iter();
        let authors = one.chain(value.as_array().into_iter().flatten().take(READ));
        let named = authors.filter(|author| takes(author)).flat_map(|author| of(author, nodes));
        asked(named.flat_map(|name| names(&name, Care::Declared)), Source::JsonLd)
    })
}

/// The names of an author: a text, an object with names, a reference.
fn of(author: &Value, nodes: &JsonLd<'_>) -> Vec<String> {
    let referred = |id: &str| nodes.by_id(id).and_then(|node| node.get("name"));
    let name = match author.as_str() {
        Some(name) => return vec![referred(name).and_then(text).unwrap_or(name).to_owned()],
        None => author.get("name").or_else(|| referred(author.get("@id")?.as_str()?)),
    };
    if let Some(names) = name.and_then(Value::as_array) {
        return names.iter().take(READ).filter_map(text).map(str::to_owned).collect();
    }
    let whole = name.and_then(text).map(str::to_owned);
    let parts = || {
        let parts = ["givenName", "familyName"].into_iter();
        let parts: Vec<&str> = parts.filter_map(|part| text(author.get(part)?)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    whole.or_else(parts).into_iter().collect()
}

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
        let found = find(&Reading::new(&document, &language));
        found.map(|(names, _)| names.join("|")).unwrap_or_default()
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
            (json!(null), ""),
        ];
        for (author, expected) in cases {
            assert_eq!(found(author.clone()), expected, "{author}");
        }
    }
}
