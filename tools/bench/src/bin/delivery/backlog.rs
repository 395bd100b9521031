use article::ArticleId;
use async_nats::HeaderMap;
use e2e::Client;
use futures_util::{StreamExt, stream};
use serde_json::json;

/// Characters of a text.
const TEXT: usize = 3_000;
/// Concurrent publishes.
const LOADING: usize = 256;

/// Publishes different articles, as the publishing service does.
pub async fn fill(client: &Client, articles: usize) {
    let words: Vec<String> = (0..5_000).map(word).collect();
    let articles = (0..articles).map(|number| article(number, &words));
    let sent = stream::iter(articles).map(async |(id, body)| {
        let mut headers = HeaderMap::new();
        headers.append("Courant-Article-Id", id.to_string());
        let subject = format!("articles.published.en.{id}");
        let sent = client.jetstream.publish_with_headers(subject, headers, body.into()).await;
        sent.expect("the server is up").await.expect("stored");
    });
    sent.buffer_unordered(LOADING).collect::<Vec<()>>().await;
}

fn article(number: usize, words: &[String]) -> (ArticleId, String) {
    let id = ArticleId::of("", "", &number.to_be_bytes());
    let mut place = number;
    let mut text = format!("Report {number}.");
    while text.len() < TEXT {
        // A linear congruential generator: different words in each article, the same in each run.
        place = place.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
        text.push(' ');
        text.push_str(&words[(place >> 8) % words.len()]);
    }
    let length = text.len();
    let record = json!({
        "courant": 1, "id": id,
        "document": {
            "content_type": "text/html", "charset": "utf-8", "bytes": 4 * length, "sha256": "0",
            "url": format!("https://example.org/news/{number}"),
            "received_at": "2026-11-23T08:15:00Z", "text": text,
            "blocks": [{"kind": "paragraph", "start": 0, "end": length}],
        },
        "language": {"tag": "en", "code": "en", "script": "Latn", "confidence": 1.0, "reliable": true},
        "metadata": {
            "title": {"value": format!("Report {number}"), "source": "heading", "confidence": 0.98},
            "authors": [{"value": "Ada Mooring", "source": "byline", "confidence": 0.93}],
            "keywords": [{"term": "ferry", "score": 1.0}, {"term": "harbour", "score": 0.8}],
            "counts": {"characters": length, "words": 430, "sentences": 1, "reading_minutes": 2.1},
            "fingerprint": "bfce5d52bdd67918",
        },
        "publication": {
            "published_at": "2026-11-23T08:15:03Z",
            "subject": format!("articles.published.en.{id}"),
        },
    });
    (id, record.to_string())
}

fn word(number: usize) -> String {
    let letters = |mut number: usize| {
        let mut word = String::new();
        for part in 0..2 + number % 4 {
            let syllables = ["ka", "ro", "mi", "te", "lun", "ser", "do", "vi", "pan", "gre"];
            word.push_str(syllables[(number + part) % syllables.len()]);
            number = number / 3 + 7;
        }
        word
    };
    letters(number)
}
