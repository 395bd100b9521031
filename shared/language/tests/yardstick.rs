//! Real texts of languages and kinds that are missing in the external yardstick; `yardstick/README.md`
//! lists their sources. The bounds are the measured values less a margin, to detect regressions.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeMap;
use std::io::Read;

use courant_language::{Engine, Finding, Ngrams};
use flate2::read::GzDecoder;
use serde_json::Value;

#[test]
fn brand_names_do_not_hide_the_language_of_a_headline() {
    let answers = answers("brands");
    let score: f64 = answers.iter().map(|answer| answer.credit()).sum();
    assert!(score / answers.len() as f64 >= 0.98);
    assert!(share(&answers, Answer::is_wrongly_reliable) <= 0.005);
}

#[test]
fn texts_without_diacritics_are_right_or_unreliable() {
    let answers = answers("no-diacritics");
    assert!(share(&answers, Answer::is_right) >= 0.88);
    assert!(share(&answers, Answer::is_wrongly_reliable) <= 0.01);
}

#[test]
fn languages_beyond_those_of_lingua_are_named() {
    for (set, least) in [("new-languages-200", 0.98), ("new-languages-60", 0.93)] {
        let mut labels: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
        for answer in answers(set) {
            labels.entry(answer.labels[0].clone()).or_default().push(answer);
        }
        let shares = labels.values().map(|answers| share(answers, Answer::is_right));
        assert!(shares.sum::<f64>() / labels.len() as f64 >= least, "{set}");
        assert!(labels.len() >= 90);
    }
}

#[test]
fn unsupported_languages_are_seldom_reliable() {
    let answers = answers("unsupported");
    assert!(share(&answers, Answer::is_wrongly_reliable) <= 0.04);
}

/// A text's labels and the engine's finding.
struct Answer {
    labels: Vec<String>,
    found: Finding,
}

impl Answer {
    fn is_right(&self) -> bool {
        let code = self.found.code();
        self.labels.iter().any(|label| label == self.found.tag || label == code)
    }

    fn is_wrongly_reliable(&self) -> bool {
        self.found.reliable && !self.is_right()
    }

    /// A wrong answer that is not reliable counts half.
    fn credit(&self) -> f64 {
        match (self.is_right(), self.found.reliable) {
            (true, _) => 1.0,
            (false, false) => 0.5,
            (false, true) => 0.0,
        }
    }
}

fn share(answers: &[Answer], is: impl Fn(&Answer) -> bool) -> f64 {
    answers.iter().filter(|answer| is(answer)).count() as f64 / answers.len() as f64
}

fn answers(set: &str) -> Vec<Answer> {
    let mut lines = String::new();
    let compressed = include_bytes!("yardstick/texts.jsonl.gz");
    GzDecoder::new(&compressed[..]).read_to_string(&mut lines).unwrap();
    let engine = Ngrams::embedded();
    let rows = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter(|row| row["set"] == set)
        .map(|row| {
            let others = row["alt"].as_array().unwrap();
            let labels = std::iter::once(&row["label"]).chain(others);
            Answer {
                labels: labels.map(|label| label.as_str().unwrap().to_owned()).collect(),
                found: engine.detect(row["text"].as_str().unwrap()),
            }
        })
        .collect()
}
