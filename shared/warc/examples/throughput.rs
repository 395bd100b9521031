//! Reads a WARC file on one thread and prints the throughput:
//! `cargo run --release -p courant-warc --example throughput -- crawl.warc.gz`. If the file does not exist,
//! it is created with 20,000 pages.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use courant_warc::{Archive, Content, Packing};
use flate2::Compression;
use flate2::write::GzEncoder;

const LIMIT: u64 = 4 << 20;

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).ok_or(io::Error::other("name a WARC file"))?;
    let path = Path::new(&path);
    if !path.exists() {
        make(path)?;
    }
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let began = Instant::now();
    let (mut pages, mut unpacked, mut others, mut broken) = (0_u64, 0, 0_u64, 0_u64);
    let reader = BufReader::with_capacity(1 << 16, file);
    for entry in Archive::new(reader, Packing::of(path).0, LIMIT) {
        match entry.content {
            Ok(Content::Page(page)) => {
                pages += 1;
                unpacked += page.body.len() as u64;
            }
            Ok(Content::Skipped(_)) => others += 1,
            Err(_) => broken += 1,
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let rate = |bytes: u64| bytes as f64 / seconds / 1e6;
    println!(
        "{pages} pages, {others} other records, {broken} broken in {seconds:.2} s: \
         {:.0} MB/s of {} MB compressed, {:.0} MB/s of pages",
        rate(bytes),
        bytes / 1_000_000,
        rate(unpacked)
    );
    Ok(())
}

/// Pages of 60 KB: repetitive markup and random words, which gzip compresses four to five times,
/// like real pages.
fn make(path: &Path) -> io::Result<()> {
    let mut random = fastrand::Rng::with_seed(1);
    let words: Vec<String> = (0..20_000).map(|_| word(&mut random)).collect();
    let mut file = BufWriter::new(File::create(path)?);
    for number in 0..20_000 {
        let mut page =
            String::from("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>");
        while page.len() < 60_000 {
            page.push_str("<div class=\"article-body__paragraph\" data-track=\"paragraph\"><p>");
            for _ in 0..random.usize(3..25) {
                page.push_str(&words[random.usize(..words.len())]);
                page.push(' ');
            }
            page.push_str(
                "</p></div>\n<li class=\"nav-item\"><a href=\"/news/\" title=\"News\"></a></li>\n",
            );
        }
        let mut record = GzEncoder::new(&mut file, Compression::default());
        write!(
            record,
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{number}\r\n\
             WARC-Date: 2026-11-27T01:00:00Z\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
            page.len()
        )?;
        record.finish()?;
    }
    file.flush()
}

fn word(random: &mut fastrand::Rng) -> String {
    (0..random.usize(2..11)).map(|_| random.lowercase()).collect()
}
