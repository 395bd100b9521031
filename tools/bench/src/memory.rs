use std::fs;
use std::path::{Path, PathBuf};

use article::header;
use async_nats::HeaderMap;
use serde::Deserialize;

use bench::{Hop, cpu};
use broker::table::STAGES;

use crate::bed::Bed;
use crate::figure::Figure;

/// A line of the list of pages.
#[derive(Deserialize)]
struct Page {
    path: PathBuf,
    url: Option<String>,
}

/// Metadata extraction's peak memory after all pages of `list`, against that of a stage that does
/// nothing with the same records.
pub async fn measure(rounds: u32, list: &Path) -> Figure {
    let list = fs::read_to_string(list).expect("the list of pages can be read");
    let read = |line| serde_json::from_str(line).expect("a line is an object with a path");
    let pages: Vec<Page> = list.lines().map(read).collect();
    let mut pairs = Vec::new();
    for round in 1..=rounds {
        let (ours, base) = (after(&pages, Hop::Service).await, after(&pages, Hop::DoNothing).await);
        eprintln!("memory {round}: {ours:.1} against {base:.1} MB after {} pages", pages.len());
        pairs.push((ours, base));
    }
    let what = "peak memory of metadata-extraction after the yardstick's 860 pages; against a stage that does nothing";
    Figure { what, unit: "MB", pairs, aim: "≤ 40 MB" }
}

/// Megabytes.
async fn after(pages: &[Page], hop: Hop) -> f64 {
    let mut bed = Bed::fresh().await;
    bed.place(Hop::Service, &STAGES[0]);
    bed.place(Hop::Service, &STAGES[1]);
    let measured = bed.place(hop, &STAGES[2]);
    bed.place(Hop::DoNothing, &STAGES[3]);
    for page in pages {
        let mut headers = HeaderMap::new();
        headers.append("Content-Type", "text/html");
        if let Some(url) = &page.url {
            headers.append(header::URL, url.as_str());
        }
        let body = fs::read(&page.path).expect("the list names files");
        bed.publish_raw(headers, body.into()).await;
    }
    for spec in &STAGES[..3] {
        bed.client.emptied(spec.input).await;
    }
    cpu::peak_memory(measured) / 1e6
}
