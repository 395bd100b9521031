//! An OTLP/gRPC receiver in Jaeger's place: prints each span that it is sent, one JSON object a line.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread::sleep;
use std::time::Duration;

use e2e::Collector;
use serde_json::json;

/// Where OTLP over gRPC is at home.
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
