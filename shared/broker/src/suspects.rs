use article::{Headers, header};

use crate::{Broker, Origin, Outbound, PublishFault};

/// Where the marks of suspects lie.
const STREAM: &str = "ARTICLES_SUSPECTS";

impl Broker {
    /// How often `stage` has begun on this message and ended without a word. A mark that can't be
    /// read counts for nothing: it is ours alone to write, and an innocent must not die of it.
    pub async fn attempts_begun(&self, stage: &str, origin: &Origin) -> Result<u32, PublishFault> {
        let stream = self.jetstream.get_stream_no_info(STREAM).await;
        let stream = stream.map_err(|_| PublishFault::Away)?;
        match stream.direct_get_last_for_subject(subject(stage, origin)).await {
            Ok(mark) => {
                match std::str::from_utf8(&mark.payload).ok().and_then(|n| n.parse().ok()) {
                    Some(begun) => Ok(begun),
                    None => {
                        tracing::warn!("the mark of a suspect can't be read, taking it for none");
                        Ok(0)
                    }
                }
            }
            Err(error) if crate::lookup::absent(&error) => Ok(0),
            Err(_) => Err(PublishFault::Away),
        }
    }
}

/// The mark that `stage` has begun on this message so often.
pub fn suspect_mark(stage: &str, origin: &Origin, begun: u32) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::CONTENT_TYPE, "text/plain");
    Outbound { subject: subject(stage, origin).into(), headers, body: begun.to_string().into() }
}

/// One message per subject, so the newest mark takes the older one's place.
fn subject(stage: &str, origin: &Origin) -> String {
    format!("articles.suspects.{stage}.{}", origin.key())
}
