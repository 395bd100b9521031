use std::fmt::Write;

use super::*;

fn read(body: impl AsRef<[u8]>) -> Result<Parsed, ParseError> {
    let base = Url::parse("https://news.example/feeds/all.xml").unwrap();
    parse(body.as_ref(), None, &base, 100)
}

fn time(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

fn urls(parsed: &Parsed) -> Vec<&str> {
    parsed.entries.iter().map(|entry| entry.url.as_str()).collect()
}

const RSS: &str = r#"<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title><ttl>15</ttl>
<item><title>A</title><link>https://news.example/a?x=1&amp;y=2#top</link><guid isPermaLink="false">7</guid>
<pubDate>Thu, 26 Nov 2026 10:00:00 +0100</pubDate><dc:creator>Zoë Marsh</dc:creator>
<author>desk@news.example</author><author>i@news.example (Ida Berg)</author><category>Ships</category><category>Ships</category></item>
<item><guid>https://news.example/b</guid></item><item><title>no address</title></item>
</channel></rss>"#;

#[test]
fn rss_gives_address_date_authors_and_tags() {
    let parsed = read(RSS).unwrap();
    assert_eq!(urls(&parsed), ["https://news.example/a?x=1&y=2", "https://news.example/b"]);
    let first = &parsed.entries[0];
    assert_eq!(first.published, time("2026-11-26T09:00:00Z"));
    assert_eq!(
        (&*first.authors, &*first.tags),
        (&["Zoë Marsh".to_owned(), "Ida Berg".to_owned()][..], &["Ships".to_owned()][..])
    );
    assert_eq!((first.id.as_deref(), parsed.ttl), (Some("7"), Some(Duration::from_secs(900))));
    assert!(!parsed.left_out);
}

#[test]
fn a_feed_is_read_in_the_charset_that_it_is_in() {
    // UTF-8 that says that it is Latin-1, and Latin-1 that says so.
    assert_eq!(read(RSS).unwrap().entries[0].authors[0], "Zoë Marsh");
    let latin: Vec<u8> = RSS.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read(latin).unwrap().entries[0].authors[0], "Zoë Marsh");
    // Latin-1 that says that it is UTF-8.
    let wrong = RSS.replace("iso-8859-1", "utf-8");
    let wrong: Vec<u8> = wrong.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read(wrong).unwrap().entries.len(), 2);
}

#[test]
fn atom_prefers_the_page_and_resolves_its_address() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><entry><id>urn:1</id>
        <link rel="self" href="/feeds/1.xml"/><link href="../one"/><updated>2026-11-26T10:00:00Z</updated>
        <author><name>Ida Berg</name></author><category term="sea" label="Sea"/></entry></feed>"#;
    let parsed = read(atom).unwrap();
    assert_eq!(urls(&parsed), ["https://news.example/one"]);
    let entry = &parsed.entries[0];
    assert_eq!((entry.published, entry.updated), (None, time("2026-11-26T10:00:00Z")));
    assert_eq!(
        (&entry.authors[..], &entry.tags[..]),
        (&["Ida Berg".to_owned()][..], &["Sea".to_owned()][..])
    );
}

#[test]
fn a_json_feed_keeps_what_can_be_read() {
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","items":[7,{"id":1,"url":"/one","tags":["x"],
        "date_published":"2026-11-26T10:00:00+01:00","authors":[{"name":"Ida Berg"}]},{"url":7}]}"#;
    let parsed = read(json).unwrap();
    assert_eq!(urls(&parsed), ["https://news.example/one"]);
    assert_eq!(parsed.entries[0].published, time("2026-11-26T09:00:00Z"));
    assert_eq!(parsed.entries[0].authors, ["Ida Berg"]);
    assert_eq!(read("{}"), Err(ParseError::NotAFeed));
    assert_eq!(read(&json[..60]), Err(ParseError::Broken));
}

#[test]
fn a_news_sitemap_gives_dates_and_keywords() {
    let sitemap = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>
        https://news.example/a?x=1&amp;y=2</loc><lastmod>2026-11-26</lastmod><news:news>
        <news:publication_date>2026-11-25T10:00:00+01:00</news:publication_date>
        <news:keywords>sea, <![CDATA[ships]]></news:keywords></news:news></url></urlset>"#;
    let parsed = read(sitemap).unwrap();
    assert_eq!(urls(&parsed), ["https://news.example/a?x=1&y=2"]);
    let entry = &parsed.entries[0];
    assert_eq!(entry.published, time("2026-11-25T09:00:00Z"));
    assert_eq!(entry.updated, time("2026-11-26T00:00:00Z"));
    assert_eq!(entry.tags, ["sea", "ships"]);
    assert_eq!(read("<sitemapindex><sitemap/></sitemapindex>"), Err(ParseError::SitemapIndex));
}

#[test]
fn a_broken_feed_gives_its_whole_entries() {
    let item = |n| format!("<item><link>https://news.example/{n}</link></item>");
    let head = "<rss version=\"2.0\"><channel>";
    for rest in ["<item><link>https", "</chan", "<item <", "<item>&nosuch;</wrong></item>", ""] {
        let parsed = read(format!("{head}{}{}{rest}", item(1), item(2))).unwrap();
        assert!(urls(&parsed).starts_with(&["https://news.example/1", "https://news.example/2"]));
        assert!(parsed.left_out, "{rest}");
    }
    for broken in ["<rss><channel><item><link>x", "<rss", "<rss><chan", "<a><b>"] {
        assert!(read(broken).is_err(), "{broken}");
    }
    for other in ["", "hello", "<html><body>x</body></html>", "[1]", "<!--"] {
        assert!(read(other).is_err(), "{other}");
    }
}

#[test]
fn a_million_entries_and_deep_nesting_stay_bounded() {
    let mut many = String::from("<rss version=\"2.0\"><channel>");
    for n in 0..1_000_000 {
        write!(many, "<item><link>https://news.example/{n}</link></item>").unwrap();
    }
    many += "</channel></rss>";
    let parsed = read(&many).unwrap();
    assert_eq!((parsed.entries.len(), parsed.left_out), (100, true));
    let deep = format!("<rss><channel>{}", "<item><a>".repeat(100_000));
    assert_eq!(read(deep), Err(ParseError::Broken));
    let items = "{},".repeat(1_000_000);
    let json = format!(r#"{{"version":"https://jsonfeed.org/version/1","items":[{items}{{}}]}}"#);
    assert!(read(json).unwrap().left_out);
}
