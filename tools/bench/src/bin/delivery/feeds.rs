use std::fmt::Write;
use std::fs;
use std::time::Duration;

use e2e::{Page, Pipeline, Site, until};

const WITHIN: Duration = Duration::from_secs(600);
/// Entries per feed. All link to one page, so that only the feeds are measured.
const ENTRIES: usize = 20;

/// Peak memory in MB of a process that watches `feeds` feeds of 15 KB, after each was requested twice.
pub async fn memory(feeds: usize) -> u64 {
    let site = Site::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/page" => Page::ok("text/html", "<p>The ferry runs again, the harbour office said."),
        "/robots.txt" => Page::Answer(404, String::new(), Vec::new()),
        path => feed(path),
    });
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let list = folder.path().join("feeds.txt");
    let mut lines = String::new();
    for number in 0..feeds {
        writeln!(lines, "{}", site.url(&format!("/feed/{number}"))).expect("memory");
    }
    fs::write(&list, lines).expect("the folder is ours");
    let mut pipeline = Pipeline::bare();
    let place = pipeline.start(
        "feeds",
        &[
            ("COURANT_FEEDS_LIST", list.to_str().expect("UTF-8")),
            ("COURANT_FEEDS_MIN_INTERVAL", "10"),
            ("COURANT_FEEDS_MAX_INTERVAL", "10"),
            ("COURANT_FEEDS_HOST_DELAY", "0"),
            ("COURANT_FEEDS_ALLOW_PRIVATE", "true"),
        ],
    );
    pipeline.ready();
    until("every feed to be asked for twice", WITHIN, || {
        let asked = |outcome: &str| {
            let name = format!(
                "courant_fetches_total{{stage=\"feeds\",what=\"feed\",outcome=\"{outcome}\"}}"
            );
            pipeline.services[place].metric(&name)
        };
        (asked("ok") + asked("unchanged") >= 2.0 * feeds as f64).then_some(())
    });
    crate::peak_memory(pipeline.service(place).process.id())
}

fn feed(path: &str) -> Page {
    let mut text = String::from("<rss version=\"2.0\"><channel><title>News</title>");
    for entry in 0..ENTRIES {
        let summary = "The ferry to the islands runs again from Monday. ".repeat(12);
        write!(
            text,
            "<item><guid>{path}-{entry}</guid><link>/page</link><title>Entry {entry}</title>\
             <description>{summary}</description><pubDate>Thu, 26 Nov 2026 10:00:00 GMT</pubDate></item>"
        )
        .expect("memory");
    }
    Page::ok("application/rss+xml", text + "</channel></rss>")
}
