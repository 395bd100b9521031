//! Extends the grants of users to several partitions.

use std::num::NonZeroU16;

use broker::{Layout, Part, partition};

use super::list::List;
use super::user::Send;

/// The grants for each partition of a queue, if they name the queue or a subject that it stores.
/// The queue's own name is kept, for the duration of a move.
pub(super) fn each(list: &List, sends: Vec<Send>) -> Vec<Send> {
    if list.partitions.get() == 1 {
        return sends;
    }
    let parts = Layout::default().moved_to(list.partitions).all();
    let queues: Vec<&str> = list.stages.iter().map(|stage| stage.reads).collect();
    sends.into_iter().flat_map(|send| of_each(&send, &queues, &parts)).collect()
}

fn of_each(send: &Send, queues: &[&str], parts: &[Part]) -> Vec<Send> {
    let of = |subject| Send { subject, ..send.clone() };
    if partition::is_queued(&send.subject) {
        let subjects = parts.iter().map(|part| part.subject(&send.subject));
        return subjects.map(of).collect();
    }
    let tokens: Vec<&str> = send.subject.split('.').collect();
    let Some(place) = tokens.iter().position(|token| queues.contains(token)) else {
        return vec![send.clone()];
    };
    let with = |part: &Part| {
        let stream = part.stream(tokens[place]);
        let mut tokens = tokens.clone();
        tokens[place] = &stream;
        of(tokens.join("."))
    };
    parts.iter().map(with).collect()
}

/// Additional grants for `setup --partitions`, which removes drained streams and probes where raw
/// documents arrive.
pub(super) fn of_setup(list: &List) -> Vec<Send> {
    if list.partitions.get() == 1 {
        return Vec::new();
    }
    let removes = list.stages.iter().map(|stage| format!("$JS.API.STREAM.DELETE.{}", stage.reads));
    // In this account, the server checks permissions after the mapping.
    let parts = Layout::default().moved_to(list.partitions).all();
    let probes = broker::PROBED
        .into_iter()
        .flat_map(|probe| parts.iter().map(|part| part.subject(probe)).collect::<Vec<_>>());
    removes.chain(probes).map(|subject| Send { subject, to: None, many: false }).collect()
}

/// The mapping in the account of the streams, as lines of the server's configuration.
pub(crate) fn mappings(partitions: NonZeroU16, mapping: NonZeroU16) -> Vec<String> {
    if partitions.get() == 1 {
        return Vec::new();
    }
    partition::mappings(mapping).iter().map(|(from, to)| format!("{from:?}: {to:?}")).collect()
}

#[cfg(test)]
mod tests {
    use config::Config;

    use super::*;

    fn subjects(text: &str, subject: &str) -> Vec<String> {
        let list = List::of(&Config::parse(text).unwrap());
        let send = Send { subject: subject.to_owned(), to: None, many: false };
        each(&list, vec![send]).into_iter().map(|send| send.subject).collect()
    }

    #[test]
    fn a_grant_with_a_queue_is_one_with_each_partition() {
        let two = |subject| subjects("partitions = 2", subject);
        assert_eq!(
            two("$JS.ACK.*.*.ARTICLES_RAW.ingestion.>"),
            [
                "$JS.ACK.*.*.ARTICLES_RAW.ingestion.>",
                "$JS.ACK.*.*.ARTICLES_RAW_0.ingestion.>",
                "$JS.ACK.*.*.ARTICLES_RAW_1.ingestion.>",
            ]
        );
        assert_eq!(
            two("articles.ingested"),
            ["articles.ingested", "articles.partition.0.ingested", "articles.partition.1.ingested"]
        );
        for same in
            ["articles.raw", "articles.dead.ingestion.*", "$JS.API.STREAM.INFO.ARTICLES_DEAD"]
        {
            assert_eq!(two(same), [same]);
        }
        assert_eq!(subjects("", "articles.ingested"), ["articles.ingested"]);
    }
}
