use async_nats::jetstream::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{ObjectError, Reference, hex};
use crate::table::LARGE;
use crate::{Broker, LookupError, Start};

impl Broker {
    /// The content that a reference names, verified against it. Bytes beyond the referenced size
    /// are not kept.
    pub async fn object(&self, reference: &Reference) -> Result<Vec<u8>, ObjectError> {
        let mut pages = self.pages(LARGE, &reference.pieces_subject(), Start::Sequence(1)).ahead();
        let size = usize::try_from(reference.size()).map_err(|_| ObjectError::Altered)?;
        // Memory that is not written to is not used.
        let (mut content, mut digest) = (Vec::with_capacity(size), Sha256::new());
        while let Some(piece) = pages.next().await.map_err(|_| ObjectError::Away)? {
            if content.len() + piece.body.len() > size {
                return Err(ObjectError::Altered);
            }
            digest.update(&piece.body);
            content.extend_from_slice(&piece.body);
        }
        ended(reference, content.len(), &hex(&digest.finalize()))?;
        Ok(content)
    }

    /// Removes an object. It is not an error if it is already gone.
    pub async fn delete_object(&self, reference: &Reference) -> Result<(), LookupError> {
        for filter in [reference.pieces_subject(), reference.about_subject()] {
            let request = json!({ "filter": filter });
            let answer: Result<Response<Value>, _> =
                self.session().jetstream.request(format!("STREAM.PURGE.{LARGE}"), &request).await;
            match answer {
                Ok(Response::Ok(_)) => {}
                Ok(Response::Err { .. }) | Err(_) => return Err(LookupError::Away),
            }
        }
        Ok(())
    }

    /// Removes an object and overwrites its bytes on disk. Returns how many messages it consisted of, and
    /// the first of them.
    pub async fn overwrite_object(
        &self,
        reference: &Reference,
    ) -> Result<(u64, Bytes), LookupError> {
        let (mut removed, mut first) = (0, Bytes::new());
        for filter in [reference.pieces_subject(), reference.about_subject()] {
            let mut pages = self.pages(LARGE, &filter, Start::Sequence(1));
            while let Some(piece) = pages.next().await? {
                if first.is_empty() {
                    first = piece.body;
                }
                removed += u64::from(self.overwrite(LARGE, piece.sequence).await?);
            }
        }
        Ok((removed, first))
    }
}

/// The result of reading this many bytes with this SHA-256.
fn ended(reference: &Reference, length: usize, sha256: &str) -> Result<(), ObjectError> {
    match length as u64 {
        0 => Err(ObjectError::Missing),
        length if length < reference.size => Err(ObjectError::Incomplete),
        _ if sha256 != reference.sha256 => Err(ObjectError::Altered),
        _ => Ok(()),
    }
}
