//! The text of a page that shows none because scripts fill it in: what the page declares for machines.

use article::Declared;
use serde_json::Value;

use super::line::unescaped_line;

/// Minimum number of characters of a useful description.
const SHORTEST: usize = 20;
/// Maximum depth at which JSON-LD is searched.
const DEEPEST: usize = 8;

/// The article's text from JSON-LD, or else the page's description; and which of them it is.
pub(super) fn find(declared: &Declared) -> Option<(Vec<String>, &'static str)> {
    let body = declared.json_ld.iter().find_map(|block| article_body(block, DEEPEST));
    if let Some(body) = body {
        let lines = body.lines().map(unescaped_line).filter(|line| !line.is_empty());
        return Some((lines.collect(), "the text was taken from its JSON-LD"));
    }
    let names = ["og:description", "description", "twitter:description"];
    let description = names.iter().find_map(|name| declared.meta.get(*name)?.first())?;
    let useful = description.chars().count() >= SHORTEST;
    useful.then(|| (vec![description.clone()], "its description was used instead"))
}

/// The first `articleBody` that isn't empty.
pub(super) fn article_body(json: &Value, depth: usize) -> Option<&str> {
    let inner = depth.checked_sub(1)?;
    match json {
        Value::Object(members) => {
            let own = members.get("articleBody").and_then(Value::as_str);
            own.filter(|body| !body.trim().is_empty())
                .or_else(|| members.values().find_map(|value| article_body(value, inner)))
        }
        Value::Array(items) => items.iter().find_map(|item| article_body(item, inner)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_takes_precedence_over_the_description() {
        let mut declared = Declared::default();
        assert_eq!(find(&declared), None);
        let description = "A bridge is built over the river.".to_owned();
        declared.meta.insert("description".to_owned(), vec![description.clone()]);
        assert_eq!(find(&declared).unwrap().0, [description]);
        let block =
            serde_json::json!({"@graph": [{"articleBody": " "}, {"articleBody": "A\n\nB"}]});
        declared.json_ld.push(block);
        assert_eq!(find(&declared).unwrap().0, ["A", "B"]);
    }
}
