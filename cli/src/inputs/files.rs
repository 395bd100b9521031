use std::io;
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use walkdir::{DirEntry, WalkDir};

use super::kind::Kind;
use super::refusal::InputError;
use super::skipped::Skipped;

/// The files that paths name. A folder stands for the documents in it and its subfolders, sorted by name.
pub(super) struct Files {
    given: IntoIter<PathBuf>,
    /// The folder that is being walked.
    walk: Option<Walk>,
    skipped: Skipped,
}

struct Walk {
    folder: PathBuf,
    entries: walkdir::IntoIter,
    found: bool,
}

impl Files {
    pub(super) fn new(given: Vec<PathBuf>, skipped: Skipped) -> Self {
        Self { given: given.into_iter(), walk: None, skipped }
    }

    fn entry(&self, entry: walkdir::Result<DirEntry>) -> Option<Refusable> {
        match entry {
            Ok(entry) if entry.path().is_dir() => None,
            Ok(entry) if Kind::of(entry.path()) == Kind::Unknown => {
                self.skipped.count(entry.path());
                None
            }
            Ok(entry) => Some(Ok(entry.into_path())),
            Err(error) => {
                let path = error.path().unwrap_or(Path::new("")).to_owned();
                let error = error.into_io_error().unwrap_or(io::ErrorKind::Other.into());
                Some(Err((path, InputError::of(error))))
            }
        }
    }
}

type Refusable = Result<PathBuf, (PathBuf, InputError)>;

impl Iterator for Files {
    type Item = Refusable;

    fn next(&mut self) -> Option<Refusable> {
        loop {
            while let Some(entry) = self.walk.as_mut().and_then(|walk| walk.entries.next()) {
                if let Some(file) = self.entry(entry) {
                    self.walk.iter_mut().for_each(|walk| walk.found = true);
                    return Some(file);
                }
            }
            if let Some(Walk { folder, .. }) = self.walk.take_if(|walk| !walk.found) {
                return Some(Err((folder, InputError::NothingInside)));
            }
            let path = self.given.next()?;
            if !path.is_dir() || path == Path::new(super::STDIN) {
                return Some(Ok(path));
            }
            let entries = WalkDir::new(&path).sort_by_file_name().into_iter();
            self.walk = Some(Walk { folder: path, entries, found: false });
        }
    }
}
