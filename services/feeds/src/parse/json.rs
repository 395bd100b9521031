use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use url::Url;

use super::sitemap::time;
use super::{Entry, ParseError, Parsed, address, names, short};

/// A JSON Feed (version 1 or 1.1). feed-rs would keep every item in memory, and stop at the first
/// invalid one.
#[derive(Deserialize)]
struct Feed<'a> {
    version: String,
    #[serde(borrow)]
    items: Items<'a>,
}

/// Maximum number of items that are kept, whatever the setting.
const MOST: usize = 50_000;

struct Items<'a> {
    first: Vec<&'a RawValue>,
    more: bool,
}

#[derive(Deserialize)]
struct Item {
    id: Option<serde_json::Value>,
    url: Option<String>,
    external_url: Option<String>,
    date_published: Option<String>,
    date_modified: Option<String>,
    author: Option<Author>,
    authors: Option<Vec<Author>>,
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Author {
    name: Option<String>,
}

/// Reads a JSON Feed.
pub(super) fn parse(text: &str, base: &Url, most: usize) -> Result<Parsed, ParseError> {
    let feed: Feed<'_> = serde_json::from_str(text).map_err(|error| match error.is_data() {
        true => ParseError::NotAFeed,
        false => ParseError::Broken,
    })?;
    if !feed.version.contains("jsonfeed.org/version/") {
        return Err(ParseError::NotAFeed);
    }
    let left_out = feed.items.more || feed.items.first.len() > most;
    let items = feed.items.first.into_iter().take(most);
    let entries = items.filter_map(|item| entry(item, base)).collect();
    Ok(Parsed { entries, left_out, ttl: None })
}

fn entry(item: &RawValue, base: &Url) -> Option<Entry> {
    let item: Item = serde_json::from_str(item.get()).ok()?;
    let id = match item.id {
        Some(serde_json::Value::String(id)) => short(&id),
        Some(serde_json::Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let link =
        item.url.or(item.external_url).or_else(|| id.clone().filter(|id| id.contains("://")));
    let authors = item.authors.unwrap_or_default().into_iter().chain(item.author);
    Some(Entry {
        url: address(&link?, Some(base))?,
        id,
        published: item.date_published.as_deref().and_then(time),
        updated: item.date_modified.as_deref().and_then(time),
        authors: names(authors.filter_map(|author| author.name)),
        tags: names(item.tags.unwrap_or_default()),
    })
}

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct First;

        impl<'de> Visitor<'de> for First {
            type Value = Items<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items<'de>, A::Error> {
                let mut items = Items { first: Vec::new(), more: false };
                while items.first.len() < MOST {
                    match seq.next_element()? {
                        Some(item) => items.first.push(item),
                        None => return Ok(items),
                    }
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    items.more = true;
                }
                Ok(items)
            }
        }

        deserializer.deserialize_seq(First)
    }
}
