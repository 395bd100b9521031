use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::store::Stored;

/// Prefix of an unfinished file's name.
const UNFINISHED: &str = ".unfinished-";

/// The folder of the files, with a single writer.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Makes the names of unfinished files unique.
    started: AtomicU64,
    /// Files are written one at a time, in the order of the calls.
    turn: Arc<Mutex<()>>,
    /// Locked until the process ends in any way.
    _lock: File,
}

impl Folder {
    /// Locks the folder, and removes files that a killed writer left unfinished. An error is a
    /// usage error.
    pub fn open(path: PathBuf) -> Result<Self, String> {
        let wrong = |error: io::Error| {
            format!("COURANT_FILES_FOLDER: {} can't be used: {}", path.display(), error.kind())
        };
        fs::create_dir_all(&path).map_err(wrong)?;
        let lock = File::create(path.join(".lock")).map_err(wrong)?;
        lock.try_lock().map_err(|_| {
            format!(
                "COURANT_FILES_FOLDER: another delivery writes to {}: give each a folder of its own",
                path.display()
            )
        })?;
        remove_unfinished(&path).map_err(wrong)?;
        Ok(Self { path, started: AtomicU64::new(0), turn: Arc::default(), _lock: lock })
    }

    /// The right to write. A write keeps it until it ends, even if nobody waits for it any more;
    /// otherwise earlier content could replace later content.
    pub async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }

    /// Writes a file. It appears when it is complete and on disk.
    pub fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path.join(path);
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        let unfinished = Unfinished(folder.join(format!("{UNFINISHED}{number}-{name}")));
        let mut target = File::create(&unfinished.0)?;
        target.write_all(bytes)?;
        target.sync_all()?;
        fs::rename(&unfinished.0, &path)?;
        // Also syncs the directory entries of the file and of new folders.
        let mut at = folder;
        loop {
            File::open(at)?.sync_all()?;
            match at.parent() {
                Some(parent) if at != self.path => at = parent,
                _ => return Ok(()),
            }
        }
    }

    /// The content of a file.
    pub fn get(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a file.
    pub fn delete(&self, path: &str) -> io::Result<()> {
        match fs::remove_file(self.path.join(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The files of articles: those whose names don't begin with a dot.
    pub fn list(&self) -> io::Result<Vec<Stored>> {
        let mut found = Vec::new();
        self.list_below("", &mut found)?;
        Ok(found)
    }

    fn list_below(&self, below: &str, found: &mut Vec<Stored>) -> io::Result<()> {
        for entry in fs::read_dir(self.path.join(below))? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            match entry.file_type()?.is_dir() {
                true => self.list_below(&path, found)?,
                false => found.push(Stored { path, size: entry.metadata()?.len() }),
            }
        }
        Ok(())
    }
}

/// An unfinished file, removed when dropped unless it was renamed.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // If this fails, the next start removes it.
        let _ = fs::remove_file(&self.0);
    }
}

fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_unfinished(&entry.path())?;
        } else if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_writer_and_keeps_nothing_unfinished() {
        let folder = tempfile::tempdir().unwrap();
        let day = folder.path().join("day=2026-11-26");
        fs::create_dir(&day).unwrap();
        fs::write(day.join(".unfinished-x"), "half").unwrap();
        fs::write(day.join("x.jsonl.zst"), "whole").unwrap();
        let first = Folder::open(folder.path().to_owned()).unwrap();
        assert!(!day.join(".unfinished-x").exists() && day.join("x.jsonl.zst").exists());
        let second = Folder::open(folder.path().to_owned());
        assert!(second.is_err_and(|why| why.contains("another delivery")));
        drop(first);
        assert!(Folder::open(folder.path().to_owned()).is_ok());
    }

    #[test]
    fn a_file_that_fails_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path().to_owned()).unwrap();
        folder.put("day=2026-11-26/x", b"whole").unwrap();
        // A folder with something in it can't be replaced by a file.
        let day = root.path().join("day=2026-11-26");
        assert!(folder.put("day=2026-11-26", b"half").is_err());
        assert_eq!(fs::read(day.join("x")).unwrap(), b"whole");
        let names = |at: &Path| fs::read_dir(at).unwrap().count();
        assert_eq!((names(root.path()), names(&day)), (2, 1), "the lock, the day and its file");
    }
}
