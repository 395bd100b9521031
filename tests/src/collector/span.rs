use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::{self, span::SpanKind, status::StatusCode};

/// A span as a collector receives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// `service.name` of the sender.
    pub service: String,
    /// All resource attributes of the sender.
    pub resource: BTreeMap<String, String>,
    /// The address of the schema of its attributes.
    pub schema: String,
    /// The trace's id, as 32 hex digits.
    pub trace: String,
    /// Its own id, as 16 hex digits.
    pub id: String,
    /// Its parent's id; empty for a root.
    pub parent: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Whether it failed.
    pub failed: bool,
    /// The message of its status.
    pub status: String,
    /// Its attributes, as text.
    pub attributes: BTreeMap<String, String>,
    /// Trace and span of each link.
    pub links: Vec<(String, String)>,
    /// `tracestate`.
    pub state: String,
    /// When it began and ended, in nanoseconds since 1970.
    pub time: (u64, u64),
    /// The number of its events and dropped items.
    pub more: u32,
}

/// The kind of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Work within a service.
    Internal,
    /// Sends a message.
    Producer,
    /// Processes a message.
    Consumer,
    /// Calls a server.
    Client,
    /// Anything else.
    Other,
}

impl Span {
    /// An attribute's value; empty if it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

pub(super) fn read(request: ExportTraceServiceRequest) -> Vec<Span> {
    let mut spans = Vec::new();
    for of_process in request.resource_spans {
        let resource = texts(of_process.resource.map(|resource| resource.attributes));
        for scope in of_process.scope_spans {
            let one = |span| one(&resource, &scope.schema_url, span);
            spans.extend(scope.spans.into_iter().map(one));
        }
    }
    spans
}

fn one(resource: &BTreeMap<String, String>, schema: &str, span: v1::Span) -> Span {
    let status = span.status.unwrap_or_default();
    let kind = match SpanKind::try_from(span.kind) {
        Ok(SpanKind::Internal) => Kind::Internal,
        Ok(SpanKind::Producer) => Kind::Producer,
        Ok(SpanKind::Consumer) => Kind::Consumer,
        Ok(SpanKind::Client) => Kind::Client,
        Ok(SpanKind::Server | SpanKind::Unspecified) | Err(_) => Kind::Other,
    };
    let dropped = span.dropped_attributes_count + span.dropped_events_count;
    Span {
        service: resource.get("service.name").cloned().unwrap_or_default(),
        resource: resource.clone(),
        schema: schema.to_owned(),
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        name: span.name,
        kind,
        failed: status.code == StatusCode::Error as i32,
        status: status.message,
        attributes: texts(Some(span.attributes)),
        links: span.links.iter().map(|link| (hex(&link.trace_id), hex(&link.span_id))).collect(),
        state: span.trace_state,
        time: (span.start_time_unix_nano, span.end_time_unix_nano),
        more: dropped + span.dropped_links_count + u32::try_from(span.events.len()).unwrap_or(1),
    }
}

fn texts(attributes: Option<Vec<KeyValue>>) -> BTreeMap<String, String> {
    let text = |value: Option<Value>| match value {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        Some(Value::BoolValue(truth)) => truth.to_string(),
        other => format!("{other:?}"),
    };
    let pair = |pair: KeyValue| (pair.key, text(pair.value.and_then(|value| value.value)));
    attributes.unwrap_or_default().into_iter().map(pair).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
