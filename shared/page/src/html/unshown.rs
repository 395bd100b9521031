//! Text that a page declares for machines and does not show: what is left of a page whose text is
//! filled in by scripts.

use article::Declared;
use serde_json::Value;

use super::capture::line;

/// The fewest characters of a description that tells anything.
const SHORTEST: usize = 20;
/// How deep JSON-LD is looked into.
const DEEPEST: usize = 8;

/// The article's text as JSON-LD has it, else the page's description, and what it is.
pub(super) fn find(declared: &Declared) -> Option<(Vec<String>, &'static str)> {
    let body = declared.json_ld.iter().find_map(|block| article_body(block, DEEPEST));
    if let Some(body) = body {
        let lines = body.lines().map(line).filter(|line| !line.is_empty());
        return Some((lines.collect(), "the text is that of its JSON-LD"));
    }
    let names = ["og:description", "description", "twitter:description"];
    let description = names.iter().find_map(|name| declared.meta.get(*name)?.first())?;
    let told = description.chars().count() >= SHORTEST;
    told.then(|| (vec![description.clone()], "the text is its description of itself"))
}

/// The first `articleBody` with a text.
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
    fn the_body_goes_before_the_description() {
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
