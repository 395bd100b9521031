use article::Headers;
use bytes::Bytes;

use crate::lookup::one;
use crate::table::SEEN;
use crate::{Broker, LookupError, Outbound, PublishFault, Stored};

impl Broker {
    /// The last value that `source` has noted under this key.
    pub async fn seen(&self, source: &str, key: &str) -> Result<Option<Stored>, LookupError> {
        let stream = self.stream(SEEN).await?;
        one(stream.direct_get_last_for_subject(subject(source, key)).await)
    }

    /// Notes a value under this key, and replaces the previous one of `source`.
    pub async fn note_seen(
        &self,
        source: &str,
        key: &str,
        value: Bytes,
    ) -> Result<(), PublishFault> {
        let subject = subject(source, key).into();
        self.publish(Outbound { subject, headers: Headers::default(), body: value }).await.map(drop)
    }
}

/// The subject of a key in a JetStream key-value bucket.
pub(crate) fn subject(source: &str, key: &str) -> String {
    format!("$KV.ARTICLES_SEEN.{source}.{key}")
}
