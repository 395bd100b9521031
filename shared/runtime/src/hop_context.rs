use article::{ArticleId, Headers, Record, header};
use broker::{Origin, Outbound, Subject};
use bytes::Bytes;
use stage::Part;
use telemetry::TraceContext;

/// What a message carries through the pipeline in addition to its record.
#[derive(Debug, Clone)]
pub struct HopContext {
    run: Option<String>,
    replace: bool,
}

/// Maximum length of `Courant-Run` in bytes. An invalid one is ignored.
const MAX_RUN: usize = 64;

impl HopContext {
    /// Reads the headers of a message. `from_outside` says whether any publisher may have sent it.
    pub fn read(headers: &Headers, origin: &Origin, from_outside: bool) -> Self {
        let replace = headers.get(header::REPLACE).is_some_and(|value| value.trim() == "true");
        let valid = |run: &&str| {
            (1..=MAX_RUN).contains(&run.len()) && run.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let run = headers.get(header::RUN).filter(valid).map(str::to_owned);
        // Without its own run, a replacement would be dropped as a duplicate of the original.
        let run = run.or((replace && from_outside).then(|| origin.key().to_string()));
        Self { run, replace }
    }

    /// Whether the stored record is to be replaced.
    pub fn replaces(&self) -> bool {
        self.replace
    }

    /// The raw document number `index`, from 0, inside the article `id`. A redelivery of the
    /// article sends it under the same message id.
    pub fn part(&self, id: ArticleId, index: usize, part: &Part) -> Outbound {
        let mut headers = part.headers.clone();
        match &self.run {
            Some(run) => headers.push(header::NATS_MSG_ID, format_args!("{id}/part/{index}/{run}")),
            None => headers.push(header::NATS_MSG_ID, format_args!("{id}/part/{index}")),
        }
        headers.push(header::PART_OF, id);
        self.push_run(&mut headers);
        let subject = article::subject::RAW_ATTACHMENTS.into();
        Outbound { subject, headers, body: part.body.clone() }
    }

    /// The message that carries `record` to the next stage, without its trace context.
    pub fn message(&self, stage: &str, record: &Record, subject: Subject) -> Outbound {
        let mut headers = Headers::default();
        let id = record.id();
        match &self.run {
            Some(run) => headers.push(header::NATS_MSG_ID, format_args!("{id}/{stage}/{run}")),
            None => headers.push(header::NATS_MSG_ID, format_args!("{id}/{stage}")),
        }
        headers.push(header::ARTICLE_ID, id);
        headers.push(header::CONTENT_TYPE, "application/json");
        self.push_run(&mut headers);
        Outbound { subject, headers, body: Bytes::from(record.to_json()) }
    }

    fn push_run(&self, headers: &mut Headers) {
        if let Some(run) = &self.run {
            headers.push(header::RUN, run);
        }
        if self.replace {
            headers.push(header::REPLACE, "true");
        }
    }
}

/// Adds a trace context to the headers of a message.
pub fn carry_on(trace: Option<&TraceContext>, headers: &mut Headers) {
    let Some(trace) = trace else { return };
    headers.push(header::TRACEPARENT, trace);
    if let Some(state) = trace.state() {
        headers.push(header::TRACESTATE, state);
    }
}

#[cfg(test)]
mod tests {
    use article::Timestamp;

    use super::*;

    fn read(headers: &[(&str, &str)], from_outside: bool) -> HopContext {
        let origin = Origin {
            subject: "articles.raw".into(),
            stream: "ARTICLES_RAW".into(),
            sequence: 7,
            delivered: 1,
            stored_at: Timestamp::UNIX_EPOCH,
            stream_created_at: Timestamp::UNIX_EPOCH,
        };
        let headers = Headers::from_iter(headers.iter().copied());
        HopContext::read(&headers, &origin, from_outside)
    }

    fn sent(hop: &HopContext) -> Headers {
        let id = ArticleId::of("", "", b"hello");
        hop.message("ingestion", &Record::new(id), "".into()).headers
    }

    #[test]
    fn a_message_is_identified_by_the_article_and_the_stage() {
        let headers = sent(&read(&[], true));
        assert_eq!(headers.get("Nats-Msg-Id"), Some("3972243cf868ce05511ecb571f447e06/ingestion"));
    }

    #[test]
    fn a_trace_context_keeps_its_state() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let trace = TraceContext::parse(parent, ["a=b"].into_iter());
        let mut headers = Headers::default();
        carry_on(trace.as_ref(), &mut headers);
        assert_eq!(headers.get("traceparent"), Some(parent));
        assert_eq!(headers.get("tracestate"), Some("a=b"));
    }

    #[test]
    fn only_the_first_stage_gives_a_replacement_a_run() {
        let replace = [("Courant-Replace", "true")];
        let first = sent(&read(&replace, true));
        assert_eq!(first.get("Courant-Run"), Some("7-0"));
        assert!(first.get("Nats-Msg-Id").is_some_and(|id| id.ends_with("/ingestion/7-0")));
        assert_eq!(sent(&read(&replace, false)).get("Courant-Run"), None);
    }

    #[test]
    fn an_invalid_run_is_ignored() {
        for run in ["", "a b", "a\u{1}", &"x".repeat(65)] {
            let headers = sent(&read(&[("Courant-Run", run)], false));
            assert_eq!(headers.get("Courant-Run"), None, "{run}");
        }
    }
}
