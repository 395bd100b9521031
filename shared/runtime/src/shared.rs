//! Keeps the shared state of a stage's replicas in a key-value bucket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{LookupError, put};
use stage::Shared;
use tokio_util::sync::CancellationToken;

use crate::edge::Edge;
use crate::fault::Fault;
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

/// The buckets of a stage that this replica watches.
#[derive(Debug, Default)]
pub struct Followers(Vec<Follower>);

impl Followers {
    /// Reads all buckets, within the recovery time. Returns early if the service should stop.
    pub async fn load<E: Edge>(
        &mut self,
        shared: Vec<Arc<dyn Shared>>,
        resources: &Resources<E>,
    ) -> Result<(), Fault> {
        self.adopt(shared);
        for follower in &mut self.0 {
            follower.load(resources).await?;
        }
        Ok(())
    }

    /// Follows the buckets and stores new entries until the service is asked to stop, and once more
    /// when the last message has `ended`. `shared` says what the stage shares: a reload may have
    /// changed it.
    pub async fn follow<E: Edge>(
        mut self,
        shared: impl Fn() -> Vec<Arc<dyn Shared>>,
        resources: &Resources<E>,
        ended: CancellationToken,
    ) {
        let mut round = 0;
        while !resources.stopped_within(EVERY).await {
            round = (round + 1) % ROUNDS;
            self.adopt(shared());
            for follower in &mut self.0 {
                follower.turn(resources, round == 0).await;
            }
        }
        ended.cancelled().await;
        for follower in &self.0 {
            follower.store(&resources.edge).await;
        }
    }

    /// New buckets are read from the beginning.
    fn adopt(&mut self, shared: Vec<Arc<dyn Shared>>) {
        let same = |one: &Arc<dyn Shared>, other: &Arc<dyn Shared>| {
            std::ptr::addr_eq(Arc::as_ptr(one), Arc::as_ptr(other))
        };
        self.0.retain(|known| shared.iter().any(|shared| same(shared, &known.shared)));
        for shared in shared {
            if !self.0.iter().any(|known| same(&shared, &known.shared)) {
                self.0.push(Follower { shared, next: 1, is_unread: false });
            }
        }
    }
}

/// One bucket.
#[derive(Debug)]
struct Follower {
    shared: Arc<dyn Shared>,
    next: u64,
    /// The bucket could not be read the last time.
    is_unread: bool,
}

impl Follower {
    async fn load<E: Edge>(&mut self, resources: &Resources<E>) -> Result<(), Fault> {
        let began = Instant::now();
        let mut backoff = BACKOFF.build();
        while !self.is_read(&resources.edge).await {
            if began.elapsed() > resources.settings.get().recovery {
                return Err(Fault::NotRecovered);
            }
            let wait = backoff.next().expect("the number of retries is not limited");
            if resources.stopped_within(wait).await {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn turn<E: Edge>(&mut self, resources: &Resources<E>, checks: bool) {
        self.store(&resources.edge).await;
        if checks && self.is_recreated(&resources.edge).await {
            self.next = 1;
        }
        self.is_read(&resources.edge).await;
    }

    /// Reads the bucket. Logs only the first of consecutive failures; the next attempt follows soon.
    async fn is_read<E: Edge>(&mut self, edge: &E) -> bool {
        let read = self.read(edge).await;
        if let Err(error) = &read
            && !self.is_unread
        {
            let bucket = self.shared.bucket();
            tracing::warn!(courant.bucket = bucket, error = %error, "could not read the replicas' shared state, retrying");
        }
        self.is_unread = read.is_err();
        read.is_ok()
    }

    /// Whether the bucket was recreated. Its previous entries are still known here.
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

    /// Stores new entries, until one can't be stored: the server is unavailable, and each further
    /// one would wait for an answer. Only this replica knows them then.
    async fn store<E: Edge>(&self, edge: &E) {
        let bucket = self.shared.bucket();
        for (key, value) in self.shared.take_new() {
            if let Err(error) = edge.publish(put(bucket, &key, value.into())).await {
                tracing::warn!(courant.bucket = bucket, error = %error, "could not store the replicas' shared state");
                return;
            }
        }
    }
}
