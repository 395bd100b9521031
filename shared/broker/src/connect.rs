use std::error::Error;
use std::time::Duration;

use async_nats::jetstream::Context;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event, ServerError};
use tokio::sync::watch;

use crate::answers::Answers;
use crate::{NatsSettings, permissions};

/// The oldest server that loses no exhausted message of a replicated work queue.
const OLDEST_SERVER: (i64, i64, i64) = (2, 12, 5);
/// How long to wait for a PubAck or an answer of the JetStream API.
pub const ANSWER: Duration = Duration::from_secs(5);
/// How often to look whether the link still lives, when nothing else passes over it.
const PING: Duration = Duration::from_secs(10);

/// A connection to the NATS server, which mends itself; cheap to clone.
#[derive(Debug, Clone)]
pub struct Broker {
    pub(crate) client: Client,
    pub(crate) jetstream: Context,
    pub(crate) answers: Answers,
    pub(crate) denied: watch::Receiver<Option<String>>,
    link: watch::Receiver<Link>,
}

/// Whether the server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Link {
    /// It is.
    pub up: bool,
    /// How often it was reached so far: differs after each reconnect.
    pub epoch: u64,
}

/// Why the server can't be reached.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address can't be read.
    #[error("NATS_URL is no address of a NATS server: try nats://127.0.0.1:4222")]
    Address,
    /// The file of credentials can't be read.
    #[error("NATS_CREDS names a file that can't be read as credentials")]
    Credentials(#[source] std::io::Error),
    /// The file of the NKey can't be read.
    #[error("NATS_NKEY names a file that can't be read as an NKey's seed")]
    Nkey(#[source] std::io::Error),
    /// The server refuses who asks.
    #[error(
        "the NATS server refuses these credentials: check NATS_USER, NATS_PASSWORD, NATS_NKEY, NATS_CREDS"
    )]
    Refused,
    /// The TLS handshake fails.
    #[error("no TLS with the NATS server: check NATS_CA and the address")]
    Tls,
    /// Nobody answers; worth another try.
    #[error("no NATS server answers at NATS_URL: is it running")]
    NoAnswer,
    /// The server is too old.
    #[error("the NATS server has version {0}; courant needs 2.12.5 or newer")]
    TooOld(String),
}

impl ConnectError {
    /// Whether trying again can help.
    pub fn passes(&self) -> bool {
        match self {
            Self::NoAnswer => true,
            // A server that is being set up may not know its users yet.
            Self::Refused | Self::Tls => true,
            Self::Address | Self::Credentials(_) | Self::Nkey(_) | Self::TooOld(_) => false,
        }
    }
}

impl Broker {
    /// Connects once. `name` is what the server's operator sees.
    pub async fn connect(settings: &NatsSettings, name: &str) -> Result<Self, ConnectError> {
        let (tell, mut link) = watch::channel(Link::default());
        let known = link.clone();
        let (deny, denied) = watch::channel(None);
        let mut options = ConnectOptions::new()
            .name(name)
            .ping_interval(PING)
            .connection_timeout(ANSWER)
            .max_reconnects(None)
            // The library asks before the first attempt too, and nothing is gained by waiting then.
            .reconnect_delay_callback(move |attempts| match known.borrow().epoch {
                0 => Duration::ZERO,
                _ => delay(attempts),
            })
            .event_callback(move |event| {
                note(&tell, &event);
                if let Event::ServerError(ServerError::Other(error)) = &event
                    && let Some(subject) = permissions::denied(error)
                {
                    deny.send_replace(Some(subject.to_owned()));
                }
                std::future::ready(())
            });
        let (user, password) = permissions::credentials(settings);
        if let Some(user) = user {
            // Least privilege: a user may listen on its own inboxes only.
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
        // The library tells of the first connection too, a moment later.
        let told = link.wait_for(|link| link.up);
        let _ = tokio::time::timeout(ANSWER, told).await;
        let jetstream = ContextBuilder::new().timeout(ANSWER).build(client.clone());
        let answers = Answers::listen(&client, ANSWER).await.map_err(|_| ConnectError::NoAnswer)?;
        Ok(Self { client, jetstream, answers, denied, link })
    }

    /// The largest message that the server takes, headers and body, in bytes.
    pub fn max_payload(&self) -> usize {
        self.client.max_payload()
    }

    /// The state of the link, and word of its changes.
    pub fn link(&self) -> watch::Receiver<Link> {
        self.link.clone()
    }

    /// Whether the connection is gone for good: the library's task that mends it has ended.
    pub fn is_lost(&self) -> bool {
        self.link.has_changed().is_err()
    }

    /// Waits until everything handed over so far has gone to the server.
    pub async fn flush(&self) {
        if let Err(error) = self.client.flush().await {
            tracing::warn!(error = %error, "could not flush to the server");
        }
    }
}

fn note(tell: &watch::Sender<Link>, event: &Event) {
    match event {
        Event::Connected => {
            tell.send_modify(|link| *link = Link { up: true, epoch: link.epoch + 1 });
            tracing::info!("connected to the server");
        }
        Event::Disconnected | Event::Closed => {
            tell.send_modify(|link| link.up = false);
            tracing::warn!("the link to the server is down");
        }
        Event::LameDuckMode => tracing::info!("the server is about to stop"),
        Event::SlowConsumer(_) => tracing::error!("a subscription overflowed"),
        Event::ServerError(error) => tracing::error!(error = %error, "the server reports an error"),
        Event::ClientError(error) => tracing::error!(error = %error, "the client reports an error"),
        Event::Draining => {}
    }
}

/// 50 ms, doubled up to 2 s, each with up to as much again as jitter.
fn delay(attempts: usize) -> Duration {
    let base = Duration::from_millis(50 << attempts.min(6)).min(Duration::from_secs(2));
    base.mul_f64(1.0 + fastrand::f64())
}

fn is_invalid_data(error: &async_nats::ConnectError) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    source.is_some_and(|error| error.kind() == std::io::ErrorKind::InvalidData)
}

fn refusal(error: &async_nats::ConnectError) -> ConnectError {
    match error.kind() {
        // A certificate that is not trusted is told as an error of reading: rustls calls its data
        // invalid, and nothing else here does.
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
