use bytes::Bytes;
use opentelemetry_sdk::Resource;

use crate::wire;

/// What stands in each request before its spans: who sends them. Encoded once.
#[derive(Debug)]
pub struct Head {
    resource: Vec<u8>,
    scope: Vec<u8>,
}

impl Head {
    /// A process's.
    pub fn new(resource: &Resource, version: &str) -> Self {
        let mut head = Self { resource: Vec::new(), scope: Vec::new() };
        wire::message(&mut head.resource, 1, |out| {
            for (key, value) in resource {
                // The environment gives texts only.
                wire::attribute(out, 1, key.as_str(), &*value.as_str());
            }
        });
        wire::message(&mut head.scope, 1, |out| {
            wire::bytes(out, 1, b"courant");
            wire::bytes(out, 2, version.as_bytes());
        });
        head
    }

    /// `opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest`, of spans that are
    /// encoded already.
    pub fn request(&self, spans: Vec<u8>) -> Bytes {
        let mut of_process = self.resource.clone();
        wire::start(&mut of_process, 2, self.scope.len() + spans.len());
        of_process.extend_from_slice(&self.scope);
        let length = of_process.len() + spans.len();
        let mut request = Vec::with_capacity(length + 16);
        wire::start(&mut request, 1, length);
        request.extend_from_slice(&of_process);
        request.extend_from_slice(&spans);
        request.into()
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::KeyValue;
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use prost::Message;

    use super::*;

    #[test]
    fn a_request_is_read_by_opentelemetrys_own_types() {
        let named = [KeyValue::new("service.name", "x".repeat(200))];
        let resource = Resource::builder_empty().with_attributes(named).build();
        let mut spans = Vec::new();
        (0..3).for_each(|_| wire::message(&mut spans, 2, |out| wire::bytes(out, 5, b"name")));
        let request = Head::new(&resource, "0.1.0").request(spans);
        let read = ExportTraceServiceRequest::decode(request).unwrap();
        let [of_process] = &read.resource_spans[..] else { panic!("{read:?}") };
        let resource = of_process.resource.as_ref().unwrap();
        assert_eq!(resource.attributes[0].key, "service.name");
        let [of_scope] = &of_process.scope_spans[..] else { panic!("{read:?}") };
        let scope = of_scope.scope.as_ref().unwrap();
        assert_eq!((&*scope.name, &*scope.version), ("courant", "0.1.0"));
        assert!(of_scope.spans.iter().all(|span| span.name == "name") && of_scope.spans.len() == 3);
    }
}
