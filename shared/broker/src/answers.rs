use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::{Client, Message, SubscribeError, Subscriber};
use futures_util::StreamExt;
use tokio::sync::oneshot;
use tokio_util::task::AbortOnDropHandle;

use crate::Subject;

/// How often to look for messages that wait for an answer in vain.
const SWEEP: Duration = Duration::from_secs(1);
/// Of the longest number.
const DIGITS: usize = 20;

/// The inbox that the server's answers to all published messages come to, each under a number.
///
/// async-nats's own publish makes an inbox name, two timers and a permit for each message, and
/// reads the answer twice: half as much again of the whole client's processor time.
#[derive(Debug, Clone)]
pub struct Answers {
    inbox: Arc<str>,
    waiting: Arc<Mutex<Waiting>>,
    _reader: Arc<AbortOnDropHandle<()>>,
}

/// Who waits for an answer, in the order in which they began to.
#[derive(Debug, Default)]
struct Waiting {
    /// The number of the first.
    first: u64,
    /// How often those who wait in vain were looked for: a clock that costs nothing to read.
    sweeps: u32,
    /// Since which sweep, and whom to tell; `None` where that is done and an earlier one still
    /// waits.
    places: VecDeque<Option<(u32, oneshot::Sender<Message>)>>,
}

impl Answers {
    /// Subscribes to an inbox of its own. Who waits longer than `limit`, give or take a sweep, is
    /// told that there is no answer.
    pub async fn listen(client: &Client, limit: Duration) -> Result<Self, SubscribeError> {
        let inbox = client.new_inbox();
        let subscriber = client.subscribe(format!("{inbox}.*")).await?;
        let waiting = Arc::<Mutex<Waiting>>::default();
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with the last of those who hold its handle: nobody is left to tell"
        )]
        let reader = tokio::spawn(read(subscriber, inbox.len() + 1, Arc::clone(&waiting), limit));
        let reader = Arc::new(AbortOnDropHandle::new(reader));
        Ok(Self { inbox: inbox.into(), waiting, _reader: reader })
    }

    /// A subject to be answered at, and the answer; an error is its absence.
    pub fn expect(&self) -> (Subject, oneshot::Receiver<Message>) {
        let (tell, told) = oneshot::channel();
        let number = lock(&self.waiting).begin(tell);
        let mut subject = String::with_capacity(self.inbox.len() + 1 + DIGITS);
        write!(subject, "{}.{number}", self.inbox).expect("writing to a String does not fail");
        (subject.into(), told)
    }
}

/// Hands each answer to whom it is for, until the client is closed.
async fn read(
    mut answers: Subscriber,
    prefix: usize,
    waiting: Arc<Mutex<Waiting>>,
    limit: Duration,
) {
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            biased;
            answer = answers.next() => {
                let Some(answer) = answer else { break };
                let number = answer.subject.get(prefix..).and_then(|number| number.parse().ok());
                if let Some(tell) = number.and_then(|number| lock(&waiting).end(number)) {
                    // Who no longer wants to know has been stopped.
                    let _ = tell.send(answer);
                }
            }
            _ = sweep.tick() => lock(&waiting).sweep(limit.div_duration_f64(SWEEP) as u32),
        }
    }
    // Nothing more will come, and nobody shall wait for it.
    lock(&waiting).sweep(0);
}

impl Waiting {
    fn begin(&mut self, tell: oneshot::Sender<Message>) -> u64 {
        self.places.push_back(Some((self.sweeps, tell)));
        self.first + self.places.len() as u64 - 1
    }

    fn end(&mut self, number: u64) -> Option<oneshot::Sender<Message>> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        let (_, tell) = self.places.get_mut(place)?.take()?;
        self.close_up();
        Some(tell)
    }

    /// Lets those go who have seen so many sweeps before this one.
    fn sweep(&mut self, limit: u32) {
        let now = self.sweeps;
        self.sweeps += 1;
        for place in &mut self.places {
            match place {
                Some((since, _)) if now - *since < limit => break,
                Some(_) => *place = None,
                None => {}
            }
        }
        self.close_up();
    }

    fn close_up(&mut self) {
        while let Some(None) = self.places.front() {
            self.places.pop_front();
            self.first += 1;
        }
    }
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_goes_to_whom_it_is_for_and_only_once() {
        let mut waiting = Waiting::default();
        let told: Vec<_> = (0..3)
            .map(|number| {
                let (tell, told) = oneshot::channel();
                assert_eq!(waiting.begin(tell), number);
                told
            })
            .collect();
        assert!(waiting.end(1).is_some());
        assert!(waiting.end(1).is_none(), "an answer that came twice");
        assert!(waiting.end(0).is_some());
        assert_eq!((waiting.first, waiting.places.len()), (2, 1), "what is done takes no room");
        assert!(waiting.end(3).is_none(), "a number that was never given");
        assert!(!told[2].is_terminated());
    }

    #[test]
    fn who_waited_too_long_is_told_that_there_is_no_answer() {
        let mut waiting = Waiting::default();
        let begin = |waiting: &mut Waiting| {
            let (tell, told) = oneshot::channel();
            waiting.begin(tell);
            told
        };
        let mut early = begin(&mut waiting);
        waiting.sweep(2);
        let mut late = begin(&mut waiting);
        waiting.sweep(2);
        assert_eq!(early.try_recv().err(), Some(oneshot::error::TryRecvError::Empty));
        waiting.sweep(2);
        assert_eq!(early.try_recv().err(), Some(oneshot::error::TryRecvError::Closed));
        assert_eq!(late.try_recv().err(), Some(oneshot::error::TryRecvError::Empty));
        waiting.sweep(0);
        assert_eq!(late.try_recv().err(), Some(oneshot::error::TryRecvError::Closed));
        assert!(waiting.end(1).is_none());
    }
}
