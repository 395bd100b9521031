//! Compares what the server recovered from its data folder with what it had.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use article::Timestamp;
use broker::table::Kept;
use broker::{Broker, LookupError, Topology};
use serde::{Deserialize, Serialize};

use super::server::LOG;
use crate::fault::Fault;
use crate::messages::{self, plural};

/// The last recorded contents of the streams.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Noted {
    /// Whether they were recorded after the services had stopped, so that nothing has changed since.
    at_rest: bool,
    streams: BTreeMap<String, Contents>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Contents {
    messages: u64,
    last_sequence: u64,
}

/// The notes, in the data folder.
const FILE: &str = "streams.json";
/// Where the server of `up` keeps its streams.
const STREAMS_FOLDER: &str = "jetstream/jetstream/$G/streams";
/// How long to ask the server for them.
const NOTED_WITHIN: Duration = Duration::from_secs(2);
/// How many lines of the server's log are quoted.
const QUOTED: usize = 8;

/// Compares the streams with the notes, before missing ones are created.
pub(super) async fn check(broker: &Broker, data: &Path, accept: bool) -> Result<(), Fault> {
    let text = std::fs::read(data.join(FILE)).unwrap_or_default();
    // Without notes it is a new folder, or one of an earlier version.
    let noted: Noted = serde_json::from_slice(&text).unwrap_or_default();
    let layout = broker.read_layout().await?;
    let (mut lost, mut missing) = (Vec::new(), Vec::new());
    for (name, before) in &noted.streams {
        let now = match broker.stream_metrics(name).await {
            Ok(found) => {
                Some(Contents { messages: found.messages, last_sequence: found.last_sequence })
            }
            // A move to another number of partitions has removed it.
            Err(LookupError::NoStream(_)) if layout.is_removed(name) => continue,
            Err(LookupError::NoStream(_)) => {
                missing.push(name.clone());
                None
            }
            Err(error) => return Err(error.into()),
        };
        lost.extend(difference(broker.topology(), name, *before, now, noted.at_rest));
    }
    if lost.is_empty() {
        return Ok(());
    }
    for line in lost {
        messages::say(format_args!("the server did not recover everything: {line}"));
    }
    quote_log(data);
    if !accept {
        return Err(Fault::Lost { data: data.to_owned() });
    }
    for name in missing {
        put_aside(data, &name)?;
    }
    Ok(())
}

/// Moves the files of a stream that the server could not recover. A new stream in the same folder
/// would keep the broken metadata, and would be missing again at the next start.
fn put_aside(data: &Path, name: &str) -> Result<(), Fault> {
    let left = data.join(STREAMS_FOLDER).join(name);
    if !left.exists() {
        return Ok(());
    }
    let lost = data.join("lost");
    let kept = lost.join(format!("{name}-{}", Timestamp::now().as_second()));
    let moved = std::fs::create_dir_all(&lost).and_then(|()| std::fs::rename(&left, &kept));
    moved.map_err(|error| Fault::Unwritable { path: kept.clone(), error })?;
    messages::say(format_args!("what is left of {name} is kept in {}", kept.display()));
    Ok(())
}

/// Records the contents of the streams, which the next start compares with what the server recovers.
pub(super) async fn note(broker: &Broker, data: &Path, at_rest: bool) {
    let metrics = tokio::time::timeout(NOTED_WITHIN, broker.all_stream_metrics()).await;
    // Without an answer, the last notes are good enough.
    let Ok(Ok(metrics)) = metrics else { return };
    let before = metrics.into_iter().map(|stream| {
        let before = Contents { messages: stream.messages, last_sequence: stream.last_sequence };
        (stream.name, before)
    });
    let noted = Noted { at_rest, streams: before.collect() };
    let text = serde_json::to_vec(&noted).expect("names and numbers are valid JSON");
    let file = data.join(FILE);
    // Renamed, so that a crash leaves the old notes or the new ones.
    let written = std::fs::write(file.with_extension("new"), text)
        .and_then(|()| std::fs::rename(file.with_extension("new"), &file));
    if let Err(error) = written {
        messages::say(format_args!("can't write {} ({error})", file.display()));
    }
}

fn difference(
    topology: &Topology,
    name: &str,
    before: Contents,
    now: Option<Contents>,
    at_rest: bool,
) -> Option<String> {
    let Some(now) = now else {
        return Some(format!(
            "stream {name} is missing; it held {}",
            plural(before.messages, "message")
        ));
    };
    if now.last_sequence < before.last_sequence {
        return Some(format!(
            "stream {name} ends at message {}; it had stored {}",
            now.last_sequence, before.last_sequence
        ));
    }
    // Other streams drop messages by age.
    let queue =
        topology.streams().iter().any(|s| s.name == name && s.kept == Kept::UntilAcknowledged);
    (queue && at_rest && now.messages < before.messages)
        .then(|| format!("stream {name} holds {}; it held {}", now.messages, before.messages))
}

/// Quotes the server's log about its recovery.
fn quote_log(data: &Path) {
    let log = std::fs::read(data.join(LOG)).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let bad = log.lines().filter(|line| line.contains("[WRN]") || line.contains("[ERR]"));
    let bad: Vec<_> = bad.collect();
    for line in &bad[bad.len().saturating_sub(QUOTED)..] {
        messages::say(format_args!("nats-server: {line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_gone_for_no_reason_is_a_difference() {
        let before = |messages, last_sequence| Contents { messages, last_sequence };
        let topology = Topology::default();
        let of =
            |name, now, at_rest| difference(&topology, name, before(5, 9), now, at_rest).is_some();
        for (name, now, at_rest, differs) in [
            ("ARTICLES_RAW", None, false, true),
            ("ARTICLES_RAW", Some(before(5, 9)), true, false),
            ("ARTICLES_RAW", Some(before(5, 8)), false, true),
            ("ARTICLES_RAW", Some(before(4, 9)), true, true),
            ("ARTICLES_RAW", Some(before(4, 9)), false, false),
            ("ARTICLES_PUBLISHED", Some(before(4, 9)), true, false),
        ] {
            assert_eq!(of(name, now, at_rest), differs, "{name} {now:?} {at_rest}");
        }
    }
}
