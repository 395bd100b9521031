//! The work of the stages, from what `courant bench --json` printed.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::fault::Fault;

/// The used members of the output of `courant bench --json`.
#[derive(Deserialize)]
struct Bench {
    stages: Vec<Stage>,
}

#[derive(Deserialize)]
struct Stage {
    stage: String,
    work_ms: Work,
}

#[derive(Deserialize)]
struct Work {
    /// Unknown for the last stage.
    mean: Option<f64>,
}

/// CPU time per document of the measured stages, in microseconds: the work and the runtime's part.
pub(super) fn stages(file: &Path, hop_us: f64) -> Result<BTreeMap<String, f64>, Fault> {
    let place = file.display();
    let text = std::fs::read(file)
        .map_err(|error| Fault::Setting(format!("can't read {place} ({error})")))?;
    let stages = parse(&text, hop_us).map_err(|error| {
        Fault::Setting(format!("{place}: not the output of `courant bench --json` ({error})"))
    })?;
    if stages.is_empty() {
        let why = "contains the work of no stage: run `courant bench --json` with documents";
        return Err(Fault::Setting(format!("{place}: {why}")));
    }
    Ok(stages)
}

fn parse(text: &[u8], hop_us: f64) -> serde_json::Result<BTreeMap<String, f64>> {
    let bench: Bench = serde_json::from_slice(text)?;
    let cost = |stage: Stage| {
        let mean = stage.work_ms.mean.filter(|mean| *mean >= 0.0)?;
        Some((stage.stage, mean * 1e3 + hop_us))
    };
    Ok(bench.stages.into_iter().filter_map(cost).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_of_the_stages_is_taken_and_the_runtime_added() {
        let text = br#"{"sent": 9, "stages": [
            {"stage": "ingestion", "work_ms": {"mean": 5.5, "p50": 4.0}},
            {"stage": "language-detection", "work_ms": {"mean": -1}},
            {"stage": "publishing", "work_ms": {"mean": null}}]}"#;
        let shown = parse(text, 20.0).unwrap();
        assert_eq!(shown, BTreeMap::from([("ingestion".to_owned(), 5_520.0)]));
        assert!(parse(b"[1]", 20.0).is_err());
    }
}
