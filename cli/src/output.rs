use std::io::{self, BufWriter, Stdout, Write};

use crate::printable::{escaped, json_line, lines};

/// The data on stdout, buffered until [`flush`](Self::flush): one system call for many short lines
/// while more are ready.
pub(crate) struct Output(BufWriter<Stdout>);

/// Why a line could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// The reader (`| head`) has closed the pipe, and needs no more.
    #[error("stdout is closed")]
    Closed,
    /// Anything else.
    #[error("can't write to stdout ({0}): check the disk or pipe that it goes to")]
    Failed(#[source] io::Error),
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout()))
    }

    /// Writes JSON as one line.
    pub(crate) fn json(&mut self, json: &[u8]) -> Result<(), OutputError> {
        self.bytes(&json_line(json))?;
        self.bytes(b"\n")
    }

    /// Writes text for people, and a line break if it does not end with one. Characters that
    /// control a terminal are escaped.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), OutputError> {
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.bytes(escaped(line).as_bytes())?;
            self.bytes(b"\n")?;
        }
        Ok(())
    }

    /// Writes a text of several lines. Characters that control a terminal are left out.
    pub(crate) fn lines(&mut self, text: &str) -> Result<(), OutputError> {
        self.bytes(lines(text).as_bytes())
    }

    /// Writes bytes unchanged: a document's, or text that has been sanitised and styled.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.0.write_all(bytes).map_err(OutputError::of)
    }

    /// Flushes the buffer.
    pub(crate) fn flush(&mut self) -> Result<(), OutputError> {
        self.0.flush().map_err(OutputError::of)
    }
}

impl OutputError {
    fn of(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Failed(error) }
    }
}
