use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::data_lock::DataLock;
use crate::fault::Fault;
use crate::messages;

/// A program to keep running.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    /// Its name in messages: `ingestion`, `language-detection 2`.
    pub(super) name: String,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) environment: Vec<(String, String)>,
    /// Where it runs; `None` for the folder of `up`.
    pub(super) folder: Option<PathBuf>,
    /// How long it may take to stop.
    pub(super) grace: Duration,
    /// A lock that it also holds.
    pub(super) lock: Option<Arc<DataLock>>,
    /// The log to quote if it does not start; its stderr is always shown.
    pub(super) log: Option<PathBuf>,
    /// Changes when it should reload its settings.
    pub(super) reloads: Option<watch::Receiver<()>>,
}

/// After this time a program counts as healthy.
const HEALTHY_AFTER: Duration = Duration::from_secs(60);
/// Delay before a restart: 125 to 250 ms at first, then doubled, at most 10 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(125))
    .with_max_delay(Duration::from_secs(5))
    .without_max_times();
/// A program that ends this many times in a row before it is healthy is not restarted again.
const MAX_FAILURES: u32 = 3;
/// The exit code of a wrong command line or setting.
const USAGE: i32 = 2;
/// How many lines of the log are quoted.
const QUOTED: usize = 8;

impl Spec {
    /// Keeps the program running until `stop`, then stops it.
    pub(super) async fn keep(mut self, stop: CancellationToken) -> Result<(), Fault> {
        let mut backoff = BACKOFF.build();
        let mut failures = 0;
        loop {
            let began = Instant::now();
            let mut child = self.start()?;
            let status = loop {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => return self.end(&mut child).await,
                    status = child.wait() => break status,
                    () = changed(self.reloads.as_mut()) => send(&child, Signal::HUP),
                }
            };
            let usage = status.as_ref().is_ok_and(|status| status.code() == Some(USAGE));
            let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
            if began.elapsed() > HEALTHY_AFTER {
                (backoff, failures) = (BACKOFF.build(), 0);
            }
            failures += 1;
            if usage || failures == MAX_FAILURES {
                return Err(self.does_not_start(how));
            }
            messages::say(format_args!("{} ended ({how}); restarting it", self.name));
            let wait = backoff.next().expect("the number of restarts is not limited");
            if tokio::time::timeout(wait, stop.cancelled()).await.is_ok() {
                return Ok(());
            }
        }
    }

    fn does_not_start(&self, how: String) -> Fault {
        let log = self.log.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        for line in &lines[lines.len().saturating_sub(QUOTED)..] {
            messages::say(format_args!("{}: {line}", self.name));
        }
        let hint = match &self.log {
            Some(log) => format!("see the lines above and {}", log.display()),
            None => "see its messages above".to_owned(),
        };
        Fault::DoesNotStart { name: self.name.clone(), how, hint }
    }

    fn start(&self) -> Result<Child, Fault> {
        let failed = |error| Fault::Start { program: self.name.clone(), error };
        let myself = std::env::current_exe().map_err(failed)?;
        let mut command = Command::new(myself);
        command
            .arg("exec-with-parent")
            .arg(std::process::id().to_string())
            .arg(&self.program)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // Its own process group: Ctrl-C reaches only `up`, which stops its children in order.
            .process_group(0);
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        match &self.lock {
            Some(lock) => lock.inherited(|| command.spawn()),
            None => command.spawn(),
        }
        .map_err(failed)
    }

    async fn end(&self, child: &mut Child) -> Result<(), Fault> {
        send(child, Signal::TERM);
        if tokio::time::timeout(self.grace, child.wait()).await.is_err() {
            messages::say(format_args!("{} did not stop in time; killing it", self.name));
            child
                .kill()
                .await
                .map_err(|error| Fault::Start { program: self.name.clone(), error })?;
        }
        Ok(())
    }
}

fn send(child: &Child, signal: Signal) {
    let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    if let Some(pid) = pid {
        // It may just have ended by itself.
        let _ = kill_process(pid, signal);
    }
}

async fn changed(reloads: Option<&mut watch::Receiver<()>>) {
    let changed = match reloads {
        Some(reloads) => reloads.changed().await.is_ok(),
        None => false,
    };
    if !changed {
        std::future::pending::<()>().await;
    }
}
