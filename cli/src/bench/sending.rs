use article::{BENCH_SOURCE, Headers, RawMessage, header, subject};
use broker::{Broker, Outbound, PublishFault, Receipt};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::fault::Fault;

/// Delay between two attempts while the stream is full or the server unreachable.
const AGAIN: std::time::Duration = std::time::Duration::from_millis(100);

/// The benchmark message for a document. `run` makes it unique at every hop, although the article
/// is the same each time.
pub(super) fn message(document: &RawMessage, run: &str) -> Outbound {
    let ours = [header::SOURCE, header::RUN, header::REPLACE, header::NATS_MSG_ID];
    let own = |name: &str| ours.iter().any(|ours| ours.eq_ignore_ascii_case(name));
    let mut headers: Headers = document.headers.iter().filter(|(name, _)| !own(name)).collect();
    headers.push(header::SOURCE, BENCH_SOURCE);
    headers.push(header::RUN, run);
    Outbound { subject: subject::RAW.into(), headers, body: marked(&document.body) }
}

/// An envelope's own source would hide the header.
fn marked(body: &Bytes) -> Bytes {
    let envelope = body.trim_ascii_start().starts_with(b"{");
    match envelope.then(|| serde_json::from_slice::<Map<String, Value>>(body)) {
        Some(Ok(mut envelope)) => {
            envelope.insert("source".to_owned(), BENCH_SOURCE.into());
            Value::Object(envelope).to_string().into()
        }
        Some(Err(_)) | None => body.clone(),
    }
}

/// Publishes until the server has stored it.
pub(super) async fn publish(broker: &Broker, message: Outbound) -> Result<Receipt, Fault> {
    loop {
        let receipt = tokio::select! {
            receipt = broker.publish(message.clone()) => receipt,
            () = broker.denied(&message.subject) => {
                return Err(Fault::Denied(message.subject.to_string()));
            }
        };
        match receipt {
            Ok(receipt) => return Ok(receipt),
            Err(PublishFault::Full | PublishFault::Away) => tokio::time::sleep(AGAIN).await,
            Err(PublishFault::NoStream) => {
                return Err(Fault::NoStream(message.subject.to_string()));
            }
            Err(fault) => return Err(Fault::Setting(format!("the server refused it: {fault}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use article::Timestamp;

    use super::*;

    #[test]
    fn every_document_is_known_by_its_source() {
        let document = |body: &'static [u8]| {
            let headers = Headers::from_iter([("courant-source", "feeds"), ("Courant-Url", "u")]);
            RawMessage::new(Bytes::from_static(body), headers, Timestamp::UNIX_EPOCH)
        };
        let sent = message(&document(b"<p>text"), "bench-1");
        let headers: Vec<_> = sent.headers.iter().collect();
        let expected =
            [("Courant-Url", "u"), ("Courant-Source", "courant-bench"), ("Courant-Run", "bench-1")];
        assert_eq!(headers, expected);
        assert_eq!(sent.body, "<p>text");
        let sent = message(&document(br#" {"content":"text","source":"feeds"}"#), "bench-1");
        assert_eq!(sent.body, r#"{"content":"text","source":"courant-bench"}"#);
        assert_eq!(message(&document(b"{ no envelope"), "bench-1").body, "{ no envelope");
    }
}
