use std::io::{self, BufWriter, Stdout, Write};

/// The data on stdout, line by line. Held until [`flush`](Self::flush): that is one system call
/// for many short lines, as long as more are ready.
pub(crate) struct Output(BufWriter<Stdout>);

/// Why a line could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// The reader has gone; that is its right.
    #[error("stdout is closed")]
    Closed,
    /// Anything else.
    #[error("can't write to stdout ({0}): see that there is room where it goes")]
    Failed(#[source] io::Error),
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout()))
    }

    /// Writes one line; `text` has no line break at its end.
    pub(crate) fn line(&mut self, text: &[u8]) -> Result<(), OutputError> {
        self.0.write_all(text).and_then(|()| self.0.write_all(b"\n")).map_err(OutputError::of)
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.0.write_all(bytes).map_err(OutputError::of)
    }

    /// Hands on what is held.
    pub(crate) fn flush(&mut self) -> Result<(), OutputError> {
        self.0.flush().map_err(OutputError::of)
    }
}

impl OutputError {
    fn of(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Failed(error) }
    }
}
