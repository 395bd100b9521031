//! Fetches feeds and pages, politely and within bounds.

mod error;
mod exchange;
mod hosts;
mod robots;

use std::time::Duration;

use http::HeaderValue;
use http_client::Client;
use tokio::sync::Semaphore;
use url::Url;

pub(crate) use error::FetchError;

use exchange::{Answer, Ask};
use hosts::Hosts;
use robots::Robots;

use crate::settings::FeedsSettings;

/// Fetches by HTTP.
#[derive(Debug)]
pub(crate) struct Fetcher {
    client: Client,
    agent: HeaderValue,
    hosts: Hosts,
    robots: Robots,
    slots: Semaphore,
    timeout: Duration,
    max_size: usize,
}

/// What is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Feed,
    Page,
    Robots,
}

/// Validators of the last response, for conditional requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Validators {
    pub(crate) etag: Option<HeaderValue>,
    pub(crate) last_modified: Option<HeaderValue>,
}

/// A fetched document.
#[derive(Debug)]
pub(crate) struct Content {
    /// Its address after redirects.
    pub(crate) url: Url,
    pub(crate) content_type: Option<String>,
    pub(crate) validators: Validators,
    pub(crate) bytes: Vec<u8>,
}

const MAX_REDIRECTS: usize = 5;
/// Long enough to fetch the pages of a feed one after another.
const IDLE: Duration = Duration::from_secs(3);
/// The name by which robots.txt addresses Courant.
const TOKEN: &str = "Courant";

impl What {
    /// Its name in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Page => "page",
            Self::Robots => "robots",
        }
    }
}

impl Fetcher {
    /// An error is a usage error.
    pub(crate) fn new(settings: &FeedsSettings) -> Result<Self, String> {
        let contact = settings.contact.as_ref().map(|contact| format!(" (+{contact})"));
        let version = env!("CARGO_PKG_VERSION");
        let agent = format!("{TOKEN}/{version}{}", contact.unwrap_or_default());
        Ok(Self {
            client: Client::new(settings.allow_private, IDLE)?,
            agent: HeaderValue::try_from(agent)
                .map_err(|_| "COURANT_FEEDS_CONTACT: not usable in a header".to_owned())?,
            hosts: Hosts::new(settings.host_delay),
            robots: Robots::default(),
            slots: Semaphore::new(settings.concurrency),
            timeout: settings.fetch_timeout,
            max_size: usize::try_from(settings.max_size).unwrap_or(usize::MAX),
        })
    }

    /// Fetches a listed feed; `None` if it has not changed.
    pub(crate) async fn feed(
        &self,
        url: &Url,
        known: &Validators,
    ) -> Result<Option<Content>, FetchError> {
        self.follow(What::Feed, url, known).await
    }

    /// Fetches a page, if the robots.txt of each host on the way allows it.
    pub(crate) async fn page(&self, url: &Url) -> Result<Content, FetchError> {
        let found = self.follow(What::Page, url, &Validators::default()).await?;
        found.ok_or(FetchError::Status(304))
    }

    /// Follows redirects.
    async fn follow(
        &self,
        what: What,
        url: &Url,
        known: &Validators,
    ) -> Result<Option<Content>, FetchError> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            if what == What::Page {
                self.allowed(&url).await?;
            }
            let ask = Ask { what, url: &url, known, agent: &self.agent, max_size: self.max_size };
            match self.in_turn(ask).await? {
                Answer::Redirect(to) => url = to,
                Answer::NotModified => return Ok(None),
                Answer::Content(content) => return Ok(Some(content)),
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    /// Sends one request in its host's turn.
    async fn in_turn(&self, ask: Ask<'_>) -> Result<Answer, FetchError> {
        if !self.client.permits(ask.url) {
            return Err(FetchError::Private);
        }
        let mut turn = self.hosts.turn(ask.url).await?;
        let _slot = self.slots.acquire().await;
        let sent = tokio::time::timeout(self.timeout, exchange::exchange(&self.client, ask)).await;
        let answer = sent.unwrap_or(Err(FetchError::TimedOut));
        if let Err(FetchError::Wait(wait)) = &answer {
            turn.wait(*wait);
        }
        answer
    }

    /// Whether robots.txt allows a page. If it can't be fetched, nothing is allowed for now (RFC
    /// 9309, section 2.3.1).
    async fn allowed(&self, url: &Url) -> Result<(), FetchError> {
        if self.robots.knows(url) {
            return self.robots.allows(url).await;
        }
        let file = url.join("/robots.txt").map_err(|_| FetchError::Address)?;
        let fetched = Box::pin(self.follow(What::Robots, &file, &Validators::default())).await;
        match fetched {
            Ok(content) => self.robots.learn(url, content.map_or(Vec::new(), |found| found.bytes)),
            Err(FetchError::Status(400..=499) | FetchError::TooManyRedirects) => {
                self.robots.learn(url, Vec::new());
            }
            Err(FetchError::Wait(wait)) => return Err(FetchError::Wait(wait)),
            Err(FetchError::Private) => return Err(FetchError::Private),
            Err(_) => return Err(FetchError::NoRobots),
        }
        self.robots.allows(url).await
    }
}
