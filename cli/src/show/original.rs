use std::process::ExitCode;

use article::ArticleId;
use broker::Broker;
use ingestion::Ingestion;

use crate::fault::Fault;
use crate::messages;
use crate::output::Output;
use crate::pipeline::{Outcome, Pipeline};

const NOT_KEPT: &str = "the raw document is not kept: ingestion keeps what it processes while \
    COURANT_KEEP_RAW is set, for that long and as long as there is space. If you still have the \
    document, run `courant process --internal FILE`";

/// Prints the raw document of an article, byte for byte.
pub(super) async fn show(broker: &Broker, id: ArticleId) -> Result<ExitCode, Fault> {
    let Some(original) = broker.original(id).await? else {
        messages::say(NOT_KEPT);
        return Ok(ExitCode::FAILURE);
    };
    let mut output = Output::stdout();
    output.bytes(original.document())?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Processes the raw document again and prints the record with its internal section.
pub(super) async fn show_internal(
    broker: &Broker,
    id: ArticleId,
    language: language_detection::Settings,
) -> Result<ExitCode, Fault> {
    let metadata = metadata_extraction::Settings::default();
    let ingestion = Ingestion::with_max_bytes(u64::MAX);
    let pipeline =
        Pipeline::up_to_metadata(ingestion, language, metadata).map_err(Fault::Setting)?;
    let Some(original) = broker.original(id).await? else {
        messages::say(NOT_KEPT);
        return Ok(ExitCode::FAILURE);
    };
    match pipeline.run(original.to_raw()) {
        Outcome::Record(json) => {
            let mut output = Output::stdout();
            output.json(&json)?;
            output.flush()?;
            return Ok(ExitCode::SUCCESS);
        }
        Outcome::Filtered(reason) => messages::say(format_args!("filtered: {reason}")),
        Outcome::Rejected { code, detail } => messages::say(format_args!("{code}: {detail}")),
    }
    Ok(ExitCode::FAILURE)
}
