use std::net::{Ipv4Addr, TcpListener};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use broker::{Broker, NatsSettings, SetupSettings};

use super::child::Spec;
use super::data_lock::DataLock;
use crate::accounts;
use crate::fault::Fault;
use crate::store_account;

/// The server's log, in its data folder.
pub(super) const LOG: &str = "nats-server.log";
/// How long a server may take to start.
const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// Our own nats-server: its program, data and configuration.
pub(super) fn spec(
    data: &Path,
    port: u16,
    streams: &SetupSettings,
    partitions: NonZeroU16,
) -> Result<Spec, Fault> {
    let program = find().ok_or(Fault::NoServer)?;
    std::fs::create_dir_all(data).map_err(|error| unwritable(data, error))?;
    let data = data.canonicalize().map_err(|error| unwritable(data, error))?;
    let lock = DataLock::acquire(&data)?;
    store_account::check(&data.join("jetstream"), store_account::OPEN)?;
    // Otherwise `up` would use any server that answers there.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|_| Fault::PortTaken(port))?;
    let file = data.join("nats-server.conf");
    std::fs::write(&file, configuration(&data, port, streams.store, partitions))
        .map_err(|error| unwritable(&file, error))?;
    Ok(Spec {
        name: "nats-server".into(),
        program,
        arguments: vec!["--config".into(), file.into()],
        environment: Vec::new(),
        folder: None,
        grace: Duration::from_secs(20),
        lock: Some(Arc::new(lock)),
        log: Some(data.join(LOG)),
        reloads: None,
    })
}

/// Waits until the server answers.
pub(super) async fn reach(nats: &NatsSettings) -> Result<Broker, Fault> {
    let until = tokio::time::Instant::now() + STARTS_WITHIN;
    loop {
        match Broker::connect(nats, "courant up").await {
            Ok(broker) => return Ok(broker),
            Err(error) if error.is_transient() && tokio::time::Instant::now() < until => {}
            Err(error) => return Err(Fault::Connect(error)),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn configuration(data: &Path, port: u16, store: u64, partitions: NonZeroU16) -> String {
    // Strings in the server's configuration language are JSON strings.
    let quoted = |path: PathBuf| serde_json::Value::from(path.to_string_lossy()).to_string();
    let log = quoted(data.join(LOG));
    let store_dir = quoted(data.join("jetstream"));
    let mappings = match accounts::mappings(partitions, partitions) {
        lines if lines.is_empty() => String::new(),
        lines => format!("mappings {{\n{}\n}}\n", lines.join("\n")),
    };
    format!(
        "# written by `courant up` at each start\n\
         host: 127.0.0.1\n\
         port: {port}\n\
         max_payload: 8MB\n\
         log_file: {log}\n\
         jetstream {{ store_dir: {store_dir}, max_file_store: {store} }}\n\
         {mappings}"
    )
}

/// On the PATH, or where `make tools` puts it.
pub(crate) fn find() -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "PATH is how programs are found, no setting of ours"
    )]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from(".tools")]);
    folders.map(|folder| folder.join("nats-server")).find(|file| file.is_file())
}

fn unwritable(path: &Path, error: std::io::Error) -> Fault {
    Fault::Unwritable { path: path.to_owned(), error }
}
