use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use article::{ArticleId, Headers, Record, Timestamp};
use broker::{
    Ack, BindError, ConnectError, ConsumerMetrics, Delivery, Entry, Layout, LookupError,
    ObjectError, Once, Origin, Outbound, Part, PublishFault, PullFault, Receipt, Reference, Search,
    StreamMetrics, Unreadable,
};
use tokio::sync::{mpsc, watch};

use crate::edge::{Edge, Subscription};

/// An in-memory broker. Clones share their state.
#[derive(Debug, Clone, Default)]
pub struct Fake(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub struct State {
    /// The actions of the service, in order.
    pub events: Vec<Event>,
    /// The stored messages.
    pub stored: Vec<Outbound>,
    /// The results of the next publishes to subjects with this prefix.
    pub answers: HashMap<&'static str, VecDeque<Result<Receipt, PublishFault>>>,
    /// The results of the next calls of `bind`. After these, there is no consumer.
    pub subscriptions: VecDeque<FakeSubscription>,
    /// Whether the connection is lost permanently.
    pub lost: bool,
    /// The content of large documents, by name.
    pub objects: HashMap<String, Vec<u8>>,
    /// The partitions.
    pub layout: Option<watch::Sender<Layout>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A message was stored under this subject, with this body.
    Stored(String, String),
    /// The message with this sequence was acknowledged.
    Acknowledged(u64, Ack),
    /// This many messages were requested.
    Requested(usize),
}

impl Fake {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics while it holds the lock")
    }

    /// Sets the results of the next publishes to subjects with `prefix`.
    pub fn answer(
        &self,
        prefix: &'static str,
        answers: impl IntoIterator<Item = Result<Receipt, PublishFault>>,
    ) {
        self.state().answers.entry(prefix).or_default().extend(answers);
    }

    /// The subjects under which messages were stored, in order.
    pub fn subjects(&self) -> Vec<String> {
        self.state().stored.iter().map(|message| message.subject.to_string()).collect()
    }

    /// The settlements of the message with this sequence, without the delay of a nak.
    pub fn settled(&self, sequence: u64) -> Vec<&'static str> {
        let state = self.state();
        let acks = state.events.iter().filter_map(|event| match event {
            Event::Acknowledged(of, ack) if *of == sequence => Some(match ack {
                Ack::Ack => "ack",
                Ack::Nak(_) => "nak",
                Ack::Term => "term",
                Ack::Progress => "progress",
            }),
            Event::Acknowledged(..) | Event::Stored(..) | Event::Requested(_) => None,
        });
        acks.collect()
    }

    /// Waits until `holds` is true of the state.
    pub async fn until(&self, holds: impl Fn(&State) -> bool) {
        while !holds(&self.state()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    fn store(&self, message: Outbound) -> Result<Receipt, PublishFault> {
        let mut state = self.state();
        let answer = state
            .answers
            .iter_mut()
            .filter(|(prefix, _)| message.subject.starts_with(**prefix))
            .find_map(|(_, answers)| answers.pop_front());
        let receipt =
            answer.unwrap_or(Ok(Receipt { sequence: 1, part: Part::Whole, duplicate: false }))?;
        let body = String::from_utf8_lossy(&message.body).into_owned();
        state.events.push(Event::Stored(message.subject.to_string(), body));
        state.stored.push(message);
        Ok(receipt)
    }
}

impl Edge for Fake {
    type Subscription = FakeSubscription;

    async fn bind(&self, stream: &str, durable: &str) -> Result<FakeSubscription, BindError> {
        let missing = BindError::Missing { stream: stream.into(), durable: durable.into() };
        self.state().subscriptions.pop_front().ok_or(missing)
    }

    async fn publish(&self, message: Outbound) -> Result<Receipt, PublishFault> {
        self.store(message)
    }

    async fn publish_once(&self, _: ArticleId, message: Outbound) -> Result<Once, PublishFault> {
        match self.store(message) {
            Ok(receipt) => Ok(Once::Published(receipt)),
            Err(PublishFault::Taken) => Ok(Once::Already),
            Err(fault) => Err(fault),
        }
    }

    async fn publish_replacing(
        &self,
        _: ArticleId,
        message: Outbound,
    ) -> Result<Once, PublishFault> {
        self.store(message).map(Once::Published)
    }

    async fn attempts_begun(&self, stage: &str, origin: &Origin) -> Result<u32, PublishFault> {
        let subject = broker::redelivery_mark(stage, origin, 0).subject;
        let state = self.state();
        let mark = state.stored.iter().rfind(|message| message.subject == subject);
        let begun = mark.and_then(|mark| std::str::from_utf8(&mark.body).ok()?.parse().ok());
        Ok(begun.unwrap_or(0))
    }

    async fn acknowledge(&self, delivery: &Delivery, ack: Ack) {
        self.state().events.push(Event::Acknowledged(delivery.origin.sequence, ack));
    }

    async fn acknowledge_surely(&self, delivery: &Delivery) -> bool {
        self.acknowledge(delivery, Ack::Ack).await;
        true
    }

    async fn object(&self, reference: &Reference) -> Result<Vec<u8>, ObjectError> {
        self.state().objects.get(reference.name()).cloned().ok_or(ObjectError::Missing)
    }

    async fn delete_object(&self, reference: &Reference) -> Result<(), LookupError> {
        self.state().objects.remove(reference.name());
        Ok(())
    }

    async fn search_unreadable(&self, _: &str, _: &str) -> Result<Option<Search>, LookupError> {
        Ok(None)
    }

    async fn next_unreadable(&self, _: &mut Search) -> Result<Option<Unreadable>, LookupError> {
        Ok(None)
    }

    async fn entries(&self, _: &str, _: u64) -> Result<Vec<Entry>, LookupError> {
        Ok(Vec::new())
    }

    async fn delete(&self, _: &str, _: u64) -> Result<(), LookupError> {
        Ok(())
    }

    async fn stream_metrics(&self, _: &str) -> Result<StreamMetrics, LookupError> {
        Err(LookupError::Away)
    }

    async fn consumer_metrics(
        &self,
        _: &str,
        _: &str,
    ) -> Result<Option<ConsumerMetrics>, LookupError> {
        Err(LookupError::Away)
    }

    fn stream_of(&self, _: &str) -> Option<&'static str> {
        None
    }

    fn follow_layout(&self) -> watch::Receiver<Layout> {
        self.state().layout.get_or_insert_with(|| watch::Sender::new(Layout::default())).subscribe()
    }

    async fn read_layout(&self) -> Result<Layout, LookupError> {
        Ok(self.follow_layout().borrow().clone())
    }

    async fn flush(&self) {}

    fn is_up(&self) -> bool {
        !self.state().lost
    }

    fn is_lost(&self) -> bool {
        self.state().lost
    }

    async fn reconnect(&self) -> Result<(), ConnectError> {
        self.state().lost = false;
        Ok(())
    }

    fn max_payload(&self) -> usize {
        1 << 20
    }
}

/// Sends deliveries to a subscription.
pub type Sender = mpsc::UnboundedSender<Result<Option<Delivery>, PullFault>>;

#[derive(Debug)]
pub struct FakeSubscription {
    fake: Fake,
    incoming: mpsc::UnboundedReceiver<Result<Option<Delivery>, PullFault>>,
    requested: usize,
}

impl Fake {
    /// Makes the next call of `bind` return a subscription, and returns its sender.
    #[expect(clippy::disallowed_methods, reason = "a test sends a few messages without waiting")]
    pub fn subscription(&self) -> Sender {
        let (sender, incoming) = mpsc::unbounded_channel();
        let subscription = FakeSubscription { fake: self.clone(), incoming, requested: 0 };
        self.state().subscriptions.push_back(subscription);
        sender
    }
}

impl Subscription for FakeSubscription {
    fn ack_wait(&self) -> Duration {
        Duration::from_secs(30)
    }

    fn requested(&self) -> usize {
        self.requested
    }

    async fn request(&mut self, batch: usize, _: bool) -> Result<(), PullFault> {
        self.requested += batch;
        self.fake.state().events.push(Event::Requested(batch));
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Delivery>, PullFault> {
        let next = self.incoming.recv().await.unwrap_or(Err(PullFault::Ended))?;
        self.requested = self.requested.saturating_sub(1);
        Ok(next)
    }

    fn ready(&mut self) -> Option<Result<Option<Delivery>, PullFault>> {
        let next = self.incoming.try_recv().ok()?;
        self.requested = self.requested.saturating_sub(1);
        Some(next)
    }

    async fn drain(mut self) -> Vec<Delivery> {
        let mut rest = Vec::new();
        while let Ok(next) = self.incoming.try_recv() {
            rest.extend(next.ok().flatten());
        }
        rest
    }
}

/// A message with the record of an article that was delivered `delivered` times.
pub fn delivery(sequence: u64, delivered: u64) -> Delivery {
    let id = ArticleId::of("", "", &sequence.to_be_bytes());
    Delivery {
        origin: Origin {
            subject: "articles.in".into(),
            stream: "IN".into(),
            sequence,
            delivered,
            stored_at: Timestamp::UNIX_EPOCH,
            stream_created_at: Timestamp::UNIX_EPOCH,
        },
        headers: Headers::default(),
        body: Record::new(id).to_json().into(),
        reply: "".into(),
    }
}
