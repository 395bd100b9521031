use std::sync::PoisonError;

use article::Section;
use broker::Delivery;
use tokio::sync::SemaphorePermit;

use crate::in_flight::Permit;
use crate::outlet::Stuck;
use crate::service::Service;
use stage::{Failed, Stage, Verdict};

/// So many attempts that end without a word, and a document is taken for the cause.
const DEADLY: u32 = 3;

/// A message that came a second time: its predecessor here or elsewhere died with it in hand.
///
/// Suspects run one at a time, and each attempt is noted on the server before it begins, so that
/// a document that kills its process is told from those that were in the same process by chance.
pub struct Suspect<'a, S: Stage> {
    service: &'a Service<S>,
    _turn: SemaphorePermit<'a>,
}

/// What is to be done with a suspect that may not begin.
pub enum Halt {
    /// It killed too often.
    Deadly(Failed, u32),
    /// The service is to stop.
    Stopping,
}

impl<'a, S: Stage> Suspect<'a, S> {
    /// Waits its turn and notes the attempt. Meanwhile its endpoints is free for fresh work.
    pub async fn begin(
        service: &'a Service<S>,
        delivery: &'a Delivery,
        held: Permit<'_>,
    ) -> Result<Self, Halt> {
        let _waiting = service.in_flight.wait();
        drop(held);
        let turn = tokio::select! {
            biased;
            () = service.stop.cancelled() => return Err(Halt::Stopping),
            turn = service.suspects.acquire() => turn.expect("the semaphore is never closed"),
        };
        let (stage, origin) = (S::Section::STAGE, &delivery.origin);
        let outlet = service.outlet();
        let begun = outlet.attempts_begun(stage, origin).await.map_err(halt)?;
        if begun >= DEADLY {
            return Err(Halt::Deadly(crashed(), begun));
        }
        outlet.note_attempts(stage, origin, begun + 1).await.map_err(halt)?;
        let before = broker::redelivery_mark(stage, origin, begun);
        *service.noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        Ok(Self { service, _turn: turn })
    }

    /// The attempt ended with a word, whatever it was: it does not count. Else a document whose
    /// acks are lost in three restarts of the server would be taken for a killer.
    pub async fn forgive(&self) {
        forgive(self.service).await;
    }
}

/// Takes back the attempt that is noted now, if there is one. At a stop that finds a suspect still
/// in hand it is our own end that ends the attempt, and no crash.
pub async fn forgive<S: Stage>(service: &Service<S>) {
    let noted = service.noted.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(before) = noted else { return };
    if let Err(error) = service.broker.publish(before).await {
        tracing::warn!(error = %error, "could not take back a noted attempt");
    }
}

fn halt(_: Stuck) -> Halt {
    Halt::Stopping
}

fn crashed() -> Failed {
    Failed {
        id: None,
        code: "crashed",
        detail: format!(
            "the service died {DEADLY} times while it worked on this document alone: a fault of the program or too little memory, please report it"
        ),
        verdict: Verdict::Reject,
    }
}
