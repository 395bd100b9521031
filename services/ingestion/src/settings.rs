use std::time::Duration;

use article::LARGEST_OBJECT;

/// Settings of this service, in addition to those of every service.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Settings {
    /// Maximum size of a page, a text or an envelope; larger ones are rejected. [default: half of the server's
    /// max_payload, 4194304 without a broker]
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = stage::size)]
    pub max_bytes: Option<u64>,
    /// Maximum size of a document that is not a page or a text, such as a PDF; larger ones are rejected.
    /// At most 64MiB. [default: 64MiB]
    #[arg(long, env = "COURANT_MAX_DOCUMENT_BYTES", value_name = "SIZE", value_parser = document_size)]
    pub max_document_bytes: Option<u64>,
    /// How long to keep the raw document of each article, for `courant show --original` and
    /// `courant show --internal`. [default: not kept]
    #[arg(long, env = "COURANT_KEEP_RAW", value_name = "TIME", value_parser = stage::duration)]
    pub keep_raw: Option<Duration>,
    /// What happens to a text that is too long for a message
    #[arg(long, env = "COURANT_LARGE", value_name = "HOW", default_value = "cut")]
    pub large: LongTexts,
}

/// What happens to a text that makes its record larger than a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LongTexts {
    /// It is truncated, and a warning gives its length
    #[default]
    Cut,
    /// The record has the truncated text, and refers to the full text
    Reference,
}

/// The limit if none is configured and no server is connected.
pub const DEFAULT_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Reads a size that a worker can read.
fn document_size(text: &str) -> Result<u64, String> {
    let fits = |size: &u64| *size <= LARGEST_OBJECT;
    stage::size(text).ok().filter(fits).ok_or_else(|| "try 16MiB, at most 64MiB".to_owned())
}
