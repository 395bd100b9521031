use std::time::Instant;

use async_nats::jetstream::consumer::{Consumer, pull};
use broker::table::{RAW, STAGES};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::bed::Bed;
use crate::documents::Documents;
use crate::load::{Done, Enough};

/// The maximum number of pending publishes and acknowledgements.
const WINDOW: usize = 256;

/// Writes to one queue, reads it and acknowledges, as fast as possible.
pub async fn run(bed: &Bed, documents: &Documents, enough: Enough) -> Done {
    let jetstream = bed.jetstream();
    let consumer: Consumer<pull::Config> =
        jetstream.get_consumer_from_stream(STAGES[0].stage, RAW).await.expect("setup made it");
    let began = Instant::now();
    let bodies: Vec<bytes::Bytes> =
        (0..64).map(|number| documents.document(number).1.into()).collect();
    let goes_on = |number: &u64| !enough.is_reached(began.elapsed(), *number);
    let publishing = async {
        let publish = async |number: u64| {
            let body = bodies[number as usize % bodies.len()].clone();
            let sent = jetstream.publish("articles.raw", body).await;
            sent.expect("the servers are up").await.expect("there is room");
            number + 1
        };
        let stored = stream::iter((0..).take_while(goes_on)).map(publish).buffer_unordered(WINDOW);
        stored.fold(0, async |most, number| most.max(number)).await
    };
    let reading = async {
        let messages = consumer.stream().max_messages_per_batch(WINDOW).messages().await;
        let messages = messages.expect("the servers are up");
        let acknowledged = messages
            .map_ok(async |message| message.double_ack().await)
            .map_err(async_nats::Error::from)
            .try_buffer_unordered(WINDOW);
        acknowledged.boxed_local()
    };
    let mut reading = reading.await;
    let mut acknowledged = 0;
    let mut publishing = std::pin::pin!(publishing);
    let mut published = None;
    while published.is_none_or(|published| acknowledged < published) {
        tokio::select! {
            count = &mut publishing, if published.is_none() => published = Some(count),
            read = reading.next() => {
                read.expect("the consumer stays").expect("the servers are up");
                acknowledged += 1;
            }
        }
    }
    Done { documents: acknowledged, took: began.elapsed(), latencies: Vec::new() }
}
