use article::subject;

/// A subject, or a family of subjects.
pub(super) struct Channel {
    pub name: &'static str,
    /// The subject, with its variable tokens in braces.
    pub address: &'static str,
    pub about: &'static str,
    /// The name of the message that it carries.
    pub message: &'static str,
}

/// Every subject that a stream stores, in the order of the pipeline.
pub(super) const CHANNELS: [Channel; 19] = [
    Channel {
        name: "raw",
        address: subject::RAW,
        about: "Documents that sources publish.",
        message: "RawDocument",
    },
    Channel {
        name: "rawLane",
        address: "articles.raw.{lane}",
        about: "The same, on a lane that becomes the document's source.",
        message: "RawDocument",
    },
    Channel {
        name: "ingested",
        address: subject::INGESTED,
        about: "Records with the text of the document.",
        message: "Record",
    },
    Channel {
        name: "languageDetected",
        address: subject::LANGUAGE_DETECTED,
        about: "Records with a language.",
        message: "Record",
    },
    Channel {
        name: "metadataExtracted",
        address: subject::METADATA_EXTRACTED,
        about: "Records with metadata.",
        message: "Record",
    },
    Channel {
        name: "published",
        address: "articles.published.{language}.{id}",
        about: "Published articles, for readers. One message for each article.",
        message: "PublishedArticle",
    },
    Channel {
        name: "erased",
        address: "articles.erased.{id}",
        about: "Tombstones of erased articles, for those who keep copies.",
        message: "Tombstone",
    },
    Channel {
        name: "dead",
        address: "articles.dead.{stage}.{code}",
        about: "Dead letters: messages that a stage has given up.",
        message: "DeadLetter",
    },
    Channel {
        name: "filtered",
        address: "articles.filtered.{reason}",
        about: "Articles that a rule left out.",
        message: "FilteredMark",
    },
    Channel {
        name: "dropped",
        address: "articles.filtered.dropped",
        about: "Marks of dead letters that an operator dropped.",
        message: "DroppedMark",
    },
    Channel {
        name: "duplicate",
        address: "articles.duplicate.{stage}",
        about: "Marks of articles that a stage had already sent on.",
        message: "DuplicateMark",
    },
    Channel {
        name: "original",
        address: "articles.original.{id}",
        about: "Raw documents of articles, if ingestion keeps them.",
        message: "Original",
    },
    Channel {
        name: "originalPiece",
        address: "articles.original.{id}.{place}",
        about: "Pieces of raw documents that are too large for a message, if ingestion keeps them.",
        message: "OriginalPiece",
    },
    Channel {
        name: "largePiece",
        address: "$O.ARTICLES_LARGE.C.{object}",
        about: "Pieces of documents that are too large for a message, in order. Raw documents refer to them.",
        message: "LargePiece",
    },
    Channel {
        name: "largeAbout",
        address: "$O.ARTICLES_LARGE.M.{name}",
        about: "What those documents are, for the tools of NATS. Optional.",
        message: "LargeAbout",
    },
    Channel {
        name: "fullText",
        address: "articles.text.{id}.{version}.{place}",
        about: "Pieces of full texts of articles whose records have a truncated text, if ingestion keeps them.",
        message: "FullTextPiece",
    },
    Channel {
        name: "redelivered",
        address: "articles.redelivered.{stage}.{key}",
        about: "The redelivery quarantine: attempts that began on a redelivered message.",
        message: "Attempts",
    },
    Channel {
        name: "deliver",
        address: "articles.deliver.{delivery}",
        about: "Articles of replayed dead letters, on their way to the delivery that refused them.",
        message: "ArticleToDeliver",
    },
    Channel {
        name: "replayed",
        address: "articles.replayed.{key}",
        about: "Notes of dead letters that were replayed to a stage after the first, or dropped, and of tombstones.",
        message: "ReplayNote",
    },
];

/// The description of a variable token in a subject.
pub(super) fn parameter(name: &str) -> &'static str {
    match name {
        "lane" => "Who delivers the document: one token of the source's choice.",
        "language" => "Lower-case primary subtag of the language (BCP 47), or `und`.",
        "delivery" => "The name of the delivery.",
        "id" => "The article's id: 32 lower-case hex digits.",
        "stage" => "The name of the stage.",
        "code" => "The reason, as a code of a-z, 0-9 and _.",
        "reason" => "The rule, as a name of a-z, 0-9 and _.",
        "object" => "The object's name: 1 to 64 of A-Z, a-z, 0-9, - and _.",
        "name" => "The object's name in Base64 (RFC 4648, section 5).",
        "version" => "The first 16 digits of the SHA-256 of the whole.",
        "place" => "The place of the piece, from 0.",
        "key" => {
            "`<sequence>-<time of storage in ns>` of the message in its stream, after `erased-` if it is a tombstone."
        }
        _ => unreachable!("a test makes the document, with every parameter"),
    }
}
