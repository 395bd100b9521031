//! A document has a deadline for each page rather than for all pages, and its message stays in progress.
#![cfg(target_os = "linux")]

use article::ArticleId;
use e2e::{Client, Pipeline, pdf_of, pdf_stream};

/// A PDF of `count` pages, each of which draws a text 10^`depth` times, through forms that draw another
/// form ten times.
fn slow_pages(count: usize, depth: usize) -> Vec<u8> {
    let first = 5 + depth;
    let kids: String = (0..count).map(|page| format!("{} 0 R ", first + 1 + page)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>").into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        pdf_stream("", "/X Do BT /F1 12 Tf 72 700 Td (The ferry runs again from Monday.) Tj ET"),
    ];
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources";
    for level in 0..depth {
        let next = 6 + level;
        let keys = format!("{form} << /XObject << /X {next} 0 R >> >>");
        objects.push(pdf_stream(&keys, &"/X Do ".repeat(10)));
    }
    let keys = format!("{form} << /Font << /F1 3 0 R >> >>");
    objects.push(pdf_stream(&keys, "BT /F1 12 Tf 72 600 Td (It) Tj ET"));
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /X 5 0 R >> >> >>";
    objects.extend(std::iter::repeat_n(page.as_bytes().to_vec(), count));
    pdf_of(&objects)
}

/// A pipeline whose server redelivers a message after two seconds without progress.
async fn pipeline() -> (Pipeline, Client) {
    let mut pipeline = Pipeline::empty();
    pipeline.setup(&["--ack-wait", "2"]);
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    (pipeline, client)
}

/// Enough pages for reading the document to take longer than the server waits.
const PAGES: usize = 30;

#[tokio::test]
async fn a_document_of_many_slow_pages_is_read_and_stays_in_progress() {
    let (mut pipeline, client) = pipeline().await;
    let document = slow_pages(PAGES, 4);
    client.publish(&[], document.clone()).await;
    client.stored("ARTICLES_INGESTED", 1).await;
    let record = client.message("ARTICLES_INGESTED", 1).await;
    let id = record.headers.get("Courant-Article-Id").expect("every hop has its id");
    assert_eq!(id.as_str(), ArticleId::of("", "", &document).to_string());
    client.emptied("ARTICLES_RAW").await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
    assert_eq!(client.stream("ARTICLES_INGESTED").await.last_sequence, 1);
    assert_eq!(pipeline.service(0).metric("courant_redelivered_total") as u64, 0);
}

#[tokio::test]
async fn a_page_that_hangs_costs_its_document() {
    let (_pipeline, client) = pipeline().await;
    client.publish(&[], slow_pages(1, 12)).await;
    client.stored("ARTICLES_DEAD", 1).await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(letter.subject.as_str(), "articles.dead.ingestion.timed_out");
}
