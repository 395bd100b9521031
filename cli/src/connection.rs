use std::future::Future;
use std::path::PathBuf;

use broker::{Broker, NatsSettings};
use config::Config;
use telemetry::{LogSettings, Telemetry, TelemetrySettings, TraceSettings};

use crate::fault::Fault;
use crate::pipeline_file;

/// How a command connects to the server.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Connection {
    /// What to log to stderr: a level, or comma-separated `target=level` pairs
    #[arg(long = "log", env = "COURANT_LOG", value_name = "FILTER", default_value = "error")]
    log: String,
    /// File that describes the pipeline, if it has stages other than Courant's four
    #[arg(long, env = "COURANT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) nats: NatsSettings,
}

impl Connection {
    /// Connects once, because a person is waiting and can try again.
    pub(crate) async fn open(&self) -> Result<Broker, Fault> {
        Telemetry::logs_only(&self.log()).map_err(Fault::Setting)?;
        self.connect().await
    }

    /// Logs this target's warnings, whatever the filter.
    pub(crate) fn with_warnings_of(mut self, target: &str) -> Self {
        self.log = format!("{},{target}=warn", self.log);
        self
    }

    /// Connects once, after telemetry has been started.
    pub(crate) async fn connect(&self) -> Result<Broker, Fault> {
        let config = self.config()?;
        let broker = Broker::connect(&self.nats, "courant").await.map_err(Fault::Connect)?;
        Telemetry::connected(self.nats.server());
        Ok(broker.with_topology(config.topology().clone()))
    }

    /// The pipeline that the file describes.
    pub(crate) fn config(&self) -> Result<Config, Fault> {
        pipeline_file::read(self.config.as_deref())
    }

    /// Whether there is a file.
    pub(crate) fn has_config(&self) -> bool {
        self.config.is_some()
    }

    /// Starts logs and traces of a command that sends documents.
    pub(crate) fn telemetry(&self, traces: TraceSettings) -> Result<Telemetry, Fault> {
        let settings = TelemetrySettings { log: self.log(), traces };
        let version = env!("CARGO_PKG_VERSION");
        Telemetry::start(&settings, "courant", version).map_err(Fault::Setting)
    }

    fn log(&self) -> LogSettings {
        LogSettings { filter: self.log.clone(), log_format: None }
    }
}

/// Runs a command that talks to the server, on the main thread, because child processes end with
/// the thread that started them.
pub(crate) fn run_async<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    run_on(&mut tokio::runtime::Builder::new_current_thread(), work)
}

/// Runs a command that reads complete streams. The connection has its own thread, so messages
/// arrive while others are decoded.
pub(crate) fn run_reading<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    run_on(tokio::runtime::Builder::new_multi_thread().worker_threads(1), work)
}

fn run_on<T>(
    builder: &mut tokio::runtime::Builder,
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let runtime = builder.enable_all().build();
    let runtime = runtime.map_err(Fault::Threads)?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}
