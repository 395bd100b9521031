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
/// It runs in the root of the workspace, with only the NATS, Courant and OpenTelemetry variables that are
/// given here. Tracing is off unless a test enables it.
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

    /// Another program of the workspace.
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

    /// Sets environment variables.
    pub fn envs(mut self, variables: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.command.envs(variables);
        self
    }

    /// Sets its stdin, which is empty otherwise.
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Starts it.
    pub fn start(mut self) -> Process {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let at = |name: &str| folder.path().join(name);
        // Files, because a pipe without a reader blocks the process at 64 KB.
        fs::write(at("stdin"), &self.input).expect("the folder is ours");
        let input = File::open(at("stdin")).expect("it has just been written");
        let output = File::create(at("stdout")).expect("the folder is ours");
        let errors = File::create(at("stderr")).expect("the folder is ours");
        let command = self.command.stdin(Stdio::from(input)).stdout(output).stderr(errors);
        let child = command.spawn().expect("the program is there");
        Process { guarded: Guarded::new(child), folder }
    }

    /// Starts it and waits until it exits, at most `limit`.
    #[track_caller]
    pub fn run(self, limit: Duration) -> Ended {
        let mut process = self.start();
        let code = process.wait(limit);
        Ended { code, stdout: process.stdout(), stderr: process.stderr() }
    }
}

/// The result of a process.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` if a signal killed it.
    pub code: Option<i32>,
    /// Its stdout.
    pub stdout: String,
    /// Its stderr.
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

    /// Whether it is running.
    pub fn runs(&mut self) -> bool {
        self.guarded.ended().is_none()
    }

    /// Sends SIGTERM, unless it has exited.
    pub fn terminate(&mut self) {
        self.guarded.signal(Signal::TERM);
    }

    /// Makes it reload its settings (SIGHUP), unless it has exited.
    pub fn reload(&mut self) {
        self.guarded.signal(Signal::HUP);
    }

    /// Interrupts it, as Ctrl-C does (SIGINT).
    pub fn interrupt(&mut self) {
        self.guarded.signal(Signal::INT);
    }

    /// Pauses it (SIGSTOP), unless it has exited.
    pub fn pause(&mut self) {
        self.guarded.signal(Signal::STOP);
    }

    /// Resumes it (SIGCONT), unless it has exited.
    pub fn resume(&mut self) {
        self.guarded.signal(Signal::CONT);
    }

    /// Kills it (SIGKILL) and waits until it has exited.
    pub fn kill(&mut self) {
        self.guarded.kill();
    }

    /// Waits until it exits and returns its exit code, or `None` if a signal killed it. Panics if it is
    /// still running after `limit`.
    #[track_caller]
    pub fn wait(&mut self, limit: Duration) -> Option<i32> {
        match self.guarded.wait(limit) {
            Some(status) => status.code(),
            None => panic!("courant still ran after {limit:?}; it said:\n{}", self.stderr()),
        }
    }

    /// Its stdout so far.
    pub fn stdout(&self) -> String {
        self.read("stdout")
    }

    /// Its stderr so far.
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

/// `target/<profile>/courant`; a test's own executable is in `target/<profile>/deps/`.
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running program has a path");
    let folder = test.parent().expect("a file is in a folder");
    let profile = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
    let program = profile.expect("it is in target/<profile>/deps").join(name);
    assert!(program.is_file(), "{name} is not built: `make test` builds it before the tests");
    program
}
