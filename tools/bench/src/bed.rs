use std::path::Path;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{Consumer, pull};
use broker::table::{STAGES, StageSpec};
use broker::{Broker, NatsSettings, PublishedFull, SetupSettings};
use e2e::{Client, Collector, PATIENCE, Server};
use futures_util::{StreamExt, stream};

use bench::{Hop, Placed, cpu, record, sentences};

/// A fresh server with the streams set up, and the processes measured on it.
pub struct Bed {
    /// A client of the bench's own.
    pub client: Client,
    /// Publishes the documents.
    source: Client,
    /// The same server, as the runtime sees it.
    pub broker: Broker,
    /// Where the services log in; nowhere without users.
    services: Option<Services>,
    /// OpenTelemetry's variables for the processes placed from now on.
    telemetry: Vec<(String, String)>,
    server: Server,
    running: Vec<Placed>,
}

/// What the stages do with their traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traces {
    /// Nothing: `OTEL_SDK_DISABLED`.
    Off,
    /// All are recorded, and a collector accepts them.
    Sampled,
    /// None is recorded.
    Unsampled,
    /// All are recorded, and there is no collector.
    NoCollector,
}

/// The accounts of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Services {
    /// One for each.
    Separate,
    /// The one of the streams, for all.
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

/// A document's text, so that the record has 4 KB.
const TEXT: usize = 3_900;
/// Concurrent publishes while documents are loaded.
const LOADING: usize = 256;

impl Bed {
    /// A server of its own, without users and with empty streams.
    pub async fn fresh() -> Self {
        Self::on(Server::start(), None).await
    }

    /// The same with the users of this `courant.toml`, whose services are in accounts of their own or
    /// in the one of the streams.
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

    /// Has the processes placed from now on trace like this, to `collector`.
    pub fn trace(&mut self, traces: Traces, collector: &Collector) {
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let settings = collector.settings().map(own);
        self.telemetry = match traces {
            Traces::Off => Vec::new(),
            // Twice the default, so that a busy machine drops no span. The SDK allocates the whole
            // queue at start, so a much larger one would cost more than what is measured.
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

    /// Starts `hop` in a stage's place, and returns its process id.
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

    /// Starts do-nothing stages of another build, whose programs are in `folder`.
    pub fn chain_of(&mut self, folder: &Path) {
        for spec in &STAGES {
            let placed = Hop::DoNothing.place_of(folder, spec, &self.server.url(), []);
            self.running.push(placed);
        }
    }

    /// Starts `hop` instead of each of the four stages.
    pub fn chain(&mut self, hop: Hop) {
        for spec in &STAGES {
            self.place(hop, spec);
        }
    }

    /// Microseconds of CPU time so far: of the processes placed, and of the server.
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

    /// Publishes so many documents of 4 KB to the first stage.
    pub async fn load(&self, documents: u64) {
        self.load_from(0, documents).await;
    }

    /// Publishes so many more, numbered from `first`.
    pub async fn load_from(&self, first: u64, documents: u64) {
        stream::iter(first..first + documents)
            .for_each_concurrent(LOADING, async |number| self.publish(number).await)
            .await;
    }

    /// Publishes so many texts of 4 KB, each another one, as the real stages read them.
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
        let jetstream = &self.source.jetstream;
        let headers = HeaderMap::new();
        let (_, body) = record(number, &sentences(TEXT));
        let sent = jetstream.publish_with_headers("articles.raw", headers, body.into()).await;
        sent.expect("the server is up").await.expect("there is room");
    }
}

async fn logged_in(server: &Server, user: &str) -> Client {
    Client::log_in(&server.url(), user, &e2e::password(user)).await
}

/// Long enough for the server's files to settle between two measurements.
pub const BREATH: Duration = Duration::from_millis(500);
