//! Keeps what the replicas of a stage know together in a key-value bucket.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{LookupError, put};
use stage::Shared;

use crate::edge::Edge;
use crate::resources::Resources;

/// How often the bucket is read, and new entries are stored.
const EVERY: Duration = Duration::from_millis(500);
/// How often this replica checks whether the bucket was recreated.
const ROUNDS: u32 = 20;

const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(100))
    .with_max_delay(Duration::from_secs(5))
    .without_max_times();

/// One bucket, as this replica follows it.
#[derive(Debug)]
pub struct Follower {
    shared: Arc<dyn Shared>,
    next: u64,
}

impl Follower {
    /// From the beginning of the bucket on.
    pub fn new(shared: Arc<dyn Shared>) -> Self {
        Self { shared, next: 1 }
    }

    /// Reads the whole bucket, however often that takes. Returns early if the service is to stop.
    pub async fn load<E: Edge>(&mut self, resources: &Resources<E>) {
        let mut backoff = BACKOFF.build();
        let mut told = false;
        while let Err(error) = self.read(&resources.edge).await {
            if !told {
                let bucket = self.shared.bucket();
                tracing::warn!(courant.bucket = bucket, error = %error, "could not read what the replicas share, retrying");
                told = true;
            }
            let wait = backoff.next().expect("the number of retries is not limited");
            if resources.stopped_within(wait).await {
                return;
            }
        }
    }

    /// Follows the bucket and stores new entries, until the service is asked to stop.
    pub async fn follow<E: Edge>(mut self, resources: &Resources<E>) {
        let mut round = 0;
        while !resources.stopped_within(EVERY).await {
            self.store(&resources.edge).await;
            round = (round + 1) % ROUNDS;
            if round == 0 && self.is_recreated(&resources.edge).await {
                self.next = 1;
            }
            // If it fails, the next time is soon.
            let _ = self.read(&resources.edge).await;
        }
        self.store(&resources.edge).await;
    }

    /// Whether the bucket counts from 1 again. What it held before is still known here.
    async fn is_recreated<E: Edge>(&self, edge: &E) -> bool {
        let stream = format!("KV_{}", self.shared.bucket());
        let metrics = edge.stream_metrics(&stream).await;
        metrics.is_ok_and(|metrics| metrics.last_sequence + 1 < self.next)
    }

    async fn read<E: Edge>(&mut self, edge: &E) -> Result<(), LookupError> {
        loop {
            let entries = edge.entries(self.shared.bucket(), self.next).await?;
            let Some(last) = entries.last() else { return Ok(()) };
            self.next = last.sequence + 1;
            for entry in &entries {
                self.shared.learn(&entry.key, entry.value.as_deref());
            }
        }
    }

    /// An entry that can't be stored is known to this replica alone.
    async fn store<E: Edge>(&self, edge: &E) {
        let bucket = self.shared.bucket();
        let mut failed = None;
        for (key, value) in self.shared.take_new() {
            let stored = edge.publish(put(bucket, &key, value.into())).await;
            failed = failed.or(stored.err());
        }
        if let Some(error) = failed {
            tracing::warn!(courant.bucket = bucket, error = %error, "could not store what the replicas share");
        }
    }
}
