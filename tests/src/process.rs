use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::child::Guarded;
use crate::workspace;

/// The program `courant`, as a user would start it: its arguments, environment and input.
///
/// It stands in the workspace's root, and sees of the environment neither NATS's, nor Courant's,
/// nor OpenTelemetry's variables but those given here. Telemetry is off unless a test wants it.
#[derive(Debug)]
pub struct Courant {
    command: Command,
    input: Vec<u8>,
}

impl Courant {
    /// `courant` with these arguments.
    pub fn new(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        Self::program("courant", arguments)
    }

    /// Another program that was built beside it.
    pub fn program(name: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let mut command = Command::new(built(name));
        command.args(arguments).current_dir(workspace());
        for (name, _) in std::env::vars_os() {
            if ours(&name) {
                command.env_remove(name);
            }
        }
        command.env("OTEL_SDK_DISABLED", "true");
        Self { command, input: Vec::new() }
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives it these bytes on stdin, which is empty otherwise.
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Starts it.
    pub fn start(mut self) -> Process {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let at = |name: &str| folder.path().join(name);
        // Files, not pipes: a pipe that nobody reads stops the process at 64 KB.
        fs::write(at("stdin"), &self.input).expect("the folder is ours");
        let input = File::open(at("stdin")).expect("it has just been written");
        let output = File::create(at("stdout")).expect("the folder is ours");
        let errors = File::create(at("stderr")).expect("the folder is ours");
        let command = self.command.stdin(Stdio::from(input)).stdout(output).stderr(errors);
        let child = command.spawn().expect("the program is there");
        Process { guarded: Guarded::new(child), folder }
    }

    /// Starts it and waits for its end, at most `limit`.
    #[track_caller]
    pub fn run(self, limit: Duration) -> Ended {
        let mut process = self.start();
        let code = process.wait(limit);
        Ended { code, stdout: process.stdout(), stderr: process.stderr() }
    }
}

/// What a process that has ended leaves.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
}

/// A running `courant`; killed when dropped.
#[derive(Debug)]
pub struct Process {
    guarded: Guarded,
    folder: TempDir,
}

impl Process {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.guarded.id()
    }

    /// Whether it has not ended.
    pub fn runs(&mut self) -> bool {
        self.guarded.ended().is_none()
    }

    /// Asks it to stop (SIGTERM), unless it has ended.
    pub fn terminate(&mut self) {
        self.guarded.signal(Signal::TERM);
    }

    /// Ends it as a crash would (SIGKILL), and waits until it is gone.
    pub fn kill(&mut self) {
        self.guarded.kill();
    }

    /// Waits for its end and gives its exit code, `None` where a signal ended it. Fails where it
    /// still runs after `limit`.
    #[track_caller]
    pub fn wait(&mut self, limit: Duration) -> Option<i32> {
        match self.guarded.wait(limit) {
            Some(status) => status.code(),
            None => panic!("courant still ran after {limit:?}; it said:\n{}", self.stderr()),
        }
    }

    /// What it has printed so far.
    pub fn stdout(&self) -> String {
        self.read("stdout")
    }

    /// What it has said beside so far: logs, progress, errors.
    pub fn stderr(&self) -> String {
        self.read("stderr")
    }

    fn read(&self, name: &str) -> String {
        let bytes = fs::read(self.folder.path().join(name)).expect("made when it was started");
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn ours(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    ["COURANT_", "NATS_", "OTEL_"].iter().any(|prefix| name.starts_with(prefix))
}

/// `target/<profile>/courant`: the test's own executable stands in `deps/` beside it.
fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running program has a path");
    let profile =
        test.parent().and_then(|deps| deps.parent()).expect("it is in target/<profile>/deps");
    let program = profile.join(name);
    assert!(program.is_file(), "{name} is not built: `make test` builds it before the tests");
    program
}
