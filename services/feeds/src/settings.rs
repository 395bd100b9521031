use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage::{duration, size, up_to};

/// The settings of the feeds service.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Feeds")]
#[group(skip)]
pub struct FeedsSettings {
    /// List of feeds and news sitemaps: one address per line, or OPML; reloaded when it changes
    #[arg(long, env = "COURANT_FEEDS_LIST", value_name = "FILE")]
    pub list: Option<PathBuf>,
    /// Contact for web site operators: a URL or an e-mail address, which becomes part of the user agent
    #[arg(long, env = "COURANT_FEEDS_CONTACT", value_name = "ADDRESS", value_parser = contact)]
    pub contact: Option<String>,
    /// Minimum time between two requests for a feed, for feeds with frequent new entries
    #[arg(long, env = "COURANT_FEEDS_MIN_INTERVAL", value_name = "TIME", default_value = "5m",
          value_parser = duration)]
    pub min_interval: Duration,
    /// Maximum time between two requests for a feed, for feeds without new entries
    #[arg(long, env = "COURANT_FEEDS_MAX_INTERVAL", value_name = "TIME", default_value = "4h",
          value_parser = duration)]
    pub max_interval: Duration,
    /// Time between two requests to a host, which receives one at a time
    #[arg(long, env = "COURANT_FEEDS_HOST_DELAY", value_name = "TIME", default_value = "1s",
          value_parser = duration)]
    pub host_delay: Duration,
    /// Maximum number of requests at a time
    #[arg(long, env = "COURANT_FEEDS_CONCURRENCY", value_name = "N", default_value = "16",
          value_parser = up_to(1_000))]
    pub concurrency: usize,
    /// Maximum time for a request, from connection to the end of the body
    #[arg(long, env = "COURANT_FEEDS_TIMEOUT", value_name = "TIME", default_value = "30s",
          value_parser = duration)]
    pub fetch_timeout: Duration,
    /// Maximum size of a feed or page, before and after decompression
    #[arg(long, env = "COURANT_FEEDS_MAX_SIZE", value_name = "SIZE", default_value = "4MiB",
          value_parser = size)]
    pub max_size: u64,
    /// Maximum number of entries that are read from a feed: the first ones
    #[arg(long, env = "COURANT_FEEDS_ENTRIES", value_name = "N", default_value = "1000",
          value_parser = up_to(50_000))]
    pub entries: usize,
    /// Also connect to loopback and private addresses
    #[arg(long, env = "COURANT_FEEDS_ALLOW_PRIVATE")]
    pub allow_private: bool,
}

/// It becomes part of a header.
fn contact(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"()\\".contains(&byte);
    match !text.is_empty() && text.bytes().all(plain) {
        true => Ok(text.to_owned()),
        false => {
            Err("use an address such as https://example.org/bot or bot@example.org".to_owned())
        }
    }
}
