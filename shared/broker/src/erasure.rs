use article::{ArticleId, Headers, Record, StreamPosition, Timestamp, header, subject};
use async_nats::jetstream::response::Response;
use serde_json::{Value, json};

use crate::{Broker, LookupError, MessageKey, Outbound};

/// The tombstone of an erased article, for those who have a copy of it. `accepted` are the positions
/// of raw documents whose traces were removed: the audit counts them as erased. `replaced` says that the
/// erased record had replaced an earlier one.
pub fn tombstone(
    id: ArticleId,
    at: Timestamp,
    accepted: &[StreamPosition],
    replaced: bool,
) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::ARTICLE_ID, id);
    headers.push(header::ERASED_AT, at);
    headers.push(header::CONTENT_TYPE, "application/json");
    if replaced {
        headers.push(header::REPLACE, "true");
    }
    let body = json!({ "id": id, "erased_at": at, "accepted": accepted }).to_string();
    Outbound { subject: subject::erased(id).into(), headers, body: body.into() }
}

/// The positions of raw documents that a tombstone counts as erased.
pub fn erased_positions(body: &[u8]) -> Vec<StreamPosition> {
    let body: Result<Value, _> = serde_json::from_slice(body);
    let accepted = body.ok().and_then(|mut body| body.get_mut("accepted").map(Value::take));
    accepted.and_then(|accepted| serde_json::from_value(accepted).ok()).unwrap_or_default()
}

/// The note that keeps documents in and out balanced: a tombstone is stored among the published
/// articles, but is not a document.
pub fn tombstone_note(tombstone: MessageKey) -> Outbound {
    let subject = format!("articles.replayed.erased-{tombstone}").into();
    Outbound { subject, headers: Headers::default(), body: "articles.erased".into() }
}

/// The mark of a document that was erased from a stage's stream, where it waited.
pub fn erased_mark(
    stream: &str,
    key: MessageKey,
    id: ArticleId,
    raw: Option<&StreamPosition>,
) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::NATS_MSG_ID, format_args!("{stream}/{key}"));
    headers.push(header::ARTICLE_ID, id);
    headers.push(header::CONTENT_TYPE, "application/json");
    if let Some(raw) = raw {
        raw.write(&mut headers);
    }
    let body = Record::new(id).to_json().into();
    Outbound { subject: subject::filtered("erased").into(), headers, body }
}

impl Broker {
    /// Deletes one message from a stream and overwrites its bytes on disk. Returns whether it was
    /// still there.
    pub async fn overwrite(&self, stream: &str, sequence: u64) -> Result<bool, LookupError> {
        let subject = format!("STREAM.MSG.DELETE.{stream}");
        let answer: Result<Response<Value>, _> =
            self.session().jetstream.request(subject, &json!({ "seq": sequence })).await;
        match answer {
            Ok(Response::Ok(_)) => Ok(true),
            Ok(Response::Err { .. }) | Err(_) if self.at(stream, sequence).await?.is_none() => {
                Ok(false)
            }
            Ok(Response::Err { .. }) | Err(_) => Err(LookupError::Away),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tombstone_names_the_documents_that_it_accounts_for() {
        let position = |sequence| StreamPosition {
            stream: "ARTICLES_RAW".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            sequence,
        };
        let id = ArticleId::of("", "", b"hello");
        let positions = [position(7), position(9)];
        let message = tombstone(id, Timestamp::UNIX_EPOCH, &positions, true);
        assert_eq!(message.headers.get(header::REPLACE), Some("true"));
        assert_eq!(&*message.subject, "articles.erased.3972243cf868ce05511ecb571f447e06");
        assert_eq!(erased_positions(&message.body), positions);
        assert!(erased_positions(b"{}").is_empty() && erased_positions(b"x").is_empty());
    }
}
