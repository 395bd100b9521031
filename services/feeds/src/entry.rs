use std::time::Duration;

use article::{ArticleId, Headers, header};
use jiff::Timestamp;
use page::form::essence;
use serde::{Deserialize, Serialize};
use stage::{Intake, Outgoing, Stopped, Unpublished};
use url::Url;

use crate::envelope::envelope;
use crate::fetch::{Content, FetchError, Fetcher, What};
use crate::parse::Entry;

/// The result for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It was published before, and has not changed.
    Known,
    /// Its page was published, or is permanently unusable.
    New,
    /// Its page can't be fetched now.
    Later,
    /// Its server asks to wait.
    Wait(Duration),
}

/// What is remembered about an entry.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    /// When it was last changed, according to the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated: Option<Timestamp>,
    /// When its page was fetched.
    fetched: Timestamp,
    /// A hash of the last published page, if there is one. In notes from before pages had keys, it
    /// is the article's id, under that name.
    #[serde(default, rename = "id", skip_serializing_if = "Option::is_none")]
    page: Option<ArticleId>,
    /// Identifies the document in all versions: the address of its first page after redirects.
    /// `None` if it is the entry's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Url>,
}

/// Processes entries.
#[derive(Debug)]
pub(crate) struct Entries<'a, I> {
    pub(crate) intake: &'a I,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) feed: &'a Url,
    /// Minimum time before a page is fetched again.
    pub(crate) pause: Duration,
}

impl<I: Intake> Entries<'_, I> {
    /// Publishes an entry's page if it is new or has changed.
    pub(crate) async fn work(&self, entry: &Entry) -> Result<Done, Stopped> {
        // The same page may be listed by several feeds.
        let key = ArticleId::of(entry.url.as_str(), "", b"").to_string();
        let memory = self.intake.recall(&key).await?;
        let since = memory.as_ref().map(|memory| memory.since);
        let known = memory.and_then(|memory| serde_json::from_slice::<Note>(&memory.value).ok());
        let now = Timestamp::now();
        if let (Some(note), Some(since)) = (&known, since)
            && !self.is_due(note, entry, now)
        {
            // A note of an entry that is still listed must not expire.
            if elapsed(since, now) > self.intake.remembers_for() / 4 {
                self.remember(&key, note).await?;
            }
            return Ok(Done::Known);
        }
        let fetched = self.fetcher.page(&entry.url).await;
        let outcome = match &fetched {
            Ok(content) if !is_page(content) => "not_a_page",
            Ok(_) => "ok",
            Err(error) => error.outcome(),
        };
        self.intake.fetched(What::Page.name(), outcome);
        let updated = entry.updated.max(known.as_ref().and_then(|note| note.updated));
        let mut note = known.unwrap_or_default();
        (note.updated, note.fetched) = (updated, now);
        match fetched {
            Ok(content) if is_page(&content) => self.publish(entry, &content, &mut note).await?,
            Ok(_) => {}
            Err(FetchError::Wait(wait)) => return Ok(Done::Wait(wait)),
            Err(error) if error.is_transient() => return Ok(Done::Later),
            Err(_) => {}
        }
        self.remember(&key, &note).await?;
        Ok(Done::New)
    }

    /// Whether a known entry's page should be fetched again.
    fn is_due(&self, note: &Note, entry: &Entry, now: Timestamp) -> bool {
        entry.updated > note.updated && elapsed(note.fetched, now) >= self.pause
    }

    /// Publishes a page unless this was done before, and remembers it unless it is larger than the
    /// server accepts.
    async fn publish(
        &self,
        entry: &Entry,
        content: &Content,
        note: &mut Note,
    ) -> Result<(), Stopped> {
        let page = ArticleId::of(content.url.as_str(), "", &content.bytes);
        if note.page == Some(page) {
            return Ok(());
        }
        let mut headers = Headers::default();
        headers.push(header::CONTENT_TYPE, "application/json");
        let key = match (&note.page, &note.key) {
            (Some(_), Some(key)) => key,
            (Some(_), None) => &entry.url,
            (None, _) => &content.url,
        };
        if note.page.is_some() {
            headers.push(header::REPLACE, "true");
        }
        let body = envelope(content, entry, self.feed, note.fetched);
        match self.intake.publish(Outgoing { key: key.to_string(), headers, body }).await {
            Ok(()) => {
                note.key = (*key != entry.url).then(|| key.clone());
                note.page = Some(page);
                Ok(())
            }
            Err(Unpublished::TooLarge) => {
                self.intake.fetched(What::Page.name(), "not_accepted");
                Ok(())
            }
            Err(Unpublished::Stopped) => Err(Stopped),
        }
    }

    async fn remember(&self, key: &str, note: &Note) -> Result<(), Stopped> {
        let value = serde_json::to_vec(note).expect("times and ids are JSON");
        self.intake.remember(key, value.into()).await
    }
}

/// Whether it is a text that the pipeline can read and that is not empty.
fn is_page(content: &Content) -> bool {
    let media = essence(content.content_type.as_deref().unwrap_or("text/html"));
    let readable = ["text/html", "application/xhtml+xml", "text/plain"].contains(&&*media);
    readable && !content.bytes.trim_ascii().is_empty()
}

fn elapsed(since: Timestamp, now: Timestamp) -> Duration {
    now.duration_since(since).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests;
