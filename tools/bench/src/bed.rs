use std::path::Path;
use std::time::Duration;

use article::header::NATS_MSG_ID;
use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{Consumer, pull};
use async_nats::jetstream::message::StreamMessage;
use broker::table::{STAGES, StageSpec};
use broker::{Broker, NatsSettings, PublishedFull, SetupSettings};
use bytes::Bytes;
use e2e::{Client, Collector, PATIENCE, Server};
use futures_util::{StreamExt, stream};

use bench::{Hop, Placed, cpu, record, sentences};

/// A fresh server with the streams set up, and the processes measured on it.
pub struct Bed {
    /// The benchmark's own client.
    pub client: Client,
    /// Publishes the documents.
    source: Client,
    /// A connection to the same server through the runtime's broker.
    pub broker: Broker,
    /// The accounts of the services; `None` without users.
    services: Option<Services>,
    /// OpenTelemetry's variables for processes that are started later.
    telemetry: Vec<(String, String)>,
    server: Server,
    running: Vec<Placed>,
}

/// The tracing of the stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traces {
    /// Disabled by `OTEL_SDK_DISABLED`.
    Off,
    /// All traces are recorded, and a collector accepts them.
    Sampled,
    /// No trace is recorded.
    Unsampled,
    /// All traces are recorded, and there is no collector.
    NoCollector,
}

/// The accounts of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// One for each service.
    Separate,
    /// That of the streams for all services.
    Together,
}

impl Services {
    /// The other of the two.
    pub const fn other(self) -> Self {
        match self {
            Self::Separate => Self::Together,
            Self::Together => Self::Separate,
        }
    }
}

/// Length of a document's text, for a record of 4 KB.
const TEXT: usize = 3_900;
/// Concurrent publishes while documents are loaded.
const LOADING: usize = 256;

impl Bed {
    /// A new server without users, with empty streams.
    pub async fn fresh() -> Self {
        Self::on(Server::start(), None).await
    }

    /// A new server with the users of this `courant.toml`, whose services are in separate accounts or
    /// in that of the streams.
    pub async fn guarded(list: &str, services: Services) -> Self {
        let server = Server::with(&e2e::guarded_with(list));
        Self::on(server, Some(services)).await
    }

    async fn on(server: Server, services: Option<Services>) -> Self {
        let mut settings = NatsSettings::at(server.url());
        if services.is_some() {
            settings.nats_user = Some("setup".to_owned());
            settings.nats_password = Some(e2e::password("setup"));
        }
        let broker = Broker::connect(&settings, "bench").await.expect("the server is up");
        let streams = SetupSettings {
            store: 8 << 30,
            stream_size: Vec::new(),
            keep: Duration::from_secs(60 * 60),
            published_full: PublishedFull::Refuse,
            replicas: 1,
            ack_wait: Duration::from_secs(30),
            lane_limit: None,
        };
        broker::setup(&broker, &streams, None, true, false).await.expect("the server is empty");
        let (client, source) = match services {
            None => (Client::connect(&server).await, Client::connect(&server).await),
            Some(_) => (logged_in(&server, "setup").await, logged_in(&server, "source").await),
        };
        Self {
            client,
            source,
            broker,
            services,
            telemetry: Vec::new(),
            server,
            running: Vec::new(),
        }
    }

    /// Sets the tracing of processes that are started later, with this collector.
    pub fn trace(&mut self, traces: Traces, collector: &Collector) {
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let settings = collector.settings().map(own);
        self.telemetry = match traces {
            Traces::Off => Vec::new(),
            // Twice the default, so that a busy machine drops no spans. The SDK allocates the whole
            // queue at start, so a much larger one would distort the measurement.
            Traces::Sampled => {
                let queue = own(("OTEL_BSP_MAX_QUEUE_SIZE", "65536"));
                settings.into_iter().chain([queue]).collect()
            }
            Traces::Unsampled => {
                let none = own(("OTEL_TRACES_SAMPLER", "parentbased_always_off"));
                settings.into_iter().chain([none]).collect()
            }
            Traces::NoCollector => {
                let nobody = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
                [("OTEL_SDK_DISABLED", "false"), nobody].map(own).into()
            }
        };
    }

    /// Starts `hop` in place of a stage, and returns its process ID.
    pub fn place(&mut self, hop: Hop, spec: &StageSpec) -> u32 {
        let mut more = self.telemetry.clone();
        if let Some(services) = self.services {
            more.extend(e2e::login(spec.stage).map(|(name, value)| (name.to_owned(), value)));
            if services == Services::Separate {
                more.push(("NATS_JS_API_PREFIX".to_owned(), "COURANT.API".to_owned()));
            }
        }
        let placed = hop.place(spec, &self.server.url(), more);
        let id = placed.id();
        self.running.push(placed);
        id
    }

    /// Starts do-nothing stages of another build, with programs in `folder`.
    pub fn chain_of(&mut self, folder: &Path) {
        for spec in &STAGES {
            let placed = Hop::DoNothing.place_of(folder, spec, &self.server.url(), []);
            self.running.push(placed);
        }
    }

    /// Starts `hop` in place of each of the four stages.
    pub fn chain(&mut self, hop: Hop) {
        for spec in &STAGES {
            self.place(hop, spec);
        }
    }

    /// Microseconds of CPU time so far, of the started processes and of the server.
    pub fn cpu(&self) -> (f64, f64) {
        let placed = self.running.iter().map(|placed| cpu::used(placed.id())).sum();
        (placed, self.server.id().map_or(0.0, cpu::used))
    }

    /// Waits until each of these stages pulls messages.
    pub async fn asked_for(&self, specs: &[StageSpec]) {
        for spec in specs {
            e2e::until_async(spec.stage, PATIENCE, async || {
                let consumer: Consumer<pull::Config> = self
                    .client
                    .jetstream
                    .get_consumer_from_stream(spec.stage, spec.input)
                    .await
                    .ok()?;
                (consumer.cached_info().num_waiting > 0).then_some(())
            })
            .await;
        }
    }

    /// Publishes `documents` documents of 4 KB to the first stage.
    pub async fn load(&self, documents: u64) {
        self.load_from(0, documents).await;
    }

    /// Publishes further documents, numbered from `first`.
    pub async fn load_from(&self, first: u64, documents: u64) {
        stream::iter(first..first + documents)
            .for_each_concurrent(LOADING, async |number| self.publish(number).await)
            .await;
    }

    /// Publishes different texts of 4 KB for the real stages.
    pub async fn load_texts(&self, documents: u64) {
        let publish = async |number| {
            let text = format!("Number {number}. {}", sentences(TEXT));
            let sent = self.source.jetstream.publish("articles.raw", text.into()).await;
            sent.expect("the server is up").await.expect("there is room");
        };
        stream::iter(0..documents).for_each_concurrent(LOADING, publish).await;
    }

    /// Publishes one document, and waits until it is stored.
    pub async fn publish(&self, number: u64) {
        let (_, body) = record(number, &sentences(TEXT));
        self.publish_raw(HeaderMap::new(), body.into()).await;
    }

    /// Publishes a raw document, and waits until it is stored.
    pub async fn publish_raw(&self, headers: HeaderMap, body: Bytes) {
        let sent = self.source.jetstream.publish_with_headers("articles.raw", headers, body).await;
        sent.expect("the server is up").await.expect("there is room");
    }

    /// Publishes a message of a stream a second time, and waits until it is stored.
    pub async fn publish_again(&self, message: StreamMessage) {
        let mut headers = HeaderMap::new();
        for (name, values) in message.headers.iter() {
            // The stream would take it for a copy.
            if AsRef::<str>::as_ref(name) != NATS_MSG_ID {
                values.iter().for_each(|value| headers.append(name.clone(), value.clone()));
            }
        }
        let jetstream = &self.client.jetstream;
        let sent = jetstream.publish_with_headers(message.subject, headers, message.payload).await;
        sent.expect("the server is up").await.expect("there is room");
    }
}

async fn logged_in(server: &Server, user: &str) -> Client {
    Client::log_in(&server.url(), user, &e2e::password(user)).await
}

/// Pause between two measurements, so that the server's writes are finished.
pub const BREATH: Duration = Duration::from_millis(500);
