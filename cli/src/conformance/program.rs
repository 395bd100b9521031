use std::ffi::OsString;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use super::place::Place;
use crate::fault::Fault;

/// The program as a process, which ends when this is dropped.
pub(super) struct Program(Child);

impl Program {
    pub(super) fn start(
        command: &[OsString],
        place: &Place,
        url: &str,
        log: &Path,
    ) -> Result<Self, Fault> {
        let cannot = |error| Fault::Start { program: command[0].to_string_lossy().into(), error };
        let log = File::options().create(true).append(true).open(log).map_err(cannot)?;
        let child = Command::new(&command[0])
            .args(&command[1..])
            .env("NATS_URL", url)
            .env("COURANT_INPUT", place.input())
            .env("COURANT_OUTPUT", place.spec.output)
            .env("COURANT_ADMIN", format!("127.0.0.1:{}", free_port().map_err(cannot)?))
            .env("COURANT_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(cannot)?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(cannot)?;
        Ok(Self(child))
    }

    /// Whether it still runs.
    pub(super) fn runs(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Sends SIGTERM, and returns the exit code if the program ends in time.
    pub(super) async fn terminate(&mut self, within: Duration) -> Result<Option<i32>, String> {
        if let Some(id) = self.0.id().and_then(|id| Pid::from_raw(id.try_into().ok()?)) {
            let _ = kill_process(id, Signal::TERM);
        }
        match tokio::time::timeout(within, self.0.wait()).await {
            Ok(Ok(status)) => Ok(status.code()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("it did not end within {} s", within.as_secs())),
        }
    }

    /// Sends SIGKILL and waits for the end.
    pub(super) async fn kill(&mut self) {
        // It fails only if the program has ended already.
        let _ = self.0.kill().await;
    }
}

pub(super) fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
