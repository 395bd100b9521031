//! Services as NATS knows them: each answers `$SRV.PING`, `$SRV.INFO` and `$SRV.STATS`, so that
//! `nats micro list` and [`Broker::replicas`] find it. The protocol is NATS ADR-32.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use async_nats::service::ServiceExt;
use async_nats::{Message, StatusCode};
use futures_util::StreamExt;
use serde::Deserialize;

use crate::Broker;

/// How long to wait for a service that has subscribed but has not answered.
const ANSWERED_WITHIN: Duration = Duration::from_millis(500);
/// Replicas answer one after another; after this time, all have answered.
const QUIET: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
struct Ping {
    name: String,
    id: String,
}

impl Broker {
    /// Answers for a service with this name, for as long as the future is polled.
    pub async fn announce(&self, name: &str, version: &str, about: &str) -> Infallible {
        let mut sessions = self.sessions.subscribe();
        loop {
            let client = sessions.borrow_and_update().client.clone();
            let service = client.service_builder().description(about).start(name, version).await;
            if let Err(error) = &service {
                tracing::warn!(error = %error, "could not answer for the service");
            }
            // The library's client reconnects by itself, until it is replaced.
            if sessions.changed().await.is_err() {
                std::future::pending().await
            }
            if let Ok(service) = service
                && let Err(error) = service.stop().await
            {
                tracing::warn!(error = %error, "could not stop the service of the old connection");
            }
        }
    }

    /// How many replicas of each service run, in the order of the names. `None` if unknown, because
    /// this user has no permission or a service does not answer.
    pub async fn replicas(&self, services: &[&str]) -> Vec<Option<u64>> {
        let mut found: Vec<Found> = services.iter().map(|_| Found::default()).collect();
        // The server reports each refusal, and one is enough.
        if !self.last_denied().is_some_and(|subject| subject.starts_with("$SRV.PING.")) {
            self.ask(services, &mut found).await;
        }
        found.into_iter().map(Found::count).collect()
    }

    async fn ask(&self, services: &[&str], found: &mut [Found]) {
        let client = self.session().client.clone();
        let inbox = client.new_inbox();
        let Ok(mut answers) = client.subscribe(format!("{inbox}.*")).await else { return };
        for (place, service) in services.iter().enumerate() {
            let (subject, reply) = (format!("$SRV.PING.{service}"), format!("{inbox}.{place}"));
            if client.publish_with_reply(subject, reply, "".into()).await.is_err() {
                return;
            }
        }
        let Some(first) = services.first() else { return };
        let denied = format!("$SRV.PING.{first}");
        let deadline = tokio::time::Instant::now() + ANSWERED_WITHIN;
        loop {
            let complete = found.iter().all(Found::is_answered);
            let quiet = if complete { QUIET } else { ANSWERED_WITHIN };
            let until = deadline.min(tokio::time::Instant::now() + quiet);
            let next = tokio::select! {
                next = tokio::time::timeout_at(until, answers.next()) => next,
                () = self.denied(&denied) => return,
            };
            let Some(message) = next.ok().flatten() else { return };
            let place = message.subject.rsplit('.').next().and_then(|place| place.parse().ok());
            let place: Option<usize> = place;
            if let Some(at) = place
                && let (Some(found), Some(service)) = (found.get_mut(at), services.get(at))
            {
                found.read(service, &message);
            }
        }
    }
}

/// What has answered for a service.
#[derive(Debug, Default)]
struct Found {
    ids: BTreeSet<String>,
    /// The server says that nobody has subscribed.
    nobody: bool,
}

impl Found {
    fn read(&mut self, service: &str, message: &Message) {
        if message.status == Some(StatusCode::NO_RESPONDERS) {
            self.nobody = true;
        } else if let Ok(ping) = serde_json::from_slice::<Ping>(&message.payload)
            && ping.name == service
        {
            self.ids.insert(ping.id);
        }
    }

    fn is_answered(&self) -> bool {
        self.nobody || !self.ids.is_empty()
    }

    fn count(self) -> Option<u64> {
        self.is_answered().then_some(self.ids.len() as u64)
    }
}
