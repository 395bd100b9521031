use std::io;
use std::path::{Path, PathBuf};

use super::config::accounts;
use super::list::List;

/// The list, and the file that is made from it.
pub(crate) const LIST: &str = "pipeline.toml";
const ACCOUNTS: &str = "accounts.conf";

/// A file of the server's configuration, and whether it is as the list says.
#[derive(Debug)]
pub(crate) struct Generated {
    pub(crate) path: PathBuf,
    pub(crate) state: State,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Same,
    Written,
    Differs,
}

/// Makes the server's configuration from `pipeline.toml` in the same folder. With `write`, writes
/// what differs.
pub(crate) fn generate(folder: &Path, write: bool) -> Result<Generated, FileError> {
    let list = read(&folder.join(LIST))?;
    let path = folder.join(ACCOUNTS);
    let wanted = accounts(&list);
    let failed = |error| FileError::Io { path: path.clone(), error };
    let state = match std::fs::read_to_string(&path) {
        Ok(is) if is == wanted => State::Same,
        Ok(_) if !write => State::Differs,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !write => State::Differs,
        Ok(_) => State::Written,
        Err(error) if error.kind() == io::ErrorKind::NotFound => State::Written,
        Err(error) => return Err(failed(error)),
    };
    if state == State::Written {
        std::fs::write(&path, wanted).map_err(failed)?;
    }
    Ok(Generated { path, state })
}

/// Reads a list.
pub(crate) fn read(path: &Path) -> Result<List, FileError> {
    let failed = |error| FileError::Io { path: path.to_owned(), error };
    let text = std::fs::read_to_string(path).map_err(failed)?;
    List::parse(&text).map_err(|why| FileError::List { path: path.to_owned(), why })
}

/// Why the server's configuration can't be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// A file can't be read or written.
    #[error("can't read or write {} ({error}): check that it exists and you may", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The list is wrong.
    #[error("{}: {why}", path.display())]
    List {
        /// Which.
        path: PathBuf,
        /// What is wrong in it.
        why: String,
    },
}
