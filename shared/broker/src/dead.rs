use article::{ArticleId, Headers, StreamPosition, Timestamp, header, subject};
use bytes::Bytes;

use crate::message::header_size;
use crate::{Origin, Outbound, Reference};

/// JetStream refuses messages with more than 64 KiB of headers (10097).
const MAX_HEADERS: usize = 60 * 1024;
/// Values longer than this are cut if the headers of a dead letter would be too long otherwise.
const LONG_VALUE: usize = 256;

/// A document that a stage rejected: its original bytes, and why.
///
/// ```
/// use article::{Headers, Timestamp};
/// use courant_broker::{Cause, DeadLetter, Origin, dead_letter};
///
/// let origin = Origin {
///     subject: "articles.raw".into(),
///     stream: "ARTICLES_RAW".into(),
///     sequence: 7,
///     delivered: 1,
///     stored_at: Timestamp::UNIX_EPOCH,
///     stream_created_at: Timestamp::UNIX_EPOCH,
/// };
/// let cause = Cause {
///     stage: "ingestion",
///     code: "encrypted",
///     detail: "the document is encrypted: send it without a password",
///     id: None,
///     attempts: 1,
///     at: Timestamp::UNIX_EPOCH,
///     traceparent: None,
///     raw: None,
/// };
/// let original = (&Headers::default(), &"%PDF-1.7".into());
/// let message = dead_letter(&origin, original, &cause, 1 << 20);
/// assert_eq!(&*message.subject, "articles.dead.ingestion.encrypted");
///
/// let dead_letter = DeadLetter::read(&message.headers, message.body).unwrap();
/// assert_eq!((&*dead_letter.code, &*dead_letter.body), ("encrypted", &b"%PDF-1.7"[..]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// The article's id, if the document could be decoded.
    pub id: Option<ArticleId>,
    /// The stage that rejected it.
    pub stage: String,
    /// The subject of the document.
    pub subject: String,
    /// Why, as a code from a closed list.
    pub code: String,
    /// Why, as a sentence that says what to do.
    pub detail: String,
    /// The number of attempts.
    pub attempts: u32,
    /// When the stage rejected it.
    pub at: Timestamp,
    /// The original headers, without those that the server interprets.
    pub headers: Headers,
    /// The original body, or its beginning.
    pub body: Bytes,
    /// Length of the original body in bytes, if only its beginning was kept.
    pub cut_from: Option<usize>,
    /// How many times it was replayed before.
    pub replays: u32,
    /// The context of the span that failed.
    pub traceparent: Option<String>,
    /// Where the raw document was stored, if that is known.
    pub raw: Option<StreamPosition>,
}

/// Why a stage rejected a document.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// The stage.
    pub stage: &'a str,
    /// Why, as a code from a closed list.
    pub code: &'a str,
    /// Why, as a sentence that says what to do.
    pub detail: &'a str,
    /// The article's id, if the document could be decoded.
    pub id: Option<ArticleId>,
    /// The number of attempts.
    pub attempts: u32,
    /// When the stage rejected it.
    pub at: Timestamp,
    /// The context of the span that failed, if there is a trace.
    pub traceparent: Option<&'a str>,
    /// Where the raw document was stored, if that is known.
    pub raw: Option<&'a StreamPosition>,
}

/// The dead letter of a message, cut to what the server accepts.
pub fn dead_letter(
    origin: &Origin,
    original: (&Headers, &Bytes),
    cause: &Cause<'_>,
    max_payload: usize,
) -> Outbound {
    let Cause { stage, code, detail, id, attempts, at, traceparent, raw } = *cause;
    let (original, body) = original;
    let mut own = Headers::default();
    own.push(header::DEAD_STAGE, stage);
    own.push(header::DEAD_SUBJECT, &*origin.subject);
    own.push(header::DEAD_CODE, code);
    own.push(header::DEAD_DETAIL, detail);
    own.push(header::DEAD_ATTEMPTS, attempts);
    own.push(header::DEAD_AT, at);
    if let Some(traceparent) = traceparent {
        own.push(header::TRACEPARENT, traceparent);
    }
    if let Some(id) = id {
        own.push(header::ARTICLE_ID, id);
    }
    if let Some(raw) = raw {
        raw.write(&mut own);
    }
    own.push(header::NATS_MSG_ID, format_args!("{}/{}", origin.stream, origin.key()));
    // With room for the header that says that the body was cut.
    let own_size = header_size(&own) + 64;
    let headers = fitting(original, own_size);
    let space = max_payload.saturating_sub(own_size + header_size(&headers));
    let mut body = body.clone();
    if body.len() > space {
        own.push(header::DEAD_CUT_FROM, body.len());
        body.truncate(space);
    }
    let headers = headers.iter().chain(own.iter()).collect();
    Outbound { subject: subject::dead(stage, code).into(), headers, body }
}

impl DeadLetter {
    /// The object with the document's content, if there is one.
    pub fn object(&self) -> Option<Reference> {
        Reference::read(&self.headers).ok().flatten()
    }

    /// Reads a dead letter. `None` if a header is missing that every dead letter has.
    pub fn read(headers: &Headers, body: Bytes) -> Option<Self> {
        let get = |name| headers.get(name).map(str::to_owned);
        Some(Self {
            id: get(header::ARTICLE_ID).and_then(|id| id.parse().ok()),
            stage: get(header::DEAD_STAGE)?,
            subject: get(header::DEAD_SUBJECT)?,
            code: get(header::DEAD_CODE)?,
            detail: get(header::DEAD_DETAIL)?,
            attempts: get(header::DEAD_ATTEMPTS)?.parse().ok()?,
            at: get(header::DEAD_AT)?.parse().ok()?,
            headers: kept(headers, usize::MAX),
            body,
            replays: get(header::REPLAYS).and_then(|times| times.parse().ok()).unwrap_or(0),
            traceparent: get(header::TRACEPARENT),
            raw: StreamPosition::read(headers),
            cut_from: get(header::DEAD_CUT_FROM).and_then(|length| length.parse().ok()),
        })
    }
}

/// The headers of a document that are kept with it, beside `own_size` bytes of other headers.
/// Headers that the server wouldn't store are cut or left out.
pub(crate) fn fitting(original: &Headers, own_size: usize) -> Headers {
    let headers = kept(original, usize::MAX);
    if own_size + header_size(&headers) <= MAX_HEADERS {
        return headers;
    }
    truncated(&kept(original, LONG_VALUE), MAX_HEADERS - own_size)
}

/// The first headers, as many as fit into `space` bytes.
fn truncated(headers: &Headers, mut space: usize) -> Headers {
    let fits = |(name, value): &(&str, &str)| {
        let size = name.len() + value.len() + 4;
        space = space.saturating_sub(size);
        space > 0
    };
    headers.iter().take_while(fits).collect()
}

/// The headers that a dead letter or an original keeps. The server would refuse a copied
/// `Nats-Expected-Stream`, and a publisher's `Courant-Dead-…` or `Courant-Raw-…` would be taken for ours.
fn kept(headers: &Headers, longest: usize) -> Headers {
    let reserved = |name: &str| {
        let starts = |prefix: &str| {
            name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        starts(header::NATS_PREFIX)
            || starts(header::DEAD_PREFIX)
            || starts(header::RAW_PREFIX)
            || name.eq_ignore_ascii_case(header::TRACEPARENT)
            || name.eq_ignore_ascii_case(header::ARTICLE_ID)
    };
    let shortened = |value: &str| value[..value.floor_char_boundary(longest)].to_owned();
    headers
        .iter()
        .filter(|(name, _)| !reserved(name) && name.len() <= longest)
        .map(|(name, value)| (name.to_owned(), shortened(value)))
        .collect()
}
