use async_nats::jetstream::consumer::{self, pull};
use async_nats::jetstream::stream;

use super::Drift;

/// How a stream differs from its declaration.
pub fn stream_drift(is: &stream::Config, wanted: &stream::Config) -> Drift {
    let mut differs = Vec::new();
    let mut compare = |what: &str, is: String, wanted: String| {
        if is != wanted {
            differs.push(format!("{what} is {is}, should be {wanted}"));
        }
    };
    compare("subjects", format!("{:?}", is.subjects), format!("{:?}", wanted.subjects));
    compare("retention", format!("{:?}", is.retention), format!("{:?}", wanted.retention));
    compare("max_age", format!("{:?}", is.max_age), format!("{:?}", wanted.max_age));
    compare("max_bytes", is.max_bytes.to_string(), wanted.max_bytes.to_string());
    compare(
        "max_msgs_per_subject",
        is.max_messages_per_subject.to_string(),
        wanted.max_messages_per_subject.to_string(),
    );
    compare(
        "discard_new_per_subject",
        is.discard_new_per_subject.to_string(),
        wanted.discard_new_per_subject.to_string(),
    );
    compare("discard", format!("{:?}", is.discard), format!("{:?}", wanted.discard));
    compare("storage", format!("{:?}", is.storage), format!("{:?}", wanted.storage));
    compare("replicas", is.num_replicas.to_string(), wanted.num_replicas.to_string());
    compare(
        "duplicate_window",
        format!("{:?}", is.duplicate_window),
        format!("{:?}", wanted.duplicate_window),
    );
    compare("allow_rollup", is.allow_rollup.to_string(), wanted.allow_rollup.to_string());
    compare("allow_direct", is.allow_direct.to_string(), wanted.allow_direct.to_string());
    compare(
        "allow_msg_ttl",
        is.allow_message_ttl.to_string(),
        wanted.allow_message_ttl.to_string(),
    );
    drift(differs)
}

/// How a consumer differs from its declaration.
pub fn consumer_drift(is: &consumer::Config, wanted: &pull::Config) -> Drift {
    let mut differs = Vec::new();
    let mut compare = |what: &str, is: String, wanted: String| {
        if is != wanted {
            differs.push(format!("{what} is {is}, should be {wanted}"));
        }
    };
    compare("ack_policy", format!("{:?}", is.ack_policy), format!("{:?}", wanted.ack_policy));
    compare("ack_wait", format!("{:?}", is.ack_wait), format!("{:?}", wanted.ack_wait));
    compare("max_ack_pending", is.max_ack_pending.to_string(), wanted.max_ack_pending.to_string());
    compare("max_deliver", is.max_deliver.to_string(), wanted.max_deliver.to_string());
    let filter = |one: &str, several: &[String]| match several {
        [] => one.to_owned(),
        several => several.join(", "),
    };
    compare(
        "filter",
        filter(&is.filter_subject, &is.filter_subjects),
        filter(&wanted.filter_subject, &wanted.filter_subjects),
    );
    drift(differs)
}

fn drift(differs: Vec<String>) -> Drift {
    match differs.is_empty() {
        true => Drift::None,
        false => Drift::Differs(differs),
    }
}
