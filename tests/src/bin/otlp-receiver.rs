//! An OTLP/gRPC receiver that replaces Jaeger and prints each span as one JSON object per line.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread::sleep;
use std::time::Duration;

use e2e::Collector;
use serde_json::json;

/// The default port of OTLP over gRPC.
const PORT: u16 = 4317;

fn main() {
    let collector = Collector::at(SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)));
    loop {
        for span in collector.take() {
            let line = json!({
                "service": span.service, "trace": span.trace, "id": span.id, "parent": span.parent,
                "name": span.name, "failed": span.failed,
            });
            println!("{line}");
        }
        sleep(Duration::from_millis(100));
    }
}
