//! Every attribute that a span may carry. `docs/telemetry.md` has the same list; a test compares.

/// `nats`, always.
pub const SYSTEM: &str = "messaging.system";
/// `send`, `process`, `ack`, `nak` or `term`.
pub const OPERATION: &str = "messaging.operation.name";
/// `send`, `process` or `settle`.
pub const OPERATION_TYPE: &str = "messaging.operation.type";
/// The subject.
pub const DESTINATION: &str = "messaging.destination.name";
/// The subject's pattern, where the subject holds an id or another open word.
pub const TEMPLATE: &str = "messaging.destination.template";
/// The durable consumer.
pub const CONSUMER: &str = "messaging.consumer.group.name";
/// `Nats-Msg-Id`.
pub const MESSAGE_ID: &str = "messaging.message.id";
/// Length of the body in bytes.
pub const BODY_SIZE: &str = "messaging.message.body.size";
/// The stream.
pub const STREAM: &str = "messaging.nats.stream";
/// The message's place in the stream.
pub const SEQUENCE: &str = "messaging.nats.stream.sequence";
/// How often the server delivered the message, this time included.
pub const DELIVERED: &str = "messaging.nats.delivered";
/// The bounded code of what failed; only on what failed.
pub const ERROR: &str = "error.type";

/// The article's id.
pub const ARTICLE: &str = "courant.article.id";
/// Which attempt at the message the work was, from 1.
pub const ATTEMPT: &str = "courant.attempt";
/// What became of the message.
pub const OUTCOME: &str = "courant.outcome";

/// Media type of the content.
pub const CONTENT_TYPE: &str = "courant.content_type";
/// Charset it was decoded from.
pub const CHARSET: &str = "courant.charset";
/// What found the main text.
pub const EXTRACTOR: &str = "courant.extractor";
/// BCP 47 tag of the text's language.
pub const LANGUAGE: &str = "courant.language";
/// How sure the language is, 0 to 1.
pub const LANGUAGE_CONFIDENCE: &str = "courant.language.confidence";
/// Whether it may be relied on.
pub const LANGUAGE_RELIABLE: &str = "courant.language.reliable";
/// How many windows of the text were read for it.
pub const LANGUAGE_WINDOWS: &str = "courant.language.windows";
/// Which evidence gave the title.
pub const TITLE_SOURCE: &str = "courant.title.source";
/// Which evidence gave the date of publication.
pub const DATE_SOURCE: &str = "courant.date.source";
/// Where publishing sends the article: a subject, or the rule that left it out.
pub const ROUTE: &str = "courant.route";

/// All of them.
pub const ALL: [&str; 25] = [
    SYSTEM,
    OPERATION,
    OPERATION_TYPE,
    DESTINATION,
    TEMPLATE,
    CONSUMER,
    MESSAGE_ID,
    BODY_SIZE,
    STREAM,
    SEQUENCE,
    DELIVERED,
    ERROR,
    ARTICLE,
    ATTEMPT,
    OUTCOME,
    CONTENT_TYPE,
    CHARSET,
    EXTRACTOR,
    LANGUAGE,
    LANGUAGE_CONFIDENCE,
    LANGUAGE_RELIABLE,
    LANGUAGE_WINDOWS,
    TITLE_SOURCE,
    DATE_SOURCE,
    ROUTE,
];
