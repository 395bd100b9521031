//! The text that a page declares for machines, for pages that show none, or only its beginning,
//! because scripts fill it in.

use std::collections::HashSet;

use article::Declared;
use serde_json::Value;

use super::line::unescaped_line;
use crate::block::{Block, word_count};

/// Minimum number of characters of a useful description.
const SHORTEST: usize = 20;
/// How many times as long as the text shown the declared one must be to replace it, and its minimum
/// number of words.
const LONGER: f32 = 3.0;
const LEAST_WORDS: f32 = 100.0;
/// Number of words in a row that are looked up in the declared text.
const RUN: usize = 4;
/// Maximum depth at which JSON-LD is searched.
const DEEPEST: usize = 8;

/// The article's text from JSON-LD, otherwise the page's description; and which of them it is.
pub(super) fn find(declared: &Declared) -> Option<(Vec<String>, &'static str)> {
    if let Some(body) = body(declared) {
        return Some((lines(body), "the text was taken from its JSON-LD"));
    }
    let names = ["og:description", "description", "twitter:description"];
    let description = names.iter().find_map(|name| declared.meta.get(*name)?.first())?;
    let useful = description.chars().count() >= SHORTEST;
    useful.then(|| (vec![description.clone()], "its description was used instead"))
}

/// The article's text from JSON-LD if what the page shows is only a small part of it.
pub(super) fn longer(declared: &Declared, shown: &[Block]) -> Option<Vec<String>> {
    let lines = lines(body(declared).filter(|body| !body.contains("</"))?);
    let words: f32 = lines.iter().map(|line| word_count(line)).sum();
    let all: f32 = shown.iter().map(|block| word_count(&block.text)).sum();
    if words < LEAST_WORDS || words < LONGER * all {
        return None;
    }
    // Otherwise it is another text, and the one that readers see would be lost.
    let declared = one_line(&lines.join(" "));
    let runs: HashSet<Vec<&str>> = runs(&declared).collect();
    let within = |block: &Block| {
        let text = one_line(&block.text);
        let share = if declared.contains(&text) { 1.0 } else { share_in(&runs, &text) };
        share * word_count(&text)
    };
    (shown.iter().map(within).sum::<f32>() >= all / 2.0).then_some(lines)
}

/// Share of the runs of words of a block that occur in the declared text. Something may be inserted
/// into a paragraph, such as the dots before a paywall.
fn share_in(declared: &HashSet<Vec<&str>>, text: &str) -> f32 {
    let (mut found, mut all) = (0.0, 0.0_f32);
    for run in runs(text) {
        all += 1.0;
        found += if declared.contains(&run) { 1.0 } else { 0.0 };
    }
    found / all.max(1.0)
}

fn runs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let words: Vec<&str> = text.split(' ').collect();
    (RUN..=words.len()).map(move |end| words[end - RUN..end].to_vec())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn body(declared: &Declared) -> Option<&str> {
    declared.json_ld.iter().find_map(|block| article_body(block, DEEPEST))
}

fn lines(body: &str) -> Vec<String> {
    body.lines().map(unescaped_line).filter(|line| !line.is_empty()).collect()
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
    fn a_declared_body_replaces_a_beginning_but_no_text_of_its_size() {
        let body = "The weir was built by hand in one summer. ".repeat(20);
        let json = serde_json::json!({"articleBody": body});
        let declared = Declared { json_ld: vec![json], ..Declared::default() };
        let sentence = "The weir was built by hand in one summer. ";
        let shown = |times| [Block::paragraph(sentence.repeat(times))];
        assert!(longer(&declared, &shown(3)).is_some_and(|lines| lines[0].ends_with("summer.")));
        assert_eq!(longer(&declared, &shown(15)), None);
        let dots = format!("{sentence}The weir was ... built by hand in one summer.");
        assert!(longer(&declared, &[Block::paragraph(dots)]).is_some());
        let other = [Block::paragraph("The mill was closed in spring.".to_owned())];
        assert_eq!(longer(&declared, &other), None);
        assert_eq!(longer(&Declared::default(), &shown(1)), None);
    }

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
