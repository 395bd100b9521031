use std::sync::{Arc, OnceLock};
use std::time::Instant;

use article::{ArticleId, header};
use broker::Delivery;
use telemetry::{Incoming, MessageSpan, Received, attribute};

use crate::destination::destination;
use crate::{Endpoints, Traceparent};

/// A delivered message and its span.
///
/// The span is created once the article's id is known, because a document without a trace gets one
/// with the article's id. The span's start is the time of the delivery.
#[derive(Debug)]
pub struct DeliverySpan {
    /// The message.
    pub delivery: Delivery,
    consumer: Arc<str>,
    incoming: Incoming,
    at: Instant,
    span: OnceLock<(ArticleId, MessageSpan)>,
}

impl DeliverySpan {
    /// For a message that was delivered `at` a time. `traceparent` says how to use the message's
    /// trace context if any publisher may have sent it.
    pub fn new(
        delivery: Delivery,
        at: Instant,
        endpoints: &Endpoints,
        traceparent: Option<Traceparent>,
    ) -> Self {
        let read = || Incoming::read(delivery.headers.iter());
        let incoming = match traceparent {
            None | Some(Traceparent::Parent) => read(),
            Some(Traceparent::Link) => read().linked(),
            Some(Traceparent::Ignore) => Incoming::default(),
        };
        let consumer = Arc::clone(&endpoints.durable);
        Self { delivery, consumer, incoming, at, span: OnceLock::new() }
    }

    /// The span of the article with this id.
    pub fn of(&self, id: ArticleId) -> &MessageSpan {
        let begin = || {
            let Delivery { origin, headers, body, .. } = &self.delivery;
            let received = Received {
                destination: destination(&origin.subject),
                consumer: &self.consumer,
                stream: &origin.stream,
                sequence: origin.sequence,
                delivered: origin.delivered,
                message_id: headers.get(header::NATS_MSG_ID),
                body_size: body.len(),
                at: self.at,
            };
            let span = MessageSpan::process(&self.incoming, id.bytes(), &received);
            span.set_with(attribute::ARTICLE, || id.to_string());
            (id, span)
        };
        &self.span.get_or_init(begin).1
    }

    /// The article's id, once the span has been created; an attempt that missed its deadline may
    /// have created it.
    pub fn article(&self) -> Option<ArticleId> {
        self.span.get().map(|(id, _)| *id)
    }

    /// The span, if it has been created.
    pub fn begun(&self) -> Option<&MessageSpan> {
        self.span.get().map(|(_, span)| span)
    }
}
