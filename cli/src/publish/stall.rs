use std::pin::Pin;
use std::time::{Duration, Instant};

use broker::Broker;
use operator::{Problem, look};

/// Notices when awaited documents don't move because a stage has no service or no consumer.
pub(super) struct Stall<'a> {
    broker: &'a Broker,
    check: Option<Pin<Box<dyn Future<Output = Option<Problem>> + 'a>>>,
    moved: Instant,
    checked: Instant,
    stalled: Option<Instant>,
}

/// After this long without an outcome, the pipeline is checked, and again after the same time.
const QUIET: Duration = Duration::from_secs(2);
/// A restarted service is back by then.
const GIVE_UP: Duration = Duration::from_secs(30);

/// The result of a check.
pub(super) enum Found {
    /// Nothing, or nothing that this user may see.
    Nothing,
    /// Documents wait; this may be temporary.
    Waiting(Problem),
    /// Documents have waited too long.
    GaveUp(Problem),
}

impl<'a> Stall<'a> {
    pub(super) fn new(broker: &'a Broker) -> Self {
        let now = Instant::now();
        Self { broker, check: None, moved: now, checked: now, stalled: None }
    }

    /// Records that an outcome has arrived.
    pub(super) fn moved(&mut self) {
        self.moved = Instant::now();
        self.stalled = None;
    }

    /// Starts a check if it is time for one.
    pub(super) fn tick(&mut self) {
        let quiet = self.moved.elapsed() > QUIET && self.checked.elapsed() > QUIET;
        if quiet && self.check.is_none() {
            self.check = Some(Box::pin(stalled(self.broker)));
        }
    }

    /// The result of the current check. Dropping the future loses nothing.
    pub(super) async fn found(&mut self) -> Found {
        let Some(check) = &mut self.check else { return std::future::pending().await };
        let problem = check.await;
        self.check = None;
        self.checked = Instant::now();
        let Some(problem) = problem else {
            self.stalled = None;
            return Found::Nothing;
        };
        let since = *self.stalled.get_or_insert_with(Instant::now);
        match since.elapsed() > GIVE_UP {
            true => Found::GaveUp(problem),
            false => Found::Waiting(problem),
        }
    }
}

async fn stalled(broker: &Broker) -> Option<Problem> {
    let streams = broker.all_stream_metrics().await.ok()?;
    let look = look(broker, &streams).await.ok()?;
    look.problems.into_iter().find(Problem::is_stalled)
}
