use article::{Headers, header};

use crate::{Broker, Origin, Outbound, PublishFault};

/// Holds the number of attempts for each redelivered message.
const STREAM: &str = "ARTICLES_REDELIVERED";

impl Broker {
    /// How many attempts `stage` has begun on a redelivered message without settling it. A mark
    /// that can't be read counts as none, so that no document is dead-lettered because of it.
    pub async fn attempts_begun(&self, stage: &str, origin: &Origin) -> Result<u32, PublishFault> {
        let stream = self.session().jetstream.get_stream_no_info(STREAM).await;
        let stream = stream.map_err(|_| PublishFault::Away)?;
        match stream.direct_get_last_for_subject(subject(stage, origin)).await {
            Ok(mark) => {
                match std::str::from_utf8(&mark.payload).ok().and_then(|n| n.parse().ok()) {
                    Some(begun) => Ok(begun),
                    None => {
                        tracing::warn!("could not read the mark of a redelivered message");
                        Ok(0)
                    }
                }
            }
            Err(error) if crate::lookup::absent(&error) => Ok(0),
            Err(_) => Err(PublishFault::Away),
        }
    }
}

/// The mark that `stage` has begun this many attempts on a redelivered message.
pub fn redelivery_mark(stage: &str, origin: &Origin, begun: u32) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::CONTENT_TYPE, "text/plain");
    Outbound { subject: subject(stage, origin).into(), headers, body: begun.to_string().into() }
}

/// The stream keeps one message per subject, so a new mark replaces the previous one.
fn subject(stage: &str, origin: &Origin) -> String {
    format!("articles.redelivered.{stage}.{}", origin.key())
}
