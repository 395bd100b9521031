//! Every kind of feed and every content encoding.

use std::fs;
use std::io::Write;

use e2e::{Client, Page, Pipeline, Site};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const JSON_FEED: &str = r#"{"version":"https://jsonfeed.org/version/1.1","items":[
    {"id":"1","url":"/of-json","authors":[{"name":"Json"}]}]}"#;

fn with_encoding(page: Page, name: &str) -> Page {
    let Page::Answer(status, headers, body) = page else { unreachable!("it answers") };
    let body = match name {
        "br" => {
            let mut encoded = Vec::new();
            brotli::CompressorWriter::new(&mut encoded, 4096, 5, 22)
                .write_all(&body)
                .expect("memory");
            encoded
        }
        _ => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&body).expect("memory");
            encoder.finish().expect("memory")
        }
    };
    Page::Answer(status, format!("{headers}content-encoding: {name}\r\n"), body)
}

fn answer(base: &str, path: &str) -> Page {
    match path {
        "/rss" => Page::ok(
            "application/rss+xml",
            "<rss version=\"2.0\"><channel><item><link>/of-rss</link>\
             <author>a@b.c (Rss)</author></item></channel></rss>",
        ),
        "/atom" => with_encoding(
            Page::ok(
                "application/atom+xml",
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>1</id>\
                 <link href=\"/of-atom\"/><author><name>Atom</name></author></entry></feed>",
            ),
            "br",
        ),
        "/json" => with_encoding(Page::ok("application/feed+json", JSON_FEED), "gzip"),
        "/sitemap" => Page::ok(
            "application/xml",
            format!(
                "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
                 xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url>\
                 <loc>{base}/of-sitemap</loc><news:news><news:keywords>sea</news:keywords>\
                 </news:news></url></urlset>"
            ),
        ),
        "/of-rss" => with_encoding(page(path), "br"),
        "/of-atom" => with_encoding(page(path), "gzip"),
        "/of-json" | "/of-sitemap" => page(path),
        _ => Page::Answer(404, String::new(), Vec::new()),
    }
}

fn page(path: &str) -> Page {
    Page::ok("text/html; charset=utf-8", format!("<p>Page {path}.</p>"))
}

fn site() -> Site {
    Site::start(|head| {
        let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
        let path = head.split(' ').nth(1).unwrap_or_default();
        answer(&format!("http://{}", host.trim()), path)
    })
}

fn settings(list: &str) -> [(&str, &str); 5] {
    [
        ("COURANT_FEEDS_LIST", list),
        ("COURANT_FEEDS_MIN_INTERVAL", "1"),
        ("COURANT_FEEDS_MAX_INTERVAL", "2"),
        ("COURANT_FEEDS_HOST_DELAY", "0"),
        ("COURANT_FEEDS_ALLOW_PRIVATE", "true"),
    ]
}

#[tokio::test]
async fn each_kind_of_feed_is_read_with_each_encoding() {
    let (site, folder) = (site(), tempfile::tempdir().expect("a folder"));
    let addresses = ["/rss", "/atom", "/json", "/sitemap"].map(|path| site.url(path));
    let list = folder.path().join("feeds.txt");
    fs::write(&list, addresses.join("\n")).expect("written");
    let mut pipeline = Pipeline::bare();
    pipeline.start("feeds", &settings(list.to_str().expect("UTF-8")));
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.stored("ARTICLES_RAW", 4).await;
    let mut reported = Vec::new();
    for sequence in 1..=4 {
        let message = client.message("ARTICLES_RAW", sequence).await;
        let envelope: Value = serde_json::from_slice(&message.payload).expect("an envelope");
        let said = [&envelope["authors"][0], &envelope["tags"][0]];
        let said = said.into_iter().find_map(Value::as_str).expect("the feed says it").to_owned();
        reported.push((said, envelope["content"].as_str().expect("UTF-8").to_owned()));
    }
    reported.sort_unstable();
    let expected = [("Atom", "atom"), ("Json", "json"), ("Rss", "rss"), ("sea", "sitemap")];
    let expected =
        expected.map(|(said, name)| (said.to_owned(), format!("<p>Page /of-{name}.</p>")));
    assert_eq!(reported, expected);
    pipeline.stop();
}
