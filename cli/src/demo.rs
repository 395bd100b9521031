use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use article::Record;
use broker::Broker;

use crate::card::card;
use crate::fault::Fault;
use crate::inputs::Inputs;
use crate::messages;
use crate::output::{Output, OutputError};
use crate::publish::{Outcome, Sending, send};
use crate::screen::Screen;

/// Services load their language table at start.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Publishes documents, prints each published article as a card, then a closing line. With `once`,
/// the server stops afterwards, so no commands are suggested.
pub(crate) async fn run(
    broker: &Broker,
    samples: &Path,
    services: &[(String, SocketAddr)],
    once: bool,
) -> Result<(), Fault> {
    ready(services).await?;
    let sending = Sending { wait: true, replace: true, ..Sending::default() };
    let screen = Screen::of_stdout();
    let mut output = Output::stdout();
    let mut printed = Ok(());
    let inputs = Inputs::of(samples);
    let summary = send(broker, inputs, &sending, |place, outcome| {
        if let Outcome::Published(stored) = outcome
            && let Ok(record) = Record::parse(&stored.body)
        {
            printed = print(&mut output, &card(&record, screen.width, screen.style));
        } else {
            crate::publish::report(place, outcome);
        }
    })
    .await?;
    printed?;
    if !once {
        messages::say("next: courant tail · courant show ID · courant dead list");
    }
    output.text(&summary.line())?;
    output.flush()?;
    Ok(())
}

fn print(output: &mut Output, card: &str) -> Result<(), OutputError> {
    output.bytes(format!("{}\n\n", card.trim_end_matches('\n')).as_bytes())?;
    output.flush()
}

/// Waits until every service is ready.
async fn ready(services: &[(String, SocketAddr)]) -> Result<(), Fault> {
    let until = tokio::time::Instant::now() + READY_WITHIN;
    for (name, admin) in services {
        let (name, admin) = (name.clone(), *admin);
        loop {
            let answer = tokio::task::spawn_blocking(move || runtime::healthcheck(admin)).await;
            match answer {
                Ok(Ok(())) => break,
                Ok(Err(why)) if tokio::time::Instant::now() > until => {
                    return Err(Fault::NotReady { name, why });
                }
                Ok(Err(_)) | Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
    Ok(())
}
