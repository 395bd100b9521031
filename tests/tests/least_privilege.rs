//! No user of `deploy/nats/` has more permissions than it needs, with a real server and the real files.
//! `users.rs` checks that each has the permissions that it needs.

use e2e::{Server, USERS, Wire, api_prefix, guarded, password};

/// A stage's input stream and the subject it writes.
const PLACES: [(&str, &str, &str); 4] = [
    ("ingestion", "ARTICLES_RAW", "articles.ingested"),
    ("language-detection", "ARTICLES_INGESTED", "articles.language-detected"),
    ("metadata-extraction", "ARTICLES_LANGUAGE_DETECTED", "articles.metadata-extracted"),
    ("publishing", "ARTICLES_METADATA_EXTRACTED", "articles.published.en.1"),
];

const STREAMS: [&str; 14] = [
    "ARTICLES_RAW",
    "ARTICLES_INGESTED",
    "ARTICLES_LANGUAGE_DETECTED",
    "ARTICLES_METADATA_EXTRACTED",
    "ARTICLES_PUBLISHED",
    "ARTICLES_DEAD",
    "ARTICLES_SET_ASIDE",
    "OBJ_ARTICLES_LARGE",
    "ARTICLES_ORIGINALS",
    "ARTICLES_REDELIVERED",
    "ARTICLES_REPLAYED",
    "KV_ARTICLES_SEEN",
    "KV_ARTICLES_ERASED",
    "KV_ARTICLES_SKETCHES",
];

fn wire(server: &Server, user: &str) -> Wire {
    Wire::connect(&server.url(), user, &password(user)).expect("a user of deploy/nats")
}

#[test]
fn nobody_comes_in_without_a_name_and_its_password() {
    let server = Server::with(&guarded());
    let cases =
        [("", ""), ("source", ""), ("source", "the password of operator"), ("root", "root")];
    for (user, password) in cases {
        let refusal = Wire::connect(&server.url(), user, password).expect_err(user);
        assert!(refusal.contains("Authorization Violation"), "{user}: {refusal}");
    }
}

/// Publishes that must be refused. Every JetStream request is a publish.
fn refused_publishes() -> Vec<(&'static str, String)> {
    let mut refused = Vec::new();
    let mut refuse = |user: &'static str, subject: String| refused.push((user, subject));
    for user in USERS {
        for stream in STREAMS {
            refuse(user, format!("$JS.API.STREAM.DELETE.{stream}"));
            let purges = [
                ("operator", "ARTICLES_DEAD"),
                ("operator", "OBJ_ARTICLES_LARGE"),
                ("ingestion", "OBJ_ARTICLES_LARGE"),
            ];
            if !purges.contains(&(user, stream)) {
                refuse(user, format!("$JS.API.STREAM.PURGE.{stream}"));
            }
            if user != "setup" {
                refuse(user, format!("$JS.API.STREAM.UPDATE.{stream}"));
            }
            refuse(user, format!("$JS.API.CONSUMER.CREATE.{stream}"));
            refuse(user, format!("$JS.API.CONSUMER.DELETE.{stream}.ingestion"));
            refuse(user, format!("$JS.API.STREAM.SNAPSHOT.{stream}"));
        }
        refuse(user, "$JS.API.STREAM.RESTORE.ARTICLES_RAW".into());
        if user != "operator" {
            refuse(user, "$JS.API.STREAM.LIST".into());
        }
        refuse(user, "$SYS.REQ.SERVER.PING".into());
        refuse(user, "some.other.subject".into());
        // A forged reply to another user.
        let other = if user == "reader" { "source" } else { "reader" };
        refuse(user, format!("_INBOX_{other}.1"));
    }
    for (own, input, output) in PLACES {
        for (stage, others_input, others_output) in PLACES.iter().filter(|place| place.0 != own) {
            // Another stage's output, dead letters, marks and quarantine records.
            refuse(own, (*others_output).into());
            refuse(own, format!("articles.dead.{stage}.code"));
            refuse(own, format!("articles.duplicate.{stage}"));
            refuse(own, format!("articles.redelivered.{stage}.1"));
            // Another stage's messages: pulling, settling, or reading them without the consumer.
            refuse(own, format!("$JS.API.CONSUMER.MSG.NEXT.{others_input}.{stage}"));
            refuse(own, format!("$JS.ACK.{others_input}.{stage}.1.1.1.1.0"));
            refuse(own, format!("$JS.ACK._.account.{others_input}.{stage}.1.1.1.1.0"));
            refuse(own, format!("$JS.API.STREAM.MSG.GET.{others_input}"));
            refuse(own, format!("$JS.API.DIRECT.GET.{others_input}"));
            refuse(own, format!("$JS.API.STREAM.MSG.DELETE.{others_input}"));
        }
        // No stage publishes to its own input (except ingestion, for attachments), uses another consumer or
        // reads dead letters.
        refuse(own, "articles.raw".into());
        refuse(own, "articles.raw.feeds".into());
        refuse(own, "articles.replayed.1".into());
        refuse(own, format!("$JS.API.CONSUMER.CREATE.{input}.{own}"));
        refuse(own, format!("$JS.API.CONSUMER.MSG.NEXT.{input}.another"));
        refuse(own, format!("$JS.ACK.{input}.another.1.1.1.1.0"));
        refuse(own, "$JS.API.STREAM.MSG.DELETE.ARTICLES_DEAD".into());
        refuse(own, "$JS.API.DIRECT.GET.ARTICLES_DEAD".into());
        refuse(own, "$JS.API.DIRECT.GET.ARTICLES_REDELIVERED".into());
        // Only ingestion writes originals, and no stage reads them.
        refuse(own, "$JS.API.DIRECT.GET.ARTICLES_ORIGINALS".into());
        if own != "ingestion" {
            refuse(own, "articles.raw.attachments".into());
            refuse(own, "articles.original.1".into());
        }
        if own != "publishing" {
            refuse(own, "articles.filtered.too_short".into());
            refuse(own, "$JS.API.STREAM.MSG.DELETE.ARTICLES_PUBLISHED".into());
            refuse(own, "$JS.API.DIRECT.GET.ARTICLES_PUBLISHED.articles.published.en.1".into());
        }
        assert!(!output.is_empty());
    }
    for user in ["source", "feeds", "setup", "tools", "reader", "postgres"] {
        for (stage, input, output) in PLACES {
            refuse(user, output.into());
            refuse(user, format!("articles.dead.{stage}.code"));
            refuse(user, format!("articles.duplicate.{stage}"));
            refuse(user, format!("$JS.API.CONSUMER.MSG.NEXT.{input}.{stage}"));
            refuse(user, format!("$JS.ACK.{input}.{stage}.1.1.1.1.0"));
            refuse(user, format!("$JS.API.STREAM.MSG.GET.{input}"));
        }
        refuse(user, "$JS.API.STREAM.MSG.DELETE.ARTICLES_DEAD".into());
        refuse(user, "$JS.API.STREAM.MSG.DELETE.ARTICLES_PUBLISHED".into());
        refuse(user, "articles.replayed.1".into());
    }
    for user in ["source", "feeds", "setup", "reader", "postgres"] {
        refuse(user, "articles.raw.attachments".into());
        refuse(user, "$JS.API.CONSUMER.CREATE.ARTICLES_DEAD.x".into());
        refuse(user, "$JS.API.CONSUMER.MSG.NEXT.ARTICLES_DEAD.x".into());
        refuse(user, "$JS.API.DIRECT.GET.ARTICLES_DEAD".into());
        refuse(user, "$JS.API.DIRECT.GET.ARTICLES_ORIGINALS".into());
    }
    // A source stores large documents, but can't read or remove them. Readers can do none of this.
    for user in ["source", "feeds"] {
        refuse(user, "$JS.API.DIRECT.GET.OBJ_ARTICLES_LARGE".into());
        refuse(user, "$JS.API.STREAM.MSG.GET.OBJ_ARTICLES_LARGE".into());
        refuse(user, "$JS.API.STREAM.MSG.DELETE.OBJ_ARTICLES_LARGE".into());
    }
    for user in ["language-detection", "metadata-extraction", "publishing", "reader", "postgres"] {
        refuse(user, "$O.ARTICLES_LARGE.C.x".into());
        refuse(user, "$O.ARTICLES_LARGE.M.x".into());
        refuse(user, "$JS.API.DIRECT.GET.OBJ_ARTICLES_LARGE".into());
    }
    // Only ingestion stores full texts, and only readers of articles read them.
    let text = "OBJ_ARTICLES_LARGE.articles.text.1.a.0";
    for user in USERS.into_iter().filter(|user| *user != "ingestion") {
        refuse(user, "articles.text.1.a.0".into());
        if !["reader", "tools", "operator"].contains(&user) {
            refuse(user, format!("$JS.API.DIRECT.GET.{text}"));
        }
    }
    for user in ["reader", "tools", "operator"] {
        refuse(user, "$JS.API.DIRECT.GET.OBJ_ARTICLES_LARGE.$O.ARTICLES_LARGE.C.x".into());
    }
    for user in ["source", "setup", "tools", "reader", "operator"] {
        refuse(user, "articles.original.1".into());
        refuse(user, "articles.original.1.0".into());
        if user != "operator" {
            refuse(user, "$JS.API.STREAM.MSG.DELETE.ARTICLES_ORIGINALS".into());
        }
    }
    // Only the operator erases a document or admits it again, and nobody removes entries from that list.
    for user in USERS.into_iter().filter(|user| *user != "operator") {
        refuse(user, "articles.erased.1".into());
        refuse(user, "$KV.ARTICLES_ERASED.id.1".into());
        refuse(user, "$JS.API.STREAM.MSG.DELETE.ARTICLES_SET_ASIDE".into());
    }
    for user in USERS {
        refuse(user, "$JS.API.STREAM.MSG.DELETE.KV_ARTICLES_ERASED".into());
    }
    // A source only publishes, and each lane must be allowed separately.
    refuse("source", "articles.raw.wire".into());
    refuse("source", "$JS.API.STREAM.INFO.ARTICLES_RAW".into());
    refuse("source", "$JS.API.DIRECT.GET.ARTICLES_PUBLISHED".into());
    // Nobody else reads the entries of `feeds`, and it writes none for others.
    refuse("feeds", "articles.raw.wire".into());
    refuse("feeds", "$KV.ARTICLES_SEEN.other.1".into());
    refuse("feeds", "$JS.API.DIRECT.GET.KV_ARTICLES_SEEN.$KV.ARTICLES_SEEN.other.1".into());
    refuse("feeds", "$JS.API.DIRECT.GET.ARTICLES_PUBLISHED".into());
    for user in USERS.into_iter().filter(|user| *user != "feeds") {
        refuse(user, "$KV.ARTICLES_SEEN.feeds.1".into());
        refuse(user, "$JS.API.DIRECT.GET.KV_ARTICLES_SEEN.$KV.ARTICLES_SEEN.feeds.1".into());
    }
    // `setup` doesn't publish or read documents.
    refuse("setup", "articles.raw".into());
    refuse("setup", "$JS.API.DIRECT.GET.ARTICLES_PUBLISHED".into());
    // A reader uses only its own consumer.
    refuse("reader", "articles.raw".into());
    refuse("reader", "$JS.API.CONSUMER.CREATE.ARTICLES_PUBLISHED.another".into());
    refuse("reader", "$JS.API.CONSUMER.MSG.NEXT.ARTICLES_PUBLISHED.another".into());
    refuse("reader", "$JS.ACK.ARTICLES_PUBLISHED.another.1.1.1.1.0".into());
    // A delivery uses its own consumers, stores its own dead letters, and reads nothing else.
    refuse("postgres", "articles.raw".into());
    refuse("postgres", "articles.deliver.postgres".into());
    refuse("postgres", "articles.dead.delivery-other.refused".into());
    refuse("postgres", "$JS.API.CONSUMER.CREATE.ARTICLES_PUBLISHED.another".into());
    refuse("postgres", "$JS.API.CONSUMER.MSG.NEXT.ARTICLES_PUBLISHED.reader".into());
    refuse("postgres", "$JS.ACK.ARTICLES_PUBLISHED.reader.1.1.1.1.0".into());
    refuse("postgres", "$JS.API.DIRECT.GET.ARTICLES_PUBLISHED".into());
    // The operator can't forge articles or dead letters.
    refuse("operator", "articles.published.en.1".into());
    refuse("operator", "articles.dead.ingestion.code".into());
    refuse("operator", "articles.filtered.too_short".into());
    refuse("operator", "$JS.API.CONSUMER.MSG.NEXT.ARTICLES_RAW.ingestion".into());
    refused
}

#[test]
fn what_is_not_allowed_is_refused() {
    let server = Server::with(&guarded());
    let refused = refused_publishes();
    for user in USERS {
        let mut wire = wire(&server, user);
        for (_, subject) in refused.iter().filter(|(whose, _)| *whose == user) {
            // JetStream's API under its own prefix, and under that of the user's account.
            let imported = subject.replace("$JS.API", api_prefix(user));
            for subject in [subject, &imported] {
                let refusal =
                    wire.publish(subject).expect_err(&format!("{user} may publish {subject}"));
                assert!(refusal.contains("Permissions Violation for Publish"), "{refusal}");
            }
        }
    }
    println!("{} publishes and requests were refused", refused.len());
    assert!(refused.len() >= 40);
}

#[test]
fn no_user_can_subscribe_to_more_than_its_own() {
    let server = Server::with(&guarded());
    let mut count = 0;
    for user in USERS {
        let mut wire = wire(&server, user);
        let mut subjects =
            vec![">", "*.>", "_INBOX.>", "$JS.>", "$SYS.>", "articles.>", "articles.raw"];
        subjects.extend([
            "articles.redelivered.>",
            "articles.ingested",
            "articles.metadata-extracted",
        ]);
        let others: Vec<String> = USERS
            .iter()
            .filter(|other| **other != user)
            .map(|other| format!("_INBOX_{other}.>"))
            .collect();
        subjects.extend(others.iter().map(String::as_str));
        if user != "reader" {
            subjects.push("articles.published.>");
        }
        if user != "operator" {
            subjects.push("articles.dead.>");
        }
        for subject in subjects {
            let refusal = wire.subscribe(subject).expect_err(&format!("{user} may hear {subject}"));
            assert!(refusal.contains("Permissions Violation for Subscription"), "{refusal}");
            count += 1;
        }
        wire.subscribe(&format!("_INBOX_{user}.>")).expect("its own inbox");
    }
    println!("{count} subscriptions were refused");
}
