//! The attributes that the runtime records; those of the stages are in `stage::attribute`.
//! `docs/observability.md` lists them all; a test compares.

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

/// All of them.
pub const ALL: [&str; 15] = [
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
];
