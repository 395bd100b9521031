//! Members of the publisher's envelope, which ingestion passes on unchanged.

use serde_json::Value;

use crate::article_view::ArticleView;
use crate::json_ld;

/// The text of a member, trimmed and not empty.
pub(crate) fn text<'a>(view: &ArticleView<'a>, member: &str) -> Option<&'a str> {
    let text = view.document.declared.envelope.get(member)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

/// The texts in a member that is a list of texts or of objects with a name.
pub(crate) fn texts<'a>(view: &ArticleView<'a>, member: &str) -> impl Iterator<Item = &'a str> {
    let list = view.document.declared.envelope.get(member).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(named)
}

/// The value of a member.
pub(crate) fn value<'a>(view: &ArticleView<'a>, member: &str) -> Option<&'a Value> {
    view.document.declared.envelope.get(member).filter(|value| !value.is_null())
}

/// A text, or the name of an object.
pub(crate) fn named(value: &Value) -> Option<&str> {
    json_ld::text(value).or_else(|| json_ld::text(value.get("name")?))
}
