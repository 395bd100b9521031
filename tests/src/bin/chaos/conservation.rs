use std::collections::{HashMap, HashSet};
use std::time::Duration;

use article::ArticleId;
use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::message::Message;
use e2e::published;
use futures_util::StreamExt;

use crate::bed::Bed;
use crate::reader::Reader;
use crate::source::{Fate, Sent};

/// The time limit for the reader to catch up.
const READ_WITHIN: Duration = Duration::from_secs(60);

/// Looks for every accepted document by its ID. `Err` describes the errors.
pub(crate) async fn check(bed: &Bed, sent: &Sent, reader: Reader) -> Result<String, String> {
    let published = published(&bed.breaker).await;
    let dead = ids(bed, "ARTICLES_DEAD", dead_id).await;
    let set_aside = ids(bed, "ARTICLES_SET_ASIDE", header_id).await;
    let mut wrong = Vec::new();
    for (id, fate) in sent {
        let found = match fate {
            Fate::Published => published.contains_key(id),
            Fate::Filtered => set_aside.contains_key(id),
            Fate::Dead => dead.contains_key(id),
        };
        if !found {
            let elsewhere = format!(
                "published {:?}, set aside {:?}, dead {:?}",
                published.get(id),
                set_aside.get(id),
                dead.get(id)
            );
            wrong.push(format!("{id} should be {fate:?}: {elsewhere}"));
        }
        if *fate != Fate::Dead
            && let Some(codes) = dead.get(id)
        {
            wrong.push(format!("{id} is dead though nothing is wrong with it: {codes:?}"));
        }
    }
    wrong.extend(
        published
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(id, count)| format!("{id} was published {count} times")),
    );
    wrong.extend(
        published
            .keys()
            .filter(|id| !sent.contains_key(id))
            .map(|id| format!("{id} was published and never sent")),
    );
    let all: HashSet<_> = published.keys().copied().collect();
    let unread = read_all(&reader, &all).await;
    wrong
        .extend(unread.map(|count| format!("{count} published articles did not reach the reader")));
    match wrong.is_empty() {
        true => Ok(format!(
            "{} documents, {} published, {} filtered or duplicate, {} dead",
            sent.len(),
            published.len(),
            set_aside.len(),
            dead.len()
        )),
        false => {
            Err(format!("{} faults: {}", wrong.len(), wrong[..wrong.len().min(20)].join("; ")))
        }
    }
}

/// The number of articles that the reader has not received; `None` if it has received all.
async fn read_all(reader: &Reader, all: &HashSet<ArticleId>) -> Option<usize> {
    let until = tokio::time::Instant::now() + READ_WITHIN;
    loop {
        let missing = all.difference(&reader.ids()).count();
        if missing == 0 {
            return None;
        }
        if tokio::time::Instant::now() > until {
            return Some(missing);
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// The IDs of all messages in a stream, each with the last tokens of their subjects.
async fn ids(
    bed: &Bed,
    name: &str,
    id: fn(&Message) -> Option<ArticleId>,
) -> HashMap<ArticleId, Vec<String>> {
    let stream = bed.breaker.jetstream.get_stream(name).await.expect("setup made it");
    let count = stream.cached_info().state.messages;
    let consumer = stream.create_consumer(pull::Config::default()).await.expect("created");
    let messages = consumer.messages().await.expect("messages");
    let mut found = HashMap::<_, Vec<String>>::new();
    let mut messages = messages.take(usize::try_from(count).expect("it fits in memory"));
    while let Some(message) = messages.next().await {
        let message = message.expect("a message");
        message.ack().await.expect("acknowledged");
        let id = id(&message).unwrap_or_else(|| panic!("{} has no id", message.subject));
        let token = message.subject.rsplit('.').next().unwrap_or_default().to_owned();
        found.entry(id).or_default().push(token);
    }
    found
}

/// The ID of a dead letter, computed from the original bytes in it.
fn dead_id(message: &Message) -> Option<ArticleId> {
    match message.headers.as_ref()?.get("Courant-Article-Id") {
        Some(id) => id.as_str().parse().ok(),
        None => Some(ArticleId::of("", "", &message.payload)),
    }
}

fn header_id(message: &Message) -> Option<ArticleId> {
    message.headers.as_ref()?.get("Courant-Article-Id")?.as_str().parse().ok()
}
