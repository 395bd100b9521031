//! Names of the headers that Courant reads and writes. Read without regard to case.

/// Media type of a raw message's body, with its charset.
pub const CONTENT_TYPE: &str = "Content-Type";
/// W3C Trace Context: the span that sent the message.
pub const TRACEPARENT: &str = "traceparent";
/// W3C Trace Context: the vendors' own state.
pub const TRACESTATE: &str = "tracestate";

/// The publisher's own id of a raw document.
pub const EXTERNAL_ID: &str = "Courant-External-Id";
/// Where a raw document was found.
pub const URL: &str = "Courant-Url";
/// Who delivers a raw document.
pub const SOURCE: &str = "Courant-Source";
/// When a raw document was fetched.
pub const FETCHED_AT: &str = "Courant-Fetched-At";
/// A deliberate second run: part of every hop's message id.
pub const RUN: &str = "Courant-Run";
/// `true`: publishing replaces the stored record.
pub const REPLACE: &str = "Courant-Replace";

/// The article's id, on every hop.
pub const ARTICLE_ID: &str = "Courant-Article-Id";
/// The full BCP 47 tag, on the published article.
pub const LANGUAGE: &str = "Courant-Language";

/// What a dead letter's own headers begin with.
pub const DEAD_PREFIX: &str = "Courant-Dead-";
/// The stage that gave a document up.
pub const DEAD_STAGE: &str = "Courant-Dead-Stage";
/// The subject that the document came in by.
pub const DEAD_SUBJECT: &str = "Courant-Dead-Subject";
/// Why, as a bounded code.
pub const DEAD_CODE: &str = "Courant-Dead-Code";
/// Why, as a sentence that tells what to do.
pub const DEAD_DETAIL: &str = "Courant-Dead-Detail";
/// How often the stage tried.
pub const DEAD_ATTEMPTS: &str = "Courant-Dead-Attempts";
/// When it gave up.
pub const DEAD_AT: &str = "Courant-Dead-At";
/// Length of the original body in bytes, where the letter holds only its beginning.
pub const DEAD_CUT_FROM: &str = "Courant-Dead-Cut-From";

/// How often a document was brought back from the dead letters.
pub const REPLAYS: &str = "Courant-Replays";

/// The message id that JetStream recognises duplicates by.
pub const NATS_MSG_ID: &str = "Nats-Msg-Id";
/// What the headers that the server gives a meaning to begin with.
pub const NATS_PREFIX: &str = "Nats-";
