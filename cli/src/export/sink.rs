use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Format;
use super::row::{Article, COLUMNS};
use crate::fault::Fault;
use crate::output::Output;
use crate::printable::{json_line, lines};

/// Where an export goes.
pub(super) enum Sink {
    /// To stdout, which may be a terminal.
    Stdout(Output),
    /// To a file, which gets its name when it is complete.
    File {
        /// What is written.
        writer: BufWriter<File>,
        /// The file's name.
        path: PathBuf,
    },
}

impl Sink {
    /// Opens it, and writes the head of a table.
    pub(super) fn open(format: Format, path: Option<PathBuf>) -> Result<Self, Fault> {
        let mut sink = match path {
            None => Self::Stdout(Output::stdout()),
            Some(path) => {
                let file = File::create(unfinished(&path));
                let file = file.map_err(|error| wrong(&path, &error))?;
                Self::File { writer: BufWriter::new(file), path }
            }
        };
        if format == Format::Csv {
            sink.write(&Article::Cells(COLUMNS.map(str::to_owned).to_vec()))?;
        }
        Ok(sink)
    }

    /// Writes an article.
    pub(super) fn write(&mut self, article: &Article) -> Result<(), Fault> {
        match self {
            Self::Stdout(output) => {
                match article {
                    Article::Json(json) => output.json(json)?,
                    Article::Cells(cells) => {
                        let cells: Vec<String> = cells.iter().map(|cell| lines(cell)).collect();
                        let row = row(&cells).map_err(|error| Fault::Setting(error.to_string()))?;
                        output.bytes(&row)?;
                    }
                    Article::Text(text) => output.lines(text)?,
                }
                Ok(())
            }
            Self::File { writer, path } => {
                let written = match article {
                    Article::Json(json) => {
                        writer.write_all(&json_line(json)).and_then(|()| writer.write_all(b"\n"))
                    }
                    Article::Cells(cells) => row(cells).and_then(|row| writer.write_all(&row)),
                    Article::Text(text) => writer.write_all(text.as_bytes()),
                };
                written.map_err(|error| wrong(path, &error))
            }
        }
    }

    /// Completes it.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self {
            Self::Stdout(mut output) => Ok(output.flush()?),
            Self::File { writer, path } => {
                let whole = || {
                    let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                    file.sync_all()?;
                    fs::rename(unfinished(&path), &path)
                };
                whole().map_err(|error| wrong(&path, &error))
            }
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
