use std::fmt;
use std::sync::Arc;

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};

/// A W3C trace context: the trace a message belongs to, and the span that sent it.
///
/// Trace Context Level 1: section 3.2 (`traceparent`) and 3.3 (`tracestate`). Passed from message
/// to message even if nothing is recorded, so it is cheap to read, copy and write.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceContext {
    pub(crate) ids: Ids,
    pub(crate) sampled: bool,
    /// Whether it came with a message.
    pub(crate) remote: bool,
    pub(crate) state: Option<Arc<str>>,
}

/// A span, and the trace it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids {
    /// The trace's id.
    pub trace: TraceId,
    /// The span's id.
    pub span: SpanId,
}

/// Section 3.3.1.1: there can be at most 32 list-members.
const MOST_MEMBERS: usize = 32;
/// Section 3.3.1.5: a vendor should carry at least 512 characters.
const LONGEST_STATE: usize = 512;
/// Section 3.2.2: the length of a `traceparent` of version 0.
const LENGTH: usize = 55;

impl TraceContext {
    /// Reads the headers `traceparent` and `tracestate`. `None` if they are invalid according to
    /// the standard.
    pub fn parse<'a>(parent: &str, states: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (fields, more) = parent.trim().split_at_checked(LENGTH)?;
        let mut fields = fields.split('-');
        let version = hex(fields.next(), 2)?;
        let trace = TraceId::from_hex(hex(fields.next(), 32)?).ok()?;
        let span = SpanId::from_hex(hex(fields.next(), 16)?).ok()?;
        let flags = u8::from_str_radix(hex(fields.next(), 2)?, 16).ok()?;
        // Section 3.2.1: version 255 is invalid; version 0 has exactly four fields, later ones may
        // have more.
        let complete = more.is_empty() || (version != "00" && more.starts_with('-'));
        let ids = trace != TraceId::INVALID && span != SpanId::INVALID;
        let valid = complete && ids && version != "ff";
        let sampled = TraceFlags::new(flags).is_sampled();
        valid.then(|| Self {
            ids: Ids { trace, span },
            sampled,
            remote: true,
            state: state(states),
        })
    }

    /// The first span of a trace.
    pub(crate) fn root(trace: [u8; 16], sampled: bool) -> Self {
        let ids = Ids { trace: TraceId::from_bytes(trace), span: new_span() };
        Self { ids, sampled, remote: false, state: None }
    }

    /// Another span of the same trace, recorded.
    pub(crate) fn child(&self) -> Self {
        let ids = Ids { span: new_span(), ..self.ids };
        Self { ids, sampled: true, remote: false, state: self.state.clone() }
    }

    /// The same, as OpenTelemetry has it.
    pub(crate) fn span_context(&self) -> SpanContext {
        let flags = TraceFlags::NOT_SAMPLED.with_sampled(self.sampled);
        let state = self.state().and_then(|state| state.parse().ok()).unwrap_or_default();
        SpanContext::new(self.ids.trace, self.ids.span, flags, self.remote, state)
    }

    /// The value of the header `tracestate`, if there is one.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Whether its spans are recorded.
    pub fn is_sampled(&self) -> bool {
        self.sampled
    }

    /// The trace's id, as 32 hex digits.
    pub fn trace_id(&self) -> String {
        self.ids.trace.to_string()
    }
}

/// The value of the header `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ids { trace, span } = self.ids;
        write!(f, "00-{trace}-{span}-{:02x}", u8::from(self.sampled))
    }
}

fn new_span() -> SpanId {
    RandomIdGenerator::default().new_span_id()
}

/// Section 3.3.1.5: a state that is too long is shortened by whole members, from the end.
fn state<'a>(headers: impl Iterator<Item = &'a str>) -> Option<Arc<str>> {
    let mut kept = String::new();
    let members = headers.flat_map(|header| header.split(',')).map(str::trim);
    for member in members.filter(|member| !member.is_empty()).take(MOST_MEMBERS) {
        if kept.len() + 1 + member.len() > LONGEST_STATE {
            break;
        }
        if !kept.is_empty() {
            kept.push(',');
        }
        kept.push_str(member);
    }
    if kept.is_empty() {
        return None;
    }
    // Section 3.3.1.1: a state that can't be parsed is dropped.
    let read = kept.parse::<TraceState>().ok()?.header();
    (!read.is_empty()).then(|| read.into())
}

/// Section 3.2.2: fields are lower-case hex of a fixed length.
fn hex(field: Option<&str>, digits: usize) -> Option<&str> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    field.filter(|field| field.len() == digits && field.bytes().all(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn parse(parent: &str) -> Option<TraceContext> {
        TraceContext::parse(parent, [].into_iter())
    }

    #[test]
    fn the_standards_own_example_comes_through() {
        let context = parse(GIVEN).unwrap();
        assert_eq!(context.to_string(), GIVEN);
        assert_eq!(context.state(), None);
        let later = parse("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-more").unwrap();
        assert_eq!(later.to_string(), GIVEN, "unknown flags and fields are not passed on");
    }

    #[test]
    fn what_the_standard_calls_invalid_is_none() {
        let cases = [
            "",
            "00",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-é-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b71692033310-01-",
        ];
        for header in cases.into_iter().chain([GIVEN.repeat(200).as_str()]) {
            assert_eq!(parse(header), None, "{header}");
        }
    }

    #[test]
    fn a_state_is_cut_by_whole_members() {
        let state = |headers: &[&str]| {
            TraceContext::parse(GIVEN, headers.iter().copied()).unwrap().state().map(str::to_owned)
        };
        assert_eq!(state(&["a=1, b=2", "c=3"]).as_deref(), Some("a=1,b=2,c=3"));
        assert_eq!(state(&["", " , "]), None);
        assert_eq!(state(&["no member"]), None);
        let many: Vec<String> = (0..600).map(|number| format!("k{number}=v")).collect();
        let kept = state(&[&many.join(",")]).unwrap();
        assert_eq!(kept.split(',').count(), MOST_MEMBERS);
        let long = format!("a=1,b={}", "x".repeat(600));
        assert_eq!(state(&[&long]).as_deref(), Some("a=1"));
    }
}
