use std::time::Duration;

use article::ArticleId;
use broker::{
    Ack, BindError, Broker, ConnectError, ConsumerMetrics, Delivery, Entry, Layout, LookupError,
    ObjectError, Once, Origin, Outbound, PublishFault, PullFault, Puller, Receipt, Reference,
    Search, StreamMetrics, Unreadable,
};
use tokio::sync::watch;

/// The runtime's interface to the message broker: the edge of the process.
///
/// [`Broker`] is the only implementation outside tests. The unit tests use a fake, so a rule of the
/// runtime can be checked in milliseconds.
pub trait Edge: Clone + Send + Sync + 'static {
    /// A subscription to a durable consumer.
    type Subscription: Subscription;

    /// Subscribes to a durable consumer of `stream`.
    fn bind(
        &self,
        stream: &str,
        durable: &str,
    ) -> impl Future<Output = Result<Self::Subscription, BindError>> + Send;

    /// Publishes a message and waits for the server to acknowledge it.
    fn publish(
        &self,
        message: Outbound,
    ) -> impl Future<Output = Result<Receipt, PublishFault>> + Send;

    /// Publishes an article, unless it has been published before.
    fn publish_once(
        &self,
        id: ArticleId,
        message: Outbound,
    ) -> impl Future<Output = Result<Once, PublishFault>> + Send;

    /// Publishes an article and removes its earlier record.
    fn publish_replacing(
        &self,
        id: ArticleId,
        message: Outbound,
    ) -> impl Future<Output = Result<Once, PublishFault>> + Send;

    /// How many attempts `stage` has begun on a redelivered message without settling it.
    fn attempts_begun(
        &self,
        stage: &str,
        origin: &Origin,
    ) -> impl Future<Output = Result<u32, PublishFault>> + Send;

    /// Answers a delivery.
    fn acknowledge(&self, delivery: &Delivery, ack: Ack) -> impl Future<Output = ()> + Send;

    /// Acknowledges a delivery. Returns whether the server has confirmed it.
    fn acknowledge_surely(&self, delivery: &Delivery) -> impl Future<Output = bool> + Send;

    /// The content that the headers of a raw document refer to.
    fn object(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Vec<u8>, ObjectError>> + Send;

    /// Removes that content.
    fn delete_object(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<(), LookupError>> + Send;

    /// Begins a search for messages that break the connection of the client that receives them.
    /// `None` if none can have been delivered.
    fn search_unreadable(
        &self,
        stream: &str,
        durable: &str,
    ) -> impl Future<Output = Result<Option<Search>, LookupError>> + Send;

    /// The next such message; `None` at the end of the search.
    fn next_unreadable(
        &self,
        search: &mut Search,
    ) -> impl Future<Output = Result<Option<Unreadable>, LookupError>> + Send;

    /// The next entries of a key-value bucket, from a sequence, oldest first; empty at the end.
    fn entries(
        &self,
        bucket: &str,
        from: u64,
    ) -> impl Future<Output = Result<Vec<Entry>, LookupError>> + Send;

    /// Deletes a message from a stream.
    fn delete(
        &self,
        stream: &str,
        sequence: u64,
    ) -> impl Future<Output = Result<(), LookupError>> + Send;

    /// The server's metrics of a stream.
    fn stream_metrics(
        &self,
        name: &str,
    ) -> impl Future<Output = Result<StreamMetrics, LookupError>> + Send;

    /// The server's metrics of a consumer; `None` if it is missing.
    fn consumer_metrics(
        &self,
        stream: &str,
        durable: &str,
    ) -> impl Future<Output = Result<Option<ConsumerMetrics>, LookupError>> + Send;

    /// The pipeline's stream that stores a subject, if there is one.
    fn stream_of(&self, subject: &str) -> Option<&'static str>;

    /// The layout of partitions, to read or to watch.
    fn follow_layout(&self) -> watch::Receiver<Layout>;

    /// Reads it from the server.
    fn read_layout(&self) -> impl Future<Output = Result<Layout, LookupError>> + Send;

    /// Waits until everything sent so far has reached the server.
    fn flush(&self) -> impl Future<Output = ()> + Send;

    /// Whether the server is connected.
    fn is_up(&self) -> bool;

    /// Whether the connection is permanently lost: only [`Edge::reconnect`] helps.
    fn is_lost(&self) -> bool;

    /// Replaces a permanently lost connection, in a single attempt.
    fn reconnect(&self) -> impl Future<Output = Result<(), ConnectError>> + Send;

    /// The largest message that the server accepts, headers and body, in bytes.
    fn max_payload(&self) -> usize;
}

/// A subscription to a durable consumer.
pub trait Subscription: Send {
    /// How long the server waits for an acknowledgement before it redelivers a message.
    fn ack_wait(&self) -> Duration;

    /// How many messages are requested and not yet delivered.
    fn requested(&self) -> usize;

    /// Requests `batch` more messages. A `brief` request ends after a second, so that other queues
    /// can use its share.
    fn request(
        &mut self,
        batch: usize,
        brief: bool,
    ) -> impl Future<Output = Result<(), PullFault>> + Send;

    /// The next message, or `Ok(None)` when the server ended a request. Cancel-safe.
    fn next(&mut self) -> impl Future<Output = Result<Option<Delivery>, PullFault>> + Send;

    /// Like [`Subscription::next`], but `None` when nothing has arrived.
    fn ready(&mut self) -> Option<Result<Option<Delivery>, PullFault>>;

    /// Ends the subscription and returns the messages that were delivered but not read.
    fn drain(self) -> impl Future<Output = Vec<Delivery>> + Send;
}

impl Edge for Broker {
    type Subscription = Puller;

    async fn bind(&self, stream: &str, durable: &str) -> Result<Puller, BindError> {
        Puller::bind(self, stream, durable).await
    }

    async fn publish(&self, message: Outbound) -> Result<Receipt, PublishFault> {
        let sent = self.publish(message).await;
        if matches!(sent, Err(PublishFault::NoStream)) {
            // The partitions may have changed: the next attempt goes to the new ones.
            let _ = Box::pin(self.read_layout()).await;
        }
        sent
    }

    async fn publish_once(&self, id: ArticleId, message: Outbound) -> Result<Once, PublishFault> {
        self.publish_once(id, message).await
    }

    async fn publish_replacing(
        &self,
        id: ArticleId,
        message: Outbound,
    ) -> Result<Once, PublishFault> {
        self.publish_replacing(id, message).await
    }

    async fn attempts_begun(&self, stage: &str, origin: &Origin) -> Result<u32, PublishFault> {
        self.attempts_begun(stage, origin).await
    }

    async fn acknowledge(&self, delivery: &Delivery, ack: Ack) {
        self.acknowledge(delivery, ack).await;
    }

    async fn acknowledge_surely(&self, delivery: &Delivery) -> bool {
        self.acknowledge_surely(delivery).await
    }

    async fn object(&self, reference: &Reference) -> Result<Vec<u8>, ObjectError> {
        self.object(reference).await
    }

    async fn delete_object(&self, reference: &Reference) -> Result<(), LookupError> {
        self.delete_object(reference).await
    }

    async fn search_unreadable(
        &self,
        stream: &str,
        durable: &str,
    ) -> Result<Option<Search>, LookupError> {
        self.search_unreadable(stream, durable).await
    }

    async fn next_unreadable(
        &self,
        search: &mut Search,
    ) -> Result<Option<Unreadable>, LookupError> {
        self.next_unreadable(search).await
    }

    async fn entries(&self, bucket: &str, from: u64) -> Result<Vec<Entry>, LookupError> {
        self.entries(bucket, from).await
    }

    async fn delete(&self, stream: &str, sequence: u64) -> Result<(), LookupError> {
        self.delete(stream, sequence).await
    }

    async fn stream_metrics(&self, name: &str) -> Result<StreamMetrics, LookupError> {
        self.stream_metrics(name).await
    }

    async fn consumer_metrics(
        &self,
        stream: &str,
        durable: &str,
    ) -> Result<Option<ConsumerMetrics>, LookupError> {
        self.consumer_metrics(stream, durable).await
    }

    fn stream_of(&self, subject: &str) -> Option<&'static str> {
        self.topology().stream_of(subject).map(|stream| stream.name)
    }

    fn follow_layout(&self) -> watch::Receiver<Layout> {
        self.follow_layout()
    }

    async fn read_layout(&self) -> Result<Layout, LookupError> {
        self.read_layout().await
    }

    async fn flush(&self) {
        self.flush().await;
    }

    fn is_up(&self) -> bool {
        !self.is_lost() && self.link().borrow().up
    }

    fn is_lost(&self) -> bool {
        self.is_lost()
    }

    async fn reconnect(&self) -> Result<(), ConnectError> {
        self.reconnect().await
    }

    fn max_payload(&self) -> usize {
        self.max_payload()
    }
}

impl Subscription for Puller {
    fn ack_wait(&self) -> Duration {
        self.ack_wait()
    }

    fn requested(&self) -> usize {
        self.requested()
    }

    async fn request(&mut self, batch: usize, brief: bool) -> Result<(), PullFault> {
        match brief {
            true => self.request_briefly(batch).await,
            false => self.request(batch).await,
        }
    }

    async fn next(&mut self) -> Result<Option<Delivery>, PullFault> {
        self.next().await
    }

    fn ready(&mut self) -> Option<Result<Option<Delivery>, PullFault>> {
        self.ready()
    }

    async fn drain(self) -> Vec<Delivery> {
        self.drain().await
    }
}
