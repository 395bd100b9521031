use std::sync::{Arc, OnceLock};
use std::time::Instant;

use article::{ArticleId, header};
use broker::Delivery;
use telemetry::{Incoming, MessageSpan, Received, attribute};

use crate::destination::destination;
use crate::{Endpoints, Traceparent};

/// One delivery, and its span.
///
/// The span is begun when the article's id is known, since the id is the trace's too where a
/// document brings none of its own; told as though it had begun when the message came.
#[derive(Debug)]
pub struct DeliverySpan {
    /// The message.
    pub delivery: Delivery,
    consumer: Arc<str>,
    incoming: Incoming,
    at: Instant,
    span: OnceLock<MessageSpan>,
}

impl DeliverySpan {
    /// For a message that came `at` a time. `outside` tells that anyone may have sent it.
    pub fn new(
        delivery: Delivery,
        at: Instant,
        endpoints: &Endpoints,
        outside: Option<Traceparent>,
    ) -> Self {
        let read = || Incoming::read(delivery.headers.iter());
        let incoming = match outside {
            None | Some(Traceparent::Parent) => read(),
            Some(Traceparent::Link) => read().linked(),
            Some(Traceparent::Ignore) => Incoming::default(),
        };
        let consumer = Arc::clone(&endpoints.durable);
        Self { delivery, consumer, incoming, at, span: OnceLock::new() }
    }

    /// The span, of the article with this id.
    pub fn of(&self, id: ArticleId) -> &MessageSpan {
        self.span.get_or_init(|| {
            let Delivery { origin, headers, body, .. } = &self.delivery;
            let about = Received {
                destination: destination(&origin.subject),
                consumer: &self.consumer,
                stream: &origin.stream,
                sequence: origin.sequence,
                delivered: origin.delivered,
                message_id: headers.get(header::NATS_MSG_ID),
                body_size: body.len(),
                at: self.at,
            };
            let span = MessageSpan::process(&self.incoming, id.bytes(), &about);
            span.set_with(attribute::ARTICLE, || id.to_string());
            span
        })
    }

    /// The span, where work has begun.
    pub fn begun(&self) -> Option<&MessageSpan> {
        self.span.get()
    }
}
