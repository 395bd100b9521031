use std::time::{Duration, Instant};

use broker::{Broker, PublishFault, table};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::deliver::{Document, Obstacle, Refusal, Sent, deliver, id_of, room_in_message};
use super::feed::{Item, feed};
use super::journal::Journal;
use super::outcomes::{Outcome, Outcomes};
use super::sending::Sending;
use super::stall::{Found, Stall};
use super::summary::Summary;
use crate::fault::Fault;
use crate::inputs::{Inputs, Place};
use crate::messages;
use crate::output::Output;
use crate::progress::Progress;

/// How many documents are being sent at a time.
const WINDOW: usize = 64;
/// Maximum number of documents in the pipeline, if outcomes are awaited.
const OPEN: usize = 4096;
/// How often waiting is reported.
const TICK: Duration = Duration::from_millis(500);
/// Shorter obstacles are not reported.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long to wait for the last acknowledgements after Ctrl-C.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Sends all inputs. Calls `on_outcome` for each outcome, if outcomes are awaited.
pub(crate) async fn send(
    broker: &Broker,
    inputs: Inputs,
    sending: &Sending,
    on_outcome: impl FnMut(&Place, &Outcome),
) -> Result<Summary, Fault> {
    let began = Instant::now();
    let journal = sending.resume.as_deref().map(Journal::open).transpose()?;
    let outcomes = match sending.wait {
        true => Some(Outcomes::watch(broker).await?),
        false => None,
    };
    let mut sender = Sender {
        sending,
        journal,
        outcomes,
        progress: Progress::new(|| inputs.total_bytes()),
        output: Output::stdout(),
        summary: Summary::new(sending.wait),
        on_outcome,
    };
    let skipped = inputs.skipped();
    let ended = sender.run(broker, inputs).await;
    sender.progress.close();
    skipped.report();
    let mut summary = sender.summary;
    summary.elapsed = began.elapsed();
    match ended {
        Ok(()) => Ok(summary),
        Err(fault) => {
            messages::say(summary.line());
            Err(fault)
        }
    }
}

struct Sender<'a, F> {
    sending: &'a Sending,
    journal: Option<Journal>,
    outcomes: Option<Outcomes>,
    progress: Progress,
    output: Output,
    summary: Summary,
    on_outcome: F,
}

impl<F: FnMut(&Place, &Outcome)> Sender<'_, F> {
    async fn run(&mut self, broker: &Broker, inputs: Inputs) -> Result<(), Fault> {
        let mut items = feed(inputs, room_in_message(broker));
        let (obstacle, mut stall) = (Obstacle::default(), Stall::new(broker));
        let (mut in_flight, mut read_to_end) = (FuturesUnordered::new(), false);
        let mut tick = tokio::time::interval(TICK);
        loop {
            let open = self.outcomes.as_ref().map_or(0, Outcomes::open);
            if read_to_end && in_flight.is_empty() && open == 0 {
                return Ok(());
            }
            tokio::select! {
                item = items.recv(), if !read_to_end && in_flight.len() < WINDOW && open < OPEN => {
                    match item {
                        Some(item) => if let Some(document) = self.document(item) {
                            in_flight.push(deliver(broker, document, self.sending, &obstacle));
                        },
                        None => read_to_end = true,
                    }
                }
                Some(sent) = in_flight.next(), if !in_flight.is_empty() => self.sent(sent)?,
                (place, outcome) = next(&mut self.outcomes), if open > 0 => {
                    stall.moved();
                    self.ended(&place, &outcome);
                }
                _ = tick.tick() => {
                    self.report(&obstacle);
                    if open > 0 {
                        stall.tick();
                    }
                }
                found = stall.found() => match found {
                    Found::Nothing => {}
                    Found::Waiting(problem) => {
                        self.progress.notice("stalled", &format!("waiting: {problem}"));
                    }
                    Found::GaveUp(problem) => return Err(Fault::Stalled(problem.to_string())),
                },
                _ = tokio::signal::ctrl_c() => break,
            }
        }
        drop(items);
        let last = async {
            while let Some(sent) = in_flight.next().await {
                self.sent(sent)?;
            }
            Ok::<(), Fault>(())
        };
        tokio::time::timeout(LAST_ANSWERS, last).await.unwrap_or(Ok(()))?;
        Err(Fault::Interrupted(match &self.sending.resume {
            Some(journal) => format!(
                "run the same command again to continue: {} has the accepted documents",
                journal.display()
            ),
            None => "running the same command again is safe: documents that were accepted are \
                     recognised by their ids (--resume FILE skips them)"
                .to_owned(),
        }))
    }

    /// The document to send; `None` if there is none, or it was accepted before.
    fn document(&mut self, item: Item) -> Option<Document> {
        let Item { place, consumed, message, permit } = item;
        let message = match message {
            Ok(message) => message,
            Err(error) => {
                self.summary.refused += 1;
                self.progress.aside(|| messages::rejected(&place, error.code(), &error));
                self.progress.advance(consumed, self.summary.accepted);
                return None;
            }
        };
        let Sending { wait, ids, resume, .. } = self.sending;
        let id = (*wait || *ids || resume.is_some()).then(|| id_of(&message)).flatten();
        if let (Some(journal), Some(id)) = (&self.journal, id)
            && journal.holds(id)
        {
            self.summary.resumed += 1;
            self.progress.advance(consumed, self.summary.accepted);
            return None;
        }
        if let Some(outcomes) = &mut self.outcomes {
            outcomes.expected().sending(id, &place);
        }
        Some(Document { place, consumed, id, message, permit })
    }

    fn sent(&mut self, sent: Sent) -> Result<(), Fault> {
        let Sent { place, consumed, id, link, receipt } = sent;
        let expected = self.outcomes.as_mut().map(Outcomes::expected);
        match receipt {
            Ok(receipt) if receipt.duplicate => {
                expected.into_iter().for_each(|expected| expected.refused(id, &place));
                self.summary.dropped += 1;
                let sequence = receipt.sequence;
                self.progress.aside(|| {
                    messages::set_aside(
                        &place,
                        format_args!(
                            "dropped by the server: same Nats-Msg-Id as message {sequence}"
                        ),
                    );
                });
            }
            Ok(receipt) => {
                self.summary.accepted += 1;
                if let (Some(journal), Some(id)) = (&mut self.journal, id) {
                    journal.note(id, receipt.sequence, &place)?;
                }
                if let Some(link) = link {
                    self.progress.aside(|| messages::say(format_args!("{place}: {link}")));
                }
                if self.sending.ids {
                    let id = id.map_or("-".to_owned(), |id| id.to_string());
                    let output = &mut self.output;
                    self.progress.aside(|| {
                        output.text(&format!("{id}  {place}"))?;
                        output.flush()
                    })?;
                }
                let early = expected.and_then(|expected| {
                    expected.accepted(id, (receipt.part, receipt.sequence), place)
                });
                if let Some((place, outcome)) = early {
                    self.ended(&place, &outcome);
                }
            }
            Err(Refusal::Document(fault)) => {
                expected.into_iter().for_each(|expected| expected.refused(id, &place));
                self.summary.refused += 1;
                self.progress.aside(|| messages::rejected(&place, "not_accepted", advice(fault)));
            }
            Err(Refusal::Everything(fault)) => return Err(fault),
        }
        self.progress.advance(consumed, self.summary.accepted);
        Ok(())
    }

    fn ended(&mut self, place: &Place, outcome: &Outcome) {
        self.summary.count(outcome);
        let on_outcome = &mut self.on_outcome;
        self.progress.aside(|| on_outcome(place, outcome));
    }

    /// Reports what prevents documents from being accepted.
    fn report(&self, obstacle: &Obstacle) {
        let Some((since, fault, stream)) = obstacle.get() else {
            return self.progress.resume("blocked");
        };
        let waited = since.elapsed();
        if waited > PATIENCE {
            let (seconds, what) = (waited.as_secs(), what(fault, stream));
            self.progress.notice("blocked", &format!("waiting for {seconds} s: {what}"));
        }
    }
}

async fn next(outcomes: &mut Option<Outcomes>) -> (Place, Outcome) {
    match outcomes {
        Some(outcomes) => outcomes.next().await,
        None => std::future::pending().await,
    }
}

fn what(fault: PublishFault, stream: &str) -> String {
    match fault {
        PublishFault::Full if stream == table::LARGE => format!(
            "{stream} is full: it has room again once ingestion has read large documents, or dead \
             letters of them are dropped (`courant dead list`)"
        ),
        PublishFault::Full => format!(
            "{} is full, or this lane of it (COURANT_LANE_LIMIT): it has room again once ingestion \
             has processed documents",
            table::RAW
        ),
        PublishFault::NoStream => format!("the server has no stream {stream}"),
        PublishFault::Away
        | PublishFault::Taken
        | PublishFault::TooLarge
        | PublishFault::Refused(_) => "the server does not answer".to_owned(),
    }
}

fn advice(fault: PublishFault) -> String {
    match fault {
        PublishFault::TooLarge => {
            "larger than the server accepts: raise its max_payload".to_owned()
        }
        PublishFault::Full
        | PublishFault::Away
        | PublishFault::NoStream
        | PublishFault::Taken
        | PublishFault::Refused(_) => fault.to_string(),
    }
}
