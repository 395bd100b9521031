use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use crate::fault::Fault;

/// The exclusive lock on a data folder. The kernel releases it when the last process with the file
/// open has ended: `up`, or the server that inherits it.
#[derive(Debug)]
pub(super) struct DataLock(File);

/// The file that is locked; it holds the id of the process.
const FILE: &str = "up.lock";

impl DataLock {
    pub(super) fn acquire(data: &Path) -> Result<Self, Fault> {
        let path = data.join(FILE);
        let unwritable = |error| Fault::Unwritable { path: path.clone(), error };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(data, &mut file)),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        file.set_len(0).map_err(unwritable)?;
        write!(file, "{}", std::process::id()).map_err(unwritable)?;
        Ok(Self(file))
    }

    /// Runs `spawn`, whose child process inherits the lock.
    pub(super) fn inherited<T>(&self, spawn: impl FnOnce() -> T) -> T {
        let flags = |flags| {
            // If this fails, the lock ends with `up`, a moment before its server does.
            let _ = rustix::io::fcntl_setfd(&self.0, flags);
        };
        flags(rustix::io::FdFlags::empty());
        let spawned = spawn();
        flags(rustix::io::FdFlags::CLOEXEC);
        spawned
    }
}

fn in_use(data: &Path, file: &mut File) -> Fault {
    let mut process = String::new();
    // Without it, the message is only less precise.
    let _ = file.read_to_string(&mut process);
    let process = process.trim().parse().ok();
    Fault::DataInUse { data: data.to_owned(), process }
}
