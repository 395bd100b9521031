use std::process::ExitCode;

use article::{ArticleId, Document, Record, render};
use broker::Broker;

use crate::fault::Fault;
use crate::messages;
use crate::output::Output;

/// Prints the full text of a published article as Markdown.
pub(super) async fn show(broker: &Broker, id: ArticleId) -> Result<ExitCode, Fault> {
    let Some(stored) = broker.published(id).await? else {
        messages::say(format_args!(
            "not published: `courant show {id}` says whether it is dead or was set aside"
        ));
        return Ok(ExitCode::FAILURE);
    };
    let document = match Record::from_bytes(&stored.body) {
        Ok(record) => {
            let whole = broker.with_full_text(&record).await?;
            whole.unwrap_or(record).section::<Document>()
        }
        Err(error) => Err(error),
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            messages::say(format_args!("the record can't be read: {error}"));
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut output = Output::stdout();
    output.lines(&format!("{}\n", render::markdown(&document).trim_end()))?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
