//! Names of organisations and sites.

use serde_json::Value;

use crate::json_ld::{JsonLd, Node, text};
use crate::meta::is_address;

/// The maximum length of a name, in characters.
pub(crate) const LONGEST: usize = 80;

/// The name in a JSON-LD value, which is a text, an object with a name, a reference, or a list of those.
pub(crate) fn of_value<'a>(value: &'a Value, nodes: &JsonLd<'a>) -> Option<&'a str> {
    let one = value.as_array().map_or(Some(value), |values| values.first())?;
    let named = one.get("name").and_then(text);
    let referred = || nodes.by_id(one.get("@id")?.as_str()?)?.text("name");
    let name = one.as_str().map(str::trim).or(named).or_else(referred)?;
    is_name(name).then_some(name)
}

/// The name in a member of a node.
pub(crate) fn of_member<'a>(node: Node<'a>, member: &str, nodes: &JsonLd<'a>) -> Option<&'a str> {
    of_value(node.get(member)?, nodes)
}

/// Whether a text can be a name: it is short, has letters, and is not an address.
pub(crate) fn is_name(text: &str) -> bool {
    let text = text.trim();
    text.chars().take(LONGEST + 1).count() <= LONGEST
        && text.chars().any(char::is_alphabetic)
        && !is_address(text)
}
