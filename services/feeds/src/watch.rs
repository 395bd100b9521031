use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use stage::{Intake, Stopped};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::entry::{Done, Entries};
use crate::fetch::{Content, Fetcher, Validators, What};
use crate::parse::{self, Parsed};
use crate::schedule::{Polled, Schedule};

/// What all feeds share.
#[derive(Debug)]
pub(crate) struct Shared<I> {
    pub(crate) intake: I,
    pub(crate) fetcher: Fetcher,
    /// Limits feeds in progress, because each holds its entries in memory.
    pub(crate) active: Semaphore,
    /// Limits feeds that are parsed concurrently, because each is in memory several times then.
    pub(crate) parsing: Semaphore,
    pub(crate) entries: usize,
    pub(crate) shortest: Duration,
    pub(crate) longest: Duration,
}

/// A feed that is watched.
#[derive(Debug)]
pub(crate) struct Watch<I> {
    url: Url,
    shared: Arc<Shared<I>>,
    failing: Arc<AtomicBool>,
    known: Validators,
    /// A hash of the last body, because many servers don't support conditional requests.
    body: Option<u64>,
    /// When all entries were last checked.
    looked: Option<Instant>,
    /// The last problem, which is logged once.
    problem: Option<&'static str>,
    /// The wait between two requests that the feed asks for.
    ttl: Duration,
}

impl<I: Intake> Watch<I> {
    pub(crate) fn new(url: Url, shared: Arc<Shared<I>>, failing: Arc<AtomicBool>) -> Self {
        Self {
            url,
            shared,
            failing,
            known: Validators::default(),
            body: None,
            looked: None,
            problem: None,
            ttl: Duration::ZERO,
        }
    }

    /// Polls the feed until it is stopped. `feeds` start at the same time.
    pub(crate) async fn run(mut self, feeds: usize, stop: CancellationToken) {
        let mut schedule = Schedule::new(self.shared.shortest, self.shared.longest);
        let shared = Arc::clone(&self.shared);
        let mut wait = schedule.first(feeds);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            let permit = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                permit = shared.active.acquire() => permit,
            };
            // Boxed, because most feeds wait most of the time.
            let Ok(polled) = Box::pin(self.poll(&stop)).await else { return };
            drop(permit);
            wait = schedule.next(polled, self.ttl);
        }
    }

    async fn poll(&mut self, stop: &CancellationToken) -> Result<Polled, Stopped> {
        let old = self.shared.intake.remembers_for() / 4;
        if self.looked.is_none_or(|looked| looked.elapsed() > old) {
            // Every entry must be checked, so that its note doesn't expire.
            (self.known, self.body) = (Validators::default(), None);
        }
        let fetched = tokio::select! {
            biased;
            () = stop.cancelled() => return Err(Stopped),
            fetched = self.shared.fetcher.feed(&self.url, &self.known) => fetched,
        };
        let content = match fetched {
            Ok(Some(content)) => content,
            Ok(None) => {
                self.ended("not_modified", None);
                return Ok(Polled::Nothing);
            }
            Err(error) => {
                self.ended(error.outcome(), Some(&error.to_string()));
                return Ok(error.wait().map_or(Polled::Failed, Polled::Wait));
            }
        };
        let body = hash(&content.bytes);
        if self.body == Some(body) {
            self.ended("unchanged", None);
            return Ok(Polled::Nothing);
        }
        let validators = content.validators.clone();
        let parsed = match self.parse(content).await {
            Ok(parsed) => parsed,
            Err(error) => {
                self.ended(error.outcome(), Some(&error.to_string()));
                return Ok(Polled::Failed);
            }
        };
        self.ended(if parsed.left_out { "incomplete" } else { "ok" }, None);
        self.ttl = parsed.ttl.unwrap_or_default();
        let (polled, complete) = self.entries(parsed, stop).await?;
        if complete {
            (self.known, self.body, self.looked) = (validators, Some(body), Some(Instant::now()));
        } else {
            // The rest is processed after the next request, even if the feed doesn't change.
            (self.known, self.body) = (Validators::default(), None);
        }
        Ok(polled)
    }

    async fn parse(&self, content: Content) -> Result<Parsed, parse::ParseError> {
        let _permit = self.shared.parsing.acquire().await;
        let most = self.shared.entries;
        let parsing = tokio::task::spawn_blocking(move || {
            let Content { url, content_type, bytes, .. } = content;
            parse::parse(&bytes, content_type.as_deref(), &url, most)
        });
        // The parser panicked.
        parsing.await.unwrap_or(Err(parse::ParseError::Broken))
    }

    /// Processes the entries, oldest first, and returns whether all are done.
    async fn entries(
        &self,
        parsed: Parsed,
        stop: &CancellationToken,
    ) -> Result<(Polled, bool), Stopped> {
        let Shared { intake, fetcher, shortest, .. } = &*self.shared;
        let entries = Entries { intake, fetcher, feed: &self.url, pause: *shortest };
        let (mut polled, mut complete) = (Polled::Nothing, true);
        for entry in parsed.entries.iter().rev() {
            let done = tokio::select! {
                biased;
                () = stop.cancelled() => return Err(Stopped),
                done = entries.work(entry) => done?,
            };
            match done {
                Done::Known => {}
                Done::New if complete => polled = Polled::New,
                Done::New => {}
                Done::Later => complete = false,
                Done::Wait(wait) => return Ok((Polled::Wait(wait), false)),
            }
        }
        Ok((polled, complete))
    }

    /// Counts how a request ended, and logs a problem once.
    fn ended(&mut self, outcome: &'static str, problem: Option<&str>) {
        self.shared.intake.fetched(What::Feed.name(), outcome);
        self.failing.store(problem.is_some(), Ordering::Relaxed);
        match problem {
            Some(why) if self.problem != Some(outcome) => {
                tracing::warn!(
                    courant.feed = shown(&self.url),
                    error.r#type = outcome,
                    error.message = why,
                    "a feed can't be read"
                );
                self.problem = Some(outcome);
            }
            None if self.problem.take().is_some() => {
                tracing::info!(courant.feed = shown(&self.url), "a feed can be read again");
            }
            Some(_) | None => {}
        }
    }
}

/// An address without its query, which may contain a secret.
fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
