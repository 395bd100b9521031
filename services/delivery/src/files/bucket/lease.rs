use std::io;
use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use super::of;
use crate::files::store::Epoch;

/// Lets one delivery at a time write under a prefix.
///
/// A term is a numbered object, which only one of several writers can create. It contains when the
/// term ends; after that, another writer may create the next number. A writer also renews its lease
/// by creating the next number, so it can't renew one that another has just taken.
#[derive(Debug)]
pub struct Lease {
    folder: Path,
    own: Mutex<Own>,
}

/// This writer's own terms.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    held: Option<Held>,
    /// The last term that it created, or may have created without receiving the answer.
    tried: Option<Term>,
    /// How often it has acquired the lease.
    epoch: Epoch,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    epoch: Epoch,
    term: Term,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Term {
    number: u64,
    until: Timestamp,
}

impl Own {
    fn is(&self, term: Term) -> bool {
        self.tried == Some(term) || self.held.is_some_and(|held| held.term == term)
    }
}

impl Held {
    fn left(&self) -> Duration {
        left(self.term.until).saturating_sub(SLACK)
    }
}

/// Length of a term.
const TERM: Duration = Duration::from_secs(20);
/// The writer stops this long before the end, because clocks differ, and servers truncate times to
/// seconds.
const SLACK: Duration = Duration::from_secs(2);
/// The lease is renewed when this much time is left, which is also how long the renewal may take.
const MARGIN: Duration = Duration::from_secs(10);
/// Delay between two attempts to renew it.
const RETRY: Duration = Duration::from_secs(1);

impl Lease {
    /// A lease with its objects in this folder.
    pub fn new(folder: Path) -> Self {
        Self { folder, own: Mutex::default() }
    }

    /// Takes or renews the lease. The epoch changes when another delivery may have written in the
    /// meantime. The error `ResourceBusy` means that another one holds the lease.
    pub async fn hold(&self, store: &impl ObjectStore) -> io::Result<Epoch> {
        self.held(store).await.map(|held| held.epoch)
    }

    /// Ends the term now, if it is held, so another delivery need not wait for its end.
    pub async fn release(&self, store: &impl ObjectStore) {
        let mut own = self.own.lock().await;
        own.tried = None;
        let Some(held) = own.held.take().filter(|held| !held.left().is_zero()) else { return };
        let now = payload(Timestamp::now());
        if let Err(error) = store.put(&self.at(held.term.number), now).await {
            // It ends by itself.
            tracing::warn!(error.message = %of(error).kind(), "the lease could not be released");
        }
    }

    /// Runs a request that changes something, and keeps the lease meanwhile. The request is aborted
    /// if the lease ends or another delivery has had it since `epoch`.
    pub async fn during<T>(
        &self,
        store: &impl ObjectStore,
        epoch: Epoch,
        request: impl Future<Output = object_store::Result<T>>,
    ) -> io::Result<T> {
        if self.hold(store).await? != epoch {
            return Err(lost());
        }
        let done = tokio::select! {
            biased;
            error = self.keep(store, epoch) => return Err(error),
            done = request => done.map_err(of)?,
        };
        match self.is_held(epoch).await {
            true => Ok(done),
            false => Err(lost()),
        }
    }

    /// Renews the lease until a renewal fails.
    async fn keep(&self, store: &impl ObjectStore, epoch: Epoch) -> io::Error {
        loop {
            let wait = match self.held(store).await {
                Ok(held) if held.epoch == epoch => held.left().saturating_sub(MARGIN),
                Ok(_) => return lost(),
                Err(error) if error.kind() == io::ErrorKind::ResourceBusy => return error,
                Err(error) if !self.is_held(epoch).await => return error,
                Err(_) => Duration::ZERO,
            };
            sleep(wait.max(RETRY)).await;
        }
    }

    async fn is_held(&self, epoch: Epoch) -> bool {
        let held = self.own.lock().await.held;
        held.is_some_and(|held| held.epoch == epoch && !held.left().is_zero())
    }

    async fn held(&self, store: &impl ObjectStore) -> io::Result<Held> {
        let mut own = self.own.lock().await;
        let left = own.held.map_or(Duration::ZERO, |held| held.left());
        if let Some(held) = own.held.filter(|_| left > MARGIN) {
            return Ok(held);
        }
        // A lease that is still held must be renewed before it ends.
        let within = if left.is_zero() { TERM } else { left };
        let taken = timeout(within, self.take(store, &mut own)).await;
        taken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Takes the next term.
    async fn take(&self, store: &impl ObjectStore, own: &mut Own) -> io::Result<Held> {
        let last = self.last(store).await?;
        if last.is_none_or(|(term, _)| !own.is(term)) {
            own.held = None;
            if last.is_some_and(|(_, ends)| !left(ends).is_zero()) {
                return Err(lost());
            }
        }
        let number = last.map_or(1, |(term, _)| term.number + 1);
        let term = Term { number, until: Timestamp::now() + TERM };
        own.tried = Some(term);
        let options = PutOptions::from(PutMode::Create);
        match store.put_opts(&self.at(number), payload(term.until), options).await {
            Ok(_) => {}
            // If it is this writer's own term, the next attempt recognizes it by its time.
            Err(object_store::Error::AlreadyExists { .. }) => return Err(lost()),
            Err(error) => return Err(of(error)),
        }
        // A slow writer may create a number that others have already used and removed.
        let terms = self.terms(store).await?;
        if terms.iter().any(|&(other, _)| other > number) {
            own.held = None;
            return Err(lost());
        }
        for (other, _) in terms.into_iter().filter(|&(other, _)| other < number) {
            // A remaining one does no harm.
            let _ = store.delete(&self.at(other)).await;
        }
        if own.held.is_none() {
            own.epoch.0 += 1;
        }
        Ok(*own.held.insert(Held { epoch: own.epoch, term }))
    }

    /// The term with the highest number, and when it ends at the latest.
    async fn last(&self, store: &impl ObjectStore) -> io::Result<Option<(Term, Timestamp)>> {
        let terms = self.terms(store).await?;
        let Some((number, object)) = terms.into_iter().max_by_key(|(number, _)| *number) else {
            return Ok(None);
        };
        let found = match store.get(&self.at(number)).await {
            Ok(found) => found.bytes().await.map_err(of)?,
            // Its writer has just renewed it.
            Err(object_store::Error::NotFound { .. }) => return Err(lost()),
            Err(error) => return Err(of(error)),
        };
        let until = std::str::from_utf8(&found).ok().and_then(|text| text.parse().ok());
        // Whatever its writer's clock says, it lasts no longer than a term.
        let stored = Timestamp::from_millisecond(object.last_modified.timestamp_millis());
        let latest = stored.unwrap_or(Timestamp::UNIX_EPOCH) + TERM;
        let term = Term { number, until: until.unwrap_or(latest) };
        Ok(Some((term, term.until.min(latest))))
    }

    async fn terms(&self, store: &impl ObjectStore) -> io::Result<Vec<(u64, ObjectMeta)>> {
        let listed: Vec<_> = store.list(Some(&self.folder)).try_collect().await.map_err(of)?;
        let number = |object: ObjectMeta| {
            let number = object.location.filename().and_then(|name| name.parse().ok())?;
            Some((number, object))
        };
        Ok(listed.into_iter().filter_map(number).collect())
    }

    fn at(&self, number: u64) -> Path {
        self.folder.clone().join(format!("{number:012}"))
    }
}

fn left(until: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO)
}

fn lost() -> io::Error {
    io::ErrorKind::ResourceBusy.into()
}

fn payload(until: Timestamp) -> PutPayload {
    until.to_string().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    fn lease() -> Lease {
        Lease::new(Path::from(".writer"))
    }

    /// Makes the term this much older.
    async fn age(lease: &Lease, store: &InMemory, age: Duration) {
        let mut own = lease.own.lock().await;
        let held = own.held.as_mut().unwrap();
        held.term.until -= age;
        store.put(&lease.at(held.term.number), payload(held.term.until)).await.unwrap();
    }

    async fn is_busy(lease: &Lease, store: &InMemory) -> bool {
        lease.hold(store).await.is_err_and(|error| error.kind() == io::ErrorKind::ResourceBusy)
    }

    #[tokio::test]
    async fn it_has_one_holder_and_another_epoch_after_another_holder() {
        let (store, first, second) = (InMemory::new(), lease(), lease());
        let epoch = first.hold(&store).await.unwrap();
        assert!(is_busy(&second, &store).await);
        age(&first, &store, TERM - MARGIN).await;
        assert_eq!(first.hold(&store).await.unwrap(), epoch, "renewed");
        assert!(is_busy(&second, &store).await);
        age(&first, &store, TERM).await;
        assert_eq!(first.hold(&store).await.unwrap(), epoch, "nobody took it in the meantime");
        age(&first, &store, TERM).await;
        second.hold(&store).await.unwrap();
        assert!(is_busy(&first, &store).await);
        age(&second, &store, TERM).await;
        assert_ne!(first.hold(&store).await.unwrap(), epoch);
        assert_eq!(first.terms(&store).await.unwrap().len(), 1, "earlier terms are removed");
    }

    #[tokio::test]
    async fn a_released_lease_can_be_taken_at_once() {
        let (store, first, second) = (InMemory::new(), lease(), lease());
        first.hold(&store).await.unwrap();
        first.release(&store).await;
        second.hold(&store).await.unwrap();
        // Another writer's lease is not released.
        first.release(&store).await;
        assert!(is_busy(&first, &store).await);
    }

    #[tokio::test]
    async fn a_term_ends_whatever_the_clock_of_its_writer_says() {
        let (store, lease) = (InMemory::new(), lease());
        let far = Timestamp::now() + Duration::from_secs(3600);
        store.put(&lease.at(1), payload(far)).await.unwrap();
        let (_, ends) = lease.last(&store).await.unwrap().unwrap();
        assert!(left(ends) <= TERM, "{ends}");
    }

    #[tokio::test]
    async fn a_request_is_given_up_with_the_lease() {
        let (store, lease) = (InMemory::new(), lease());
        let epoch = lease.hold(&store).await.unwrap();
        assert_eq!(lease.during(&store, epoch, async { Ok(7) }).await.unwrap(), 7);
        assert!(lease.during(&store, Epoch::default(), async { Ok(7) }).await.is_err());
        let request = async {
            age(&lease, &store, TERM).await;
            Ok(())
        };
        let error = lease.during(&store, epoch, request).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
    }
}
