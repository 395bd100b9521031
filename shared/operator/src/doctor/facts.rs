use std::collections::BTreeMap;
use std::time::Duration;

use article::{Record, Timestamp};
use broker::table::{self, StageSpec, StreamSpec};
use broker::{Broker, ConsumerReport, LookupError, Part, ServerFacts, Start, StreamReport};
use serde_json::{Value, json};

use super::Aids;
use crate::replicas::{Replicas, replicas, runs};

/// Facts reported by the server, before they are judged.
#[derive(Debug, Default)]
pub struct Facts {
    /// What it announces to every client.
    pub server: ServerFacts,
    /// Every stream of the pipeline, with its settings if it exists.
    pub streams: Vec<(StreamSpec, Option<StreamReport>)>,
    /// Every stage, with the settings of its consumer if it exists.
    pub consumers: Vec<(StageSpec, Option<ConsumerReport>)>,
    /// The number of running replicas of each stage, if known.
    pub replicas: Replicas,
    /// The stages known to have no replica.
    pub idle: Vec<&'static str>,
    /// How far the server's clock is ahead of this machine's, in seconds.
    pub skew: f64,
    /// The 99th percentile of the processing time of recent documents by stage, in milliseconds;
    /// `None` if this user may not read published articles.
    pub p99: Option<BTreeMap<String, f64>>,
    /// The answers to `VARZ` of every server; `None` without a system user.
    pub servers: Option<Vec<Value>>,
    /// The connections of every server; `None` without a system user.
    pub connections: Option<Vec<Value>>,
    /// Free space of the file system that holds the store, in bytes, if it is on this machine.
    pub free_disk: Option<u64>,
}

/// Delay before a second look at a stage that seems to have no service.
const LOOK_AGAIN: Duration = Duration::from_millis(300);
/// How many published articles are read for the percentiles.
const RECENT: u64 = 300;
/// How long to wait for them: this user may not be allowed to read them.
const READ_WITHIN: Duration = Duration::from_millis(700);

impl Facts {
    /// Asks the server.
    pub(super) async fn collect(broker: &Broker, aids: &Aids) -> Result<Self, LookupError> {
        let mut facts = Self { server: broker.server_facts(), ..Self::default() };
        let layout = broker.read_layout().await?;
        for spec in broker.topology().streams() {
            let queue = broker.topology().is_queue(spec.name);
            let parts = if queue { layout.all() } else { vec![Part::Whole] };
            for name in parts.into_iter().map(|part| part.name(spec.name)) {
                let before = Timestamp::now();
                let report = broker.stream_report(name).await?;
                let draining = queue && layout.is_draining(name);
                match &report {
                    Some(report) => {
                        facts.skew = skew(before, report.reported_at, Timestamp::now());
                    }
                    // It was drained and removed.
                    None if draining => continue,
                    None => {}
                }
                // A stream that is drained stores nothing more.
                let subjects = if draining { &[] } else { spec.subjects };
                facts.streams.push((StreamSpec { name, subjects, ..*spec }, report));
            }
        }
        let (first, replicas) = tokio::join!(consumers(broker), replicas(broker));
        (facts.consumers, facts.replicas) = (first?, replicas);
        let idle = |consumers: &[(StageSpec, Option<ConsumerReport>)]| -> Vec<&'static str> {
            let runs = |stage, asks| runs(stage, &facts.replicas, asks);
            let idle = consumers.iter().filter(|(spec, report)| !runs(spec.stage, asks(report)));
            // Once, however many partitions the stage has.
            let mut idle: Vec<_> = idle.map(|(spec, _)| spec.stage).collect();
            idle.dedup();
            idle
        };
        let before = idle(&facts.consumers);
        if !before.is_empty() {
            // A service may have been between two requests.
            tokio::time::sleep(LOOK_AGAIN).await;
            let again = consumers(broker).await?;
            facts.idle = idle(&again).into_iter().filter(|stage| before.contains(stage)).collect();
            facts.consumers = again;
        }
        facts.p99 =
            tokio::time::timeout(READ_WITHIN, percentiles(broker)).await.ok().and_then(Result::ok);
        if let Some(system) = &aids.system {
            let servers = system.server_reports("VARZ", &json!({})).await;
            let connections =
                system.server_reports("CONNZ", &json!({"auth": true, "limit": 1024})).await;
            facts.servers = Some(servers).filter(|servers| !servers.is_empty());
            facts.connections = Some(connections).filter(|connections| !connections.is_empty());
        }
        if aids.local {
            facts.free_disk = facts.servers.as_deref().and_then(free_disk);
        }
        Ok(facts)
    }
}

async fn consumers(
    broker: &Broker,
) -> Result<Vec<(StageSpec, Option<ConsumerReport>)>, LookupError> {
    let mut reports = Vec::new();
    let layout = broker.layout();
    for spec in broker.topology().stages() {
        for part in layout.all() {
            let input = part.name(spec.input);
            let report = broker.consumer_report(input, spec.stage).await?;
            if report.is_none()
                && layout.is_draining(input)
                && broker.stream_report(input).await?.is_none()
            {
                // It was drained and removed.
                continue;
            }
            reports.push((StageSpec { input, ..*spec }, report));
        }
    }
    Ok(reports)
}

/// Whether messages are requested or in flight. A missing consumer is a separate finding.
fn asks(report: &Option<ConsumerReport>) -> bool {
    report.as_ref().is_none_or(|report| report.num_waiting > 0 || report.num_ack_pending > 0)
}

/// Seconds by which the server's clock is ahead of ours, minus the possible duration of the request.
pub(super) fn skew(before: Timestamp, server: Timestamp, after: Timestamp) -> f64 {
    if server < before {
        -before.duration_since(server).as_secs_f64()
    } else if server > after {
        server.duration_since(after).as_secs_f64()
    } else {
        0.0
    }
}

async fn percentiles(broker: &Broker) -> Result<BTreeMap<String, f64>, LookupError> {
    let newest = broker.newest(table::PUBLISHED, "articles.published.>").await?;
    let last = newest.map_or(0, |message| message.sequence);
    let first = last.saturating_sub(RECENT).max(1);
    let mut pages = broker.pages(table::PUBLISHED, ">", Start::Sequence(first));
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    while let Some(message) = pages.next().await? {
        let trail = Record::from_bytes(&message.body).and_then(|record| record.trail());
        for entry in trail.unwrap_or_default() {
            times.entry(entry.stage.into_owned()).or_default().push(entry.duration_ms);
        }
        if message.sequence >= last {
            break;
        }
    }
    Ok(times.into_iter().map(|(stage, times)| (stage, p99(times))).collect())
}

fn p99(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let place = (times.len() * 99).div_ceil(100).saturating_sub(1);
    times.get(place).copied().unwrap_or(0.0)
}

/// Free space on the file system of the first server's store.
fn free_disk(servers: &[Value]) -> Option<u64> {
    let store = servers.first()?["jetstream"]["config"]["store_dir"].as_str()?;
    let stat = rustix::fs::statvfs(store).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_only_beyond_the_time_of_the_request() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        assert_eq!(skew(at(10), at(11), at(12)), 0.0);
        assert_eq!(skew(at(10), at(42), at(12)), 30.0);
        assert_eq!(skew(at(10), at(3), at(12)), -7.0);
    }

    #[test]
    fn the_percentile_of_few_times_is_the_longest() {
        assert_eq!(p99(vec![3.0, 1.0, 2.0]), 3.0);
        assert_eq!(p99((1..=200).map(f64::from).collect()), 198.0);
        assert_eq!(p99(Vec::new()), 0.0);
    }
}
