use article::Headers;
use bytes::Bytes;

use crate::{Broker, LookupError, Outbound, Start, Stored};

/// An entry of a JetStream key-value bucket.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// Its value; `None` if it was deleted.
    pub value: Option<Bytes>,
    /// Its sequence in the bucket's stream.
    pub sequence: u64,
}

/// The operation of a message; without this header, it sets the value.
const OPERATION: &str = "KV-Operation";

impl Broker {
    /// The next entries of a bucket, from a sequence, oldest first; empty at the end.
    pub async fn entries(&self, bucket: &str, from: u64) -> Result<Vec<Entry>, LookupError> {
        let stream = stream(bucket);
        let page = self.pages(&stream, ">", Start::Sequence(from)).page().await?;
        let prefix = format!("$KV.{bucket}.");
        let entry = |stored: Stored| {
            let key = stored.subject.strip_prefix(&prefix)?.to_owned();
            let deleted = stored.headers.get(OPERATION).is_some();
            let value = (!deleted).then_some(stored.body);
            Some(Entry { key, value, sequence: stored.sequence })
        };
        Ok(page.into_iter().filter_map(entry).collect())
    }
}

/// The message that sets the value of a key.
pub fn put(bucket: &str, key: &str, value: Bytes) -> Outbound {
    let subject = format!("$KV.{bucket}.{key}").into();
    Outbound { subject, headers: Headers::default(), body: value }
}

/// The message that deletes a key.
pub fn deletion(bucket: &str, key: &str) -> Outbound {
    let mut message = put(bucket, key, Bytes::new());
    message.headers.push(OPERATION, "DEL");
    message
}

/// The stream of a bucket.
fn stream(bucket: &str) -> String {
    format!("KV_{bucket}")
}
