//! `courant service feeds` publishes each listed page once, whatever the web servers do.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_nats::jetstream::message::StreamMessage;
use e2e::{
    Client, Courant, PATIENCE, Page, Pipeline, Server, Site, guarded, login, password, until,
    until_async,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

fn start(pipeline: &mut Pipeline, list: &Path, more: &[(&str, &str)]) -> usize {
    let own = [
        ("COURANT_FEEDS_LIST", list.to_str().expect("UTF-8")),
        ("COURANT_FEEDS_MIN_INTERVAL", "1"),
        ("COURANT_FEEDS_MAX_INTERVAL", "2"),
        ("COURANT_FEEDS_HOST_DELAY", "0"),
        ("COURANT_FEEDS_TIMEOUT", "2"),
        ("COURANT_FEEDS_MAX_SIZE", "1MiB"),
        ("COURANT_FEEDS_ENTRIES", "10"),
        ("COURANT_FEEDS_CONTACT", "bot@example.org"),
        ("COURANT_FEEDS_ALLOW_PRIVATE", "true"),
    ];
    pipeline.start("feeds", &[&own[..], more].concat())
}

fn rss(entries: &[(&str, &str)]) -> Page {
    let items =
        entries.iter().map(|(link, more)| format!("<item><link>{link}</link>{more}</item>"));
    let items = items.collect::<String>();
    Page::ok(
        "application/rss+xml",
        format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"),
    )
}

fn atom(link: &str, updated: &str) -> Page {
    let entry = format!(
        "<entry><id>urn:x:1</id><link href=\"{link}\"/><updated>{updated}</updated></entry>"
    );
    Page::ok(
        "application/atom+xml",
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{entry}</feed>"),
    )
}

fn html(text: &str) -> Page {
    Page::ok("text/html; charset=utf-8", format!("<p>{text}</p>"))
}

fn envelope(message: &StreamMessage) -> Value {
    serde_json::from_slice(&message.payload).expect("an envelope")
}

fn fetched(what: &str, outcome: &str) -> String {
    format!("courant_fetches_total{{stage=\"feeds\",what=\"{what}\",outcome=\"{outcome}\"}}")
}

#[track_caller]
fn counted(pipeline: &Pipeline, place: usize, what: &str, outcome: &str) {
    let name = fetched(what, outcome);
    until(&name, PATIENCE, || (pipeline.services[place].metric(&name) >= 1.0).then_some(()));
}

#[tokio::test]
async fn each_page_is_published_once_with_what_its_feed_says_and_again_when_it_has_changed() {
    let version = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&version);
    let site = Site::start(move |head| match head.split(' ').nth(1).unwrap_or_default() {
        "/feed" => match (now.load(Ordering::SeqCst), head.contains("if-none-match: \"0\"")) {
            (0, true) => Page::Answer(304, String::new(), Vec::new()),
            (0, false) => {
                let Page::Answer(status, headers, body) =
                    atom("/moved?x=1#top", "2026-11-26T09:00:00Z")
                else {
                    unreachable!()
                };
                Page::Answer(status, headers + "etag: \"0\"\r\n", body)
            }
            _ => atom("/moved?x=1#top", "2026-11-26T10:00:00Z"),
        },
        "/moved?x=1" => Page::redirect("/page"),
        "/page" => html(&format!("Version {}.", now.load(Ordering::SeqCst))),
        "/second" => rss(&[(
            "/b",
            "<author>a@b.c (Ida Berg)</author><category>Sea</category>\
             <pubDate>Thu, 26 Nov 2026 10:00:00 +0100</pubDate>",
        )]),
        "/b" => Page::ok("text/html; charset=iso-8859-1", b"<p>\xc9t\xe9.".to_vec()),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    fs::write(&list, format!("# one\n{}\n", site.url("/feed"))).expect("written");
    let mut pipeline = Pipeline::bare();
    let place = start(&mut pipeline, &list, &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.stored("ARTICLES_RAW", 1).await;
    let first = client.message("ARTICLES_RAW", 1).await;
    let reported = envelope(&first);
    assert_eq!(
        (&reported["url"], &reported["content"]),
        (&site.url("/page").into(), &"<p>Version 0.</p>".into())
    );
    assert_eq!(reported["feed"]["url"], site.url("/feed"));
    assert_eq!(reported["feed"]["entry"], "urn:x:1");
    assert!(first.headers.get("Courant-Replace").is_none());
    until("the feed not to be modified", PATIENCE, || {
        let asked = site.requests("/feed");
        (asked.iter().filter(|head| head.contains("if-none-match")).count() > 1).then_some(asked)
    })
    .iter()
    .for_each(|head| {
        assert!(head.contains("user-agent: Courant/0.1.0 (+bot@example.org)"), "{head}")
    });

    // A new process knows what has been published. A second feed is added to the list.
    pipeline.services[place].process.kill();
    pipeline.revive();
    pipeline.ready();
    let both = format!("{}\n{}\n", site.url("/feed"), site.url("/second"));
    fs::write(&list, both).expect("written");
    client.stored("ARTICLES_RAW", 2).await;
    let reported = envelope(&client.message("ARTICLES_RAW", 2).await);
    assert_eq!(reported["url"], site.url("/b"));
    assert_eq!(reported["published_at"], "2026-11-26T09:00:00Z");
    assert_eq!(
        (&reported["authors"][0], &reported["tags"][0]),
        (&"Ida Berg".into(), &"Sea".into())
    );
    assert_eq!(reported["content_base64"], "PHA+yXTpLg==");

    version.store(1, Ordering::SeqCst);
    client.stored("ARTICLES_RAW", 3).await;
    let changed = client.message("ARTICLES_RAW", 3).await;
    assert_eq!(changed.headers.get("Courant-Replace").map(|value| value.as_str()), Some("true"));
    let reported = envelope(&changed);
    assert_eq!(reported["content"], "<p>Version 1.</p>");
    let key = |message: &StreamMessage| message.headers.get("Courant-Key").map(ToString::to_string);
    assert_eq!(key(&first), Some(site.url("/page")), "the address after redirects");
    assert_eq!(key(&changed), key(&first));
    assert_eq!(
        site.requests("/page").len(),
        2,
        "the page is fetched when the feed says that it changed"
    );
    assert_eq!(site.requests("/b").len(), 1);
    let seen = client.stream("KV_ARTICLES_SEEN").await;
    assert_eq!(seen.messages, 3, "one note for each entry, and what it watches");
    let status = |url: &str| {
        let ended = Courant::new(["status", "--json"]).env("NATS_URL", url).run(PATIENCE);
        serde_json::from_str::<Value>(&ended.stdout).expect("JSON")["sources"].clone()
    };
    let url = pipeline.server.url();
    let sources = until("what it watches", 2 * PATIENCE, || {
        let sources = status(&url);
        (sources[0]["watched"] == 2).then_some(sources)
    });
    assert_eq!((&sources[0]["name"], &sources[0]["running"]), (&"feeds".into(), &true.into()));
    assert_eq!(sources[0]["failing"], 0);
    assert!(sources[0]["fetched_at"].is_string(), "{sources}");
    let shown = Courant::new(["status"]).env("NATS_URL", &url).run(PATIENCE).stdout;
    assert!(
        shown.lines().any(|line| line.starts_with("feeds  ") && line.contains("runs")),
        "{shown}"
    );
    pipeline.stop();
}

#[tokio::test]
async fn servers_that_misbehave_keep_no_other_feed_from_being_read() {
    let many = (0..50_000).map(|n| format!("<item><link>/{n}</link></item>")).collect::<String>();
    let bomb = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; 20 << 20]).expect("memory");
        encoder.finish().expect("memory")
    };
    let site = Site::start(move |head| match head.split(' ').nth(1).unwrap_or_default() {
        "/silent" => Page::Silent,
        "/endless" => Page::Endless(1_000),
        "/flood" => Page::Endless(50_000_000),
        "/short" => Page::Short(b"<rss>".to_vec()),
        "/loop" => Page::redirect("/loop"),
        "/file" => Page::redirect("file:///etc/passwd"),
        "/busy" => Page::Answer(429, "retry-after: 3000\r\n".into(), Vec::new()),
        "/down" => Page::Answer(500, String::new(), Vec::new()),
        "/html" => html("No feed."),
        "/broken" => Page::ok("text/xml", "<rss version=\"2.0\"><channel><item><link>/x"),
        "/bomb" => Page::Answer(200, "content-encoding: gzip\r\n".into(), bomb.clone()),
        "/many" => {
            let all = format!("<rss version=\"2.0\"><channel>{many}</channel></rss>");
            Page::ok("text/xml", all[..1 << 20].to_owned())
        }
        "/good" => rss(&[("/page", ""), ("/private/page", ""), ("/gone", ""), ("/image", "")]),
        "/page" => html("Fine."),
        "/private/page" => html("For people only."),
        "/image" => Page::ok("image/png", "x"),
        "/robots.txt" => {
            Page::ok("text/plain", "User-agent: *\nDisallow: /private/\nDisallow: /0\n")
        }
        path if path[1..].parse::<u32>().is_ok() => html(path),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    // No page of a server that asks to wait is requested.
    let other = Site::start(|_| Page::Answer(429, "retry-after: 3000\r\n".into(), Vec::new()));
    let paths = [
        "/silent", "/endless", "/flood", "/short", "/loop", "/file", "/down", "/html", "/broken",
        "/bomb", "/many", "/good",
    ];
    let mut lines: Vec<String> = paths.iter().map(|path| site.url(path)).collect();
    lines.push(other.url("/busy").replace("127.0.0.1", "localhost"));
    lines.push("not an address".into());
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    fs::write(&list, lines.join("\n")).expect("written");
    let mut pipeline = Pipeline::bare();
    let place = start(&mut pipeline, &list, &[]);
    pipeline.ready();
    for outcome in [
        "timed_out",
        "too_large",
        "cut",
        "redirects",
        "address",
        "server_error",
        "not_a_feed",
        "broken",
        "wait",
        "ok",
    ] {
        counted(&pipeline, place, "feed", outcome);
    }
    for outcome in ["ok", "disallowed", "gone", "not_a_page"] {
        counted(&pipeline, place, "page", outcome);
    }
    let client = Client::connect(&pipeline.server).await;
    // The good page, and nine of the first ten entries.
    client.stored("ARTICLES_RAW", 10).await;
    until("failures to be counted", PATIENCE, || {
        let failing =
            pipeline.services[place].metric("courant_watched{stage=\"feeds\",state=\"failing\"}");
        (failing >= 10.0).then_some(())
    });
    assert!(site.requests("/private/page").is_empty() && site.requests("/0").is_empty());
    assert_eq!(other.requests("/busy").len(), 1, "Retry-After is obeyed");
    assert_eq!(site.requests("/gone").len(), 1, "what is gone is not asked for again");
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 10);
    let log = pipeline.stop().concat();
    assert!(log.contains("a feed can't be read"), "{log}");
}

#[tokio::test]
async fn wrong_charsets_and_a_million_entries_are_read() {
    let million = {
        let items = (0..1_000_000).fold(String::new(), |mut items, number| {
            items += &format!("<item><link>/m{number}</link></item>");
            items
        });
        format!("<rss version=\"2.0\"><channel>{items}</channel></rss>")
    };
    let tagged = |link: &str, declared: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{declared}\"?><rss version=\"2.0\"><channel><item>\
             <link>{link}</link><category>Caf\u{e9}s am Hafen</category></item></channel></rss>"
        )
    };
    let latin1 = |text: String| -> Vec<u8> {
        text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
    };
    let utf16 =
        |text: String| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let site = Site::start(move |head| match head.split(' ').nth(1).unwrap_or_default() {
        "/million" => Page::ok("text/xml", million.clone()),
        // Latin-1 declared as UTF-8, an unknown charset, and UTF-16 declared as Latin-1.
        "/mislabelled" => Page::ok("text/xml; charset=utf-8", latin1(tagged("/a", "utf-8"))),
        "/unknown" => Page::ok("text/xml; charset=x-none", tagged("/b", "x-none")),
        "/utf16" => {
            let with_mark = [vec![0xfe, 0xff], utf16(tagged("/c", "iso-8859-1"))].concat();
            Page::ok("text/xml; charset=iso-8859-1", with_mark)
        }
        "/robots.txt" => Page::Answer(404, String::new(), Vec::new()),
        path => html(path),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    let paths = ["/million", "/mislabelled", "/unknown", "/utf16"].map(|path| site.url(path));
    fs::write(&list, paths.join("\n")).expect("written");
    let mut pipeline = Pipeline::bare();
    let more = [("COURANT_FEEDS_MAX_SIZE", "64MiB"), ("COURANT_FEEDS_TIMEOUT", "30")];
    let place = start(&mut pipeline, &list, &more);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    // Ten of the million entries, and one of each other feed.
    client.stored("ARTICLES_RAW", 13).await;
    counted(&pipeline, place, "feed", "incomplete");
    let mut tags = Vec::new();
    for sequence in 1..=13 {
        let reported = envelope(&client.message("ARTICLES_RAW", sequence).await);
        tags.extend(reported["tags"][0].as_str().map(str::to_owned));
    }
    assert_eq!(tags, vec!["Caf\u{e9}s am Hafen"; 3], "each in its own charset");
    pipeline.stop();
}

#[test]
fn private_addresses_are_refused_unless_allowed() {
    let site = Site::start(|_| rss(&[]));
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    let named = site.url("/b").replace("127.0.0.1", "localhost");
    fs::write(&list, format!("{}\n{named}\n", site.url("/a"))).expect("written");
    let mut pipeline = Pipeline::bare();
    let place = start(&mut pipeline, &list, &[("COURANT_FEEDS_ALLOW_PRIVATE", "false")]);
    let name = fetched("feed", "private");
    until("both to be refused", PATIENCE, || {
        (pipeline.services[place].metric(&name) >= 2.0).then_some(())
    });
    assert!(site.requests("/a").is_empty() && site.requests("/b").is_empty());
}

#[test]
fn wrong_settings_end_it_at_once() {
    let run = |arguments: &[&str]| {
        Courant::new([&["service", "feeds"], arguments].concat()).run(PATIENCE)
    };
    for (arguments, why) in [
        (&[][..], "COURANT_FEEDS_LIST"),
        (&["--list", "/no/such/file"], "can't be read"),
        (&["--list", "Cargo.toml", "--contact", "a b"], "--contact"),
        (&["--list", "Cargo.toml", "--lane", "a.b"], "--lane"),
    ] {
        let ended = run(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(why), "{arguments:?}: {}", ended.stderr);
    }
}

/// Its user can publish and record entries only, and the server refuses none of its requests.
#[tokio::test]
async fn it_works_as_its_own_user() {
    let site = Site::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/feed" => rss(&[("/page", "")]),
        "/page" => html("Fine."),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    fs::write(&list, site.url("/feed")).expect("written");
    let mut pipeline = Pipeline { server: Server::with(&guarded()), services: Vec::new() };
    let url = pipeline.server.url();
    let setup =
        Courant::new(["setup", "--store", "1GB"]).env("NATS_URL", &url).envs(login("setup"));
    assert_eq!(setup.run(PATIENCE).code, Some(0));
    let user = login("feeds");
    let user: Vec<(&str, &str)> = user.iter().map(|(name, value)| (*name, &**value)).collect();
    start(&mut pipeline, &list, &user);
    pipeline.ready();
    let client = Client::log_in(&url, "operator", &password("operator")).await;
    until_async("the page, its note and what it watches", PATIENCE, async || {
        let noted = client.stream("KV_ARTICLES_SEEN").await.messages == 2;
        (noted && client.stream("ARTICLES_RAW").await.last_sequence == 1).then_some(())
    })
    .await;
    pipeline.stop();
    let log = pipeline.server.log();
    let refused: Vec<&str> = log.lines().filter(|line| line.contains("Violation")).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
