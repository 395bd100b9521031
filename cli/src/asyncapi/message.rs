use article::header;
use serde_json::{Map, Value, json};

/// The message of a channel.
pub(super) struct Message {
    pub name: &'static str,
    about: &'static str,
    content_type: &'static str,
    body: Body,
    headers: &'static [Header],
}

/// A header of a message.
struct Header {
    name: &'static str,
    always: bool,
    about: &'static str,
}

/// The body of a message.
#[derive(Clone, Copy)]
enum Body {
    /// Any bytes.
    Bytes,
    /// A record.
    Record,
    /// A number.
    Number,
    /// A subject.
    Subject,
    /// The id of an erased article, and where its raw documents were stored.
    Tombstone,
    /// A JSON object of NATS.
    Object,
    /// Nothing.
    Empty,
}

/// Every message.
pub(super) const MESSAGES: [Message; 16] = [
    Message {
        name: "RawDocument",
        about: "A document: HTML, plain text, or a JSON envelope, in any charset.",
        content_type: "application/octet-stream",
        body: Body::Bytes,
        headers: &[
            sometimes(header::CONTENT_TYPE, "Media type and charset of the body."),
            sometimes(header::URL, "Where the document was found."),
            sometimes(header::EXTERNAL_ID, "The source's own id of the document."),
            sometimes(
                header::KEY,
                "The source's key of the document, the same for all versions: the id is made from it.",
            ),
            sometimes(header::SOURCE, "Who delivers it."),
            sometimes(header::FETCHED_AT, "When it was fetched."),
            sometimes(header::PART_OF, "Id of the article that it was attached to."),
            sometimes(header::PART_DEPTH, "How many documents it is inside: 1 for an attachment."),
            sometimes(
                header::OBJECT,
                "Name of the object in the bucket ARTICLES_LARGE that is the content. The body is then empty, or an envelope without content.",
            ),
            sometimes(header::OBJECT_SIZE, "Size of that object in bytes."),
            sometimes(header::OBJECT_SHA256, "SHA-256 of that object in hexadecimal digits."),
            sometimes(header::FILE, "The file and line that it was read from."),
            REPLACE,
            RUN,
            sometimes(header::REPLAYS, "How many times it was replayed from the dead letters."),
            sometimes(
                header::NATS_MSG_ID,
                "Makes the server drop a second copy within 10 minutes.",
            ),
            TRACEPARENT,
            TRACESTATE,
        ],
    },
    Message {
        name: "Record",
        about: "A record on its way, with the internal data of the stages.",
        content_type: "application/json",
        body: Body::Record,
        headers: &[MESSAGE_ID, ARTICLE_ID, JSON, RUN, REPLACE, TRACEPARENT, TRACESTATE],
    },
    Message {
        name: "PublishedArticle",
        about: "A complete record. The headers ce-… make it a CloudEvent 1.0 in binary mode.",
        content_type: "application/json",
        body: Body::Record,
        headers: &[
            MESSAGE_ID,
            ARTICLE_ID,
            JSON,
            always(header::LANGUAGE, "The full BCP 47 tag of the language."),
            always(header::CLOUD_EVENT_VERSION, "`1.0`."),
            always(header::CLOUD_EVENT_ID, "The message id, percent-encoded."),
            always(header::CLOUD_EVENT_SOURCE, "`/courant/publishing`."),
            always(header::CLOUD_EVENT_TYPE, "`dev.courant.article.published.v1`."),
            always(header::CLOUD_EVENT_SUBJECT, "The article's id."),
            always(header::CLOUD_EVENT_TIME, "When the article was published, as RFC 3339."),
            always(header::CLOUD_EVENT_CONTENT_TYPE, "`application/json`."),
            RUN,
            REPLACE,
            TRACEPARENT,
            TRACESTATE,
        ],
    },
    Message {
        name: "Tombstone",
        about: "Says that an article was erased: every earlier record of it must be removed.",
        content_type: "application/json",
        body: Body::Tombstone,
        headers: &[
            ARTICLE_ID,
            JSON,
            always(header::ERASED_AT, "When the article was erased, as RFC 3339."),
            sometimes(header::REPLACE, "`true` if an erased record had replaced an earlier one."),
        ],
    },
    Message {
        name: "DeadLetter",
        about: "The original body and headers of a message, and why a stage gave it up. Headers that the server would interpret are left out.",
        content_type: "application/octet-stream",
        body: Body::Bytes,
        headers: &[
            always(header::DEAD_STAGE, "The stage that gave the message up."),
            always(header::DEAD_SUBJECT, "The subject on which the stage received it."),
            always(header::DEAD_CODE, "Why, as a code."),
            always(header::DEAD_DETAIL, "Why, as a sentence that says what to do."),
            always(header::DEAD_ATTEMPTS, "Number of attempts."),
            always(header::DEAD_AT, "When, as RFC 3339."),
            sometimes(header::DEAD_CUT_FROM, "Length of the original body, if it was cut."),
            ORIGIN_ID,
            sometimes(header::ARTICLE_ID, "The article's id, if the message has a record."),
            RAW_STREAM,
            RAW_CREATED_AT,
            RAW_SEQUENCE,
            TRACEPARENT,
        ],
    },
    Message {
        name: "FilteredMark",
        about: "The record of an article that a rule left out; of an erased one, only its id.",
        content_type: "application/json",
        body: Body::Record,
        headers: &[
            ORIGIN_ID,
            ARTICLE_ID,
            JSON,
            RAW_STREAM,
            RAW_CREATED_AT,
            RAW_SEQUENCE,
            TRACEPARENT,
            TRACESTATE,
        ],
    },
    Message {
        name: "DroppedMark",
        about: "Says that a dead letter was dropped. Holds nothing of its document.",
        content_type: "application/octet-stream",
        body: Body::Empty,
        headers: &[
            always(
                header::NATS_MSG_ID,
                "`ARTICLES_DEAD/<sequence>-<time of storage in ns>` of the dead letter.",
            ),
            sometimes(header::ARTICLE_ID, "The article's id, if the dead letter had one."),
            sometimes(header::DEAD_STAGE, "The stage that had given the message up."),
            sometimes(header::DEAD_CODE, "Why, as a code."),
            RAW_STREAM,
            RAW_CREATED_AT,
            RAW_SEQUENCE,
            TRACEPARENT,
        ],
    },
    Message {
        name: "DuplicateMark",
        about: "Says that a second copy of an article was recognised.",
        content_type: "application/octet-stream",
        body: Body::Empty,
        headers: &[
            ORIGIN_ID,
            ARTICLE_ID,
            RAW_STREAM,
            RAW_CREATED_AT,
            RAW_SEQUENCE,
            TRACEPARENT,
            TRACESTATE,
        ],
    },
    Message {
        name: "Original",
        about: "The original body and headers of a raw document. Headers that the server would interpret are left out.",
        content_type: "application/octet-stream",
        body: Body::Bytes,
        headers: &[
            ARTICLE_ID,
            always(header::ORIGINAL_SUBJECT, "The subject on which it arrived."),
            always(header::RAW_STREAM, RAW_STREAM.about),
            always(header::RAW_CREATED_AT, RAW_CREATED_AT.about),
            always(header::RAW_SEQUENCE, RAW_SEQUENCE.about),
            always(header::NATS_TTL, "How long the server keeps it, in seconds."),
        ],
    },
    Message {
        name: "OriginalPiece",
        about: "A piece of the content that an original refers to.",
        content_type: "application/octet-stream",
        body: Body::Bytes,
        headers: &[
            ARTICLE_ID,
            always(header::NATS_TTL, "How long the server keeps it, in seconds."),
        ],
    },
    Message {
        name: "LargePiece",
        about: "A piece of a document that is too large for a message.",
        content_type: "application/octet-stream",
        body: Body::Bytes,
        headers: &[sometimes(
            header::NATS_MSG_ID,
            "`<object>/<place>`: makes the server drop a second copy within 10 minutes.",
        )],
    },
    Message {
        name: "LargeAbout",
        about: "Size, digest and number of pieces, in the form of a JetStream object store (NATS ADR-20).",
        content_type: "application/json",
        body: Body::Object,
        headers: &[],
    },
    Message {
        name: "FullTextPiece",
        about: "A piece of 256 KiB, or the last one, of a JSON object with the members `text`, `blocks` and `links` of the section `document`, uncut. `document.full_text` refers to it.",
        content_type: "application/octet-stream",
        body: Body::Bytes,
        headers: &[always(
            header::NATS_MSG_ID,
            "The subject: makes the server drop a second copy within 10 minutes.",
        )],
    },
    Message {
        name: "Attempts",
        about: "How many attempts began on a redelivered message and did not end.",
        content_type: "text/plain",
        body: Body::Number,
        headers: &[always(header::CONTENT_TYPE, "`text/plain`.")],
    },
    Message {
        name: "ArticleToDeliver",
        about: "The record or tombstone of a dead letter that is delivered again.",
        content_type: "application/json",
        body: Body::Record,
        headers: &[
            always(
                header::NATS_MSG_ID,
                "`replay/<sequence>-<time of storage in ns>` of the dead letter.",
            ),
            ARTICLE_ID,
            JSON,
            sometimes(
                header::PUBLISHED,
                "The version of the article: when its stream was created, `/`, its sequence.",
            ),
            sometimes(header::ERASED_AT, "When the article was erased, as RFC 3339."),
            always(header::REPLAYS, "How many times it was replayed from the dead letters."),
            RUN,
            TRACEPARENT,
            TRACESTATE,
        ],
    },
    Message {
        name: "ReplayNote",
        about: "The subject that a dead letter was replayed to; of a dropped one, that of its mark; of a tombstone, its own.",
        content_type: "text/plain",
        body: Body::Subject,
        headers: &[],
    },
];

const MESSAGE_ID: Header =
    always(header::NATS_MSG_ID, "`<id>/<stage>`, and `/<run>` if there is a run.");
const ORIGIN_ID: Header = always(
    header::NATS_MSG_ID,
    "`<stream>/<sequence>-<time of storage in ns>` of the message that was received.",
);
const ARTICLE_ID: Header = always(header::ARTICLE_ID, "The article's id.");
const JSON: Header = always(header::CONTENT_TYPE, "`application/json`.");
const RUN: Header = sometimes(
    header::RUN,
    "Name of a deliberate second run: 1 to 64 printable ASCII characters without spaces.",
);
const REPLACE: Header =
    sometimes(header::REPLACE, "`true` if publishing replaces the stored record.");
const TRACEPARENT: Header =
    sometimes(header::TRACEPARENT, "The span that sent the message (W3C Trace Context).");
const TRACESTATE: Header =
    sometimes(header::TRACESTATE, "Vendor-specific trace state (W3C Trace Context).");
const RAW_STREAM: Header =
    sometimes(header::RAW_STREAM, "The stream that stored the raw document.");
const RAW_CREATED_AT: Header =
    sometimes(header::RAW_CREATED_AT, "When that stream was created, as RFC 3339.");
const RAW_SEQUENCE: Header =
    sometimes(header::RAW_SEQUENCE, "Sequence number of the raw document in that stream.");

const fn always(name: &'static str, about: &'static str) -> Header {
    Header { name, always: true, about }
}

const fn sometimes(name: &'static str, about: &'static str) -> Header {
    Header { name, always: false, about }
}

impl Message {
    pub(super) fn describe(&self) -> Value {
        let property = |header: &Header| {
            let described = json!({"type": "string", "description": header.about});
            (header.name.to_owned(), described)
        };
        let properties: Map<String, Value> = self.headers.iter().map(property).collect();
        let required: Vec<&str> =
            self.headers.iter().filter(|header| header.always).map(|header| header.name).collect();
        json!({
            "name": self.name,
            "summary": self.about,
            "contentType": self.content_type,
            "headers": {"type": "object", "properties": properties, "required": required},
            "payload": self.body.schema(),
        })
    }
}

impl Body {
    fn schema(self) -> Value {
        match self {
            Self::Bytes => json!({"type": "string", "format": "binary"}),
            Self::Record => json!({"$ref": "./article.schema.json"}),
            Self::Number => json!({"type": "string", "pattern": "^[0-9]+$"}),
            Self::Subject => json!({"type": "string"}),
            Self::Object => json!({"type": "object"}),
            Self::Tombstone => {
                json!({"type": "object", "required": ["id", "erased_at", "accepted"]})
            }
            Self::Empty => json!({"type": "string", "maxLength": 0}),
        }
    }
}
