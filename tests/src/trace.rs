use std::collections::{BTreeMap, BTreeSet};

use crate::{Kind, Span};

/// The spans that have one trace id.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// In order of their start.
    pub spans: Vec<Span>,
}

impl Trace {
    /// Groups spans by trace id.
    pub fn all(mut spans: Vec<Span>) -> BTreeMap<String, Self> {
        let ids: BTreeSet<_> = spans.iter().map(|span| (&span.trace, &span.id)).collect();
        assert_eq!(ids.len(), spans.len(), "a span was exported twice");
        spans.sort_by_key(|span| span.time);
        let mut traces = BTreeMap::<String, Self>::new();
        for span in spans {
            traces.entry(span.trace.clone()).or_default().spans.push(span);
        }
        traces
    }

    /// Spans without a parent.
    pub fn roots(&self) -> Vec<&Span> {
        self.spans.iter().filter(|span| span.parent.is_empty()).collect()
    }

    /// Spans whose parent is not in the trace.
    pub fn orphans(&self) -> Vec<&Span> {
        let known = |span: &&Span| span.parent.is_empty() || self.span(&span.parent).is_some();
        self.spans.iter().filter(|span| !known(span)).collect()
    }

    /// The span with this id.
    pub fn span(&self, id: &str) -> Option<&Span> {
        self.spans.iter().find(|span| span.id == id)
    }

    /// Spans of one kind beneath another.
    pub fn beneath(&self, parent: &Span, kind: Kind) -> Vec<&Span> {
        let beneath = |span: &&Span| span.parent == parent.id && span.kind == kind;
        self.spans.iter().filter(beneath).collect()
    }

    /// Spans of one kind.
    pub fn of(&self, kind: Kind) -> Vec<&Span> {
        self.spans.iter().filter(|span| span.kind == kind).collect()
    }

    /// The trace as an indented tree.
    pub fn tree(&self) -> String {
        let mut tree = String::new();
        let tops = self.roots().into_iter().chain(self.orphans());
        for top in tops {
            self.branch(top, 0, &mut tree);
        }
        tree
    }

    fn branch(&self, span: &Span, depth: usize, tree: &mut String) {
        let failed = if span.failed { " ERROR" } else { "" };
        let micros = (span.time.1 - span.time.0) / 1_000;
        let Span { service, name, kind, attributes, .. } = span;
        let own = attributes.iter().filter(|(name, _)| !name.starts_with("messaging."));
        let own: Vec<_> = own.map(|(name, value)| format!("{name}={value}")).collect();
        let own = own.join(" ");
        tree.push_str(&format!(
            "{:1$}{name} [{service}, {kind:?}, {micros} µs]{failed} {own}\n",
            "",
            2 * depth
        ));
        for below in self.spans.iter().filter(|below| below.parent == span.id) {
            self.branch(below, depth + 1, tree);
        }
    }
}

/// Checks the properties that every span must have.
pub fn check_span(span: &Span) {
    assert!(span.time.0 <= span.time.1, "{span:?}");
    assert_ne!(span.resource["host.name"], "", "{span:?}");
    assert_ne!(span.resource["host.id"], "", "{span:?}");
    // `courant publish` connects before it sends, and every service before it receives.
    if span.attributes.contains_key("messaging.system") {
        let host = span.get("server.address");
        assert_eq!(host, "127.0.0.1", "{span:?}");
        assert!(span.get("server.port").parse::<u16>().is_ok(), "{span:?}");
        assert_eq!(span.get("messaging.client.id"), span.resource["service.instance.id"]);
    }
    assert_eq!(span.more, 0, "events, or something dropped: {span:?}");
    for attribute in span.attributes.keys() {
        let mut known = telemetry::attribute::ALL.iter().chain(&stage::attribute::ALL);
        let known = known.any(|known| known == attribute);
        assert!(known, "{attribute} is not in the list: {span:?}");
    }
    assert_eq!(span.failed, span.attributes.contains_key("error.type"), "{span:?}");
    let codes = ["passing", "rejected", "panicked", "damaged", ""];
    assert!(codes.contains(&span.get("error.type")), "{span:?}");
    assert_eq!(span.resource["service.namespace"], "courant", "{span:?}");
    assert!(!span.resource["service.version"].is_empty(), "{span:?}");
    assert_ne!(span.kind, Kind::Other, "{span:?}");
    if span.kind != Kind::Internal {
        assert_eq!(span.get("messaging.system"), "nats", "{span:?}");
    }
    let foreign = span.trace.starts_with("00000");
    assert_eq!(span.state, if foreign { "vendor=1" } else { "" }, "{span:?}");
}
