use std::io;
use std::path::{Path, PathBuf};

use super::config::accounts;
use super::list::List;
use crate::fault::Fault;
use crate::pipeline_file;

/// The list, and the file that is generated from it.
pub(crate) const LIST: &str = "courant.toml";
const ACCOUNTS: &str = "accounts.conf";

/// A file of the server's configuration, and whether it matches the list.
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

/// Generates the server's configuration from `courant.toml` in the same folder. With `write`,
/// writes the file if it differs.
pub(crate) fn generate(folder: &Path, write: bool) -> Result<Generated, Fault> {
    let list = List::of(&pipeline_file::read(Some(&folder.join(LIST)))?);
    let path = folder.join(ACCOUNTS);
    let wanted = accounts(&list);
    let failed = |error| Fault::NatsConfig { path: path.clone(), error };
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
