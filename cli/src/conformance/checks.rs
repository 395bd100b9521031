use std::ffi::OsString;
use std::time::Duration;

use article::{Headers, Record, header};
use broker::table::{DEAD, SET_ASIDE};
use broker::{ConsumerMetrics, DeadLetter, Outbound, Stored};
use tokio::time::{Instant, sleep};

use super::documents::{Document, TRACE, TRAIL, UNKNOWN, unreadable};
use super::place::Place;
use super::program::Program;
use super::scratch::{ACK_WAIT, Scratch};
use crate::fault::Fault;

/// Checks one program, from start to shutdown.
pub(super) struct Checks<'a> {
    scratch: &'a Scratch,
    place: Place,
    command: &'a [OsString],
    patience: Duration,
    results: Vec<(&'static str, Checked)>,
    /// The name that the program uses in message ids.
    stage: String,
}

/// The result of a check: what was wrong.
type Checked = Result<(), String>;

const REDELIVERED: &str = "ARTICLES_REDELIVERED";
/// Exit codes at shutdown: everything is settled, or the grace period expired.
const STOPPED: [Option<i32>; 2] = [Some(0), Some(75)];

impl<'a> Checks<'a> {
    pub(super) fn new(
        scratch: &'a Scratch,
        place: Place,
        command: &'a [OsString],
        patience: Duration,
    ) -> Self {
        Self { scratch, place, command, patience, results: Vec::new(), stage: String::new() }
    }

    pub(super) fn into_results(self) -> Vec<(&'static str, Checked)> {
        self.results
    }

    /// Runs all checks. A later one is left out if the program sends nothing on at all.
    pub(super) async fn run(&mut self) -> Result<(), Fault> {
        let mut program = self.start()?;
        let Some(output) = self.first(&mut program).await? else { return Ok(()) };
        self.contents(&output);
        self.duplicate().await?;
        self.dead_letter().await?;
        if !self.place.reads_documents() {
            self.newer().await?;
        }
        self.full(&mut program).await?;
        drop(program);
        self.crashes().await
    }

    fn start(&self) -> Result<Program, Fault> {
        let log = self.scratch.folder.join("program.log");
        Program::start(self.command, &self.place, &self.scratch.url, &log)
    }

    fn note(&mut self, check: &'static str, result: Checked) {
        self.results.push((check, result));
    }

    async fn first(&mut self, program: &mut Program) -> Result<Option<Stored>, Fault> {
        self.send(Document::new(&self.place, 1).message).await?;
        let output = self.after(self.place.output, 0).await?;
        let what = match (&output, program.runs()) {
            (Some(_), _) => Ok(()),
            (None, true) => Err("nothing arrived on COURANT_OUTPUT".to_owned()),
            (None, false) => Err(format!("the program ended: {}", self.last_line())),
        };
        self.note("sends a record on", what);
        if output.is_some() {
            let empty = self.input_empty().await?;
            self.note("acknowledges what it has sent on", empty);
        }
        Ok(output)
    }

    fn contents(&mut self, output: &Stored) {
        let id = Document::new(&self.place, 1).id.to_string();
        let body = String::from_utf8_lossy(&output.body).into_owned();
        let message_id = output.headers.get(header::NATS_MSG_ID).unwrap_or_default();
        self.stage = message_id.strip_prefix(&format!("{id}/")).unwrap_or_default().to_owned();
        let named = !self.stage.is_empty() && !self.stage.contains('/');
        self.note("message id <id>/<stage>", ensure(named, || quoted("Nats-Msg-Id", message_id)));
        let known = output.headers.get(header::ARTICLE_ID) == Some(&*id);
        self.note(
            "header Courant-Article-Id",
            ensure(known, || "it is not the article's id".into()),
        );
        let traced = output
            .headers
            .get(header::TRACEPARENT)
            .is_some_and(|trace| trace.len() == 55 && trace.get(3..35) == Some(TRACE));
        self.note(
            "traceparent of the same trace",
            ensure(traced, || "it is missing or another".into()),
        );
        if !self.place.reads_documents() {
            let kept = body.contains(&format!(r#""somebody":{UNKNOWN}"#));
            self.note(
                "unknown sections byte for byte",
                ensure(kept, || "they have changed".into()),
            );
            let kept = body.contains(TRAIL);
            self.note("earlier trail byte for byte", ensure(kept, || "it has changed".into()));
        }
        let trail = Record::parse(&output.body).and_then(|record| record.trail());
        let before = usize::from(!self.place.reads_documents());
        let named = trail.is_ok_and(|trail| {
            trail.len() == before + 1 && trail.last().is_some_and(|last| last.stage == self.stage)
        });
        self.note(
            "one trail entry of its own",
            ensure(named, || "it is missing, or names another stage".into()),
        );
    }

    async fn duplicate(&mut self) -> Result<(), Fault> {
        self.send(Document::new(&self.place, 1).message).await?;
        let mark = self.after(SET_ASIDE, 0).await?;
        let subject = article::subject::duplicate(&self.stage);
        let right = mark.is_some_and(|mark| mark.subject == subject);
        self.note(
            "marks the second copy as a duplicate",
            ensure(right, || format!("no mark on {subject}")),
        );
        Ok(())
    }

    async fn dead_letter(&mut self) -> Result<(), Fault> {
        let sent = unreadable(&self.place);
        self.send(sent.clone()).await?;
        let dead_letter = self.after(DEAD, 0).await?;
        let dead_letter = dead_letter
            .and_then(|dead_letter| DeadLetter::read(&dead_letter.headers, dead_letter.body));
        self.note(
            "stores a dead letter of what it can't read",
            ensure(dead_letter.is_some(), || {
                "there is none, or a header Courant-Dead-… is missing".into()
            }),
        );
        let Some(dead_letter) = dead_letter else {
            // Remaining messages must not disturb the next checks.
            return self.clear_input().await;
        };
        self.note(
            "dead letter with the original bytes",
            ensure(dead_letter.body == sent.body, || "the body differs".into()),
        );
        let kept = |name: &str| dead_letter.headers.get(name) == sent.headers.get(name);
        self.note(
            "dead letter with the original headers",
            ensure(kept("X-Foreign") && kept("Courant-Run"), || {
                "X-Foreign or Courant-Run is missing".into()
            }),
        );
        let right = dead_letter.stage == self.stage && dead_letter.subject == self.place.subject();
        self.note("dead letter names stage and subject", ensure(right, || "they differ".into()));
        let empty = self.input_empty().await?;
        self.note("terminates what is in a dead letter", empty);
        Ok(())
    }

    async fn newer(&mut self) -> Result<(), Fault> {
        let (output, dead) = (self.last(self.place.output).await?, self.last(DEAD).await?);
        self.send(Document::of_version(&self.place, 2, 99).message).await?;
        self.send(Document::new(&self.place, 3).message).await?;
        let next = self.after(self.place.output, output).await?;
        let id = Document::new(&self.place, 3).id.to_string();
        let passed = next.is_some_and(|next| next.headers.get(header::ARTICLE_ID) == Some(&*id));
        let left = self.until(async || Ok(self.waiting().await? == 1)).await?;
        let alone = self.last(DEAD).await? == dead;
        self.note(
            "returns a record from the future",
            ensure(passed && left && alone, || {
                "it was acknowledged, sent on or dead-lettered, or held up the next one".into()
            }),
        );
        self.clear_input().await
    }

    /// While the output stream is full: holds the message, reports progress, and drains.
    async fn full(&mut self, program: &mut Program) -> Result<(), Fault> {
        let fillers = self.fill().await?;
        let (output, dead) = (self.last(self.place.output).await?, self.last(DEAD).await?);
        self.send(Document::new(&self.place, 4).message).await?;
        let taken = self.until(async || Ok(self.in_flight().await? == 1)).await?;
        // Long enough for a redelivery, if the program did not report progress.
        sleep(ACK_WAIT * 2 + Duration::from_secs(1)).await;
        let held = self.waiting().await? == 1 && self.last(DEAD).await? == dead;
        self.note(
            "holds a message while the output is full",
            ensure(taken && held, || {
                "it was acknowledged or given up: the document is lost".into()
            }),
        );
        let redelivered = self.redelivered().await?;
        self.note(
            "reports progress under long work",
            ensure(taken && held && !redelivered, || "it was not held, or redelivered".into()),
        );
        self.empty(&fillers).await?;
        let resumed = self.after(self.place.output, output).await?.is_some();
        self.note(
            "sends it when there is space again",
            ensure(resumed, || "it did not arrive".into()),
        );
        self.clear_input().await?;

        self.fill().await?;
        self.send(Document::new(&self.place, 5).message).await?;
        self.until(async || Ok(self.in_flight().await? == 1)).await?;
        let ended = program.terminate(self.patience).await;
        let left = self.waiting().await? == 1;
        self.note(
            "drains on SIGTERM",
            match ended {
                Ok(code) if STOPPED.contains(&code) && left => Ok(()),
                Ok(code) if left => Err(match code {
                    Some(code) => format!("the exit code is {code} instead of 0 or 75"),
                    None => "it was ended by the signal".to_owned(),
                }),
                Ok(_) => Err("the message in flight is lost".to_owned()),
                Err(why) => Err(why),
            },
        );
        Ok(())
    }

    /// Kills the program repeatedly while it processes one message.
    async fn crashes(&mut self) -> Result<(), Fault> {
        let marks = format!("articles.redelivered.{}.*", self.stage);
        let mut recorded = true;
        for attempt in 1..=3 {
            let mut program = self.start()?;
            let begun = attempt.to_string();
            recorded &= self
                .until(async || {
                    let mark = self.scratch.broker.newest(REDELIVERED, &marks).await?;
                    Ok(mark.is_some_and(|mark| mark.body == begun.as_bytes()))
                })
                .await?;
            program.kill().await;
            if !recorded {
                break;
            }
        }
        self.note(
            "records attempts on a redelivered message",
            ensure(recorded, || format!("no number on {marks}")),
        );
        let _program = self.start()?;
        let subject = article::subject::dead(&self.stage, "crashed");
        let given_up = self
            .until(async || Ok(self.scratch.broker.newest(DEAD, &subject).await?.is_some()))
            .await?;
        self.note(
            "gives up a message after three crashes",
            ensure(recorded && given_up, || format!("no dead letter on {subject}")),
        );
        Ok(())
    }

    async fn send(&self, message: Outbound) -> Result<(), Fault> {
        let sent = self.scratch.broker.publish(message).await;
        sent.map(drop).map_err(|fault| Fault::Setting(format!("the scratch server: {fault}")))
    }

    /// Fills the output stream and returns the stored sequences.
    async fn fill(&self) -> Result<Vec<u64>, Fault> {
        let mut stored = Vec::new();
        for size in [256 << 10, 16 << 10, 256] {
            loop {
                let id = article::ArticleId::of("", "", stored.len().to_string().as_bytes());
                let subject = self.place.filler(id).into();
                let body = vec![b' '; size].into();
                let message = Outbound { subject, headers: Headers::default(), body };
                match self.scratch.broker.publish(message).await {
                    Ok(receipt) => stored.push(receipt.sequence),
                    Err(_) => break,
                }
            }
        }
        Ok(stored)
    }

    async fn empty(&self, sequences: &[u64]) -> Result<(), Fault> {
        for &sequence in sequences {
            self.scratch.broker.delete(self.place.output, sequence).await?;
        }
        Ok(())
    }

    /// Deletes the remaining messages of the input stream.
    async fn clear_input(&self) -> Result<(), Fault> {
        while let Some(left) = self.scratch.broker.oldest(self.place.spec.input, ">").await? {
            self.scratch.broker.delete(self.place.spec.input, left.sequence).await?;
        }
        Ok(())
    }

    async fn input_empty(&self) -> Result<Checked, Fault> {
        let empty = self.until(async || Ok(self.waiting().await? == 0)).await?;
        Ok(ensure(empty, || format!("it is still in {}", self.place.spec.input)))
    }

    async fn last(&self, stream: &str) -> Result<u64, Fault> {
        Ok(self.scratch.broker.stream_metrics(stream).await?.last_sequence)
    }

    async fn waiting(&self) -> Result<u64, Fault> {
        Ok(self.scratch.broker.stream_metrics(self.place.spec.input).await?.messages)
    }

    async fn in_flight(&self) -> Result<u64, Fault> {
        Ok(self.consumer().await?.map_or(0, |consumer| consumer.ack_pending))
    }

    async fn redelivered(&self) -> Result<bool, Fault> {
        Ok(self.consumer().await?.is_some_and(|consumer| consumer.redelivered > 0))
    }

    async fn consumer(&self) -> Result<Option<ConsumerMetrics>, Fault> {
        let stages = self.scratch.broker.all_stage_metrics().await?;
        let ours = stages.into_iter().find(|metrics| metrics.stage == self.place.spec.stage);
        Ok(ours.and_then(|metrics| metrics.consumer))
    }

    /// The first message of a stream after this sequence, if it comes in time.
    async fn after(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, Fault> {
        self.until(async || Ok(self.last(stream).await? > sequence)).await?;
        Ok(self.scratch.broker.at(stream, sequence + 1).await?)
    }

    /// Waits for a condition. False if it has not come true in time.
    async fn until(
        &self,
        mut condition: impl AsyncFnMut() -> Result<bool, Fault>,
    ) -> Result<bool, Fault> {
        let until = Instant::now() + self.patience;
        while !condition().await? {
            if Instant::now() > until {
                return Ok(false);
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(true)
    }

    /// The last line that the program wrote.
    fn last_line(&self) -> String {
        let log = std::fs::read(self.scratch.folder.join("program.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        crate::printable::condensed(log.lines().last().unwrap_or("it wrote nothing"), 200)
    }
}

fn ensure(right: bool, wrong: impl FnOnce() -> String) -> Checked {
    if right { Ok(()) } else { Err(wrong()) }
}

fn quoted(name: &str, value: &str) -> String {
    format!("{name} is “{}”", crate::printable::condensed(value, 80))
}
