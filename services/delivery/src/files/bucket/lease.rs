use std::io;
use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use tokio::sync::Mutex;

use super::of;

/// Lets one delivery at a time write under a prefix.
///
/// Each writer has a number, one more than the last one, and an object of that name, which only one
/// of several can create. The object says until when the writer writes; after that, another one may
/// take the next number.
#[derive(Debug)]
pub struct Lease {
    folder: Path,
    held: Mutex<Option<Held>>,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    number: u64,
    until: Timestamp,
}

/// For how long a writer writes without renewing its lease.
const TERM: Duration = Duration::from_secs(20);
/// It is renewed when so much is left: longer than a request may take.
const MARGIN: Duration = Duration::from_secs(12);

impl Lease {
    /// With its objects in this folder.
    pub fn new(folder: Path) -> Self {
        Self { folder, held: Mutex::new(None) }
    }

    /// Takes or renews the lease. The error `ResourceBusy` means that another delivery holds it.
    pub async fn hold(&self, store: &impl ObjectStore) -> io::Result<()> {
        let mut held = self.held.lock().await;
        let now = Timestamp::now();
        if held.is_some_and(|held| held.until > now + MARGIN) {
            return Ok(());
        }
        let last = self.last(store).await?;
        let ours = held.map(|held| held.number);
        let until = now + TERM;
        let next = match last {
            // Nobody has taken another number.
            Some((number, _)) if ours == Some(number) => {
                store.put(&self.at(number), payload(until)).await.map_err(of)?;
                Held { number, until }
            }
            Some((_, theirs)) if theirs > now => {
                *held = None;
                return Err(io::ErrorKind::ResourceBusy.into());
            }
            last => {
                let number = last.map_or(1, |(number, _)| number + 1);
                let options = PutOptions::from(PutMode::Create);
                match store.put_opts(&self.at(number), payload(until), options).await {
                    Ok(_) => {}
                    Err(object_store::Error::AlreadyExists { .. }) => {
                        *held = None;
                        return Err(io::ErrorKind::ResourceBusy.into());
                    }
                    Err(error) => return Err(of(error)),
                }
                if let Some((old, _)) = last {
                    // One that stays does no harm.
                    let _ = store.delete(&self.at(old)).await;
                }
                Held { number, until }
            }
        };
        *held = Some(next);
        Ok(())
    }

    /// The highest number, and until when its writer writes.
    async fn last(&self, store: &impl ObjectStore) -> io::Result<Option<(u64, Timestamp)>> {
        let listed: Vec<_> = store.list(Some(&self.folder)).try_collect().await.map_err(of)?;
        let number = |path: &Path| path.filename().and_then(|name| name.parse().ok());
        let Some(last) = listed.iter().filter_map(|object| number(&object.location)).max() else {
            return Ok(None);
        };
        let found = store.get(&self.at(last)).await.map_err(of)?;
        let text = found.bytes().await.map_err(of)?;
        let until = std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
        Ok(Some((last, until.unwrap_or(Timestamp::UNIX_EPOCH))))
    }

    fn at(&self, number: u64) -> Path {
        self.folder.clone().join(format!("{number:012}"))
    }
}

fn payload(until: Timestamp) -> PutPayload {
    until.to_string().into_bytes().into()
}
