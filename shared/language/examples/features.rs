//! What the confidence is fitted on: reads `{"id","text"}` lines, writes for each the tag before
//! any refusal, the features and the judgement (for `tools/language-table/calibrate.py`).

use std::error::Error;
use std::io::{BufRead, Write};

use courant_language::Ngrams;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let engine = Ngrams::embedded();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let (finding, evidence) = engine.examine(question["text"].as_str().unwrap_or_default());
        let likeliest = evidence.credit.first().map_or("und", |(tag, _)| tag);
        let features = evidence.features.map(|f| {
            json!({
                "fit": f.fit, "won": f.won, "lead": f.lead, "strangers": f.lead_over_strangers,
                "most": f.most, "letters": f.letters, "dropped": f.dropped, "symbols": f.symbols,
                "thin": f.thin,
            })
        });
        let languages: Vec<_> =
            finding.languages.iter().map(|share| json!([share.tag, share.share])).collect();
        let answer = json!({
            "id": question["id"], "tag": finding.tag, "confidence": finding.confidence,
            "reliable": finding.reliable, "likeliest": likeliest, "features": features,
            "languages": languages, "product": evidence.confidence.map(|c| c.group * c.exact),
        });
        writeln!(out, "{answer}")?;
    }
    Ok(out.flush()?)
}
