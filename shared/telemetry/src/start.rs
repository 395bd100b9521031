use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use crate::exporter::Exporter;
use crate::queue::Queue;
use crate::recorder::Recorder;
use crate::request::Head;
use crate::resource::resource;
use crate::transport::Transport;
use crate::{LogSettings, SpanCounts, TelemetrySettings, TraceSettings, logs};

/// What a process tells, from its start to its end.
#[derive(Debug)]
pub struct Telemetry {
    counts: Arc<SpanCounts>,
    /// Hears when the exporter has ended; `None` where there is none.
    exporter: Option<Receiver<()>>,
}

impl Telemetry {
    /// Starts logs and traces. Called once, before anything is told, and not on an async thread.
    ///
    /// An error is a usage error: one line that names the setting.
    pub fn start(
        settings: &TelemetrySettings,
        service: &'static str,
        version: &'static str,
    ) -> Result<Self, String> {
        let counts = Arc::new(SpanCounts::default());
        let exporter = match settings.traces.disabled {
            true => None,
            false => Some(record(&settings.traces, service, version, &counts)?),
        };
        logs::start(&settings.log)?;
        Ok(Self { counts, exporter })
    }

    /// Starts logs alone.
    pub fn logs_only(settings: &LogSettings) -> Result<(), String> {
        logs::start(settings)
    }

    /// What became of the spans.
    pub fn counts(&self) -> Arc<SpanCounts> {
        Arc::clone(&self.counts)
    }

    /// Sends what is left, within `budget` and not a moment longer. Not on an async thread.
    pub fn end(self, budget: Duration) {
        self.counts.stop();
        if let Some(exporter) = self.exporter {
            // An error is the time being over, or the exporter's end.
            let _ = exporter.recv_timeout(budget);
        }
    }
}

/// Records spans from now on, and starts the exporter: on a thread and a runtime of its own, since
/// on the application's it would wait for the very thread that waits for it at the end.
fn record(
    settings: &TraceSettings,
    service: &'static str,
    version: &'static str,
    counts: &Arc<SpanCounts>,
) -> Result<Receiver<()>, String> {
    let collector = settings.collector.read()?;
    let no_thread = |error: std::io::Error| format!("no thread for telemetry: {error}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(no_thread)?;
    let transport = {
        let _within = runtime.enter();
        Transport::new(collector)?
    };
    let queue = Arc::new(Queue::new(Arc::clone(counts), settings.queue, settings.batch));
    let exporter = Exporter {
        queue: Arc::clone(&queue),
        counts: Arc::clone(counts),
        head: Head::new(&resource(service, version), version),
        transport,
        delay: Duration::from_millis(settings.delay as u64),
    };
    let (end, ended) = sync_channel(1);
    let run = move || {
        runtime.block_on(exporter.run());
        // A name that is being looked up can't be waited for.
        runtime.shutdown_background();
        let _ = end.send(());
    };
    std::thread::Builder::new().name("telemetry".to_owned()).spawn(run).map_err(no_thread)?;
    Recorder::new(queue, settings.sampler, settings.ratio).install();
    Ok(ended)
}
