use std::time::Duration;

use article::Timestamp;

use crate::pages::{Pages, Start};
use crate::{Broker, LookupError, Stored};

/// Messages of a stream as they are stored, read without a consumer.
#[derive(Debug)]
pub struct Tail {
    pages: Pages,
    pause: Duration,
}

/// How long to wait before asking again: short after a message, longer while none arrives.
const SHORTEST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_millis(500);

impl Broker {
    /// A stream's messages whose subject matches `filter`, stored since then, or from now on.
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
        Ok(Tail { pages: self.pages(stream, filter, start), pause: SHORTEST })
    }
}

impl Tail {
    /// The next message; waits for it, and for the server while that is unreachable. Dropping the
    /// future loses no message.
    pub async fn next(&mut self) -> Stored {
        loop {
            match self.pages.next().await {
                Ok(Some(message)) => {
                    self.pause = SHORTEST;
                    return message;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(error = %error, "waiting for the server"),
            }
            tokio::time::sleep(self.pause).await;
            self.pause = (self.pause * 2).min(LONGEST);
        }
    }
}
