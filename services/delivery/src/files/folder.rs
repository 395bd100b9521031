use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::batch_file::BatchFile;
use super::{Format, LEVEL, line};
use crate::parquet_file::ParquetFile;

/// How an unfinished file's name begins.
const UNFINISHED: &str = ".unfinished-";

/// The folder of the files, with one writer.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Locked until the process ends, however it ends.
    _lock: File,
}

impl Folder {
    /// Takes the folder, and removes what a killed writer has left unfinished. An error is a usage
    /// error.
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
        Ok(Self { path, _lock: lock })
    }

    /// Writes a file. It appears when it is complete and on the disk.
    pub fn write(&self, file: &BatchFile, format: Format) -> io::Result<()> {
        let folder = self.path.join(&file.folder);
        fs::create_dir_all(&folder)?;
        let name = format!("{}.{}", file.name(), format.extension());
        let unfinished = folder.join(format!("{UNFINISHED}{name}"));
        let target = File::create(&unfinished)?;
        match format {
            Format::Jsonl => write_lines(file, &target)?,
            Format::Parquet => {
                let mut writer = ParquetFile::new(&target)?;
                writer.write(&file.articles)?;
                writer.finish()?;
            }
        }
        target.sync_all()?;
        fs::rename(&unfinished, folder.join(name))?;
        // The names are on the disk, too: of the file, and of folders that may be new.
        let mut at = folder.as_path();
        loop {
            File::open(at)?.sync_all()?;
            match at.parent() {
                Some(parent) if at != self.path => at = parent,
                _ => return Ok(()),
            }
        }
    }
}

fn write_lines(file: &BatchFile, to: &File) -> io::Result<()> {
    let mut encoder = zstd::Encoder::new(to, LEVEL)?;
    encoder.include_checksum(true)?;
    let mut writer = BufWriter::new(encoder);
    for article in &file.articles {
        line::write(article, &mut writer)?;
    }
    writer.flush()?;
    let encoder = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    encoder.finish().map(drop)
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
}
