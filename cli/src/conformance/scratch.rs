use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use broker::{Broker, NatsSettings, PublishedFull, SetupSettings, setup};
use tokio::process::{Child, Command};

use super::program::free_port;
use crate::fault::Fault;
use crate::up::find_server;

/// A server with Courant's streams in a temporary folder. Both are removed when this is dropped.
pub(super) struct Scratch {
    pub(super) url: String,
    pub(super) broker: Broker,
    pub(super) folder: PathBuf,
    _server: Child,
}

/// How long the server waits for an acknowledgement: short, for quick redeliveries.
pub(super) const ACK_WAIT: Duration = Duration::from_secs(3);
/// Small, so that a stream is soon full.
const STORE: u64 = 24 << 20;
const STARTS_WITHIN: Duration = Duration::from_secs(30);

impl Scratch {
    pub(super) async fn start() -> Result<Self, Fault> {
        let program = find_server().ok_or(Fault::NoServer)?;
        let folder =
            std::env::temp_dir().join(format!("courant-conformance-{}", std::process::id()));
        let unwritable = |error| Fault::Unwritable { path: folder.clone(), error };
        std::fs::create_dir_all(&folder).map_err(unwritable)?;
        let port = free_port().map_err(unwritable)?;
        let cannot = |error| Fault::Start { program: program.display().to_string(), error };
        let server = Command::new(&program)
            .args([
                "--addr",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--jetstream",
                "--store_dir",
            ])
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(cannot)?;
        let url = format!("nats://127.0.0.1:{port}");
        let broker = connect(&url).await?;
        let settings = SetupSettings {
            store: STORE,
            stream_size: Vec::new(),
            keep: Duration::from_secs(24 * 60 * 60),
            published_full: PublishedFull::default(),
            replicas: 1,
            ack_wait: ACK_WAIT,
            lane_limit: None,
        };
        setup(&broker, &settings, None, true, true).await?;
        Ok(Self { url, broker, folder, _server: server })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn connect(url: &str) -> Result<Broker, Fault> {
    let until = tokio::time::Instant::now() + STARTS_WITHIN;
    loop {
        match Broker::connect(&NatsSettings::at(url), "courant conformance").await {
            Ok(broker) => return Ok(broker),
            Err(error) if error.is_transient() && tokio::time::Instant::now() < until => {}
            Err(error) => return Err(Fault::Connect(error)),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
