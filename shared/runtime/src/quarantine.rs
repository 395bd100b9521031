use std::sync::{Mutex, MutexGuard, PoisonError};

use broker::{Outbound, redelivery_mark};
use stage::{Failed, Verdict};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::delivery_span::DeliverySpan;
use crate::edge::Edge;
use crate::in_flight::Permit;
use crate::outlet::{Outlet, Stuck};
use crate::resources::Resources;

/// After this many attempts that began and never settled, the document counts as the cause.
const MAX_UNSETTLED: u32 = 3;

/// The redelivery quarantine.
///
/// When a message is redelivered, an earlier process may have died while processing it. Such
/// messages are processed one at a time, and each attempt is stored on the server before it begins.
/// This distinguishes documents that crash their process from those that were in flight in the same
/// process.
#[derive(Debug)]
pub struct Quarantine {
    turn: Semaphore,
    /// The mark that undoes the current attempt.
    undo: Mutex<Option<Outbound>>,
}

/// A redelivered message that is being processed. There is only one at a time.
#[derive(Debug)]
pub struct Quarantined<'a> {
    _turn: SemaphorePermit<'a>,
}

/// Why a redelivered message may not be processed.
#[derive(Debug)]
pub enum Denied {
    /// It crashed too many processes. The number is that of the attempts.
    Deadly(Failed, u32),
    /// The service was asked to stop.
    Stopping,
}

impl Quarantine {
    /// An empty quarantine.
    pub fn new() -> Self {
        Self { turn: Semaphore::new(1), undo: Mutex::default() }
    }

    /// Waits until no other redelivered message is being processed, and stores the attempt.
    /// Releases the message's `permit` while it waits.
    pub async fn enter<E: Edge>(
        &self,
        resources: &Resources<E>,
        span: &DeliverySpan,
        permit: Permit<'_>,
    ) -> Result<Quarantined<'_>, Denied> {
        let _waiting = resources.in_flight.wait();
        drop(permit);
        let turn = tokio::select! {
            biased;
            () = resources.stop.cancelled() => return Err(Denied::Stopping),
            turn = self.turn.acquire() => turn.expect("the semaphore is never closed"),
        };
        let (outlet, origin) = (Outlet(resources), &span.delivery.origin);
        let begun = outlet.attempts_begun(origin).await?;
        if begun >= MAX_UNSETTLED {
            return Err(Denied::Deadly(crashed(), begun));
        }
        outlet.store_attempts_begun(origin, begun + 1).await?;
        *self.undo() = Some(redelivery_mark(resources.stage, origin, begun));
        Ok(Quarantined { _turn: turn })
    }

    /// Undoes the current attempt, if there is one. Called when the attempt has ended in any way;
    /// otherwise a document whose acknowledgements are lost in three restarts of the server would
    /// count as the cause of a crash. Also called when the service stops during the attempt.
    pub async fn clear<E: Edge>(&self, resources: &Resources<E>) {
        let undo = self.undo().take();
        let Some(undo) = undo else { return };
        if let Err(error) = resources.edge.publish(undo).await {
            tracing::warn!(error = %error, "could not undo a stored attempt");
        }
    }

    fn undo(&self) -> MutexGuard<'_, Option<Outbound>> {
        self.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Stuck> for Denied {
    /// A mark is never too large, so the service is stopping.
    fn from(_: Stuck) -> Self {
        Self::Stopping
    }
}

fn crashed() -> Failed {
    Failed {
        id: None,
        code: "crashed",
        detail: format!(
            "the service died {MAX_UNSETTLED} times while it processed only this document: a bug or too little memory, please report it"
        ),
        verdict: Verdict::Reject,
    }
}
