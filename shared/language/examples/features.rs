//! Writes the data on which the confidence is fitted, for `tools/language-table/calibrate.py`: reads
//! `{"id","text"}` lines and writes for each the tag before any rejection, the features and the
//! judgement. With an argument, reads the table from that file.

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Instant;

use courant_language::{Engine, Ngrams};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let table = std::env::args().nth(1).map(std::fs::read).transpose()?;
    let engine = match &table {
        Some(table) => Ngrams::new(table)?,
        None => Ngrams::embedded(),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let text = question["text"].as_str().unwrap_or_default();
        let began = Instant::now();
        drop(engine.detect(text));
        let microseconds = began.elapsed().as_secs_f64() * 1e6;
        let (finding, evidence) = engine.examine(text);
        let likeliest = evidence.credit.first().map_or("und", |(tag, _)| tag);
        let features = evidence.features.map(|f| {
            json!({
                "fit": f.fit, "margin": f.margin, "extra": f.extra_margin, "rare": f.rare, "won": f.won, "lead": f.lead, "strangers": f.lead_over_strangers,
                "most": f.most, "letters": f.letters, "dropped": f.dropped, "symbols": f.symbols,
                "thin": f.thin,
            })
        });
        let languages: Vec<_> =
            finding.languages.iter().map(|share| json!([share.tag, share.share])).collect();
        let answer = json!({
            "id": question["id"], "us": microseconds, "tag": finding.tag, "confidence": finding.confidence,
            "reliable": finding.reliable, "likeliest": likeliest, "features": features,
            "languages": languages, "product": evidence.confidence.map(|c| c.group * c.exact),
        });
        writeln!(out, "{answer}")?;
    }
    Ok(out.flush()?)
}
