//! Parses a feed: RSS, Atom, JSON Feed or a news sitemap.

mod cut;
mod json;
mod sitemap;
mod syndication;

use std::time::Duration;

use jiff::Timestamp;
use page::charset::{self, Hints};
use url::Url;

use cut::cut;

/// A feed's entries, in its order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub(crate) entries: Vec<Entry>,
    /// Whether later entries were not read, because there are too many or the feed is malformed there.
    pub(crate) left_out: bool,
    /// How long to wait before the next request, according to the feed.
    pub(crate) ttl: Option<Duration>,
}

/// An entry with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The address of its page, without a fragment.
    pub(crate) url: Url,
    /// Its id in the feed.
    pub(crate) id: Option<String>,
    pub(crate) published: Option<Timestamp>,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) authors: Vec<String>,
    pub(crate) tags: Vec<String>,
}

/// Why a body has no entries that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseError {
    #[error("it is neither RSS, Atom, JSON Feed nor a sitemap")]
    NotAFeed,
    #[error("it is a sitemap index: list the sitemaps instead")]
    SitemapIndex,
    #[error("it is broken before the end of its first entry")]
    Broken,
}

impl ParseError {
    /// Its name in metrics.
    pub(crate) fn outcome(self) -> &'static str {
        match self {
            Self::NotAFeed => "not_a_feed",
            Self::SitemapIndex => "sitemap_index",
            Self::Broken => "broken",
        }
    }
}

/// Maximum length of an id, author or tag in bytes, and maximum number of them in an entry.
const LONGEST: usize = 300;
const MOST: usize = 32;
const LONGEST_ADDRESS: usize = 2048;

/// Reads at most `most` entries. `base` is the feed's address.
pub(crate) fn parse(
    body: &[u8],
    content_type: Option<&str>,
    base: &Url,
    most: usize,
) -> Result<Parsed, ParseError> {
    let hints = Hints { content_type, url: Some(base.as_str()) };
    let text = charset::decode(body, &hints).text;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut parsed = match text.as_bytes().first() {
        Some(b'{') => json::parse(text, base, most)?,
        Some(b'<') => {
            let cut = cut(text, most)?;
            let mut parsed = match cut.root.as_str() {
                "urlset" => sitemap::parse(&cut.text),
                "sitemapindex" => return Err(ParseError::SitemapIndex),
                _ => syndication::parse(&cut.text, base)?,
            };
            parsed.left_out |= cut.left_out;
            parsed
        }
        _ => return Err(ParseError::NotAFeed),
    };
    parsed.entries.truncate(most);
    Ok(parsed)
}

/// The address of an entry's page.
fn address(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    let mut url = match base {
        Some(base) => base.join(text).ok()?,
        None => Url::parse(text).ok()?,
    };
    url.set_fragment(None);
    let named = url.username().is_empty() && url.password().is_none();
    let fine = named && url.as_str().len() <= LONGEST_ADDRESS;
    (["http", "https"].contains(&url.scheme()) && fine).then_some(url)
}

/// Usable names: without e-mail addresses and duplicates.
fn names(all: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in all {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let useful = !name.is_empty() && name.len() <= LONGEST && !name.contains('@');
        if useful && names.len() < MOST && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn short(id: &str) -> Option<String> {
    let id = id.trim();
    (!id.is_empty() && id.len() <= LONGEST).then(|| id.to_owned())
}

#[cfg(test)]
mod tests;
