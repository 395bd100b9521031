//! Every kind of document, published by an independent client, is enriched.

use article::{ArticleId, Document, Language, Metadata, Record};
use e2e::{Client, PATIENCE, Pipeline};
use futures_util::StreamExt;

const ENGLISH: &str = "The harbour of Norwick opened again on Monday after two weeks of repairs.\n\n\
    Ferries to the islands had been diverted to the smaller port in the south, and many shops ran \
    short of fresh bread and vegetables. The town council thanked the crews, who had worked through \
    the nights to clear the broken crane from the water.";

const HTML: &str = r#"<!doctype html><html lang="de"><head><title>Neue Brücke über die Aue | Talblatt</title>
<meta property="og:title" content="Neue Brücke über die Aue">
<meta property="article:published_time" content="2026-03-04T08:00:00+01:00"></head>
<body><nav>Start Politik Sport</nav><article><h1>Neue Brücke über die Aue</h1>
<p>Nach drei Jahren Bauzeit ist die neue Brücke über die Aue am Mittwoch für den Verkehr
freigegeben worden. Bürgermeisterin Karla Winter dankte den Bauleuten und den Anwohnern,
die lange Umwege in Kauf nehmen mussten.</p>
<p>Die Brücke ist 120 Meter lang und hat auf beiden Seiten einen breiten Weg für Fußgänger
und Radfahrer. Sie ersetzt das alte Bauwerk aus dem Jahr 1961, das abgerissen wird.</p></article></body></html>"#;

/// A document: headers, body, and what the record must contain.
struct Case {
    name: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
    id: ArticleId,
    language: &'static str,
    holds: &'static str,
}

fn cases() -> Vec<Case> {
    let russian = "Городской совет утвердил план ремонта набережной. Работы начнутся весной и \
        продлятся до осени, сообщили в администрации. Жители просили сохранить старые липы.";
    let windows_1251 = windows_1251(russian);
    let envelope = r#"{"id":"42","url":"https://example.org/a","language":"fr",
        "title":"Le marché rouvre ses portes","content":"Le marché couvert rouvre ses portes samedi après six mois de travaux. Les commerçants espèrent retrouver leurs habitués, et la mairie promet des places de stationnement gratuites le matin."}"#;
    let french: serde_json::Value = serde_json::from_str(envelope).expect("JSON");
    let french = french["content"].as_str().expect("a text").as_bytes();
    vec![
        Case {
            name: "plain text without a header",
            headers: &[],
            id: ArticleId::of("", "", ENGLISH.as_bytes()),
            body: ENGLISH.into(),
            language: "en",
            holds: "broken crane",
        },
        Case {
            name: "a page",
            headers: &[
                ("content-type", "text/html; charset=utf-8"),
                ("courant-url", "https://example.org/aue"),
            ],
            id: ArticleId::of("https://example.org/aue", "", HTML.as_bytes()),
            body: HTML.into(),
            language: "de",
            holds: "120 Meter lang",
        },
        Case {
            name: "an envelope",
            headers: &[],
            id: ArticleId::of("https://example.org/a", "42", french),
            body: envelope.into(),
            language: "fr",
            holds: "stationnement",
        },
        Case {
            name: "a legacy charset",
            headers: &[("Content-Type", "text/plain; charset=windows-1251")],
            id: ArticleId::of("", "", &windows_1251),
            body: windows_1251,
            language: "ru",
            holds: "старые липы",
        },
    ]
}

/// Encodes windows-1251, for ASCII and Russian letters.
fn windows_1251(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'А'..='я' => u8::try_from(u32::from(c) - u32::from('А') + 0xc0).expect("64 letters"),
        _ => u8::try_from(c).expect("ASCII"),
    };
    text.chars().map(byte).collect()
}

#[tokio::test]
async fn comes_out_enriched_under_its_language_and_by_its_id() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let mut tap = client.nats.subscribe("articles.published.>").await.expect("subscribed");
    client.nats.flush().await.expect("the server is up");
    for case in cases() {
        client.publish(case.headers, case.body).await;
        let name = case.name;
        let tapped = tokio::time::timeout(PATIENCE, tap.next()).await.expect(name).expect(name);
        let subject = format!("articles.published.{}.{}", case.language, case.id);
        assert_eq!(tapped.subject.as_str(), subject, "{name}");

        let (record, by_id) = client.published(case.id).await;
        assert_eq!(by_id, subject, "{name}");
        assert_eq!(record.to_json(), tapped.payload.to_vec(), "{name}");
        check(&record, case.holds, case.language, name);
        let headers = tapped.headers.expect("every article has headers");
        let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
        assert_eq!(header("Courant-Article-Id"), Some(case.id.to_string()), "{name}");
        let trace = format!("00-{}-", case.id);
        assert!(header("traceparent").is_some_and(|own| own.starts_with(&trace)), "{name}");
    }
}

fn check(record: &Record, holds: &str, code: &str, name: &str) {
    let document: Document = record.section().expect(name);
    assert!(document.text.contains(holds), "{name}: {}", document.text);
    let language: Language = record.section().expect(name);
    assert_eq!(language.code, code, "{name}");
    let metadata: Metadata = record.section().expect(name);
    assert!(metadata.counts.words > 10, "{name}");
    let stages: Vec<String> =
        record.trail().expect(name).into_iter().map(|mark| mark.stage.into_owned()).collect();
    assert_eq!(stages, e2e::STAGES, "{name}");
}

#[tokio::test]
async fn a_lane_is_the_source_of_what_comes_in_by_it() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let sent = client.jetstream.publish("articles.raw.feeds", ENGLISH.into()).await;
    sent.expect("sent").await.expect("stored");
    let (record, _) = client.published(ArticleId::of("", "", ENGLISH.as_bytes())).await;
    let document: Document = record.section().expect("ingested");
    assert_eq!(document.source.as_deref(), Some("feeds"));
}
