use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use crate::fault::Fault;
use crate::words;

/// A program to keep running.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    /// How people call it: `ingestion`, `language-detection 2`.
    pub(super) name: String,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) environment: Vec<(&'static str, String)>,
    /// How long it may take to end when asked to.
    pub(super) grace: Duration,
}

/// A program that lived for so long was well.
const LIVED: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Spec {
    /// Keeps the program running until asked to stop, then ends it.
    pub(super) async fn keep(self, stop: CancellationToken) -> Result<(), Fault> {
        let mut pause = Duration::from_millis(250);
        loop {
            let began = Instant::now();
            let mut child = self.start()?;
            tokio::select! {
                biased;
                () = stop.cancelled() => return self.end(&mut child).await,
                status = child.wait() => {
                    let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
                    words::say(format_args!("{} ended ({how}), starting it again", self.name));
                }
            }
            if began.elapsed() > LIVED {
                pause = Duration::from_millis(250);
            }
            if tokio::time::timeout(pause, stop.cancelled()).await.is_ok() {
                return Ok(());
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn start(&self) -> Result<Child, Fault> {
        let failed = |error| Fault::Start { program: self.name.clone(), error };
        let myself = std::env::current_exe().map_err(failed)?;
        Command::new(myself)
            .arg("leashed")
            .arg(std::process::id().to_string())
            .arg(&self.program)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // A group of its own: Ctrl-C asks `up`, and `up` asks them in the right order.
            .process_group(0)
            .spawn()
            .map_err(failed)
    }

    async fn end(&self, child: &mut Child) -> Result<(), Fault> {
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(pid) = pid {
            // It may have ended in this very moment; then there is nobody to ask.
            let _ = kill_process(pid, Signal::TERM);
        }
        if tokio::time::timeout(self.grace, child.wait()).await.is_err() {
            words::say(format_args!("{} did not end in time, killing it", self.name));
            child
                .kill()
                .await
                .map_err(|error| Fault::Start { program: self.name.clone(), error })?;
        }
        Ok(())
    }
}
