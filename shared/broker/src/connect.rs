use std::error::Error;
use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::Context;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event, ServerError};
use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::sync::watch;

use crate::{Layout, NatsSettings, Topology, permissions};

/// The oldest supported server. Earlier ones can lose messages of a replicated work queue.
const OLDEST_SERVER: (i64, i64, i64) = (2, 12, 5);
/// How long to wait for a PubAck or an answer of the JetStream API.
pub const ANSWER: Duration = Duration::from_secs(5);
/// How often to ping the server.
const PING: Duration = Duration::from_secs(10);

/// Delay between reconnects: 50 to 100 ms at first, then doubled, at most 4 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(50))
    .with_max_delay(Duration::from_secs(2))
    .without_max_times();
/// After this many doublings, the backoff has reached its maximum.
const MAX_DOUBLINGS: usize = 6;

/// A connection to the NATS server. It reconnects, and is cheap to clone.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use courant_broker::{Broker, NatsSettings, Outbound};
///
/// let broker = Broker::connect(&NatsSettings::at("nats://127.0.0.1:4222"), "example").await?;
/// let receipt = broker
///     .publish(Outbound {
///         subject: "articles.raw".into(),
///         headers: [("Content-Type", "text/plain")].into_iter().collect(),
///         body: "The tide turned.".into(),
///     })
///     .await?;
/// println!("stored as message {}", receipt.sequence);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Broker {
    settings: Arc<(NatsSettings, String)>,
    pub(crate) sessions: Arc<watch::Sender<Arc<Session>>>,
    topology: Arc<Topology>,
    layout: Arc<watch::Sender<Layout>>,
}

/// One client of the library. It reconnects by itself, but a message that it can't parse may end
/// its task; then [`Broker::reconnect`] replaces it.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) jetstream: Context,
    pub(crate) js_api_prefix: Arc<str>,
    pub(crate) denied: watch::Receiver<Option<String>>,
    pub(crate) link: watch::Receiver<Link>,
}

/// The state of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Link {
    /// Whether the server is connected.
    pub up: bool,
    /// How many times the connection was established.
    pub epoch: u64,
}

/// Why the connection failed.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is invalid.
    #[error("NATS_URL is not the address of a NATS server: use for example nats://127.0.0.1:4222")]
    Address,
    /// The credentials file can't be read.
    #[error("could not read credentials from the file that NATS_CREDS names")]
    Credentials(#[source] std::io::Error),
    /// The NKey file can't be read.
    #[error("could not read an NKey seed from the file that NATS_NKEY names")]
    Nkey(#[source] std::io::Error),
    /// The server refuses the credentials.
    #[error(
        "the NATS server refuses these credentials: check NATS_USER, NATS_PASSWORD, NATS_NKEY, NATS_CREDS"
    )]
    Refused,
    /// The TLS handshake failed.
    #[error("the TLS handshake with the NATS server failed: check NATS_CA and the address")]
    Tls,
    /// No server answers.
    #[error("no NATS server answers at NATS_URL: check that it is running")]
    NoAnswer,
    /// The server is too old.
    #[error("the NATS server has version {0}; courant needs 2.12.5 or newer")]
    TooOld(String),
}

impl ConnectError {
    /// Whether another try can succeed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NoAnswer => true,
            // A server that is starting may not know its users yet.
            Self::Refused | Self::Tls => true,
            Self::Address | Self::Credentials(_) | Self::Nkey(_) | Self::TooOld(_) => false,
        }
    }
}

impl Broker {
    /// Connects, in a single attempt. `name` identifies the connection to the server's operator.
    pub async fn connect(settings: &NatsSettings, name: &str) -> Result<Self, ConnectError> {
        let session = Arc::new(Session::open(settings, name).await?);
        let settings = Arc::new((settings.clone(), name.to_owned()));
        let sessions = Arc::new(watch::Sender::new(session));
        let layout = Arc::new(watch::Sender::new(Layout::default()));
        Ok(Self { settings, sessions, topology: Arc::default(), layout })
    }

    /// The same connection, to a pipeline that has other stages than Courant's four.
    pub fn with_topology(self, topology: Topology) -> Self {
        Self { topology: Arc::new(topology), ..self }
    }

    /// The stages and streams of the pipeline.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The partitions, as last read from the server: see [`Broker::read_layout`].
    pub fn layout(&self) -> Layout {
        self.layout.borrow().clone()
    }

    /// Watches the partitions.
    pub fn follow_layout(&self) -> watch::Receiver<Layout> {
        self.layout.subscribe()
    }

    pub(crate) fn set_layout(&self, layout: Layout) {
        self.layout.send_if_modified(|known| {
            let changed = *known != layout;
            if changed {
                *known = layout;
            }
            changed
        });
    }

    pub(crate) fn partitions(&self) -> NonZeroU16 {
        self.layout.borrow().count()
    }

    /// The user that it is connected as, if there is one.
    pub fn user(&self) -> Option<String> {
        self.settings().credentials().0
    }

    pub(crate) fn settings(&self) -> &NatsSettings {
        &self.settings.0
    }

    /// Replaces a permanently lost connection, in a single attempt. Subscriptions end with the old
    /// one; what is sent from now on uses the new one.
    pub async fn reconnect(&self) -> Result<(), ConnectError> {
        let (settings, name) = &*self.settings;
        self.sessions.send_replace(Arc::new(Session::open(settings, name).await?));
        Ok(())
    }

    /// The largest message that the server accepts, headers and body, in bytes.
    pub fn max_payload(&self) -> usize {
        self.session().client.max_payload()
    }

    /// The state of the connection, to read or to watch.
    pub fn link(&self) -> watch::Receiver<Link> {
        self.session().link.clone()
    }

    /// Whether the connection is permanently lost: the library's reconnecting task has ended.
    pub fn is_lost(&self) -> bool {
        self.session().link.has_changed().is_err()
    }

    /// Waits until everything that was sent so far has reached the server.
    pub async fn flush(&self) {
        if let Err(error) = self.session().client.flush().await {
            tracing::warn!(error = %error, "could not flush the connection");
        }
    }

    /// Waits until the server has denied this user permission to publish to `subject`.
    pub async fn denied(&self, subject: &str) {
        let mut denied = self.session().denied.clone();
        let is_it = |denied: &Option<String>| denied.as_deref() == Some(subject);
        if denied.wait_for(is_it).await.is_err() {
            // The connection is closed, and nothing more will be denied.
            std::future::pending().await
        }
    }

    /// The last subject that the server denied permission for.
    pub fn last_denied(&self) -> Option<String> {
        self.session().denied.borrow().clone()
    }

    pub(crate) fn session(&self) -> Arc<Session> {
        Arc::clone(&self.sessions.borrow())
    }

    /// The session after this one; `None` if there is none in time.
    pub(crate) async fn next_session(&self, last: &Arc<Session>) -> Option<Arc<Session>> {
        let mut sessions = self.sessions.subscribe();
        let next = sessions.wait_for(|session| !Arc::ptr_eq(session, last));
        let next = tokio::time::timeout(ANSWER, next).await.ok()?.ok()?;
        Some(Arc::clone(&next))
    }
}

impl Session {
    async fn open(settings: &NatsSettings, name: &str) -> Result<Self, ConnectError> {
        let (sender, mut link) = watch::channel(Link::default());
        let (deny, denied) = watch::channel(None);
        let known = link.clone();
        let mut options = ConnectOptions::new()
            .name(name)
            .ping_interval(PING)
            .connection_timeout(ANSWER)
            .max_reconnects(None)
            // The library also calls this before the first attempt, which needs no delay.
            .reconnect_delay_callback(move |attempts| match known.borrow().epoch {
                0 => Duration::ZERO,
                _ => BACKOFF.build().nth(attempts.min(MAX_DOUBLINGS)).unwrap_or_default(),
            })
            .event_callback(move |event| {
                observe(&sender, &event);
                if let Event::ServerError(ServerError::Other(error)) = &event
                    && let Some(subject) = permissions::denied(error)
                {
                    deny.send_replace(Some(subject.to_owned()));
                }
                std::future::ready(())
            });
        let (user, password) = settings.credentials();
        if let Some(user) = user {
            // A user has permission for its own inboxes only.
            options = options.custom_inbox_prefix(format!("_INBOX_{user}"));
            if let Some(password) = password {
                options = options.user_and_password(user, password);
            }
        }
        if let Some(file) = &settings.nats_nkey {
            let seed = std::fs::read_to_string(file).map_err(ConnectError::Nkey)?;
            options = options.nkey(seed.trim().to_owned());
        }
        if let Some(file) = &settings.nats_creds {
            options = options.credentials_file(file).await.map_err(ConnectError::Credentials)?;
        }
        if let Some(file) = &settings.nats_ca {
            options = options.add_root_certificates(file.clone());
        }
        let servers: Vec<&str> = settings.nats_url.split(',').map(str::trim).collect();
        let client = options.connect(servers).await.map_err(|error| refusal(&error))?;
        let (major, minor, patch) = OLDEST_SERVER;
        if !client.is_server_compatible(major, minor, patch) {
            return Err(ConnectError::TooOld(client.server_info().version));
        }
        // The library reports the first connection a moment later.
        let connected = link.wait_for(|link| link.up);
        let _ = tokio::time::timeout(ANSWER, connected).await;
        let js_api_prefix = Arc::from(settings.js_api_prefix.as_str());
        let jetstream = ContextBuilder::new()
            .timeout(ANSWER)
            .api_prefix(settings.js_api_prefix.as_str())
            .build(client.clone());
        Ok(Self { client, jetstream, js_api_prefix, denied, link })
    }
}

fn observe(sender: &watch::Sender<Link>, event: &Event) {
    match event {
        Event::Connected => {
            sender.send_modify(|link| *link = Link { up: true, epoch: link.epoch + 1 });
            tracing::info!("connected to the server");
        }
        Event::Disconnected | Event::Closed => {
            sender.send_modify(|link| link.up = false);
            tracing::warn!("disconnected from the server");
        }
        Event::LameDuckMode => tracing::info!("the server is shutting down"),
        Event::SlowConsumer(_) => tracing::error!("a subscription overflowed"),
        Event::ServerError(error) => {
            tracing::error!(error = %error, "the server reported an error")
        }
        Event::ClientError(error) => {
            tracing::error!(error = %error, "the client library reported an error")
        }
        Event::Draining => {}
    }
}

fn is_invalid_data(error: &async_nats::ConnectError) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    source.is_some_and(|error| error.kind() == std::io::ErrorKind::InvalidData)
}

fn refusal(error: &async_nats::ConnectError) -> ConnectError {
    match error.kind() {
        // An untrusted certificate is reported as an I/O error with invalid data. Nothing else here
        // is.
        ConnectErrorKind::Io if is_invalid_data(error) => ConnectError::Tls,
        ConnectErrorKind::ServerParse => ConnectError::Address,
        ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
            ConnectError::Refused
        }
        ConnectErrorKind::Tls => ConnectError::Tls,
        ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => ConnectError::NoAnswer,
    }
}
