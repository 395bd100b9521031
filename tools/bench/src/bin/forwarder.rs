//! The baseline: the minimal program that moves messages from a stream to a subject without loss.
//!
//! With 64 messages in flight, it pulls, publishes with a message ID, waits for the acknowledgement,
//! and acknowledges. It doesn't parse records, retry, log, count or send heartbeats.

use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{Consumer, pull};
use async_nats::jetstream::{self, Message};
use clap::Parser;
use futures_util::TryStreamExt;

const WINDOW: usize = 64;

#[derive(Parser)]
struct Arguments {
    /// URL of the server
    url: String,
    /// Stream to read
    stream: String,
    /// Its durable consumer
    durable: String,
    /// Subject to write to; `{id}` is replaced by the message's sequence number
    output: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), async_nats::Error> {
    let Arguments { url, stream, durable, output } = Arguments::parse();
    let jetstream = jetstream::new(async_nats::connect(url).await?);
    let consumer: Consumer<pull::Config> =
        jetstream.get_consumer_from_stream(&durable, stream).await?;
    let output = output.replace("{language}", "und");
    let messages = consumer.stream().max_messages_per_batch(WINDOW).messages().await?;
    messages
        .map_err(async_nats::Error::from)
        .try_for_each_concurrent(WINDOW, async |message| {
            forward(&jetstream, message, &durable, &output).await
        })
        .await
}

async fn forward(
    jetstream: &jetstream::Context,
    message: Message,
    durable: &str,
    output: &str,
) -> Result<(), async_nats::Error> {
    let sequence = message.info()?.stream_sequence;
    let subject = output.replace("{id}", &sequence.to_string());
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", format!("{sequence}/{durable}"));
    let stored = jetstream.publish_with_headers(subject, headers, message.payload.clone()).await?;
    stored.await?;
    message.ack().await
}
