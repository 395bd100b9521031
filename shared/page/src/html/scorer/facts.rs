use article::Declared;
use serde_json::Value;
use url::Url;

use super::tokens::{
    CLASS, COUNT, GENERATOR, OPEN_GRAPH, TYPE, URL, hash, hash_lower, salted, split_words,
};
use crate::block::Block;
use crate::html::fallback::article_body;
use crate::html::tree::{FORM, Tag, Tree};

/// Maximum depth at which JSON-LD is searched.
const DEEPEST: usize = 8;

/// Facts about a page apart from its blocks.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(super) title: String,
    pub(super) description: String,
    /// The article's text in JSON-LD.
    pub(super) body: String,
    /// Tokens that indicate the kind of the page, sorted.
    pub(crate) tokens: Vec<u32>,
}

impl Facts {
    pub(crate) fn of(
        title: Option<&str>,
        declared: &Declared,
        url: Option<&str>,
        blocks: &[Block],
        tree: &Tree,
    ) -> Self {
        let meta = |name: &str| declared.meta.get(name).and_then(|values| values.first());
        let body = declared.json_ld.iter().find_map(|json| article_body(json, DEEPEST));
        let mut tokens = Vec::new();
        declared.json_ld.iter().for_each(|json| types(json, DEEPEST, &mut tokens));
        for (name, kind) in [("og:type", OPEN_GRAPH), ("generator", GENERATOR)] {
            if let Some(value) = meta(name) {
                split_words(text::cut(value, 80), |word| {
                    tokens.push(salted(hash_lower(word), kind))
                });
            }
        }
        if let Some(url) = url.and_then(|url| Url::parse(url).ok()) {
            url_tokens(&url, &mut tokens);
        }
        counts(blocks, tree, &mut tokens);
        for element in &tree.elements {
            tokens.extend(tree.tokens(element).iter().map(|token| salted(*token, CLASS)));
        }
        tokens.sort_unstable();
        tokens.dedup();
        let title = format!("{} {}", title.unwrap_or_default(), meta("og:title").map_or("", |t| t));
        let description = meta("og:description").or_else(|| meta("description"));
        Self {
            title,
            description: description.cloned().unwrap_or_default(),
            body: without_markup(body.unwrap_or_default()),
            tokens,
        }
    }
}

#[cfg(feature = "training")]
impl Facts {
    /// Removes the tokens that the kind of the page is inferred from.
    pub(crate) fn forget_tokens(&mut self) {
        self.tokens.clear();
    }

    /// Removes the declarations that `forgets` selects, as if the page didn't have them.
    pub(crate) fn forget(&mut self, forgets: &mut dyn FnMut() -> bool) {
        for text in [&mut self.title, &mut self.description, &mut self.body] {
            if forgets() {
                text.clear();
            }
        }
    }
}

/// JSON-LD types.
fn types(json: &Value, depth: usize, to: &mut Vec<u32>) {
    let Some(inner) = depth.checked_sub(1) else { return };
    match json {
        Value::Object(members) => {
            if let Some(name) = members.get("@type").and_then(Value::as_str) {
                to.push(salted(hash(name), TYPE));
            }
            members.values().for_each(|value| types(value, inner, to));
        }
        Value::Array(items) => items.iter().for_each(|item| types(item, inner, to)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn url_tokens(url: &Url, to: &mut Vec<u32>) {
    let path = url.path().trim_end_matches('/');
    split_words(text::cut(path, 400), |word| to.push(salted(hash_lower(word), URL)));
    split_words(url.host_str().unwrap_or_default(), |word| {
        to.push(salted(hash_lower(word), URL + COUNT));
    });
    let last = path.rsplit('/').next().unwrap_or_default();
    push_count(to, 1, path.matches('/').count().min(6));
    push_count(to, 2, last.matches('-').count().min(8));
    push_count(to, 3, usize::from(url.query().is_some()));
    push_count(to, 4, last.bytes().filter(u8::is_ascii_digit).count().min(9));
}

/// Counts of elements and prices, in coarse steps.
fn counts(blocks: &[Block], tree: &Tree, to: &mut Vec<u32>) {
    let elements = |is: &dyn Fn(u32, Tag) -> bool| {
        tree.elements.iter().filter(|element| is(element.flags, element.tag)).count()
    };
    push_count(to, 10, elements(&|flags, _| flags & 1 != 0).min(9));
    push_count(to, 11, elements(&|flags, _| flags & FORM != 0).min(5));
    push_count(to, 12, (elements(&|_, tag| tag == Tag::P) / 10).min(12));
    push_count(to, 13, (elements(&|_, tag| tag.heading().is_some()) / 5).min(9));
    push_count(to, 14, (elements(&|_, tag| tag == Tag::PRE)).min(5));
    let prices: usize = blocks.iter().map(|block| prices(&block.text)).sum();
    push_count(to, 15, (prices / 3).min(12));
    let long = blocks.iter().filter(|block| block.text.len() > 300 && block.linked < 0.3).count();
    push_count(to, 16, (long / 3).min(12));
}

fn push_count(to: &mut Vec<u32>, of: u32, count: usize) {
    to.push(salted(of * 64 + count as u32, COUNT));
}

/// Number of currency signs followed by a digit.
fn prices(text: &str) -> usize {
    let signs = text.match_indices(['$', '€', '£']);
    let followed = |at: usize, sign: &str| {
        text[at + sign.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit())
    };
    signs.filter(|(at, sign)| followed(*at, sign)).count()
}

/// The text of a body that may contain markup.
fn without_markup(body: &str) -> String {
    if !body.contains("<p") {
        return body.to_owned();
    }
    let mut text = String::with_capacity(body.len());
    for (at, part) in body.split('<').enumerate() {
        let shown = if at == 0 { Some(part) } else { part.split_once('>').map(|(_, rest)| rest) };
        text.push(' ');
        text.push_str(shown.unwrap_or_default());
    }
    text
}
