//! Reads documents that are not pages: CSV here, all other formats in a worker process.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::IngestError;
use bytes::Bytes;
use formats::{Attachment, Format, FormatError, Reading};
use sandbox::{Limits, Pool, WorkFailure};

/// The readers of documents.
#[derive(Debug)]
pub struct Documents {
    pool: Pool,
}

/// The limits of a worker. With the 16 MB of its program, 256 MB.
const LIMITS: Limits = Limits {
    memory: MEGABYTES << 20,
    time: Duration::from_secs(300),
    step: Duration::from_secs(10),
    answer: ANSWER,
    pieces: 200,
};
/// Bytes of an answer: the text as JSON, and the attachments of an e-mail.
const ANSWER: usize = (64 << 20) + Attachment::BYTES;
const MEGABYTES: u64 = 240;

impl Documents {
    /// The hidden command of a program that starts workers. It calls [`read_documents`].
    pub const COMMAND: &'static str = "read-documents";

    /// Readers whose workers are processes of `program`.
    pub fn of(program: PathBuf) -> Self {
        Self { pool: Pool::new(program, &[Self::COMMAND], LIMITS) }
    }

    /// Starts a worker, and logs which limits are active.
    pub(crate) fn start(&self) {
        match self.pool.start() {
            Ok(active) => tracing::info!(courant.limits = %active, "document reader started"),
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let error = source.unwrap_or_default();
                tracing::warn!(error.message = error, "document reader failed to start");
            }
        }
    }

    /// Reads a document. Calls `progress` when a part of it, such as a page, is read.
    pub(crate) fn read(
        &self,
        format: Format,
        content: &[u8],
        progress: &mut dyn FnMut(),
    ) -> Result<Reading, IngestError> {
        if !format.needs_sandbox() {
            return Ok(formats::read(format, content, progress)?);
        }
        let position = Format::ALL.iter().position(|one| *one == format).unwrap_or_default();
        let answer =
            self.pool.run(&[&[position as u8], content], progress).map_err(
                |failure| match failure {
                    WorkFailure::Crashed => IngestError::Crashed,
                    WorkFailure::OutOfMemory => IngestError::OutOfMemory(MEGABYTES),
                    WorkFailure::TimedOut => IngestError::TimedOut,
                    WorkFailure::NoWorker(error) => IngestError::NoWorker(error.kind()),
                },
            )?;
        // A worker's answer is as untrusted as the document.
        let read = Reading::from_bytes(answer.into()).ok_or(IngestError::Crashed)?;
        Ok(read?)
    }
}

/// Workers that are processes of this program.
impl Default for Documents {
    fn default() -> Self {
        // On Linux the same file, even if it has been replaced in the meantime.
        let program = match cfg!(target_os = "linux") {
            true => PathBuf::from("/proc/self/exe"),
            false => std::env::current_exe().unwrap_or_default(),
        };
        Self::of(program)
    }
}

/// The main function of a worker, for a program started with [`Documents::COMMAND`] and `limits`.
pub fn read_documents(limits: &[&str]) -> ExitCode {
    sandbox::serve(limits, |work, progress| {
        let mut read = || {
            let (position, content) = work.split_first()?;
            let format = *Format::ALL.get(usize::from(*position))?;
            Some(formats::read(format, content, progress))
        };
        let answer = read().unwrap_or(Err(FormatError::Damaged(formats::Defect::Header)));
        let written = Reading::into_bytes(answer);
        match written.iter().map(Bytes::len).sum::<usize>() <= LIMITS.answer {
            true => written,
            false => Reading::into_bytes(Err(FormatError::TooMuch(formats::Bound::Html))),
        }
    })
}
