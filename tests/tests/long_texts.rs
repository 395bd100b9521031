//! A text that is too long for a message is published as far as it fits.

use article::{ArticleId, Document};
use e2e::{Client, Options, Pipeline, Server, docx};

#[tokio::test]
async fn a_text_that_is_too_long_for_a_message_is_cut_at_a_block_and_says_so() {
    let server = Server::with(&Options { max_payload: 256 << 10, ..Options::default() });
    let mut pipeline = Pipeline { server, services: Vec::new() };
    pipeline.setup(&[]);
    e2e::STAGES.iter().for_each(|stage| {
        pipeline.start(stage, &[]);
    });
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let paragraph = "The tide turned at the harbour, and the boats came in one by one.";
    let body = format!("<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>").repeat(8_000);
    let long = docx(&body, 0);
    let id = ArticleId::of("", "", &long);
    client.publish(&[], long).await;

    let (record, _) = client.published(id).await;
    let document: Document = record.section().expect("ingested");
    let (whole, kept) = (8_000 * (paragraph.len() + 2) - 2, document.text.len());
    assert!(kept > 80_000 && document.text.ends_with("one by one."), "{kept}");
    assert_eq!(document.blocks.last().map(|block| block.end), Some(kept));
    let warning =
        format!("text_truncated: the text has {whole} bytes, of which the first {kept} are kept");
    assert!(document.warnings.contains(&warning), "{:?}", document.warnings);
}
