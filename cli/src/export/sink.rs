use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Format;
use super::columns::ColumnFile;
use super::row::{Article, COLUMNS};
use crate::fault::Fault;
use crate::output::Output;
use crate::printable::{json_line, lines};

/// The destination of an export.
pub(super) enum Sink {
    /// To stdout, which may be a terminal.
    Stdout(Output),
    /// To a file, which gets its name when it is complete.
    File {
        /// What is written.
        writer: Box<Writer>,
        /// The file's name.
        path: PathBuf,
    },
}

/// The writer of a file.
pub(super) enum Writer {
    /// One article after the other.
    Rows(BufWriter<File>),
    /// Column by column.
    Columns(ColumnFile),
}

impl Sink {
    /// Opens it, and writes the header of a table.
    pub(super) fn open(format: Format, path: Option<PathBuf>) -> Result<Self, Fault> {
        let mut sink = match path {
            None if format == Format::Parquet => {
                return Err(Fault::Setting("--format parquet needs --output PATH".to_owned()));
            }
            None => Self::Stdout(Output::stdout()),
            Some(path) => {
                let open = || {
                    let file = File::create(unfinished(&path))?;
                    Ok(match format {
                        Format::Parquet => Writer::Columns(ColumnFile::new(file)?),
                        Format::Jsonl | Format::Csv | Format::Markdown => {
                            Writer::Rows(BufWriter::new(file))
                        }
                    })
                };
                let writer = Box::new(open().map_err(|error| wrong(&path, &error))?);
                Self::File { writer, path }
            }
        };
        if format == Format::Csv {
            sink.write(Article::Cells(COLUMNS.map(str::to_owned).to_vec()))?;
        }
        Ok(sink)
    }

    /// Writes an article.
    pub(super) fn write(&mut self, article: Article) -> Result<(), Fault> {
        match self {
            Self::Stdout(output) => {
                match article {
                    Article::Json(json) => output.json(&json)?,
                    Article::Cells(cells) => {
                        let cells: Vec<String> = cells.iter().map(|cell| lines(cell)).collect();
                        let row = row(&cells).map_err(|error| Fault::Setting(error.to_string()))?;
                        output.bytes(&row)?;
                    }
                    Article::Text(text) => output.lines(&text)?,
                    // `open` refuses it.
                    Article::Columns(_) => {}
                }
                Ok(())
            }
            Self::File { writer, path } => {
                writer.write(article).map_err(|error| wrong(path, &error))
            }
        }
    }

    /// Completes it.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self {
            Self::Stdout(mut output) => Ok(output.flush()?),
            Self::File { writer, path } => {
                let whole = || {
                    writer.finish()?.sync_all()?;
                    fs::rename(unfinished(&path), &path)
                };
                whole().map_err(|error| wrong(&path, &error))
            }
        }
    }
}

impl Writer {
    fn write(&mut self, article: Article) -> io::Result<()> {
        match (self, article) {
            (Self::Columns(file), Article::Columns(article)) => file.write(*article),
            (Self::Rows(file), Article::Json(json)) => {
                file.write_all(&json_line(&json))?;
                file.write_all(b"\n")
            }
            (Self::Rows(file), Article::Cells(cells)) => file.write_all(&row(&cells)?),
            (Self::Rows(file), Article::Text(text)) => file.write_all(text.as_bytes()),
            (Self::Columns(_) | Self::Rows(_), _) => {
                Err(io::Error::other("the format is not that of the file: please report it"))
            }
        }
    }

    fn finish(self) -> io::Result<File> {
        match self {
            Self::Rows(file) => file.into_inner().map_err(io::IntoInnerError::into_error),
            Self::Columns(file) => file.finish(),
        }
    }
}

/// A row of a table.
fn row(cells: &[String]) -> io::Result<Vec<u8>> {
    let mut row = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    row.write_record(cells)?;
    row.into_inner().map_err(|error| error.into_error())
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

fn wrong(path: &Path, error: &io::Error) -> Fault {
    Fault::Setting(format!("--output: {} can't be written: {error}", path.display()))
}
