use std::time::Duration;

use article::Timestamp;
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::pages::{Pages, Start};
use crate::{Broker, LookupError, Stored};

/// Messages of a stream as they are stored, read without a consumer.
#[derive(Debug)]
pub struct Tail {
    pages: Pages,
    backoff: ExponentialBackoff,
}

/// Delay before the next request while no message arrives: 10 to 20 ms at first, then doubled, at
/// most 500 ms.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(10))
    .with_max_delay(Duration::from_millis(250))
    .without_max_times();

impl Broker {
    /// A stream's messages whose subject matches `filter`, stored since that time, or from now on.
    pub async fn tail(
        &self,
        stream: &str,
        filter: &str,
        since: Option<Timestamp>,
    ) -> Result<Tail, LookupError> {
        let start = match since {
            Some(since) => Start::Time(since),
            None => {
                let newest = self.newest(stream, filter).await?;
                Start::Sequence(newest.map_or(0, |message| message.sequence) + 1)
            }
        };
        Ok(Tail { pages: self.pages(stream, filter, start), backoff: BACKOFF.build() })
    }
}

impl Tail {
    /// Waits for the next message, also while the server is unreachable. Dropping the future loses
    /// no message.
    pub async fn next(&mut self) -> Stored {
        loop {
            match self.pages.next().await {
                Ok(Some(message)) => {
                    self.backoff = BACKOFF.build();
                    return message;
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(error = %error, "could not read from the server, retrying")
                }
            }
            let wait = self.backoff.next().expect("the number of requests is not limited");
            tokio::time::sleep(wait).await;
        }
    }
}
