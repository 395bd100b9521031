//! The account that the streams in a server's data belong to.

use std::io;
use std::path::Path;

use broker::table::STREAMS;

use crate::fault::Fault;

/// The account of clients on a server without accounts.
pub(crate) const OPEN: &str = "$G";
/// The account of the streams in `deploy/nats`.
pub(crate) const COURANT: &str = "COURANT";

const ABSENT: [io::ErrorKind; 2] = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];

/// Rejects a server's `store_dir` that holds the pipeline's streams in another account than `own`:
/// they would not be found, and empty ones would be created.
pub(crate) fn check(store: &Path, own: &str) -> Result<(), Fault> {
    let folder = store.join("jetstream");
    let other = other_account(&folder, own);
    let other = other.map_err(|error| Fault::Unreadable { path: folder.clone(), error })?;
    match other {
        None => Ok(()),
        Some(account) => Err(Fault::OtherAccount { folder, account, own: own.to_owned() }),
    }
}

fn other_account(folder: &Path, own: &str) -> io::Result<Option<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        // The server has not stored anything yet, or can't and will report that.
        Err(error) if ABSENT.contains(&error.kind()) => return Ok(None),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let account = entry.file_name().to_string_lossy().into_owned();
        let streams = entry.path().join("streams");
        for stream in STREAMS {
            if account != own && streams.join(stream.name).try_exists()? {
                return Ok(Some(account));
            }
        }
    }
    Ok(None)
}
