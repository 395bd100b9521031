use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use memchr::memmem::Finder;
use serde::Serialize;

/// Pieces of erased documents in the server's files.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Remains {
    /// How many files were searched.
    pub files: u64,
    /// How many pieces were looked for.
    pub pieces: usize,
    /// The number of pieces found in each file.
    pub found: BTreeMap<PathBuf, usize>,
}

/// Looks for the pieces in every file below a folder. Files and folders that the server removes
/// meanwhile are skipped.
pub fn search_files(folder: &Path, pieces: &[Vec<u8>]) -> io::Result<Remains> {
    let finders: Vec<Finder<'_>> = pieces.iter().map(Finder::new).collect();
    let mut remains = Remains { pieces: pieces.len(), ..Remains::default() };
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = match fs::read_dir(&next) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && next != folder => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = match fs::read(entry.path()) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            remains.files += 1;
            let found = finders.iter().filter(|finder| finder.find(&bytes).is_some()).count();
            if found > 0 {
                remains.found.insert(entry.path(), found);
            }
        }
    }
    Ok(remains)
}
