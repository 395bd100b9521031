use std::time::Duration;

use broker::table::{Kept, ORIGINALS, PUBLISHED, SKETCHES, StreamSpec};
use broker::{StreamSettings, partition};

use super::{Facts, Finding};

/// Redelivered messages and retried publishes come within this time.
const LEAST_WINDOW: Duration = Duration::from_secs(120);
const APPLY: &str = "courant setup --apply";

/// Checks how each stream handles a full store, old messages and duplicates.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spec, report) in &facts.streams {
        match report {
            None => findings.push(Finding::error(
                "stream",
                format!("{} is missing", spec.name),
                "what is published to its subjects is stored nowhere",
                "courant setup",
            )),
            Some(report) => findings.extend(of(spec, &report.config, longest_wait(facts))),
        }
    }
    if findings.is_empty() {
        let what = "all streams refuse instead of deleting, are on disk and bounded";
        findings.push(Finding::fine("stream", what));
    }
    findings
}

/// The longest `ack_wait` of a stage.
fn longest_wait(facts: &Facts) -> Duration {
    let reports = facts.consumers.iter().filter_map(|(_, report)| report.as_ref());
    reports.map(|report| report.config.ack_wait).max().unwrap_or_default()
}

fn of(spec: &StreamSpec, is: &StreamSettings, ack_wait: Duration) -> Vec<Finding> {
    let name = spec.name;
    let mut findings = Vec::new();
    let mut wrong = |check, what: String, why, fix: &str| {
        findings.push(Finding::error(check, what, why, fix));
    };
    let recreate = format!("empty and delete {name}, then run `courant setup`");
    // `setup --published-full drop-oldest` is a choice, and neither originals nor sketches may stop the pipeline.
    if is.discard != "new" && ![PUBLISHED, ORIGINALS, SKETCHES].contains(&name) {
        let what = format!("{name} deletes old messages when it is full");
        wrong("discard", what, "documents that the server accepted disappear unprocessed", APPLY);
    }
    let (retention, max_age) = match spec.kept {
        Kept::UntilAcknowledged => ("workqueue", Duration::ZERO),
        Kept::For { max_age } => ("limits", max_age),
        Kept::Newest { max_age } => ("limits", max_age.unwrap_or_default()),
    };
    if is.retention != retention {
        let what = format!("{name} has the retention {}, not {retention}", is.retention);
        let why = "messages are kept for ever, or deleted before everyone has read them";
        wrong("retention", what, why, &recreate);
    }
    if max_age.is_zero() && !is.max_age.is_zero() {
        let what = format!("{name} deletes messages after {} s", is.max_age.as_secs());
        wrong("max_age", what, "documents that wait longer disappear unprocessed", APPLY);
    }
    if is.storage != "file" {
        let what = format!("{name} is kept in memory");
        wrong("storage", what, "a restart of the server loses all of it", &recreate);
    }
    if is.max_bytes < 0 {
        let what = format!("{name} has no limit in bytes");
        wrong("max_bytes", what, "it can fill the disk, and then every stream stops", APPLY);
    }
    if is.max_msgs >= 0 {
        let what = format!("{name} holds at most {} messages", is.max_msgs);
        wrong("max_msgs", what, "it is full long before its space is used", APPLY);
    }
    if is.duplicate_window < LEAST_WINDOW.max(ack_wait * 2) {
        let what = format!("{name} remembers message ids for {:?}", is.duplicate_window);
        let why = "a document that is sent or delivered again later than that is stored twice";
        wrong("duplicate_window", what, why, APPLY);
    }
    if !is.allow_direct {
        let what = format!("{name} can't be read without a consumer");
        wrong("allow_direct", what, "`show`, `tail`, `trace` and `audit` can't read it", APPLY);
    }
    let public = |is: &String| partition::public(is).unwrap_or_else(|| is.clone());
    if !spec.subjects.iter().all(|subject| is.subjects.iter().any(|is| public(is) == *subject)) {
        let what = format!("{name} does not store all of {}", spec.subjects.join(", "));
        wrong("subjects", what, "documents on the other subjects are stored nowhere", APPLY);
    }
    findings
}

#[cfg(test)]
mod tests {
    use broker::table::STREAMS;

    use super::*;

    fn raw() -> StreamSettings {
        StreamSettings {
            subjects: vec!["articles.raw".into(), "articles.raw.*".into()],
            retention: "workqueue".into(),
            discard: "new".into(),
            storage: "file".into(),
            num_replicas: 1,
            max_bytes: 1 << 30,
            max_msgs: -1,
            max_age: Duration::ZERO,
            duplicate_window: Duration::from_secs(600),
            allow_direct: true,
        }
    }

    #[test]
    fn each_dangerous_setting_is_named() {
        let found = |is: StreamSettings| {
            let findings = of(&STREAMS[0], &is, Duration::from_secs(30));
            findings.into_iter().map(|finding| finding.check).collect::<Vec<_>>()
        };
        assert_eq!(found(raw()), Vec::<&str>::new());
        for (is, check) in [
            (StreamSettings { discard: "old".into(), ..raw() }, "discard"),
            (StreamSettings { retention: "limits".into(), ..raw() }, "retention"),
            (StreamSettings { max_age: Duration::from_secs(60), ..raw() }, "max_age"),
            (StreamSettings { storage: "memory".into(), ..raw() }, "storage"),
            (StreamSettings { max_bytes: -1, ..raw() }, "max_bytes"),
            (StreamSettings { max_msgs: 1000, ..raw() }, "max_msgs"),
            (
                StreamSettings { duplicate_window: Duration::from_secs(1), ..raw() },
                "duplicate_window",
            ),
            (StreamSettings { allow_direct: false, ..raw() }, "allow_direct"),
            (StreamSettings { subjects: vec!["articles.raw".into()], ..raw() }, "subjects"),
        ] {
            assert_eq!(found(is), [check]);
        }
    }
}
