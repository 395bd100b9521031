use std::num::NonZeroU16;
use std::time::Duration;

use async_nats::jetstream::{ErrorCode, stream};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::config::{consumer_config, stream_config};
use super::mapping::{Unmapped, unmapped};
use super::object::{Object, apply_consumer, apply_stream};
use super::{Change, Drift, SetupError, SetupSettings, is_retired, parts, retired, store};
use crate::table::{DEAD, RAW};
use crate::{Broker, Layout, Part};

/// The state of a move to another number of partitions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Move {
    /// What differs, and what was changed.
    pub changes: Vec<Change>,
    /// Servers whose configuration has to be changed before the move can go on.
    pub unmapped: Option<Unmapped>,
}

const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Moves to another number of partitions while documents flow, or, without `create`, reports the
/// progress. `None` keeps the number, and finishes a move that has begun.
///
/// First it creates the new streams, and the services start to use them. Then each server must
/// distribute raw documents across them. Then the old streams stop accepting documents, and are
/// removed once they are empty, for which it waits `drains_within`. A document is always in one of
/// the streams. If it is interrupted, it can be repeated.
pub async fn setup_partitions(
    broker: &Broker,
    settings: &SetupSettings,
    count: Option<NonZeroU16>,
    create: bool,
    drains_within: Duration,
) -> Result<Move, SetupError> {
    let Some(mut layout) = stored(broker).await? else { return Ok(Move::default()) };
    let mut done = Move::default();
    let count = count.unwrap_or(layout.count());
    if layout.count() != count {
        let how = format!("there are {}, should be {count}", layout.count());
        done.changes.push(change("partitions", Drift::Differs(vec![how]), create));
        if create {
            layout = begin(broker, settings, &layout, count).await?;
        }
    }
    if layout == Layout::default() {
        return Ok(done);
    }
    done.unmapped = unmapped(broker, layout.count()).await;
    if done.unmapped.is_none() && create {
        retire(broker, &layout).await?;
    }
    let until = Instant::now() + drains_within;
    let mut waiting = waiting(broker, &layout).await?;
    while create
        && done.unmapped.is_none()
        && waiting.iter().any(|(_, messages)| *messages > 0)
        && Instant::now() < until
    {
        tokio::time::sleep(LOOK_AGAIN).await;
        waiting = self::waiting(broker, &layout).await?;
    }
    let empty = waiting.iter().all(|(_, messages)| *messages == 0);
    let is_unfinished = layout != layout.settled();
    let finish = create && done.unmapped.is_none() && empty && is_unfinished;
    // The old streams are gone, but their space is not given to the others yet.
    if is_unfinished && waiting.is_empty() {
        done.changes.push(change("partitions", Drift::Unfinished, finish));
    }
    for (stream, messages) in waiting {
        let drift = if finish { Drift::Drained } else { Drift::Draining(messages) };
        done.changes.push(change(&format!("stream {stream}"), drift, finish));
    }
    if finish {
        end(broker, settings, layout).await?;
    }
    Ok(done)
}

/// The partitions as they are stored on the server; `None` before the first `setup`.
pub(super) async fn stored(broker: &Broker) -> Result<Option<Layout>, SetupError> {
    let found = info(broker, DEAD).await?.map(|info| Layout::read(&info.config.metadata));
    broker.set_layout(found.clone().unwrap_or_default());
    Ok(found)
}

/// Creates the new streams beside the old ones, and stores the number where services read it.
async fn begin(
    broker: &Broker,
    settings: &SetupSettings,
    layout: &Layout,
    count: NonZeroU16,
) -> Result<Layout, SetupError> {
    let mut exist = Vec::new();
    for part in layout.all() {
        let stream = part.stream(RAW);
        if info(broker, &stream).await?.is_some() {
            exist.push(stream);
        }
    }
    let exists = |stream: &str| exist.iter().any(|name| name == stream);
    let next = layout.resumed(exists).moved_to(count);
    // The old streams give half of their declared space to the new ones. A repetition gives no more.
    let space = store(broker, settings).await?;
    let half = u64::from(layout.count().get()) * 2;
    let specs = broker.topology().streams();
    for (queue, part) in queues(broker, &next.draining()) {
        let Some(spec) = specs.iter().find(|spec| spec.name == queue) else { continue };
        if layout.current().contains(&part)
            && let Some(info) = info(broker, &part.stream(queue)).await?
        {
            let declared = stream_config(spec, part, half, settings, space).max_bytes;
            let stored = i64::try_from(info.state.bytes).unwrap_or(i64::MAX);
            let max_bytes = declared.max(stored).min(info.config.max_bytes);
            update(broker, stream::Config { max_bytes, ..info.config }).await?;
        }
    }
    streams(broker, settings, &next).await?;
    store_layout(broker, &next).await?;
    Ok(next)
}

/// Creates or changes the streams and consumers of a layout.
async fn streams(
    broker: &Broker,
    settings: &SetupSettings,
    layout: &Layout,
) -> Result<(), SetupError> {
    let space = store(broker, settings).await?;
    let specs = broker.topology().streams();
    let sum = specs.iter().map(|spec| settings.max_bytes(spec, space)).sum();
    for spec in specs.iter().filter(|spec| broker.topology().is_queue(spec.name)) {
        for (part, share) in parts(broker, spec.name, layout) {
            let wanted = stream_config(spec, part, share, settings, space);
            apply_stream(broker, wanted, sum, true, true, false).await?;
        }
    }
    for spec in broker.topology().stages() {
        for part in layout.current() {
            let wanted = consumer_config(spec, settings);
            apply_consumer(broker, &part.stream(spec.input), wanted, true, false).await?;
        }
    }
    Ok(())
}

/// Makes the old streams accept nothing more. A service that still sends to them notices that no
/// stream stores the message, and sends it to a new one.
async fn retire(broker: &Broker, layout: &Layout) -> Result<(), SetupError> {
    for (queue, part) in queues(broker, &layout.draining()) {
        let Some(info) = info(broker, &part.stream(queue)).await? else { continue };
        if !is_retired(&info.config) {
            let subjects = retired(&info.config.name).into_iter().collect();
            update(broker, stream::Config { subjects, ..info.config }).await?;
        }
    }
    Ok(())
}

/// How many messages are left in the old streams that still exist.
async fn waiting(broker: &Broker, layout: &Layout) -> Result<Vec<(String, u64)>, SetupError> {
    let mut waiting = Vec::new();
    for (queue, part) in queues(broker, &layout.draining()) {
        if let Some(info) = info(broker, &part.stream(queue)).await? {
            waiting.push((info.config.name, info.state.messages));
        }
    }
    Ok(waiting)
}

/// Removes the old streams, which are empty and accept nothing, and gives their space to the new
/// ones. First it stores how many raw documents they accepted.
async fn end(
    broker: &Broker,
    settings: &SetupSettings,
    mut layout: Layout,
) -> Result<(), SetupError> {
    for part in layout.draining() {
        if let Some(info) = info(broker, &part.stream(RAW)).await? {
            layout = layout.removing(&info.config.name, info.state.last_sequence);
        }
    }
    store_layout(broker, &layout).await?;
    for (queue, part) in queues(broker, &layout.draining()) {
        let stream = part.stream(queue);
        // Another run may have moved back to it in the meantime.
        let is_unused = info(broker, &stream)
            .await?
            .is_none_or(|info| is_retired(&info.config) && info.state.messages == 0);
        if !is_unused {
            return Err(SetupError::Moved(stream));
        }
        let object = object(broker, &stream);
        match object.request::<Value>(format!("STREAM.DELETE.{stream}"), &json!({})).await? {
            Ok(_) => {}
            Err(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => {}
            Err(error) => return Err(object.refusal(&error)),
        }
    }
    let settled = layout.settled();
    streams(broker, settings, &settled).await?;
    store_layout(broker, &settled).await
}

/// Every queue with each of these parts.
fn queues(broker: &Broker, of: &[Part]) -> Vec<(&'static str, Part)> {
    let stages = broker.topology().stages().iter();
    stages.flat_map(|stage| of.iter().map(|part| (stage.input, *part))).collect()
}

async fn info(broker: &Broker, stream: &str) -> Result<Option<stream::Info>, SetupError> {
    let object = object(broker, stream);
    match object.request::<stream::Info>(format!("STREAM.INFO.{stream}"), &json!({})).await? {
        Ok(info) => Ok(Some(info)),
        Err(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(None),
        Err(error) => Err(object.refusal(&error)),
    }
}

async fn update(broker: &Broker, config: stream::Config) -> Result<(), SetupError> {
    let subject = format!("STREAM.UPDATE.{}", config.name);
    object(broker, &config.name).apply::<stream::Info>(subject, &config).await?;
    Ok(())
}

/// Stores the partitions where services and commands read them.
async fn store_layout(broker: &Broker, layout: &Layout) -> Result<(), SetupError> {
    if let Some(info) = info(broker, DEAD).await? {
        let mut metadata = info.config.metadata.clone();
        metadata.retain(|name, _| !Layout::owns(name));
        metadata.extend(layout.metadata());
        update(broker, stream::Config { metadata, ..info.config }).await?;
    }
    broker.set_layout(layout.clone());
    Ok(())
}

fn object<'a>(broker: &'a Broker, stream: &str) -> Object<'a> {
    Object { name: format!("stream {stream}"), broker, sum: 0 }
}

fn change(object: &str, drift: Drift, applied: bool) -> Change {
    Change { object: object.to_owned(), drift, applied }
}
