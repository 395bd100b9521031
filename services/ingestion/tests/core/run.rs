use std::sync::LazyLock;

use article::{Document, Headers, RawMessage, Timestamp};
use ingestion::{Arrival, Documents, Ingestion};
use stage::{Context, Failure, Input, Stage, Step};

/// Has few workers, because tests with random bytes run it often.
static INGESTION: LazyLock<Ingestion> = LazyLock::new(|| {
    Ingestion::default().with_documents(Documents::of(env!("CARGO_BIN_EXE_ingestion").into()))
});

/// Runs the stage on a message. Returns the document or the code of the rejection.
pub(crate) fn run(body: &[u8], headers: &[(&str, &str)]) -> Result<Document, &'static str> {
    let headers = headers.iter().copied().collect::<Headers>();
    let message = RawMessage::new(body.to_vec().into(), headers, Timestamp::UNIX_EPOCH);
    let arrival = Arrival::decode(message).map_err(|error| error.code())?;
    let context = Context::new(Timestamp::UNIX_EPOCH, "articles.ingested");
    match INGESTION.process(&arrival, &context).map_err(|error| error.code())? {
        Step::Forward(document) | Step::ForwardWith { section: document, .. } => Ok(document),
        Step::Publish { .. } | Step::Filter(_) => panic!("ingestion forwards or fails"),
    }
}
