use std::time::Duration;

use broker::table::StageSpec;
use broker::{ConsumerReport, ConsumerSettings};

use super::{Facts, Finding};

/// A shorter `ack_wait` redelivers messages whenever a process or the network pauses.
const LEAST_WAIT: Duration = Duration::from_secs(5);
const APPLY: &str = "courant setup --apply";

/// Checks that each stage receives its documents, one delivery at a time, until it has finished them.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spec, report) in &facts.consumers {
        match report {
            None => findings.push(Finding::error(
                "consumer",
                format!("consumer {}/{} is missing", spec.input, spec.stage),
                "the stage gets no documents, and they wait until the stream is full",
                "courant setup",
            )),
            Some(report) => {
                findings.extend(paused(spec, report));
                findings.extend(of(spec, &report.config, slowest(facts, spec)));
            }
        }
    }
    if facts.p99.is_none() {
        findings.push(Finding::not_checked(
            "ack_wait",
            "a user that may read ARTICLES_PUBLISHED, to compare ack_wait with the time of the work",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::fine("consumer", "every stage's consumer is as it should be"));
    }
    match facts.idle.as_slice() {
        [] => findings.push(Finding::fine("service", services(facts))),
        idle => findings.extend(idle.iter().map(|stage| {
            Finding::error(
                "service",
                format!("no {stage} service is connected"),
                "documents wait before the stage, until its stream is full",
                format!("courant service {stage}    # under Compose: docker compose up -d {stage}"),
            )
        })),
    }
    findings
}

/// The stages with their number of replicas, if known.
fn services(facts: &Facts) -> String {
    let known = facts.consumers.iter().filter_map(|(spec, _)| {
        Some(format!("{} {}", spec.stage, facts.replicas.get(spec.stage).filter(|n| **n > 0)?))
    });
    // Once, however many partitions the stage has.
    let mut known: Vec<String> = known.collect();
    known.dedup();
    match known.as_slice() {
        [] => "every stage has a service".to_owned(),
        known => format!("every stage has a service; replicas: {}", known.join(", ")),
    }
}

/// The 99th percentile of the stage's work.
fn slowest(facts: &Facts, spec: &StageSpec) -> Duration {
    let milliseconds = facts.p99.as_ref().and_then(|times| times.get(spec.stage));
    Duration::try_from_secs_f64(milliseconds.map_or(0.0, |time| time / 1000.0)).unwrap_or_default()
}

fn paused(spec: &StageSpec, report: &ConsumerReport) -> Option<Finding> {
    let until = report.config.pause_until.filter(|_| report.paused)?;
    let StageSpec { input, stage, .. } = spec;
    Some(Finding::error(
        "paused",
        format!("consumer {input}/{stage} is paused until {until:.0}"),
        "the stage gets no documents, and they wait until the stream is full",
        format!("nats consumer resume {input} {stage}"),
    ))
}

fn of(spec: &StageSpec, is: &ConsumerSettings, p99: Duration) -> Vec<Finding> {
    let name = format!("consumer {}/{}", spec.input, spec.stage);
    let mut findings = Vec::new();
    let mut wrong = |check, what: String, why, fix: &str| {
        findings.push(Finding::error(check, what, why, fix));
    };
    if is.ack_policy != "explicit" {
        let what = format!("{name} acknowledges by itself (ack_policy {})", is.ack_policy);
        let why = "a document is gone when a process crashes while it works on it";
        wrong("ack_policy", what, why, "delete the consumer, then run `courant setup`");
    }
    if is.max_deliver >= 0 {
        let what = format!("{name} gives a message up after {} deliveries", is.max_deliver);
        let why = "the document stays in the stream for ever, without a dead letter";
        wrong("max_deliver", what, why, APPLY);
    }
    if is.ack_wait < LEAST_WAIT.max(p99 * 4) {
        let what = format!(
            "{name} redelivers after {:?}; 99 in 100 documents take less than {p99:?}",
            is.ack_wait
        );
        let why = "documents are worked on twice, and count as crashed after three times";
        wrong("ack_wait", what, why, "courant setup --apply --ack-wait 30s");
    }
    if (0..100).contains(&is.max_ack_pending) {
        let what = format!("{name} allows {} messages in flight", is.max_ack_pending);
        let why = "all replicas of the stage together can't use more, so scaling has no effect";
        wrong("max_ack_pending", what, why, APPLY);
    }
    if !is.filter_subject.is_empty() {
        let what = format!("{name} delivers only {}", is.filter_subject);
        wrong("filter", what, "documents on other subjects wait for ever", APPLY);
    }
    if !is.deliver_subject.is_empty() {
        let what = format!("{name} pushes to {}", is.deliver_subject);
        let why = "the services pull, so they get nothing; another program may";
        wrong("deliver_subject", what, why, "delete the consumer, then run `courant setup`");
    }
    findings
}

#[cfg(test)]
mod tests {
    use broker::table::STAGES;

    use super::*;

    fn ingestion() -> ConsumerSettings {
        ConsumerSettings {
            ack_policy: "explicit".into(),
            ack_wait: Duration::from_secs(30),
            max_deliver: -1,
            max_ack_pending: 10_000,
            filter_subject: String::new(),
            deliver_subject: String::new(),
            pause_until: None,
        }
    }

    #[test]
    fn each_dangerous_setting_is_named() {
        let found = |is: ConsumerSettings, p99| {
            let findings = of(&STAGES[0], &is, Duration::from_secs(p99));
            findings.into_iter().map(|finding| finding.check).collect::<Vec<_>>()
        };
        assert_eq!(found(ingestion(), 0), Vec::<&str>::new());
        assert_eq!(found(ingestion(), 10), ["ack_wait"]);
        for (is, check) in [
            (ConsumerSettings { ack_policy: "none".into(), ..ingestion() }, "ack_policy"),
            (ConsumerSettings { max_deliver: 3, ..ingestion() }, "max_deliver"),
            (ConsumerSettings { ack_wait: Duration::from_secs(1), ..ingestion() }, "ack_wait"),
            (ConsumerSettings { max_ack_pending: 1, ..ingestion() }, "max_ack_pending"),
            (ConsumerSettings { filter_subject: "a".into(), ..ingestion() }, "filter"),
            (ConsumerSettings { deliver_subject: "a".into(), ..ingestion() }, "deliver_subject"),
        ] {
            assert_eq!(found(is, 0), [check]);
        }
    }
}
