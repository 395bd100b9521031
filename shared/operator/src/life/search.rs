use article::{ArticleId, Record, header};
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE};
use broker::{Broker, LookupError, Start, Stored, partition};
use serde::Deserialize;

use super::{Identify, event};
use crate::content::content;

/// How the wanted document is identified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Its id.
    Id(ArticleId),
    /// Its address.
    Url(String),
}

/// Maximum number of ids for one address.
const MOST: usize = 20;

/// The ids of the wanted articles, newest first: the content of an address may have changed.
pub async fn find(
    broker: &Broker,
    wanted: &Wanted,
    identify: Identify<'_>,
) -> Result<Vec<ArticleId>, LookupError> {
    let url = match wanted {
        Wanted::Id(id) => return Ok(vec![*id]),
        Wanted::Url(url) => url.as_str(),
    };
    let mut found = Vec::new();
    let layout = broker.read_layout().await?;
    let queues = broker.topology().stages().iter().flat_map(|stage| layout.streams(stage.input));
    let streams = [PUBLISHED, DEAD, SET_ASIDE].map(str::to_owned).into_iter().chain(queues);
    for stream in streams {
        let mut pages = broker.pages(&stream, ">", Start::Sequence(1));
        let is_raw = partition::of_stream(&stream).0 == RAW;
        loop {
            let stored = match pages.next().await {
                Ok(Some(stored)) => stored,
                Ok(None) => break,
                // It was drained and removed meanwhile.
                Err(LookupError::NoStream(_)) if layout.is_draining(&stream) => break,
                Err(error) => return Err(error),
            };
            if !is_at(&stored, url) {
                continue;
            }
            let own = || Record::from_bytes(&stored.body).ok().map(|record| record.id());
            let id = match is_raw {
                true => identify(&stored, content(broker, &stored).await?),
                false => event::id(&stored).or_else(own),
            };
            let Some(id) = id else { continue };
            found.retain(|known| *known != id);
            found.insert(0, id);
            found.truncate(MOST);
        }
    }
    Ok(found)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Addressed {
    url: Option<String>,
}

/// Whether a message's headers, record or envelope name the address.
fn is_at(stored: &Stored, url: &str) -> bool {
    if stored.headers.get(header::URL) == Some(url) {
        return true;
    }
    // Parsing every record would take most of the time.
    if memchr::memmem::find(&stored.body, url.as_bytes()).is_none() {
        return false;
    }
    let of = |json: &str| serde_json::from_str::<Addressed>(json).ok().and_then(|found| found.url);
    let named = match Record::from_bytes(&stored.body) {
        Ok(record) => record.raw("document").and_then(|raw| of(raw.get())),
        Err(_) => std::str::from_utf8(&stored.body).ok().and_then(of),
    };
    named.as_deref() == Some(url)
}
