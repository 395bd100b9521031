use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use crate::fault::Fault;
use crate::messages;

/// A program to keep running.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    /// Its name in messages: `ingestion`, `language-detection 2`.
    pub(super) name: String,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) environment: Vec<(&'static str, String)>,
    /// How long it may take to stop.
    pub(super) grace: Duration,
}

/// After this time a program counts as healthy.
const HEALTHY_AFTER: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Spec {
    /// Keeps the program running until `stop`, then stops it.
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
                    messages::say(format_args!("{} ended ({how}); restarting it", self.name));
                }
            }
            if began.elapsed() > HEALTHY_AFTER {
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
            .arg("exec-with-parent")
            .arg(std::process::id().to_string())
            .arg(&self.program)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // Its own process group: Ctrl-C reaches only `up`, which stops its children in order.
            .process_group(0)
            .spawn()
            .map_err(failed)
    }

    async fn end(&self, child: &mut Child) -> Result<(), Fault> {
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(pid) = pid {
            // It may have just ended by itself.
            let _ = kill_process(pid, Signal::TERM);
        }
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
