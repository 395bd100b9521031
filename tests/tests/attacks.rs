//! Every user of `deploy/nats/` tries every route to store a message on every subject of the pipeline, on
//! a real server with the real configuration.

use std::collections::BTreeSet;

use e2e::attack::{self, Kept, ROUTES, Route, TARGETS, growth};
use e2e::{
    Client, Courant, Options, PATIENCE, STAGES, Server, Wire, accounts_of, guarded, guarded_with,
    login, nats_file, password, until_async,
};

/// The subjects on which each user may store a message, by any route; for the services, if each has its
/// own account (`services = "separate"`).
const MAY: [(&str, &[&str]); 11] = [
    ("source", &["articles.raw", "$O.ARTICLES_LARGE.C.x"]),
    ("feeds", &["articles.raw", "$KV.ARTICLES_SEEN.feeds.1", "$O.ARTICLES_LARGE.C.x"]),
    (
        "ingestion",
        &[
            "articles.ingested",
            "articles.dead.ingestion.skipped",
            "articles.dead.ingestion.\u{fffd}",
            "articles.duplicate.ingestion",
            "articles.original.1",
            "articles.original.1.0",
            "articles.redelivered.ingestion.1",
            "$O.ARTICLES_LARGE.C.x",
            "articles.text.1.a.0",
        ],
    ),
    ("language-detection", &["articles.language-detected"]),
    ("metadata-extraction", &["articles.metadata-extracted", "$KV.ARTICLES_SKETCHES.1"]),
    (
        "publishing",
        &["articles.published.en.1", "articles.published.en.\u{fffd}", "articles.filtered.x"],
    ),
    ("tools", &["articles.raw", "$O.ARTICLES_LARGE.C.x"]),
    ("reader", &[]),
    ("postgres", &[]),
    (
        "operator",
        &[
            "articles.raw",
            "articles.ingested",
            "articles.language-detected",
            "articles.metadata-extracted",
            "articles.dead.ingestion.skipped",
            "articles.replayed.1",
            "articles.erased.1",
            "$KV.ARTICLES_ERASED.id.1",
            "$KV.ARTICLES_SKETCHES.1",
            "$O.ARTICLES_LARGE.C.x",
        ],
    ),
    ("system", &[]),
];

#[tokio::test]
async fn no_user_can_cause_a_message_where_it_may_not_by_any_route() {
    let outside: Vec<_> = MAY.into_iter().filter(|(user, _)| !STAGES.contains(user)).collect();
    hold(&guarded(), &outside).await;
}

#[tokio::test]
async fn services_in_accounts_of_their_own_write_only_what_they_may() {
    let list = nats_file("courant.toml");
    let separate = list.replace("services = \"together\"", "services = \"separate\"");
    assert_ne!(separate, list);
    hold(&guarded_with(&separate), &MAY).await;
}

/// Tries every route as each user, and compares the stored messages with the table.
async fn hold(options: &Options, table: &[(&str, &[&str])]) {
    for &(user, may) in table {
        let (server, setup) = server(options, Some("setup")).await;
        let mut wire = Wire::connect(&server.url(), user, &password(user)).expect("a user");
        let mut grown = BTreeSet::new();
        let mut before = attack::seed(&server, Some(password), &setup).await;
        for route in ROUTES {
            route.attack(&mut wire);
            if route == Route::PushConsumer {
                attack::push_consumers_deliver(&setup).await;
            }
            let after = attack::subjects(&setup).await;
            let by_this = growth(&before, &after);
            let beyond: Vec<&Kept> = by_this.iter().filter(|kept| !is_allowed(kept, may)).collect();
            assert!(beyond.is_empty(), "{user}, by {route:?} or the route before it: {beyond:?}");
            grown.extend(by_this);
            before = after;
        }
        let own = grown.iter().filter(|kept| kept.belongs()).map(|kept| kept.subject.as_str());
        assert_eq!(own.collect::<BTreeSet<_>>(), may.iter().copied().collect(), "{user}");
    }
}

/// `setup` is in the account of the streams, so responses to its requests can be stored there. It must
/// be trusted (docs/guarantees.md).
#[tokio::test]
async fn only_setup_can_cause_messages_everywhere() {
    let (server, setup) = server(&guarded(), Some("setup")).await;
    let before = attack::seed(&server, Some(password), &setup).await;
    let mut wire = Wire::connect(&server.url(), "setup", &password("setup")).expect("a user");
    Route::Request.attack(&mut wire);
    let grown = growth(&before, &attack::subjects(&setup).await);
    let own = grown.iter().filter(|kept| kept.belongs());
    assert_eq!(own.count(), TARGETS.len(), "{grown:?}");
}

/// On a server without accounts, every route works, which shows that the tests above can fail.
#[tokio::test]
async fn without_accounts_every_route_leads_to_every_stream() {
    // The streams allow none of the headers.
    for route in ROUTES.into_iter().filter(|route| *route != Route::Headers) {
        let (server, setup) = server(&Options::default(), None).await;
        let before = attack::seed(&server, None, &setup).await;
        let mut wire = Wire::connect(&server.url(), "", "").expect("nobody has to log in");
        route.attack_one(&mut wire, b"articles.replayed.1");
        until_async(&format!("{route:?} to lead there"), PATIENCE, async || {
            let grown = growth(&before, &attack::subjects(&setup).await);
            grown.iter().any(|kept| kept.stream == "ARTICLES_REPLAYED").then_some(())
        })
        .await;
    }
}

/// Users with NKeys have the same accounts and permissions.
#[test]
fn nkeys_change_only_how_users_log_in() {
    let list = nats_file("courant.toml").replace("login = \"password\"", "login = \"nkey\"");
    let without_logins = |text: &str| -> Vec<String> {
        let after = |line: &str| line.split_once(", permissions").map(|(_, rest)| rest.to_owned());
        text.lines().map(|line| after(line).unwrap_or(line.to_owned())).collect()
    };
    let by_nkey = accounts_of(&list);
    assert!(by_nkey.contains("{ nkey: $NATS_NKEY_SOURCE, permissions"));
    assert_eq!(without_logins(&by_nkey), without_logins(&nats_file("accounts.conf")));
}

/// A message that is delivered to a subject keeps its own subject: pulling to `articles.ingested` stores
/// `articles.raw` in that stream, which its writer may do.
fn is_allowed(kept: &Kept, may: &[&str]) -> bool {
    match kept.belongs() {
        true => may.contains(&kept.subject.as_str()),
        false => may.iter().any(|subject| kept.stream == attack::stream_of(subject)),
    }
}

/// A server with streams and consumers, and a client with access to all of them.
async fn server(options: &Options, user: Option<&'static str>) -> (Server, Client) {
    let server = Server::with(options);
    let arguments = ["setup", "--store", "1GB", "--config", "deploy/nats/courant.toml"];
    let mut setup = Courant::new(arguments).env("NATS_URL", server.url());
    if let Some(user) = user {
        setup = setup.envs(login(user));
    }
    let ended = setup.run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    let client = match user {
        Some(user) => Client::log_in(&server.url(), user, &password(user)).await,
        None => Client::connect(&server).await,
    };
    (server, client)
}
