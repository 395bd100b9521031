//! The contract between programs as an AsyncAPI 3 document, generated from tables in the code.

mod channel;
mod message;

use broker::table::{self, Kept, STREAMS, StreamSpec};
use serde_json::{Map, Value, json};

use channel::{CHANNELS, Channel};
use message::MESSAGES;

/// The document. `article.schema.json` beside it describes the record.
pub(crate) fn document() -> Value {
    let channels: Map<String, Value> =
        CHANNELS.iter().map(|channel| (channel.name.to_owned(), describe(channel))).collect();
    let messages: Map<String, Value> =
        MESSAGES.iter().map(|message| (message.name.to_owned(), message.describe())).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Courant",
            "version": article::VERSION.to_string(),
            "description": "Subjects, headers and messages of an article pipeline over NATS JetStream. docs/protocol.md has the rules of acknowledgement.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"local": {
            "host": "127.0.0.1:4222",
            "protocol": "nats",
            "description": "The default of NATS_URL.",
        }},
        "channels": channels,
        "operations": operations(),
        "components": {"messages": messages},
    })
}

fn describe(channel: &Channel) -> Value {
    let stream = channel.stream();
    let reference = json!({"$ref": format!("#/components/messages/{}", channel.message)});
    let mut described = json!({
        "address": channel.address,
        "description": channel.about,
        "messages": {channel.message: reference},
        "x-stream": stream.name,
        "x-kept": kept(stream),
    });
    let parameters: Map<String, Value> = parameters(channel.address)
        .map(|name| (name.to_owned(), json!({"description": channel::parameter(name)})))
        .collect();
    if !parameters.is_empty() {
        described["parameters"] = parameters.into();
    }
    described
}

/// The operations of the services: each stage receives from its stream and sends to its output.
fn operations() -> Value {
    let mut operations = Map::new();
    for spec in table::STAGES {
        for channel in CHANNELS.iter().filter(|channel| channel.stream().name == spec.input) {
            let name = format!("{}.receive.{}", spec.stage, channel.name);
            operations.insert(name, operation("receive", channel));
        }
        for channel in CHANNELS.iter().filter(|channel| channel.address == spec.output) {
            let name = format!("{}.send.{}", spec.stage, channel.name);
            operations.insert(name, operation("send", channel));
        }
    }
    let mentioned = |channel: &&Channel| {
        !table::STAGES
            .iter()
            .any(|spec| channel.stream().name == spec.input || channel.address == spec.output)
    };
    for channel in CHANNELS.iter().filter(mentioned) {
        operations.insert(format!("any.send.{}", channel.name), operation("send", channel));
    }
    operations.into()
}

fn operation(action: &str, channel: &Channel) -> Value {
    let reference = format!("#/channels/{}", channel.name);
    json!({"action": action, "channel": {"$ref": reference}})
}

/// The names of an address's parameters.
fn parameters(address: &str) -> impl Iterator<Item = &str> {
    address.split('.').filter_map(|token| token.strip_prefix('{')?.strip_suffix('}'))
}

fn kept(stream: &StreamSpec) -> String {
    let days = |age: std::time::Duration| age.as_secs() / (24 * 60 * 60);
    match stream.kept {
        Kept::UntilAcknowledged => "until acknowledged".to_owned(),
        Kept::For { max_age } => format!("{} d", days(max_age)),
        Kept::Newest { max_age: Some(max_age) } => {
            format!("the newest of each subject, {} d", days(max_age))
        }
        Kept::Newest { max_age: None } => "the newest of each subject".to_owned(),
    }
}

impl Channel {
    /// The stream that stores the channel's messages.
    fn stream(&self) -> &'static StreamSpec {
        let pattern = self.pattern();
        let stores = |stream: &&StreamSpec| stream.subjects.iter().any(|own| covers(own, &pattern));
        STREAMS.iter().find(stores).expect("a test checks that a stream stores each channel")
    }

    /// The address as a subject with wildcards.
    fn pattern(&self) -> String {
        let token = |token: &str| if token.starts_with('{') { "*" } else { token }.to_owned();
        self.address.split('.').map(token).collect::<Vec<_>>().join(".")
    }
}

/// Whether a stream's subject, which may have wildcards, covers a pattern.
fn covers(subject: &str, pattern: &str) -> bool {
    let (subject, pattern): (Vec<_>, Vec<_>) =
        (subject.split('.').collect(), pattern.split('.').collect());
    let covers = |(own, of): (&&str, &&str)| *own == "*" || own == of;
    subject.len() == pattern.len() && subject.iter().zip(&pattern).all(covers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_of_every_stream_is_a_channel() {
        let channels: Vec<String> = CHANNELS.iter().map(Channel::pattern).collect();
        // A bucket is private to its service and not part of the contract.
        let stored = STREAMS.iter().flat_map(|stream| stream.subjects);
        let stored = stored.filter(|subject| !subject.starts_with("$KV."));
        for subject in stored.clone() {
            assert!(channels.iter().any(|channel| channel == subject), "{subject}");
        }
        for channel in channels {
            assert_eq!(stored.clone().filter(|own| covers(own, &channel)).count(), 1, "{channel}");
        }
    }

    #[test]
    fn every_message_belongs_to_a_channel_and_every_channel_has_one() {
        for channel in &CHANNELS {
            assert!(MESSAGES.iter().any(|message| message.name == channel.message));
        }
        for message in &MESSAGES {
            assert!(CHANNELS.iter().any(|channel| channel.message == message.name));
        }
    }
}
