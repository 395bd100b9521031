use std::fmt;

/// A W3C trace context: which trace a message belongs to, and the span that sent it.
///
/// Trace Context Level 1, section 3.2 (`traceparent`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    flags: u8,
}

impl TraceContext {
    /// Reads a `traceparent` header. What the standard calls invalid is none.
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let version = bytes::<1>(parts.next()?)?[0];
        let trace_id = bytes(parts.next()?)?;
        let span_id = bytes(parts.next()?)?;
        let flags = bytes::<1>(parts.next()?)?[0];
        // Section 3.2.1: version 255 is invalid; version 0 has exactly four fields, later ones may have more.
        let whole = version != 0 || parts.next().is_none();
        let valid = version != 0xff && trace_id != [0; 16] && span_id != [0; 8];
        (whole && valid).then_some(Self { trace_id, span_id, flags })
    }

    /// The beginning of the trace that has a document's own id.
    pub fn root(trace_id: [u8; 16]) -> Self {
        Self { trace_id, span_id: new_span_id(), flags: 1 }
    }

    /// The next span of the same trace.
    pub fn child(self) -> Self {
        Self { span_id: new_span_id(), ..self }
    }
}

/// As it stands in the header `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("00-")?;
        self.trace_id.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("-")?;
        self.span_id.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, "-{:02x}", self.flags & 1)
    }
}

/// Section 3.2.2.4: a span id is random and not zero.
fn new_span_id() -> [u8; 8] {
    fastrand::u64(1..).to_be_bytes()
}

/// Section 3.2.2: fields are lower-case hex of a fixed length.
fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let digits = hex.as_bytes();
    let lower_hex = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if digits.len() != 2 * N || !digits.iter().all(lower_hex) {
        return None;
    }
    let mut bytes = [0; N];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_child_stays_in_its_trace() {
        let parent = TraceContext::parse(GIVEN).expect("the standard's own example");
        assert_eq!(parent.to_string(), GIVEN);
        let child = parent.child();
        assert_eq!(child.trace_id, parent.trace_id);
        assert_ne!(child.span_id, parent.span_id);
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
        ];
        for header in cases.into_iter().chain([GIVEN.repeat(200).as_str()]) {
            assert_eq!(TraceContext::parse(header), None, "{header}");
        }
    }
}
