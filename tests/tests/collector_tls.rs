//! A collector that accepts TLS only.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use e2e::{Client, PATIENCE, Pipeline};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A TLS server that reports the first bytes it receives as soon as they contain `until`, and its
/// certificate.
fn listen(protocol: &[u8], until: &'static str) -> (u16, Receiver<String>, String) {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a name");
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth();
    let mut config = config.with_single_cert(vec![own.cert.der().clone()], key).expect("its key");
    config.alpn_protocols = vec![protocol.to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("bound").port();
    let (tell, reported) = sync_channel(1);
    std::thread::spawn(move || {
        let connection = ServerConnection::new(Arc::new(config)).expect("the settings are whole");
        let (stream, _) = listener.accept().expect("someone comes");
        let mut stream = StreamOwned::new(connection, stream);
        let mut request = Vec::new();
        while !String::from_utf8_lossy(&request).contains(until) {
            let mut part = [0; 4096];
            let length = stream.read(&mut part).expect("someone who trusts us");
            request.extend_from_slice(&part[..length]);
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).expect("an answer");
        tell.send(String::from_utf8_lossy(&request).into_owned()).expect("it is waited for");
    });
    (port, reported, own.cert.pem())
}

async fn first_words(protocol: &str, alpn: &[u8], until: &'static str) -> String {
    let (port, reported, certificate) = listen(alpn, until);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let trusted = folder.path().join("trusted.pem");
    std::fs::write(&trusted, certificate).expect("the folder is ours");
    let endpoint = format!("https://localhost:{port}");
    let settings = [
        ("OTEL_SDK_DISABLED", "false"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%20b"),
        ("SSL_CERT_FILE", trusted.to_str().expect("UTF-8")),
    ];
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &settings);
    pipeline.ready();
    let text = "The ferry to the islands runs again from Monday, they say.";
    Client::connect(&pipeline.server).await.publish(&[], text).await;
    reported.recv_timeout(PATIENCE).expect("a request")
}

#[tokio::test]
async fn spans_go_by_https() {
    let request = first_words("http/protobuf", b"http/1.1", "service.name").await;
    assert!(request.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("x-tenant: a b\r\n"), "{request}");
}

#[tokio::test]
async fn spans_go_by_grpc_over_tls() {
    // The HTTP/2 connection preface, RFC 9113, section 3.4.
    let request = first_words("grpc", b"h2", "PRI * HTTP/2.0").await;
    assert!(request.starts_with("PRI * HTTP/2.0\r\n"), "{request}");
}
