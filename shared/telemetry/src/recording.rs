use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::recorder::Recorder;
use crate::wire::Any;
use crate::{TraceContext, attribute, wire};

/// One span that is recorded: written as OTLP has it (`opentelemetry.proto.trace.v1.Span`) while
/// it happens, so that nothing of it is made, kept and converted on the way to the collector.
#[derive(Debug)]
pub struct Recording {
    recorder: &'static Recorder,
    /// `None` once it has ended.
    written: Mutex<Option<Vec<u8>>>,
}

/// What a span is in the exchange of messages: `SpanKind`.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Work within a service.
    Internal = 1,
    /// Asks a server.
    Client = 3,
    /// Sends a message.
    Producer = 4,
    /// Works on a message.
    Consumer = 5,
}

/// What goes before a span.
#[derive(Debug, Clone, Copy)]
pub enum Parent<'a> {
    /// Nothing: a root.
    None,
    /// A span of this process.
    Own(&'a TraceContext),
    /// One of another.
    Remote(&'a TraceContext),
}

/// A span's, while it is written.
#[derive(Debug)]
pub struct Attributes<'a>(&'a mut Vec<u8>);

/// Room for a usual span.
const USUAL: usize = 640;

/// `SpanFlags`: that it is told where the context comes from, and that it comes from elsewhere.
const ORIGIN_KNOWN: u32 = 0x100;
const REMOTE: u32 = 0x200;
/// `StatusCode`.
const ERROR: u64 = 2;

impl Recording {
    /// Begins one; its name is given in parts.
    pub fn begin(
        recorder: &'static Recorder,
        own: &TraceContext,
        parent: Parent<'_>,
        (kind, name): (Kind, [&str; 2]),
        at: SystemTime,
    ) -> Self {
        let mut out = Vec::with_capacity(USUAL);
        wire::bytes(&mut out, 1, &own.ids.trace.0);
        wire::bytes(&mut out, 2, &own.ids.span.0);
        if let Some(state) = own.state() {
            wire::bytes(&mut out, 3, state.as_bytes());
        }
        let (above, origin) = match parent {
            Parent::None => (None, ORIGIN_KNOWN),
            Parent::Own(above) => (Some(above), ORIGIN_KNOWN),
            Parent::Remote(above) => (Some(above), ORIGIN_KNOWN | REMOTE),
        };
        if let Some(above) = above {
            wire::bytes(&mut out, 4, &above.ids.span.0);
        }
        wire::start(&mut out, 5, name[0].len() + name[1].len());
        out.extend_from_slice(name[0].as_bytes());
        out.extend_from_slice(name[1].as_bytes());
        wire::varint(&mut out, 6, kind as u64);
        wire::fixed64(&mut out, 7, nanoseconds(at));
        wire::fixed32(&mut out, 16, origin | u32::from(own.sampled));
        Self { recorder, written: Mutex::new(Some(out)) }
    }

    /// Points at another span.
    pub fn link(&self, to: &TraceContext) {
        self.write(|out| {
            wire::message(out, 13, |out| {
                wire::bytes(out, 1, &to.ids.trace.0);
                wire::bytes(out, 2, &to.ids.span.0);
                if let Some(state) = to.state() {
                    wire::bytes(out, 3, state.as_bytes());
                }
                wire::fixed32(out, 6, ORIGIN_KNOWN | REMOTE | u32::from(to.sampled));
            });
        });
    }

    /// Tells something of it.
    pub fn set<'a>(&self, name: &str, value: impl Into<Any<'a>>) {
        self.write(|out| wire::attribute(out, 9, name, value));
    }

    /// Tells several things at once.
    pub fn describe(&self, tell: impl FnOnce(&mut Attributes<'_>)) {
        self.write(|out| tell(&mut Attributes(out)));
    }

    /// It failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &str, sentence: &str) {
        self.write(|out| {
            wire::attribute(out, 9, attribute::ERROR, code);
            wire::message(out, 15, |out| {
                wire::bytes(out, 2, sentence.as_bytes());
                wire::varint(out, 3, ERROR);
            });
        });
    }

    /// Ends it; a second time is none.
    pub fn end(&self) {
        let Some(mut out) = self.lock().take() else { return };
        wire::fixed64(&mut out, 8, nanoseconds(SystemTime::now()));
        self.recorder.queue.push(&out);
    }

    /// What was ended is told of no more.
    fn write(&self, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(out) = &mut *self.lock() {
            write(out);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attributes<'_> {
    /// One more.
    pub fn set<'a>(&mut self, name: &str, value: impl Into<Any<'a>>) {
        wire::attribute(self.0, 9, name, value);
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.end();
    }
}

fn nanoseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};
    use std::time::Duration;

    use opentelemetry_proto::tonic::common::v1::any_value::Value as Read;
    use opentelemetry_proto::tonic::trace::v1::{ScopeSpans, Span};
    use prost::Message;

    use super::*;
    use crate::Value;
    use crate::queue::Queue;

    const GIVEN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    static RECORDER: LazyLock<Recorder> = LazyLock::new(|| {
        let queue = Arc::new(Queue::new(Arc::default(), 1, 1));
        Recorder::new(queue, "always_on".parse().unwrap(), 1.0)
    });

    #[test]
    fn a_span_is_read_by_opentelemetrys_own_types_as_it_was_told() {
        let remote = TraceContext::parse(GIVEN, ["vendor=1"].into_iter()).unwrap();
        let own = remote.child();
        let named = (Kind::Consumer, ["process ", "articles.raw"]);
        let at = UNIX_EPOCH + Duration::from_nanos(5);
        let recording = Recording::begin(&RECORDER, &own, Parent::Remote(&remote), named, at);
        recording.link(&remote);
        let long = "x".repeat(20_000);
        recording.describe(|all| {
            all.set("text", &*long);
            all.set("count", u64::MAX);
        });
        recording.set("none", &Value::from(""));
        recording.set("minus", &Value::Integer(-7));
        recording.set("number", &Value::from(0.5_f32));
        recording.set("truth", &Value::from(true));
        recording.fail("some_code", "a sentence");
        recording.end();
        recording.set("late", "not told");
        drop(recording);

        let batch = RECORDER.queue.take(true).unwrap();
        assert_eq!(batch.spans, 1);
        let [span]: [Span; 1] =
            ScopeSpans::decode(&*batch.bytes).unwrap().spans.try_into().unwrap();
        assert_eq!(
            (&span.trace_id[..], &span.span_id[..]),
            (&own.ids.trace.0[..], &own.ids.span.0[..])
        );
        assert_eq!(
            (&span.parent_span_id[..], &*span.trace_state),
            (&remote.ids.span.0[..], "vendor=1")
        );
        assert_eq!((&*span.name, span.kind, span.flags), ("process articles.raw", 5, 0x301));
        assert_eq!((span.start_time_unix_nano, span.end_time_unix_nano > 5), (5, true));
        let status = span.status.unwrap();
        assert_eq!((status.code, &*status.message), (2, "a sentence"));
        let [link] = &span.links[..] else { panic!("{:?}", span.links) };
        assert_eq!((&link.span_id[..], link.flags), (&remote.ids.span.0[..], 0x301));
        let told: Vec<_> = span
            .attributes
            .into_iter()
            .map(|pair| (pair.key, pair.value.unwrap().value.unwrap()))
            .collect();
        let expected = [
            ("text", Read::StringValue(long)),
            ("count", Read::IntValue(i64::MAX)),
            ("none", Read::StringValue(String::new())),
            ("minus", Read::IntValue(-7)),
            ("number", Read::DoubleValue(0.5)),
            ("truth", Read::BoolValue(true)),
            ("error.type", Read::StringValue("some_code".into())),
        ];
        assert_eq!(told, expected.map(|(name, value)| (name.to_owned(), value)));
    }
}
