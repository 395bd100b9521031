use article::subject::{RAW_ATTACHMENTS, lane};
use broker::table::{
    DEAD, DELIVERY, ERASED, LARGE, ORIGINALS, PUBLISHED, RAW, REPLAYED, SEEN, SET_ASIDE, SKETCHES,
    STREAMS,
};

use config::{Delivery, Name, Reader, Services, Source};

use super::list::{List, OPERATOR, SETUP, Stage, TOOLS};
use super::partitions;
use super::user::{Hear, User};

/// Every user but `setup`, in the order of the list.
pub(super) fn users(list: &List) -> Vec<User> {
    let sources = list.sources.iter().map(source);
    let together = list.services == Services::Together;
    let stages = list.stages.iter().map(|one| User { inside: together, ..stage(one) });
    let readers = list.readers.iter().map(|one| reader(list, one));
    let consumers = readers.chain(list.deliveries.iter().map(delivery));
    let users = sources.chain(stages).chain(consumers).chain([tools(list), operator(list)]);
    let users = users.map(|user| User { sends: partitions::each(list, user.sends), ..user });
    let mut users: Vec<User> = users.collect();
    if together {
        let of_stage = |hear: &&mut Hear| {
            list.stages.iter().any(|stage| hear.from.as_deref() == Some(stage.name))
        };
        let hears = users.iter_mut().flat_map(|user| &mut user.hears);
        hears.filter(of_stage).for_each(|hear| hear.from = None);
        let sends = users.iter_mut().flat_map(|user| &mut user.sends);
        sends.for_each(|send| send.to = None);
    }
    users
}

fn source(source: &Source) -> User {
    let mut user = User::new(source.name.as_str(), "Publishes documents.".into());
    match source.lanes.is_empty() {
        true => user.send("articles.raw"),
        false => source.lanes.iter().for_each(|lane| user.send(format!("articles.raw.{lane}"))),
    }
    put_objects(&mut user);
    if source.notes || source.kind.is_some() {
        // Its notes, under its own keys.
        let keys = format!("$KV.ARTICLES_SEEN.{}.*", source.name);
        user.api(&format!("DIRECT.GET.{SEEN}.{keys}"));
        user.send(keys);
    }
    user
}

/// The pieces and descriptions of documents that are too large for a message.
fn put_objects(user: &mut User) {
    user.send("$O.ARTICLES_LARGE.C.*");
    user.send("$O.ARTICLES_LARGE.M.*");
}

/// Full texts, by the subjects that records refer to.
fn read_full_texts(user: &mut User) {
    user.many(format!("$JS.API.DIRECT.GET.{LARGE}.articles.text.*.*.*"));
}

fn stage(stage: &Stage) -> User {
    let Stage { name, reads, into, .. } = *stage;
    let mut user = User::new(name, format!("The stage that reads {reads}."));
    for stream in [reads, into, DEAD, SET_ASIDE] {
        user.api(&format!("STREAM.INFO.{stream}"));
    }
    user.runs = Some(name.to_owned());
    user.consume(reads, name);
    user.send(&stage.writes);
    user.send(format!("articles.dead.{name}.*"));
    user.send(format!("articles.duplicate.{name}"));
    user.send(format!("articles.redelivered.{name}.*"));
    let redelivered = "ARTICLES_REDELIVERED";
    user.api(&format!("DIRECT.GET.{redelivered}.articles.redelivered.{name}.*"));
    if reads == RAW {
        // To find and remove raw messages that no client library can parse.
        user.api(&format!("STREAM.MSG.GET.{RAW}"));
        user.read_batches(RAW);
        user.api(&format!("STREAM.MSG.DELETE.{RAW}"));
        // The attachments of e-mails.
        user.send(RAW_ATTACHMENTS);
        put_objects(&mut user);
        // If it keeps full texts, and raw documents.
        user.send("articles.text.*.*.*");
        user.send("articles.original.*");
        user.send("articles.original.*.*");
        // Large documents: what it has read is removed.
        user.read_batches(LARGE);
        user.api(&format!("STREAM.PURGE.{LARGE}"));
    }
    if stage.filters {
        user.send("articles.filtered.*");
    } else if reads == RAW {
        for what in ["id", "url", "site"] {
            user.send(format!("articles.filtered.erased_{what}"));
        }
    }
    if name == "metadata-extraction" {
        // The sketches of recent documents.
        user.api(&format!("STREAM.INFO.{SKETCHES}"));
        user.read_batches(SKETCHES);
        user.send("$KV.ARTICLES_SKETCHES.*");
    }
    if reads == RAW || into == PUBLISHED {
        // The blocklist of erased articles.
        user.api(&format!("STREAM.INFO.{ERASED}"));
        user.read_batches(ERASED);
    }
    if into == PUBLISHED {
        // Its metrics include the number of replayed documents, which the conservation check needs.
        user.api(&format!("STREAM.INFO.{REPLAYED}"));
        // A replacement deletes the record that was published under another language.
        user.read_directly(PUBLISHED);
        user.api(&format!("STREAM.MSG.DELETE.{PUBLISHED}"));
    }
    user
}

fn reader(list: &List, reader: &Reader) -> User {
    let name = reader.name.as_str();
    let articles = match &reader.language {
        Some(language) => format!("articles in the language {language}"),
        None => "articles".to_owned(),
    };
    let purpose = format!("Reads {articles}, live or with the durable consumer {name}.");
    let mut user = User::new(name, purpose);
    user.api(&format!("STREAM.INFO.{PUBLISHED}"));
    user.consume(PUBLISHED, name);
    let articles = match &reader.language {
        Some(language) => {
            user.many(format!("$JS.API.DIRECT.GET.{PUBLISHED}.articles.published.{language}.*"));
            format!("articles.published.{language}.>")
        }
        None => {
            user.read_directly(PUBLISHED);
            read_full_texts(&mut user);
            "articles.published.>".to_owned()
        }
    };
    for stage in list.stages.iter().filter(|stage| stage.into == PUBLISHED) {
        user.hear(Some(stage), articles.clone());
    }
    user.subscribes.push(articles);
    user
}

/// Only reads with its durable consumers, and only writes dead letters.
fn delivery(delivery: &Delivery) -> User {
    let name = delivery.name.as_str();
    let articles = match &delivery.language {
        Some(language) => format!("articles in the language {language}"),
        None => "articles".to_owned(),
    };
    let purpose = format!("Delivers {articles}, with the durable consumers {name}.");
    let mut user = User::new(name, purpose);
    for stream in [PUBLISHED, DELIVERY, DEAD] {
        user.api(&format!("STREAM.INFO.{stream}"));
    }
    user.runs = Some(format!("delivery-{name}"));
    user.consume(PUBLISHED, name);
    user.consume(DELIVERY, name);
    user.send(format!("articles.dead.delivery-{name}.*"));
    user
}

fn tools(list: &List) -> User {
    let mut user = User::new(TOOLS, "`courant publish`, `tail` and `show`.".into());
    raw(list).for_each(|subject| user.send(subject));
    put_objects(&mut user);
    // They read without consumers; `publish --wait` also asks whether each stage has a service.
    look(list, &mut user);
    user.read_directly(PUBLISHED);
    user.read_batches(DEAD);
    user.read_batches(SET_ASIDE);
    user.read_batches(ORIGINALS);
    user.read_batches(LARGE);
    read_full_texts(&mut user);
    user
}

fn operator(list: &List) -> User {
    let purpose = "`courant status`, `doctor`, `trace`, `audit`, `dead` and `skip`, `nats consumer pause`, and the reading commands of `nats`.";
    let mut user = User::new(OPERATOR, purpose.into());
    look(list, &mut user);
    user.read_directly(DEAD);
    // `courant trace`, `audit`, `doctor` and the console.
    user.read_directly(PUBLISHED);
    user.read_batches(SET_ASIDE);
    user.read_batches(ORIGINALS);
    user.read_batches(LARGE);
    read_full_texts(&mut user);
    // `courant erase` removes a document everywhere, leaves a tombstone and marks, and blocks it.
    for stream in [PUBLISHED, DEAD, SET_ASIDE, DELIVERY, ORIGINALS, LARGE, SKETCHES] {
        user.api(&format!("STREAM.MSG.DELETE.{stream}"));
    }
    user.read_batches(DELIVERY);
    user.read_batches(ERASED);
    user.read_batches(SKETCHES);
    user.send("$KV.ARTICLES_SKETCHES.*");
    user.send("articles.erased.*");
    user.send("articles.filtered.erased");
    user.send("$KV.ARTICLES_ERASED.*.*");
    // Replays.
    raw(list).for_each(|subject| user.send(subject));
    for stage in list.stages.iter().filter(|stage| stage.reads != RAW) {
        let writer = list.stages.iter().find(|other| other.into == stage.reads);
        if let Some(writer) = writer {
            user.send(&writer.writes);
        }
    }
    user.send("articles.replayed.*");
    // `courant dead drop`, also of a large document; `reprocess`.
    user.send("articles.filtered.dropped");
    user.api(&format!("STREAM.PURGE.{LARGE}"));
    put_objects(&mut user);
    for delivery in &list.deliveries {
        let name = delivery.name.as_str();
        user.send(article::subject::deliver(name));
        let subject = format!("articles.dead.delivery-{name}.*");
        user.hears.push(Hear { from: Some(name.to_owned()), subject });
    }
    for stage in &list.stages {
        // `nats micro info`, `stats`.
        user.ask(stage.name, &["INFO", "STATS"]);
        // `courant skip`.
        user.send(format!("articles.dead.{}.skipped", stage.name));
        user.api(&format!("STREAM.MSG.DELETE.{}", stage.reads));
        user.read_batches(stage.reads);
        // `nats consumer pause` and `resume`, for maintenance.
        user.api(&format!("CONSUMER.PAUSE.{}.{}", stage.reads, stage.name));
        user.hear(Some(stage), format!("articles.dead.{}.*", stage.name));
    }
    user.subscribes.push("articles.dead.>".into());
    // `nats stream ls`, `report`, `get`, `nats consumer ls`, `report`, `nats server check`.
    for request in ["INFO", "STREAM.LIST", "STREAM.NAMES"] {
        user.api(request);
    }
    for stream in streams(list) {
        for request in ["STREAM.MSG.GET", "CONSUMER.LIST", "CONSUMER.NAMES"] {
            user.api(&format!("{request}.{stream}"));
        }
    }
    // `nats events --js-advisory`.
    user.hear(None, "$JS.EVENT.ADVISORY.>".into());
    user.subscribes.push("$JS.EVENT.ADVISORY.>".into());
    user
}

/// `courant setup`, which is in the account of the streams.
pub(super) fn setup(list: &List) -> User {
    let mut user = User::new(SETUP, "`courant setup` creates and changes the streams.".into());
    user.api("INFO");
    for stream in streams(list) {
        for request in ["STREAM.INFO", "STREAM.CREATE", "STREAM.UPDATE"] {
            user.api(&format!("{request}.{stream}"));
        }
    }
    for stage in &list.stages {
        let (stream, name) = (&stage.reads, &stage.name);
        user.api(&format!("CONSUMER.INFO.{stream}.{name}"));
        user.api(&format!("CONSUMER.CREATE.{stream}.{name}"));
    }
    // `setup --reader` and `setup --delivery`.
    for stream in [PUBLISHED, DELIVERY] {
        user.api(&format!("CONSUMER.INFO.{stream}.*"));
        user.api(&format!("CONSUMER.CREATE.{stream}.>"));
    }
    user.sends.extend(partitions::of_setup(list));
    User { sends: partitions::each(list, user.sends), ..user }
}

/// The state of every stream, consumer and stage.
fn look(list: &List, user: &mut User) {
    for stream in streams(list) {
        user.api(&format!("STREAM.INFO.{stream}"));
    }
    for stage in &list.stages {
        user.api(&format!("CONSUMER.INFO.{}.{}", stage.reads, stage.name));
        user.ask(stage.name, &["PING"]);
    }
    let readers = list.readers.iter().map(|reader| &reader.name);
    let names: Vec<&Name> = readers.chain(list.deliveries.iter().map(|one| &one.name)).collect();
    for name in names {
        user.api(&format!("CONSUMER.INFO.{PUBLISHED}.{name}"));
    }
}

/// `articles.raw` and every lane.
fn raw(list: &List) -> impl Iterator<Item = String> {
    let mut lanes: Vec<&str> =
        list.sources.iter().flat_map(|source| &source.lanes).map(|lane| lane.as_str()).collect();
    // Replayed dead letters of attachments.
    lanes.extend(lane(RAW_ATTACHMENTS));
    lanes.sort_unstable();
    lanes.dedup();
    let lanes: Vec<String> = lanes.iter().map(|lane| format!("articles.raw.{lane}")).collect();
    std::iter::once("articles.raw".to_owned()).chain(lanes)
}

/// The streams of the table, and those of added stages.
fn streams(list: &List) -> Vec<&str> {
    let mut names: Vec<&str> = STREAMS.iter().map(|stream| stream.name).collect();
    for stream in list.stages.iter().flat_map(|stage| [stage.reads, stage.into]) {
        if !names.contains(&stream) {
            names.push(stream);
        }
    }
    names
}
