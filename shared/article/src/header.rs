//! Names of the headers that Courant reads and writes. Headers are looked up case-insensitively.

/// Media type and charset of a raw message's body (RFC 9110, section 8.3).
pub const CONTENT_TYPE: &str = "Content-Type";
/// The span that sent the message (W3C Trace Context, section 3.2).
pub const TRACEPARENT: &str = "traceparent";
/// Vendor-specific trace state (W3C Trace Context, section 3.3).
pub const TRACESTATE: &str = "tracestate";

/// The publisher's own id of a raw document.
pub const EXTERNAL_ID: &str = "Courant-External-Id";
/// The publisher's key of a raw document, the same for all its versions. The article's id is
/// derived from it.
pub const KEY: &str = "Courant-Key";
/// Address of a raw document.
pub const URL: &str = "Courant-Url";
/// Name of a raw document's source.
pub const SOURCE: &str = "Courant-Source";
/// The file, and line, that a raw document was read from; shown with its dead letter.
pub const FILE: &str = "Courant-File";
/// Id of the article that contains a raw document: the e-mail that it was attached to.
pub const PART_OF: &str = "Courant-Part-Of";
/// How many documents a raw document is inside: 1 for an attachment.
pub const PART_DEPTH: &str = "Courant-Part-Depth";
/// Name of the object in the bucket `ARTICLES_LARGE` with the content of a raw document that is too
/// large for the body.
pub const OBJECT: &str = "Courant-Object";
/// Size of that object in bytes.
pub const OBJECT_SIZE: &str = "Courant-Object-Size";
/// SHA-256 of that object in hexadecimal digits (FIPS 180-4).
pub const OBJECT_SHA256: &str = "Courant-Object-Sha256";
/// When a raw document was fetched.
pub const FETCHED_AT: &str = "Courant-Fetched-At";
/// Name of a deliberate second run. It is part of the message id at every hop.
pub const RUN: &str = "Courant-Run";
/// `true` if publishing replaces the stored record.
pub const REPLACE: &str = "Courant-Replace";

/// The article's id, on every hop.
pub const ARTICLE_ID: &str = "Courant-Article-Id";
/// Which version of the article a delivery sent or gave up: the creation time of its stream, `/`,
/// its sequence.
pub const PUBLISHED: &str = "Courant-Published";
/// When the article was erased, as RFC 3339. Only a tombstone has it.
pub const ERASED_AT: &str = "Courant-Erased-At";
/// The full BCP 47 tag, on the published article.
pub const LANGUAGE: &str = "Courant-Language";

/// Prefix of the CloudEvents attributes of a published article (NATS protocol binding, section
/// 3.1.3.1).
pub const CLOUD_EVENT_PREFIX: &str = "ce-";
/// Version of the CloudEvents specification.
pub const CLOUD_EVENT_VERSION: &str = "ce-specversion";
/// The event's id, which is the message id.
pub const CLOUD_EVENT_ID: &str = "ce-id";
/// Where the event comes from.
pub const CLOUD_EVENT_SOURCE: &str = "ce-source";
/// What has happened.
pub const CLOUD_EVENT_TYPE: &str = "ce-type";
/// The article's id.
pub const CLOUD_EVENT_SUBJECT: &str = "ce-subject";
/// When the article was published.
pub const CLOUD_EVENT_TIME: &str = "ce-time";
/// Media type of the body.
pub const CLOUD_EVENT_CONTENT_TYPE: &str = "ce-datacontenttype";

/// Prefix of the headers that give the position of a raw document in its stream.
pub const RAW_PREFIX: &str = "Courant-Raw-";
/// Name of the raw document's stream, on dead letters and on marks of set-aside articles.
pub const RAW_STREAM: &str = "Courant-Raw-Stream";
/// When that stream was created, as RFC 3339.
pub const RAW_CREATED_AT: &str = "Courant-Raw-Created-At";
/// Sequence number of the raw document in that stream.
pub const RAW_SEQUENCE: &str = "Courant-Raw-Sequence";

/// Prefix of a dead letter's own headers.
pub const DEAD_PREFIX: &str = "Courant-Dead-";
/// The stage that rejected the document.
pub const DEAD_STAGE: &str = "Courant-Dead-Stage";
/// The subject on which the stage received the document.
pub const DEAD_SUBJECT: &str = "Courant-Dead-Subject";
/// The reason as a code.
pub const DEAD_CODE: &str = "Courant-Dead-Code";
/// The reason as a sentence, with what to do.
pub const DEAD_DETAIL: &str = "Courant-Dead-Detail";
/// Number of attempts.
pub const DEAD_ATTEMPTS: &str = "Courant-Dead-Attempts";
/// When the stage rejected the document.
pub const DEAD_AT: &str = "Courant-Dead-At";
/// Length of the original body in bytes, if the dead letter holds only its beginning.
pub const DEAD_CUT_FROM: &str = "Courant-Dead-Cut-From";

/// The subject on which the raw document of an original arrived.
pub const ORIGINAL_SUBJECT: &str = "Courant-Original-Subject";

/// Number of times the document was replayed from the dead letters.
pub const REPLAYS: &str = "Courant-Replays";

/// The message id by which JetStream detects duplicates.
pub const NATS_MSG_ID: &str = "Nats-Msg-Id";
/// How long the server keeps a message, in seconds (`2592000s`).
pub const NATS_TTL: &str = "Nats-TTL";
/// Prefix of the headers that the server interprets.
pub const NATS_PREFIX: &str = "Nats-";
