//! Reads the content of large raw documents, as much at a time as fits into memory.

use std::sync::Arc;

use article::RawMessage;
use broker::{Delivery, ObjectError, Reference};
use bytes::Bytes;
use stage::{Failed, Failure, Verdict};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::edge::Edge;
use crate::live::Live;

/// The memory for the content of large documents.
#[derive(Debug)]
pub struct Objects {
    /// KiB that are free.
    memory: Arc<Semaphore>,
    /// The most bytes that a document may have.
    limit: Live<u64>,
}

/// KiB of large documents in memory at a time: two of the largest.
const MEMORY: u32 = 128 << 10;

impl Default for Objects {
    fn default() -> Self {
        Self { memory: Arc::new(Semaphore::new(MEMORY as usize)), limit: Live::new(0) }
    }
}

impl Objects {
    /// Changes the maximum size of a document in bytes.
    pub fn set_limit(&self, bytes: u64) {
        self.limit.set(bytes);
    }

    /// The raw document of a delivery, with its content.
    pub async fn open<E: Edge>(&self, edge: &E, delivery: &Delivery) -> Result<RawMessage, Failed> {
        let mut message = delivery.to_raw();
        if let Some(reference) = Reference::read(&delivery.headers).map_err(failed)? {
            message.object = Some(self.content(edge, &reference).await.map_err(failed)?);
        }
        Ok(message)
    }

    /// The content that a reference names. Its memory counts until the last copy is dropped.
    pub async fn content<E: Edge>(
        &self,
        edge: &E,
        reference: &Reference,
    ) -> Result<Bytes, ObjectError> {
        let (bytes, limit) = (reference.size(), *self.limit.get());
        if bytes > limit {
            return Err(ObjectError::TooLarge { bytes, limit });
        }
        let size = u32::try_from(bytes.div_ceil(1 << 10)).unwrap_or(MEMORY).clamp(1, MEMORY);
        let permit = Arc::clone(&self.memory).acquire_many_owned(size).await;
        let permit = permit.expect("the semaphore is never closed");
        let content = edge.object(reference).await?;
        Ok(Bytes::from_owner(Buffered { content, _permit: permit }))
    }
}

/// Content, and the memory that it occupies.
struct Buffered {
    content: Vec<u8>,
    _permit: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Buffered {
    fn as_ref(&self) -> &[u8] {
        &self.content
    }
}

/// Why a large document can't be processed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct NoContent(ObjectError);

impl Failure for NoContent {
    fn code(&self) -> &'static str {
        match self.0 {
            ObjectError::Invalid => "object_invalid",
            ObjectError::TooLarge { .. } => "too_large",
            ObjectError::Altered => "object_altered",
            ObjectError::Missing => "object_missing",
            ObjectError::Incomplete => "object_incomplete",
            ObjectError::Away => "object_unavailable",
        }
    }

    fn verdict(&self) -> Verdict {
        match self.0 {
            ObjectError::Invalid | ObjectError::TooLarge { .. } | ObjectError::Altered => {
                Verdict::Reject
            }
            // A server of a cluster may not have all pieces yet.
            ObjectError::Missing | ObjectError::Incomplete => Verdict::Retry,
            // Not the document's fault.
            ObjectError::Away => Verdict::Return,
        }
    }
}

fn failed(error: ObjectError) -> Failed {
    Failed::new(None, &NoContent(error))
}
