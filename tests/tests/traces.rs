//! One document, one trace.

use article::ArticleId;
use e2e::{Client, Collector, PATIENCE, Pipeline, STAGES};

#[tokio::test]
async fn a_document_is_one_trace() {
    let collector = Collector::start();
    let mut pipeline = Pipeline::bare();
    let endpoint = collector.endpoint();
    let traced = [("OTEL_SDK_DISABLED", "false"), ("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint)];
    for stage in STAGES {
        pipeline.start(stage, &traced);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let text = "The ferry to the islands runs again from Monday, the harbour office said.";
    client.publish(&[], text).await;
    let id = ArticleId::of("", "", text.as_bytes());
    client.published(id).await;
    for service in &mut pipeline.services {
        service.process.terminate();
        assert_eq!(service.process.wait(PATIENCE), Some(0));
    }
    let spans = collector.spans();
    assert_eq!(spans.len(), 16, "{spans:#?}");
    assert!(spans.iter().all(|span| span.trace == id.to_string()), "{spans:#?}");
}
