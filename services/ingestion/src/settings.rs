use std::time::Duration;

use bytesize::ByteSize;

/// Settings of this service, in addition to those of every service.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Settings {
    /// Maximum size of a raw document; larger ones are rejected. [default: half of the server's
    /// max_payload, 4194304 without a broker]
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = size)]
    pub max_bytes: Option<u64>,
    /// How long to keep the raw document of each article, for `courant show --original` and
    /// `courant show --internal`. [default: not kept]
    #[arg(long, env = "COURANT_KEEP_RAW", value_name = "TIME", value_parser = stage::duration)]
    pub keep_raw: Option<Duration>,
}

/// A size of at least one byte: `4194304`, `4MiB`.
fn size(text: &str) -> Result<u64, String> {
    let size = text.parse::<ByteSize>().ok().map(|size| size.as_u64()).filter(|&size| size > 0);
    size.ok_or("try 4194304 or 4MiB".to_owned())
}

/// The limit if none is configured and no server is connected.
pub const DEFAULT_MAX_BYTES: u64 = 4 * 1024 * 1024;
