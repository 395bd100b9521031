use std::time::Duration;

use feed_rs::model;
use feed_rs::parser::{self, ParseErrorKind, ParseFeedError};
use jiff::Timestamp;
use url::Url;

use super::{Entry, ParseError, Parsed, address, names, short};

/// Reads RSS or Atom.
pub(super) fn parse(text: &str, base: &Url) -> Result<Parsed, ParseError> {
    let parser = parser::Builder::new().base_uri(Some(base.as_str())).build();
    let feed = parser.parse(text.as_bytes()).map_err(|error| {
        let no_root = matches!(error, ParseFeedError::ParseError(ParseErrorKind::NoFeedRoot));
        if no_root { ParseError::NotAFeed } else { ParseError::Broken }
    })?;
    let minutes = feed.ttl.map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
    let entries = feed.entries.into_iter().filter_map(|found| entry(found, base)).collect();
    Ok(Parsed { entries, left_out: false, ttl: minutes })
}

fn entry(found: model::Entry, base: &Url) -> Option<Entry> {
    let is_page = |link: &&model::Link| matches!(link.rel.as_deref(), None | Some("alternate"));
    let link = found.links.iter().find(is_page).map(|link| link.href.as_str());
    // A permalink of RSS may be the id alone.
    let url = match link {
        Some(link) => address(link, Some(base))?,
        None => address(&found.id, None)?,
    };
    let tag = |category: model::Category| category.label.unwrap_or(category.term);
    Some(Entry {
        url,
        id: short(&found.id),
        published: found.published.and_then(time),
        updated: found.updated.and_then(time),
        authors: names(found.authors.into_iter().filter_map(author)),
        tags: names(found.categories.into_iter().map(tag)),
    })
}

/// The name of an author, which RSS writes as `desk@news.example (Ida Berg)`.
fn author(person: model::Person) -> Option<String> {
    let text = person.name.or(person.email)?;
    let within = text.split_once('(').and_then(|(_, rest)| Some(rest.split_once(')')?.0));
    let is_mail = text.contains('@') || text.starts_with('(');
    Some(within.filter(|_| is_mail).map_or(text.clone(), str::to_owned))
}

fn time(time: impl Into<std::time::SystemTime>) -> Option<Timestamp> {
    Timestamp::try_from(time.into()).ok()
}
