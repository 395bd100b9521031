use std::collections::HashSet;

use e2e::{Compose, http};
use serde_json::Value;

use crate::SERVICES;

/// The attribute with a span's warnings in Jaeger's API.
const WARNINGS: &str = "@jaeger@warnings";
/// Text of warnings about clocks. Another warning, about a missing parent, is permanent if a trace was
/// queried before it was complete.
const OF_CLOCKS: &str = "calculated delta";

/// Jaeger's query API, as used by its web page.
#[derive(Debug)]
pub(crate) struct Jaeger {
    port: u16,
}

/// A trace in Jaeger.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) spans: Vec<Span>,
}

/// A span in Jaeger.
#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) service: String,
    pub(crate) name: String,
    pub(crate) failed: bool,
    /// Whether Jaeger warns about its clock.
    pub(crate) warned: bool,
    start: u64,
    id: String,
    parent: String,
}

impl Jaeger {
    /// The API of this deployment.
    pub(crate) fn of(compose: &Compose) -> Self {
        Self { port: compose.setting("JAEGER_PORT").parse().expect("a port") }
    }

    /// The trace with this ID; without spans if there is none.
    pub(crate) fn trace(&self, id: &str) -> Trace {
        let answer = http::get(self.port, &format!("/api/v3/traces/{id}")).unwrap_or_default();
        // The API answers with a stream of objects.
        let parts = serde_json::Deserializer::from_str(&answer).into_iter::<Value>();
        let mut trace = Trace::default();
        for part in parts.map_while(Result::ok) {
            for of_process in each(&part["result"]["resourceSpans"]) {
                let service = text(&of_process["resource"], "service.name");
                let scopes = each(&of_process["scopeSpans"]);
                let spans = scopes.flat_map(|scope| each(&scope["spans"]));
                trace.spans.extend(spans.map(|span| Span::read(&service, span)));
            }
        }
        trace
    }

    /// IDs of the traces of a service with this tag.
    pub(crate) fn tagged(&self, service: &str, name: &str, value: &str) -> Vec<String> {
        let tags = format!("%7B%22{name}%22%3A%22{value}%22%7D");
        self.search(&format!("service={service}&tags={tags}"))
    }

    /// IDs of the traces that include a service.
    pub(crate) fn traces_of(&self, service: &str) -> Vec<String> {
        self.search(&format!("service={service}&limit=1000"))
    }

    /// The service graph: pairs of caller and called service.
    pub(crate) fn graph(&self) -> HashSet<(String, String)> {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis();
        let found = self.api(&format!("/api/dependencies?endTs={now}&lookback=3600000"));
        let edge =
            |edge: &Value| Some((edge["parent"].as_str()?.into(), edge["child"].as_str()?.into()));
        each(&found["data"]).filter_map(edge).collect()
    }

    fn search(&self, query: &str) -> Vec<String> {
        let found = self.api(&format!("/api/traces?{query}&lookback=1h"));
        each(&found["data"])
            .filter_map(|trace| Some(trace["traceID"].as_str()?.to_owned()))
            .collect()
    }

    fn api(&self, path: &str) -> Value {
        let answer = http::get(self.port, path).unwrap_or_default();
        serde_json::from_str(&answer).unwrap_or_default()
    }
}

impl Trace {
    /// Whether it has one root, no orphans, and all four services.
    pub(crate) fn is_complete(&self) -> bool {
        let seen: HashSet<&str> = self.spans.iter().map(|span| span.service.as_str()).collect();
        self.roots().count() == 1
            && self.has_no_orphan()
            && SERVICES.iter().all(|service| seen.contains(service))
    }

    /// Whether every span's parent is in the trace.
    pub(crate) fn has_no_orphan(&self) -> bool {
        let ids: HashSet<&str> = self.spans.iter().map(|span| span.id.as_str()).collect();
        self.spans.iter().all(|span| span.is_root() || ids.contains(span.parent.as_str()))
    }

    /// The names of the failed spans, in order of their start.
    pub(crate) fn failed(&self) -> Vec<&str> {
        let mut failed: Vec<&Span> = self.spans.iter().filter(|span| span.failed).collect();
        failed.sort_by_key(|span| span.start);
        failed.iter().map(|span| span.name.as_str()).collect()
    }

    /// Spans whose names begin with `start`.
    pub(crate) fn named(&self, start: &str) -> Vec<&Span> {
        self.spans.iter().filter(|span| span.name.starts_with(start)).collect()
    }

    /// The spans as a tree, each with its service, and whether it failed.
    pub(crate) fn tree(&self) -> String {
        let mut text = String::new();
        self.branches("", 1, &mut text);
        text
    }

    fn branches(&self, parent: &str, depth: usize, text: &mut String) {
        let mut children: Vec<&Span> =
            self.spans.iter().filter(|span| span.parent == parent).collect();
        children.sort_by_key(|span| span.start);
        for Span { service, name, failed, id, .. } in children {
            let indent = "  ".repeat(depth);
            let red = if *failed { ", ERROR" } else { "" };
            *text += &format!("{indent}{name} ({service}{red})\n");
            self.branches(id, depth + 1, text);
        }
    }

    /// Spans without a parent.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter().filter(|span| span.is_root())
    }
}

impl Span {
    fn read(service: &str, span: &Value) -> Self {
        let member = |name: &str| span[name].as_str().unwrap_or_default().to_owned();
        let code = &span["status"]["code"];
        Self {
            service: service.to_owned(),
            name: member("name"),
            failed: code == 2 || code == "STATUS_CODE_ERROR",
            warned: each(&span["attributes"])
                .filter(|attribute| attribute["key"] == WARNINGS)
                .flat_map(|attribute| each(&attribute["value"]["arrayValue"]["values"]))
                .any(|warning| {
                    warning["stringValue"].as_str().is_some_and(|text| text.contains(OF_CLOCKS))
                }),
            start: member("startTimeUnixNano").parse().unwrap_or_default(),
            id: member("spanId"),
            parent: member("parentSpanId"),
        }
    }

    fn is_root(&self) -> bool {
        self.parent.is_empty()
    }
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The text of an attribute.
fn text(holder: &Value, name: &str) -> String {
    let attribute = each(&holder["attributes"]).find(|attribute| attribute["key"] == name);
    let value = attribute.and_then(|attribute| attribute["value"]["stringValue"].as_str());
    value.unwrap_or_default().to_owned()
}
