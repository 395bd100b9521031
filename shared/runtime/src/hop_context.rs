use article::{Headers, Record, header};
use broker::{Origin, Outbound, Subject};
use bytes::Bytes;
use telemetry::TraceContext;

/// What a message carries through the pipeline beside its record.
#[derive(Debug, Clone)]
pub struct HopContext {
    run: Option<String>,
    replace: bool,
}

/// A run is a word; what is no word is none.
const LONGEST_RUN: usize = 64;

impl HopContext {
    /// Reads what came with a message. `outside` tells that anyone may have sent it.
    pub fn read(headers: &Headers, origin: &Origin, outside: bool) -> Self {
        let replace = headers.get(header::REPLACE).is_some_and(|value| value.trim() == "true");
        let word = |run: &&str| {
            (1..=LONGEST_RUN).contains(&run.len())
                && run.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let run = headers.get(header::RUN).filter(word).map(str::to_owned);
        // A replacement without a run of its own would be swallowed as a duplicate of the first.
        let run = run.or((replace && outside).then(|| origin.key().to_string()));
        Self { run, replace }
    }

    /// Whether the stored record is to be replaced.
    pub fn replaces(&self) -> bool {
        self.replace
    }

    /// The record's message to the next stage; its trace is yet to be told.
    pub fn message(&self, stage: &str, record: &Record, subject: Subject) -> Outbound {
        let mut headers = Headers::default();
        let id = record.id();
        match &self.run {
            Some(run) => headers.push(header::NATS_MSG_ID, format_args!("{id}/{stage}/{run}")),
            None => headers.push(header::NATS_MSG_ID, format_args!("{id}/{stage}")),
        }
        headers.push(header::ARTICLE_ID, id);
        headers.push(header::CONTENT_TYPE, "application/json");
        if let Some(run) = &self.run {
            headers.push(header::RUN, run);
        }
        if self.replace {
            headers.push(header::REPLACE, "true");
        }
        Outbound { subject, headers, body: Bytes::from(record.to_json()) }
    }
}

/// Has a message carry on the trace it belongs to, if there is one.
pub fn carry_on(trace: Option<&TraceContext>, headers: &mut Headers) {
    let Some(trace) = trace else { return };
    headers.push(header::TRACEPARENT, trace);
    if let Some(state) = trace.state() {
        headers.push(header::TRACESTATE, state);
    }
}

#[cfg(test)]
mod tests {
    use article::ArticleId;

    use super::*;

    fn read(headers: &[(&str, &str)], outside: bool) -> HopContext {
        let origin = Origin {
            subject: "articles.raw".into(),
            stream: "ARTICLES_RAW".into(),
            sequence: 7,
            delivered: 1,
            stored_at: jiff::Timestamp::UNIX_EPOCH,
            stream_created_at: jiff::Timestamp::UNIX_EPOCH,
        };
        let headers = Headers::from_iter(headers.iter().copied());
        HopContext::read(&headers, &origin, outside)
    }

    fn sent(passage: &HopContext) -> Headers {
        let id = ArticleId::of("", "", b"hello");
        passage.message("ingestion", &Record::new(id), "".into()).headers
    }

    #[test]
    fn a_message_is_known_by_the_article_and_the_stage() {
        let headers = sent(&read(&[], true));
        assert_eq!(headers.get("Nats-Msg-Id"), Some("3972243cf868ce05511ecb571f447e06/ingestion"));
    }

    #[test]
    fn a_trace_is_carried_on_with_its_state() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let trace = TraceContext::parse(parent, ["a=b"].into_iter());
        let mut headers = Headers::default();
        carry_on(trace.as_ref(), &mut headers);
        assert_eq!(headers.get("traceparent"), Some(parent));
        assert_eq!(headers.get("tracestate"), Some("a=b"));
    }

    #[test]
    fn a_replacement_gets_a_run_of_its_own_at_the_door_only() {
        let replace = [("Courant-Replace", "true")];
        let at_door = sent(&read(&replace, true));
        assert_eq!(at_door.get("Courant-Run"), Some("7-0"));
        assert!(at_door.get("Nats-Msg-Id").is_some_and(|id| id.ends_with("/ingestion/7-0")));
        assert_eq!(sent(&read(&replace, false)).get("Courant-Run"), None);
    }

    #[test]
    fn a_run_that_is_no_word_is_none() {
        for run in ["", "a b", "a\u{1}", &"x".repeat(65)] {
            let headers = sent(&read(&[("Courant-Run", run)], false));
            assert_eq!(headers.get("Courant-Run"), None, "{run}");
        }
    }
}
