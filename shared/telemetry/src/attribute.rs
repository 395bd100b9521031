//! The attributes that the runtime records; those of the stages are in `stage::attribute`.
//! `docs/observability.md` lists them all; a test compares.

use opentelemetry_semantic_conventions::attribute as conventions;

/// `nats`, always.
pub const SYSTEM: &str = conventions::MESSAGING_SYSTEM;
/// `send`, `process`, `ack`, `nak` or `term`.
pub const OPERATION: &str = conventions::MESSAGING_OPERATION_NAME;
/// `send`, `process` or `settle`.
pub const OPERATION_TYPE: &str = conventions::MESSAGING_OPERATION_TYPE;
/// The subject.
pub const DESTINATION: &str = conventions::MESSAGING_DESTINATION_NAME;
/// The subject's template, where the subject has variable tokens.
pub const TEMPLATE: &str = conventions::MESSAGING_DESTINATION_TEMPLATE;
/// The durable consumer.
pub const CONSUMER: &str = conventions::MESSAGING_CONSUMER_GROUP_NAME;
/// `Nats-Msg-Id`.
pub const MESSAGE_ID: &str = conventions::MESSAGING_MESSAGE_ID;
/// Length of the body in bytes.
pub const BODY_SIZE: &str = conventions::MESSAGING_MESSAGE_BODY_SIZE;
/// The stream.
pub const STREAM: &str = "messaging.nats.stream";
/// The message's sequence number in the stream.
pub const SEQUENCE: &str = "messaging.nats.stream.sequence";
/// How often the server has delivered the message, including this time.
pub const DELIVERED: &str = "messaging.nats.delivered";
/// The process as the server's client: its `service.instance.id`.
pub const CLIENT: &str = conventions::MESSAGING_CLIENT_ID;
/// The server's host, as `NATS_URL` names it; absent if that names several.
pub const SERVER: &str = conventions::SERVER_ADDRESS;
/// The server's port.
pub const PORT: &str = conventions::SERVER_PORT;
/// The bounded code of a failure; only on failed spans.
pub const ERROR: &str = conventions::ERROR_TYPE;

/// The article's id.
pub const ARTICLE: &str = "courant.article.id";
/// Which attempt at the message this is, from 1.
pub const ATTEMPT: &str = "courant.attempt";
/// How long the attempt waited for a free processor, in seconds; absent below a millisecond.
pub const WAITED: &str = "courant.executor.wait";
/// The outcome of the message.
pub const OUTCOME: &str = "courant.outcome";

/// All of them.
pub const ALL: [&str; 19] = [
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
    CLIENT,
    SERVER,
    PORT,
    ERROR,
    ARTICLE,
    ATTEMPT,
    WAITED,
    OUTCOME,
];
