use article::{ArticleId, Document, Language, Publication, Record, RecordError};
use stage::{Failure, Input, Step, Verdict};

use super::*;

#[test]
fn each_stage_sees_what_the_one_before_it_wrote() {
    let pipeline =
        Pipeline::default().then(First, "one").then(Second, "two").then(Last, "out.{id}");
    let Outcome::Record(json) = pipeline.run(message("go")) else { panic!("no record") };
    let record = Record::parse(&json).unwrap();
    assert_eq!(record.section::<Language>().unwrap().tag, "x-go");
    assert_eq!(record.section::<Publication>().unwrap().subject, "out.{id}");
    let stages: Vec<String> =
        record.trail().unwrap().into_iter().map(|mark| mark.stage.into_owned()).collect();
    assert_eq!(stages, ["ingestion", "language-detection", "publishing"]);
}

#[test]
fn a_rejected_or_filtered_document_goes_no_further() {
    let pipeline = Pipeline::default().then(First, "one").then(Second, "two");
    for (text, outcome) in [
        ("reject", Outcome::Rejected { code: "unwanted", detail: "send another".to_owned() }),
        ("filter", Outcome::Filtered("too_dull")),
        ("", Outcome::Rejected { code: "unwanted", detail: "send another".to_owned() }),
    ] {
        assert_eq!(pipeline.run(message(text)), outcome, "{text}");
    }
}

struct First;
struct Second;
struct Last;

/// A text, not empty.
struct Arrived(String);

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("send another")]
    Unwanted,
    #[error(transparent)]
    Record(#[from] RecordError),
}

#[derive(Debug, clap::Args)]
struct NoSettings {}

impl Input for Arrived {
    type Error = Unfit;

    fn decode(message: RawMessage) -> Result<Self, Unfit> {
        let text = String::from_utf8_lossy(&message.body).into_owned();
        if text.is_empty() { Err(Unfit::Unwanted) } else { Ok(Self(text)) }
    }

    fn id(&self) -> ArticleId {
        ArticleId::of("", "", self.0.as_bytes())
    }

    fn into_record(self) -> Record {
        Record::new(self.id())
    }
}

impl Stage for First {
    type Input = Arrived;
    type Section = Document;
    type Error = Unfit;
    type Settings = NoSettings;

    const ABOUT: &'static str = "takes any text";

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(&self, input: &Arrived, context: &Context<'_>) -> Result<Step<Document>, Unfit> {
        let document = serde_json::json!({
            "content_type": "text/plain", "charset": "utf-8", "bytes": 1, "sha256": "",
            "received_at": context.now, "text": input.0,
        });
        Ok(Step::Forward(serde_json::from_value(document).unwrap()))
    }
}

impl Stage for Second {
    type Input = Record;
    type Section = Language;
    type Error = Unfit;
    type Settings = NoSettings;

    const ABOUT: &'static str = "does as the text says";

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(&self, record: &Record, _: &Context<'_>) -> Result<Step<Language>, Unfit> {
        let document: Document = record.section()?;
        let language = serde_json::json!({
            "tag": format!("x-{}", document.text), "code": "x", "confidence": 1, "reliable": true,
        });
        match document.text.as_str() {
            "reject" => Err(Unfit::Unwanted),
            "filter" => Ok(Step::Filter("too_dull")),
            _ => Ok(Step::Forward(serde_json::from_value(language).unwrap())),
        }
    }
}

impl Stage for Last {
    type Input = Record;
    type Section = Publication;
    type Error = Unfit;
    type Settings = NoSettings;

    const ABOUT: &'static str = "publishes under its output subject";

    fn new(_: NoSettings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(&self, record: &Record, context: &Context<'_>) -> Result<Step<Publication>, Unfit> {
        let language = record.section::<Language>()?.tag;
        let subject = context.output.to_owned();
        let section = Publication { published_at: context.now, subject: subject.clone() };
        Ok(Step::Publish { section, subject, language, keep_declared: false, markdown: None })
    }
}

impl Failure for Unfit {
    fn code(&self) -> &'static str {
        match self {
            Self::Unwanted => "unwanted",
            Self::Record(error) => error.code(),
        }
    }

    fn verdict(&self) -> Verdict {
        Verdict::Reject
    }
}

fn message(text: &str) -> RawMessage {
    let body = Bytes::copy_from_slice(text.as_bytes());
    let received_at = Timestamp::UNIX_EPOCH;
    RawMessage::new(body, Headers::default(), received_at)
}
