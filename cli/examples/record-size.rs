//! Prints the size of published records compared with their texts: part of `make yardstick-extraction`.
//!
//! Reads lines of `{"id","path","url"}`, runs the pages through `courant process`, and compares mean
//! sizes with the aims: 1.35 × the text plus 2 KB for a record without `blocks` and `links`, and half of
//! the text for these.

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

    let (mut count, mut record, mut text, mut structure) = (0_u32, 0_f64, 0_f64, 0_f64);
    for line in records.lines() {
        let line = line?;
        let article: Value = serde_json::from_str(&line)?;
        let document = &article["document"];
        let own = document["text"].as_str().ok_or("a record without text")?;
        let members = ["blocks", "links"].map(|name| match document.get(name) {
            Some(list) => list.to_string().len() + name.len() + r#","":"#.len(),
            None => 0,
        });
        let members = members.iter().sum::<usize>() as f64;
        count += 1;
        record += line.len() as f64 - members;
        text += own.len() as f64;
        structure += members;
    }
    writer.join().map_err(|_| "the writer panicked")??;
    process.wait()?;
    let [record, text, structure] = [record, text, structure].map(|sum| sum / f64::from(count));
    let aims = [
        ("published records without blocks and links", record, 1.35 * text + 2048.0),
        ("blocks and links", structure, 0.5 * text),
    ];
    println!("{count} published records, mean {text:.0} bytes of text");
    let mut code = ExitCode::SUCCESS;
    for (what, size, aim) in aims {
        let verdict = if size <= aim { "met" } else { "missed" };
        println!("{what}: mean {size:.0} bytes; aim at most {aim:.0}: {verdict}");
        if size > aim {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
