//! `docs/observability.md` lists exactly the telemetry in the code.

#![expect(clippy::unwrap_used, reason = "to panic is how a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use e2e::workspace;
use telemetry::{Metrics, Outcome, QueueMetrics};

type Names = BTreeSet<String>;

/// The names in one column of the table under a heading of the document.
fn documented(heading: &str, column: usize) -> Names {
    let text = fs::read_to_string(workspace().join("docs/observability.md")).unwrap();
    let section = text.split_once(&format!("\n## {heading}\n")).unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let cell = |line: &str| line.split('|').nth(column + 1).unwrap().trim().to_owned();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|line| cell(line).trim_matches('`').to_owned()).collect()
}

#[test]
fn every_attribute_is_there() {
    let names = telemetry::attribute::ALL.iter().chain(&stage::attribute::ALL);
    assert_eq!(documented("Attributes", 0), names.map(|&name| name.to_owned()).collect::<Names>());
    // Stages record only attributes that are in the list.
    for (path, source) in sources() {
        let reported = source.matches("context.record(").count();
        let listed = source.matches("context.record(attribute::").count();
        let by_loop = source.matches("context.record(attribute,").count();
        assert_eq!(reported, listed + by_loop, "{}", path.display());
    }
}

#[test]
fn every_span_is_there() {
    let mut spans =
        Names::from(["send …", "process …", "ack …", "nak …", "term …"].map(str::to_owned));
    for (_, source) in sources().filter(|(path, _)| path.starts_with("services")) {
        spans.extend(after(&source, "const TASK: &'static str = \""));
    }
    assert_eq!(documented("Spans", 0), spans);
}

#[test]
fn every_metric_is_there() {
    let metrics = Metrics::new("ingestion", "0.1.0", Arc::default());
    metrics.stream("ARTICLES_RAW", 1, 1, Some(1));
    let queue = QueueMetrics { exists: true, pending: 0, ack_pending: 0, oldest: Duration::ZERO };
    metrics.queue("ARTICLES_RAW", queue);
    metrics.settled(Outcome::Forwarded, Duration::ZERO, None);
    metrics.fetched("feed", "ok");
    metrics.watching(1, 0);
    let text = metrics.text();
    let named = |line: &str| {
        let mut words = line.strip_prefix("# TYPE ")?.split(' ');
        let (name, kind) = (words.next()?, words.next()?);
        Some(match kind {
            "counter" => format!("{name}_total"),
            "info" => format!("{name}_info"),
            _ => name.to_owned(),
        })
    };
    assert_eq!(documented("Metrics", 0), text.lines().filter_map(named).collect::<Names>());
}

#[test]
fn every_error_code_is_there() {
    let mut codes = Names::new();
    for (path, source) in sources() {
        let source = source.split("#[cfg(test)]").next().unwrap();
        codes.extend(after(source, ".fail(\""));
        // Input that `courant` can't read has its own codes and no span.
        if path.starts_with("cli") || path.starts_with("shared/warc") {
            continue;
        }
        for body in source.split("fn code(&self) -> &'static str {").skip(1) {
            codes.extend(after(body.split("\n    }").next().unwrap(), "=> \""));
        }
        codes.extend(after(source, "code: \""));
        for call in ["Undelivered::retry(", "Undelivered::reject("] {
            let arguments = source.split(call).skip(1).map(str::trim_start);
            let codes_of = arguments.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
            codes.extend(codes_of.map(str::to_owned));
        }
        codes.extend(after(source, "const CODE: &str = \""));
    }
    assert_eq!(documented("Error codes", 0), codes);
}

#[test]
fn every_log_line_is_there() {
    let mut lines = Names::new();
    for (_, source) in sources() {
        let source = source.split("#[cfg(test)]").next().unwrap();
        for level in ["error", "warn", "info", "debug", "trace"] {
            for call in source.split(&format!("tracing::{level}!(")).skip(1) {
                lines.insert(format!("{level}: {}", message(call)));
            }
        }
    }
    let text = fs::read_to_string(workspace().join("docs/observability.md")).unwrap();
    let section = text.split_once("\n## Logs\n").unwrap().1.split("\n## ").next().unwrap();
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let level = cells.next().filter(|level| *level != "level")?;
        Some(format!("{level}: {}", cells.next()?.trim_matches('`')))
    };
    assert_eq!(section.lines().filter_map(row).collect::<Names>(), lines);
}

/// The message of a call of one of `tracing`'s macros: the last text before the call ends.
fn message(call: &str) -> &str {
    let (mut depth, mut end) = (1, 0);
    for (place, character) in call.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            end = place;
            break;
        }
    }
    call[..end].rsplit('"').nth(1).unwrap()
}

/// Every text between `before` and the next quotation mark.
fn after<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = String> + use<'a> {
    source.split(before).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
}

/// The code that runs in production.
fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    let mut files = Vec::new();
    for folder in ["cli/src", "services", "shared"] {
        collect(&workspace().join(folder), &mut files);
    }
    assert!(files.len() > 100, "the sources were not seen");
    files.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        (file.strip_prefix(workspace()).unwrap().to_owned(), text)
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
