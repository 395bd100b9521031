//! Two replicas of every stage.

use e2e::{Client, Pipeline, STAGES};

#[tokio::test]
async fn two_replicas_of_every_stage_both_work_and_nothing_comes_out_twice() {
    let mut pipeline = Pipeline::bare();
    for stage in STAGES.into_iter().chain(STAGES) {
        // Few messages in flight; otherwise the first replica takes all of them before the second starts.
        pipeline.start(stage, &[("COURANT_IN_FLIGHT", "4")]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    const DOCUMENTS: u64 = 400;
    for number in 0..DOCUMENTS {
        let text = format!(
            "Report number {number}: the council met on Tuesday and talked about the new school."
        );
        client.publish(&[], text).await;
    }
    client.stored("ARTICLES_PUBLISHED", DOCUMENTS).await;
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.messages, DOCUMENTS);
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, 0, "none was done twice");
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    for service in &pipeline.services {
        let outcome = if service.stage == "publishing" { "published" } else { "forwarded" };
        let name =
            format!(r#"courant_articles_total{{stage="{}",outcome="{outcome}"}}"#, service.stage);
        let done = service.metric(&name);
        assert!(done >= 20.0, "a replica of {} did {done} of {DOCUMENTS}", service.stage);
    }
}
