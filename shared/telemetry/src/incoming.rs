use crate::TraceContext;

/// The trace context that a message came with.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    parent: Option<TraceContext>,
    linked: Option<TraceContext>,
}

impl Incoming {
    /// Reads it from a message's headers. Their names are case-insensitive.
    pub fn read<'a>(headers: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let named = |name: &'static str| {
            let own = headers.clone().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
            own.map(|(_, value)| value)
        };
        let mut parents = named("traceparent");
        // Trace Context, section 3.2: a message with two parents has none.
        let parent = parents.next().filter(|_| parents.next().is_none());
        let parent = parent.and_then(|parent| TraceContext::parse(parent, named("tracestate")));
        Self { parent, linked: None }
    }

    /// The same as a link: a new trace begins here and points to it.
    pub fn linked(self) -> Self {
        Self { linked: self.parent, parent: None }
    }

    /// The span that the trace continues from; `None` if it begins here.
    pub(crate) fn parent(&self) -> Option<&TraceContext> {
        self.parent.as_ref()
    }

    /// The messaging conventions ask for a link to the sending span, in addition to the parent.
    pub(crate) fn link(&self) -> Option<&TraceContext> {
        self.parent.as_ref().or(self.linked.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn names_are_case_insensitive_and_two_parents_are_none() {
        let read = |headers: &[(&'static str, &'static str)]| {
            Incoming::read(headers.iter().copied()).parent.map(|parent| parent.to_string())
        };
        assert_eq!(read(&[("TRACEPARENT", GIVEN)]).as_deref(), Some(GIVEN));
        assert_eq!(read(&[("Traceparent", GIVEN), ("traceparent", GIVEN)]), None);
        assert_eq!(read(&[("baggage", "user=ada")]), None);
    }
}
