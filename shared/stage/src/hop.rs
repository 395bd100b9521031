use article::{ArticleId, Headers, Record, header};
use broker::{Origin, Outbound};
use bytes::Bytes;
use telemetry::TraceContext;

use crate::Traceparent;

/// What a message carries through the pipeline beside its record.
#[derive(Debug, Clone)]
pub struct Passage {
    trace: Option<TraceContext>,
    tracestate: Option<String>,
    run: Option<String>,
    replace: bool,
}

/// A run is a word; what is no word is none.
const LONGEST_RUN: usize = 64;
/// W3C Trace Context, section 3.3.1.5: a vendor must carry at least 512 characters.
const LONGEST_TRACESTATE: usize = 512;

impl Passage {
    /// Reads what came with a message. `outside` tells that anyone may have sent it.
    pub fn read(headers: &Headers, origin: &Origin, outside: Option<Traceparent>) -> Self {
        let replace = headers.get(header::REPLACE).is_some_and(|value| value.trim() == "true");
        let word = |run: &&str| {
            (1..=LONGEST_RUN).contains(&run.len())
                && run.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let run = headers.get(header::RUN).filter(word).map(str::to_owned);
        // A replacement without a run of its own would be swallowed as a duplicate of the first.
        let run = run.or((replace && outside.is_some()).then(|| origin.sequence.to_string()));
        let trusted = matches!(outside, None | Some(Traceparent::Parent));
        let trace = headers.get(header::TRACEPARENT).and_then(TraceContext::parse);
        let tracestate = headers.get(header::TRACESTATE).filter(|state| {
            (1..=LONGEST_TRACESTATE).contains(&state.len()) && trace.is_some() && trusted
        });
        Self {
            tracestate: tracestate.map(str::to_owned),
            trace: trace.filter(|_| trusted),
            run,
            replace,
        }
    }

    /// Whether the stored record is to be replaced.
    pub fn replaces(&self) -> bool {
        self.replace
    }

    /// The context that this stage's messages carry: of the trace that the message came in, else
    /// of the trace that has the article's own id.
    pub fn trace(&self, id: ArticleId) -> TraceContext {
        self.trace.map_or_else(|| TraceContext::root(id.bytes()), TraceContext::child)
    }

    /// The record's message to the next stage.
    pub fn message(
        &self,
        stage: &str,
        record: &Record,
        trace: TraceContext,
        subject: String,
    ) -> Outbound {
        let mut headers = Headers::default();
        headers.push(header::NATS_MSG_ID, self.message_id(record.id(), stage));
        headers.push(header::ARTICLE_ID, record.id().to_string());
        headers.push(header::CONTENT_TYPE, "application/json");
        headers.push(header::TRACEPARENT, trace.to_string());
        let passing = [(header::TRACESTATE, &self.tracestate), (header::RUN, &self.run)];
        for (name, value) in passing {
            if let Some(value) = value {
                headers.push(name, value.as_str());
            }
        }
        if self.replace {
            headers.push(header::REPLACE, "true");
        }
        Outbound { subject, headers, body: Bytes::from(record.to_json()) }
    }

    fn message_id(&self, id: ArticleId, stage: &str) -> String {
        match &self.run {
            Some(run) => format!("{id}/{stage}/{run}"),
            None => format!("{id}/{stage}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn read(headers: &[(&str, &str)], outside: Option<Traceparent>) -> Passage {
        let origin = Origin {
            subject: "articles.raw".into(),
            stream: "ARTICLES_RAW".into(),
            sequence: 7,
            delivered: 1,
            stored_at: jiff::Timestamp::UNIX_EPOCH,
        };
        let headers = Headers::from_iter(headers.iter().copied());
        Passage::read(&headers, &origin, outside)
    }

    fn sent(passage: &Passage) -> Headers {
        let id = ArticleId::of("", "", b"hello");
        passage.message("ingestion", &Record::new(id), passage.trace(id), String::new()).headers
    }

    #[test]
    fn the_trace_of_a_document_without_one_is_its_id() {
        let headers = sent(&read(&[], Some(Traceparent::Parent)));
        let traceparent = headers.get("traceparent").expect("every hop has one");
        assert!(traceparent.starts_with("00-3972243cf868ce05511ecb571f447e06-"), "{traceparent}");
        assert_eq!(headers.get("Nats-Msg-Id"), Some("3972243cf868ce05511ecb571f447e06/ingestion"));
    }

    #[test]
    fn a_publishers_trace_counts_only_where_publishers_are_trusted() {
        for (how, trusted) in [
            (Some(Traceparent::Parent), true),
            (Some(Traceparent::Link), false),
            (Some(Traceparent::Ignore), false),
            (None, true),
        ] {
            let headers = sent(&read(&[("Traceparent", TRACEPARENT), ("tracestate", "a=b")], how));
            let traceparent = headers.get("traceparent").expect("every hop has one");
            assert_eq!(traceparent.starts_with(&TRACEPARENT[..36]), trusted, "{how:?}");
            assert_eq!(headers.get("tracestate").is_some(), trusted, "{how:?}");
        }
    }

    #[test]
    fn a_replacement_gets_a_run_of_its_own_at_the_door_only() {
        let replace = [("Courant-Replace", "true")];
        let at_door = sent(&read(&replace, Some(Traceparent::Parent)));
        assert_eq!(at_door.get("Courant-Run"), Some("7"));
        assert!(at_door.get("Nats-Msg-Id").is_some_and(|id| id.ends_with("/ingestion/7")));
        assert_eq!(sent(&read(&replace, None)).get("Courant-Run"), None);
    }

    #[test]
    fn a_run_that_is_no_word_is_none() {
        for run in ["", "a b", "a\u{1}", &"x".repeat(65)] {
            let headers = sent(&read(&[("Courant-Run", run)], None));
            assert_eq!(headers.get("Courant-Run"), None, "{run}");
        }
    }
}
