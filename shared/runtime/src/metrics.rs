use std::sync::Arc;
use std::time::Duration;

use broker::StreamFigures;
use broker::table::{DEAD, PUBLISHED, REPLAYED, SET_ASIDE, STREAMS};

use crate::Endpoints;
use crate::service::Service;
use stage::Stage;

/// How often the server is asked. However often someone reads `/metrics`, it is asked no oftener.
const EVERY: Duration = Duration::from_secs(5);
/// A stream that can't be asked for is tried again after twice as many turns each time.
const MOST_TURNS: u32 = 256;

/// A stream to ask for.
struct Asked {
    name: String,
    /// Turns to let pass before it is asked for again, and how many it was the last time.
    skip: u32,
    skipped: u32,
}

/// Asks the server how its queues and streams stand, and has `/metrics` tell it, until the stop.
///
/// Each service asks for what it reads and writes, so that it needs no right beyond its work.
pub async fn poll_metrics<S: Stage>(service: Arc<Service<S>>) {
    let asked = |name: &str| Asked { name: name.to_owned(), skip: 0, skipped: 0 };
    let mut streams: Vec<Asked> = streams(&service.endpoints).into_iter().map(asked).collect();
    loop {
        if service.broker.link().borrow().up {
            ask(&service, &mut streams).await;
        }
        if tokio::time::timeout(EVERY, service.stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

/// What a service reads from and writes to, and where its letters and marks go.
fn streams(endpoints: &Endpoints) -> Vec<&str> {
    let holds = |subjects: &[&str]| match endpoints.output.starts_with("articles.published.") {
        true => subjects.contains(&"articles.published.*.*"),
        false => subjects.contains(&&*endpoints.output),
    };
    let output = STREAMS.iter().find(|stream| holds(stream.subjects)).map(|stream| stream.name);
    // Someone has to tell what was replayed, or the sum can't be made: the last one does.
    let replayed = output.filter(|output| *output == PUBLISHED).map(|_| REPLAYED);
    let own = [endpoints.stream.as_str(), DEAD, SET_ASIDE];
    own.into_iter().chain(output).chain(replayed).collect()
}

async fn ask<S: Stage>(service: &Service<S>, streams: &mut [Asked]) {
    let (endpoints, metrics) = (&service.endpoints, &service.metrics);
    let mut oldest = Duration::ZERO;
    for stream in streams {
        if stream.skip > 0 {
            stream.skip -= 1;
            continue;
        }
        match service.broker.figures_of(&stream.name).await {
            Ok(figures) => {
                let StreamFigures { last_sequence, bytes, max_bytes, .. } = figures;
                metrics.stream(&stream.name, last_sequence, bytes, max_bytes);
                if stream.name == endpoints.stream {
                    oldest = figures.oldest.map(age).unwrap_or_default();
                }
                stream.skipped = 0;
            }
            Err(_) if !service.broker.link().borrow().up => return,
            Err(error) => {
                tracing::debug!(error = %error, "no figures of a stream");
                stream.skipped = (2 * stream.skipped).clamp(1, MOST_TURNS);
                stream.skip = stream.skipped;
            }
        }
    }
    if let Ok((pending, ack_pending)) =
        service.broker.waiting_for(&endpoints.stream, &endpoints.durable).await
    {
        metrics.queue(pending, ack_pending, oldest);
    }
}

fn age(stored_at: article::Timestamp) -> Duration {
    article::Timestamp::now().duration_since(stored_at).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_asks_for_what_it_reads_and_writes() {
        let endpoints = |stream: &str, output: &str| Endpoints {
            stream: stream.into(),
            durable: "x".into(),
            output: output.into(),
        };
        let first = endpoints("ARTICLES_RAW", "articles.ingested");
        assert_eq!(streams(&first), ["ARTICLES_RAW", DEAD, SET_ASIDE, "ARTICLES_INGESTED"]);
        let last = endpoints("ARTICLES_METADATA_EXTRACTED", "articles.published.{language}.{id}");
        assert_eq!(streams(&last)[3..], [PUBLISHED, REPLAYED]);
        assert_eq!(streams(&endpoints("OWN", "own.subject")), ["OWN", DEAD, SET_ASIDE]);
    }
}
