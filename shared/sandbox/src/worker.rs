use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::frame::{self, Kind};
use crate::{Active, Limits, WorkFailure};

/// A running worker. It is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    child: Child,
    /// Both directions. Unlike a pipe, a socket supports deadlines.
    stream: UnixStream,
    /// What it writes to stderr.
    errors: UnixStream,
    active: Active,
    pieces: u32,
}

/// How a worker ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Before it had received any work.
    Before,
    Because(WorkFailure),
}

/// How long a worker may take to start, even on a machine under load.
const START: Duration = Duration::from_secs(10);
/// Maximum number of bytes of stderr that are inspected.
const ERRORS: usize = 64 * 1024;

impl Worker {
    pub(crate) fn start(
        program: &Path,
        arguments: &[String],
        limits: &Limits,
    ) -> Result<Self, WorkFailure> {
        let begun = || {
            let (stream, input) = UnixStream::pair()?;
            let (errors, stderr) = UnixStream::pair()?;
            errors.set_nonblocking(true)?;
            let child = Command::new(program)
                .args(arguments)
                .env_clear()
                .current_dir("/")
                .stdin(Stdio::from(OwnedFd::from(input)))
                .stdout(Stdio::null())
                .stderr(Stdio::from(OwnedFd::from(stderr)))
                .spawn()?;
            let active = Active::default();
            let mut worker = Self { child, stream, errors, active, pieces: 0 };
            worker.stream.set_read_timeout(Some(START))?;
            match frame::read(&mut worker.stream, limits.answer)? {
                (Kind::Ready, body) => {
                    worker.active = Active::of_byte(body.first().copied().unwrap_or_default());
                    Ok(worker)
                }
                _ => Err(io::ErrorKind::InvalidData.into()),
            }
        };
        begun().map_err(WorkFailure::NoWorker)
    }

    pub(crate) fn active(&self) -> Active {
        self.active
    }

    /// How many pieces of work it has done.
    pub(crate) fn pieces(&self) -> u32 {
        self.pieces
    }

    /// Processes one piece of work.
    pub(crate) fn work(
        &mut self,
        parts: &[&[u8]],
        limits: &Limits,
        progress: &mut dyn FnMut(),
    ) -> Result<Vec<u8>, Ended> {
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            return Err(Ended::Before);
        }
        self.pieces += 1;
        self.read_errors();
        let end = Instant::now() + limits.time;
        let mut timed = Timed { stream: &mut self.stream, end, step: limits.step };
        let answer = frame::write(&mut timed, Kind::Work, parts).and_then(|()| {
            loop {
                match frame::read(&mut timed, limits.answer)? {
                    (Kind::Progress, _) => progress(),
                    answer => return Ok(answer),
                }
            }
        });
        match answer {
            Ok((Kind::Answer, body)) => Ok(body),
            Ok(_) => Err(Ended::Because(WorkFailure::Crashed)),
            Err(error) => Err(Ended::Because(self.failure(&error))),
        }
    }

    /// Why the worker doesn't answer.
    fn failure(&mut self, error: &io::Error) -> WorkFailure {
        if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) {
            return WorkFailure::TimedOut;
        }
        // The connection breaks when it ends; anything else that it sends is not trusted.
        let lied = error.kind() == io::ErrorKind::InvalidData;
        let ended = if lied { None } else { self.wait() };
        let errors = self.read_errors();
        let signal = ended.and_then(|status| status.signal());
        let refused = b"memory allocation of";
        match signal {
            Some(SIGXCPU) => WorkFailure::TimedOut,
            // Not by us: the kernel does it when the machine or the container has no memory left.
            Some(SIGKILL) => WorkFailure::OutOfMemory,
            _ if errors.windows(refused.len()).any(|part| part == refused) => {
                WorkFailure::OutOfMemory
            }
            _ => WorkFailure::Crashed,
        }
    }

    /// Waits a moment for a process that is ending.
    fn wait(&mut self) -> Option<ExitStatus> {
        for _ in 0..100 {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Its output on stderr. Read between two pieces of work, so that it never blocks on a full buffer.
    fn read_errors(&mut self) -> Vec<u8> {
        let mut all = Vec::new();
        // The end, or no data at the moment.
        let _ = self.errors.by_ref().take(ERRORS as u64).read_to_end(&mut all);
        all
    }
}

const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A stream whose reads and writes end in time.
struct Timed<'a> {
    stream: &'a mut UnixStream,
    end: Instant,
    step: Duration,
}

impl Timed<'_> {
    /// How long the next read or write may take.
    fn wait(&self) -> io::Result<Option<Duration>> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(Some(left.min(self.step)))
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.wait()?)?;
        self.stream.read(buffer)
    }
}

impl io::Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.wait()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
