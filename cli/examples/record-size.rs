//! Prints how large published records are for their texts: part of `make yardstick-extraction`.
//!
//! Reads lines of `{"id","path","url"}`, runs the pages through `courant process`, and compares
//! the mean size of the records with the aim: 1.35 × the text and 2 KB.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[derive(Deserialize)]
struct Page {
    path: PathBuf,
    url: Option<String>,
}

fn main() -> Result<ExitCode, Error> {
    let courant = std::env::args().nth(1).ok_or("usage: record-size PATH-OF-COURANT < LIST")?;
    let mut process = Command::new(courant)
        .args(["process", "--jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut documents = process.stdin.take().ok_or("no standard input")?;
    let records = BufReader::new(process.stdout.take().ok_or("no standard output")?);
    let writer = std::thread::spawn(move || -> Result<(), Error> {
        for line in std::io::stdin().lines() {
            let page: Page = serde_json::from_str(&line?)?;
            let content = STANDARD.encode(std::fs::read(&page.path)?);
            let envelope = json!({
                "content_base64": content, "content_type": "text/html", "url": page.url,
            });
            writeln!(documents, "{envelope}")?;
        }
        Ok(())
    });

    let (mut count, mut record_bytes, mut text_bytes) = (0_u32, 0_f64, 0_f64);
    for line in records.lines() {
        let line = line?;
        let record: Value = serde_json::from_str(&line)?;
        let text = record["document"]["text"].as_str().ok_or("a record without text")?;
        count += 1;
        record_bytes += line.len() as f64;
        text_bytes += text.len() as f64;
    }
    writer.join().map_err(|_| "the writer panicked")??;
    process.wait()?;
    let (record, text) = (record_bytes / f64::from(count), text_bytes / f64::from(count));
    let aim = 1.35 * text + 2048.0;
    let verdict = if record <= aim { "met" } else { "missed" };
    println!(
        "published records: {count}, mean {record:.0} bytes for {text:.0} bytes of text; \
         aim at most {aim:.0}: {verdict}"
    );
    Ok(if record <= aim { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
