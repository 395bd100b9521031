//! The meaning of publishers' trace headers, and which traces are recorded.

use std::collections::{BTreeMap, BTreeSet};

use article::ArticleId;
use e2e::{Client, Collector, Kind, Pipeline, Trace};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn text(number: usize) -> (String, ArticleId) {
    let text = format!("Number {number}: the harbour office keeps a list of all the ferries.");
    let id = ArticleId::of("", "", text.as_bytes());
    (text, id)
}

/// The trace headers of a published article.
async fn carried(client: &Client, id: ArticleId) -> (String, Option<String>, bool) {
    client.published(id).await;
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("setup made it");
    let subject = format!("articles.published.*.{id}");
    let message = stream.direct_get_last_for_subject(subject).await.expect("published");
    let get = |name: &str| message.headers.get(name).map(|value| value.as_str().to_owned());
    let baggage = message.headers.iter().any(|(name, _)| {
        let name: &str = name.as_ref();
        name.eq_ignore_ascii_case("baggage")
    });
    (get("traceparent").unwrap_or_default(), get("tracestate"), baggage)
}

#[tokio::test]
async fn what_the_standard_calls_invalid_is_as_though_it_were_not_there() {
    let collector = Collector::start();
    let mut pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    let ten_kilobytes = PARENT.repeat(186);
    let zero_trace = format!("00-{}-b7ad6b7169203331-01", "0".repeat(32));
    let zero_span = format!("00-{TRACE}-0000000000000000-01");
    let upper = PARENT.to_uppercase();
    let cases: [&[(&str, &str)]; 8] = [
        &[("traceparent", "garbage; DROP TABLE")],
        &[("traceparent", &ten_kilobytes)],
        &[("traceparent", &zero_trace)],
        &[("traceparent", &zero_span)],
        &[("traceparent", &upper)],
        &[("traceparent", "")],
        &[("traceparent", PARENT), ("Traceparent", PARENT)],
        &[("tracestate", "vendor=1"), ("baggage", "user=ada.lovelace")],
    ];
    let mut ids = BTreeSet::new();
    for (number, headers) in cases.iter().enumerate() {
        let (text, id) = text(number);
        client.publish(headers, text).await;
        let (traceparent, tracestate, baggage) = carried(&client, id).await;
        assert!(traceparent.starts_with(&format!("00-{id}-")), "{headers:?}: {traceparent}");
        assert!(traceparent.ends_with("-01") && tracestate.is_none() && !baggage, "{headers:?}");
        ids.insert(id.to_string());
    }
    let said = pipeline.stop().concat();
    for word in ["DROP", "ada.lovelace", TRACE, "baggage"] {
        assert!(!said.contains(word), "{word} was logged");
    }
    let spans = collector.spans();
    assert!(spans.iter().all(|span| !span.failed && span.state.is_empty()), "{spans:#?}");
    let reported = format!("{spans:?}");
    assert!(!reported.contains("ada.lovelace") && !reported.contains("DROP"));
    let traces = Trace::all(spans);
    assert_eq!(traces.keys().cloned().collect::<BTreeSet<_>>(), ids);
    for trace in traces.values() {
        assert_eq!((trace.roots().len(), trace.orphans().len()), (1, 0), "{}", trace.tree());
        assert!(trace.roots()[0].links.is_empty(), "{}", trace.tree());
    }
}

#[tokio::test]
async fn names_in_any_case_and_a_long_state_are_normalised() {
    let collector = Collector::start();
    let mut pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    let members: Vec<String> = (0..600).map(|number| format!("k{number}=v")).collect();
    let (text, id) = text(0);
    let state = members.join(",");
    client.publish(&[("TRACEPARENT", PARENT), ("TraceState", &state)], text).await;
    let (traceparent, tracestate, _) = carried(&client, id).await;
    assert!(traceparent.starts_with(&PARENT[..36]), "{traceparent}");
    // W3C Trace Context, section 3.3.1.1: at most 32 members.
    let kept = members[..32].join(",");
    assert_eq!(tracestate.as_deref(), Some(kept.as_str()));
    pipeline.stop();
    let spans = collector.spans();
    // An acknowledgement has a span only if it takes noticeable time.
    assert_eq!(spans.iter().filter(|span| span.kind != Kind::Client).count(), 12);
    assert!(spans.iter().all(|span| span.trace == TRACE && span.state == kept), "{spans:#?}");
}

#[tokio::test]
async fn a_publishers_trace_may_be_linked_or_ignored() {
    for (how, links) in [("link", 1), ("ignore", 0)] {
        let collector = Collector::start();
        let settings = [&collector.settings()[..], &[("COURANT_TRACEPARENT", how)]].concat();
        let mut pipeline = Pipeline::with(&settings);
        let client = Client::connect(&pipeline.server).await;
        let (text, id) = text(0);
        client.publish(&[("traceparent", PARENT), ("tracestate", "vendor=1")], text).await;
        let (traceparent, tracestate, _) = carried(&client, id).await;
        assert!(traceparent.starts_with(&format!("00-{id}-")), "{how}: {traceparent}");
        assert_eq!(tracestate, None, "{how}");
        pipeline.stop();
        let traces = Trace::all(collector.spans());
        let trace = &traces[&id.to_string()];
        assert_eq!((traces.len(), trace.roots().len()), (1, 1), "{how}: {}", trace.tree());
        let root = trace.roots()[0];
        let linked = vec![(TRACE.to_owned(), PARENT[36..52].to_owned()); links];
        assert_eq!((root.kind, &root.links), (Kind::Consumer, &linked), "{how}");
    }
}

#[tokio::test]
async fn a_ratio_records_whole_traces_and_the_same_ones_again() {
    let collector = Collector::start();
    let settings = [
        &collector.settings()[..],
        &[("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.5")],
    ]
    .concat();
    let mut pipeline = Pipeline::with(&settings);
    let client = Client::connect(&pipeline.server).await;
    let mut recorded = BTreeMap::new();
    for number in 0..40 {
        let (text, id) = text(number);
        client.publish(&[], text.as_str()).await;
        let (traceparent, _, _) = carried(&client, id).await;
        assert!(traceparent.starts_with(&format!("00-{id}-")), "{traceparent}");
        recorded.insert(id.to_string(), traceparent.ends_with("-01"));
        // Published again, the sampling decision is the same: a second root in the same trace, or none.
        client.publish(&[("Courant-Run", "again")], text).await;
    }
    // If the publisher doesn't sample, the services don't either, but they propagate the trace.
    let (own, id) = text(1000);
    client.publish(&[("traceparent", &PARENT.replace("-01", "-00"))], own).await;
    let (traceparent, _, _) = carried(&client, id).await;
    assert!(traceparent.starts_with(&PARENT[..36]) && traceparent.ends_with("-00"));
    client.stored("ARTICLES_SET_ASIDE", 40).await;
    let lines = pipeline.stop().concat();
    assert!(
        lines.contains(&format!("\"trace_id\":\"{TRACE}\"")),
        "lines carry the id all the same"
    );

    let traces = Trace::all(collector.spans());
    let wanted: BTreeSet<_> = recorded.iter().filter(|(_, recorded)| **recorded).collect();
    assert!((5..36).contains(&wanted.len()), "{wanted:?}");
    assert_eq!(traces.len(), wanted.len());
    for (id, _) in wanted {
        let trace = &traces[id];
        assert_eq!((trace.roots().len(), trace.orphans().len()), (2, 0), "{}", trace.tree());
        assert_eq!(trace.of(Kind::Consumer).len(), 8, "{}", trace.tree());
    }
}
