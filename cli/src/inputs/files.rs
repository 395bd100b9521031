use std::io;
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use super::kind::Kind;
use super::refusal::InputError;

/// The files that paths stand for: a file for itself, a folder for the documents in it, sorted,
/// those of its folders among them.
pub(super) struct Files {
    given: IntoIter<PathBuf>,
    /// What is left of the folders entered, the innermost last.
    entered: Vec<IntoIter<Entry>>,
    /// The folder that was given, as long as no document was found in it.
    barren: Option<PathBuf>,
}

enum Entry {
    File(PathBuf),
    Folder(PathBuf),
}

impl Files {
    pub(super) fn new(given: Vec<PathBuf>) -> Self {
        Self { given: given.into_iter(), entered: Vec::new(), barren: None }
    }

    fn enter(&mut self, folder: PathBuf) -> Option<(PathBuf, InputError)> {
        match entries(&folder) {
            Ok(entries) => {
                self.entered.push(entries.into_iter());
                None
            }
            Err(error) => {
                self.barren = None;
                Some((folder, InputError::of(error)))
            }
        }
    }
}

impl Iterator for Files {
    type Item = Result<PathBuf, (PathBuf, InputError)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(folder) = self.entered.last_mut() {
                match folder.next() {
                    Some(Entry::File(path)) => {
                        self.barren = None;
                        return Some(Ok(path));
                    }
                    Some(Entry::Folder(path)) => {
                        if let Some(refused) = self.enter(path) {
                            return Some(Err(refused));
                        }
                    }
                    None => {
                        self.entered.pop();
                    }
                }
                continue;
            }
            if let Some(folder) = self.barren.take() {
                return Some(Err((folder, InputError::NothingInside)));
            }
            let path = self.given.next()?;
            if !path.is_dir() || path == Path::new(super::STDIN) {
                return Some(Ok(path));
            }
            self.barren = Some(path.clone());
            if let Some(refused) = self.enter(path) {
                return Some(Err(refused));
            }
        }
    }
}

fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // A link to a folder is not followed: it may lead back here.
        if entry.file_type()?.is_dir() {
            entries.push(Entry::Folder(path));
        } else if Kind::of(&path) != Kind::Unknown && !path.is_dir() {
            entries.push(Entry::File(path));
        }
    }
    entries.sort_unstable_by(|one, other| one.path().cmp(other.path()));
    Ok(entries)
}

impl Entry {
    fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Folder(path) => path,
        }
    }
}
