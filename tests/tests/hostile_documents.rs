//! Documents that exhaust their reader affect no other document.
#![cfg(target_os = "linux")]

use std::fmt::Write;

use e2e::{Client, Pipeline, docx, paragraph, pdf_of, pdf_stream};

const WELL: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

/// A PDF of `count` equal pages.
fn pages(count: usize) -> Vec<u8> {
    let kids: String = (0..count).map(|page| format!("{} 0 R ", page + 5)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>").into_bytes(),
        pdf_stream("", &format!("BT /F1 12 Tf 72 700 Td ({WELL}) Tj ET")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
    ];
    let page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>";
    objects.extend(std::iter::repeat_n(page.to_vec(), count));
    pdf_of(&objects)
}

/// An e-mail whose text is inside `depth` other e-mails.
fn forwarded(depth: usize) -> Vec<u8> {
    let head = "From: a@example.org\nSubject: forwarded\nContent-Type: message/rfc822\n\n";
    format!("{}From: a@example.org\nSubject: inner\n\n{WELL}\n", head.repeat(depth)).into_bytes()
}

/// An e-mail whose text is inside `depth` parts.
fn nested(depth: usize) -> Vec<u8> {
    let mut email = "From: a@example.org\nSubject: nested\n".to_owned();
    for level in 0..depth {
        let _ = writeln!(email, "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}");
    }
    format!("{email}Content-Type: text/plain\n\n{WELL}\n").into_bytes()
}

#[tokio::test]
async fn each_costs_itself_and_the_next_document_goes_on() {
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let bombs = [
        ("100,000 pages", pages(100_000), "too_large"),
        ("a part of 200 MB", docx(&paragraph(&" ".repeat(200 << 20)), 0), "too_large"),
        ("200,000 levels of XML", docx(&"<w:p>".repeat(200_000), 250_000), "too_large"),
    ];
    for (number, (name, document, code)) in (1..).zip(&bombs) {
        let object = client.put_object(&format!("bomb-{number}"), document).await;
        client.refer(&object, "").await;
        client.stored("ARTICLES_DEAD", number).await;
        let letter = client.message("ARTICLES_DEAD", number).await;
        let subject = format!("articles.dead.ingestion.{code}");
        assert_eq!(letter.subject.as_str(), subject, "{name}");
    }
    client.publish(&[], forwarded(500)).await;
    client.publish(&[], nested(5_000)).await;
    client.publish(&[], docx(&paragraph(WELL), 0)).await;
    client.stored("ARTICLES_RAW", 6).await;
    client.emptied("ARTICLES_RAW").await;
    let last = async |stream| client.stream(stream).await.last_sequence;
    let (raw, ingested) = (last("ARTICLES_RAW").await, last("ARTICLES_INGESTED").await);
    assert_eq!(
        (ingested + 3, ingested >= 3),
        (raw, true),
        "what is inside an e-mail is bounded, too"
    );
    assert!(pipeline.service(0).process.runs());
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 3);
}
