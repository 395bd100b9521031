use std::fs::File;
use std::io;

use delivery::ParquetFile;
use stage::Article;

/// A Parquet file that is written in row groups, so that few articles are in memory.
#[derive(Debug)]
pub(super) struct ColumnFile {
    file: ParquetFile<File>,
    group: Vec<Article>,
    bytes: usize,
}

/// Maximum number of articles, or bytes of records, in a group.
const ROWS: usize = 5_000;
const BYTES: usize = 16 << 20;

impl ColumnFile {
    pub(super) fn new(file: File) -> io::Result<Self> {
        Ok(Self { file: ParquetFile::new(file)?, group: Vec::new(), bytes: 0 })
    }

    pub(super) fn write(&mut self, article: Article) -> io::Result<()> {
        self.bytes += article.json.len();
        self.group.push(article);
        if self.group.len() < ROWS && self.bytes < BYTES { Ok(()) } else { self.end_group() }
    }

    /// The complete file.
    pub(super) fn finish(mut self) -> io::Result<File> {
        self.end_group()?;
        self.file.finish()
    }

    fn end_group(&mut self) -> io::Result<()> {
        if !self.group.is_empty() {
            self.file.write(&self.group)?;
        }
        self.group.clear();
        self.bytes = 0;
        Ok(())
    }
}
