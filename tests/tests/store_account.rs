//! Server data with streams in another account is recognised before anything is created.

use std::fs;

use e2e::{Client, Courant, Ended, PATIENCE, Server, guarded, login, password};

const TEXT: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

#[tokio::test]
async fn streams_from_before_accounts_are_recognised_and_can_be_moved() {
    let mut server = Server::start();
    let store = server.store();
    let folder = store.to_str().expect("UTF-8").to_owned();
    let setup = |server: &Server, user: Option<&str>| -> Ended {
        let arguments = ["setup", "--store", "1GB", "--nats-data", &folder];
        let setup = Courant::new(arguments).env("NATS_URL", server.url());
        setup.envs(user.into_iter().flat_map(login)).run(PATIENCE)
    };
    let first = setup(&server, None);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    Client::connect(&server).await.publish(&[], TEXT).await;

    server.restart_with(&guarded());
    let refused = setup(&server, Some("setup"));
    assert_eq!(refused.code, Some(1), "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("in the account $G"), "{}", refused.stderr);
    assert!(refused.stderr.contains("docs/operations.md"), "{}", refused.stderr);
    assert!(!store.join("jetstream/COURANT/streams/ARTICLES_RAW").exists());

    server.stop();
    fs::rename(store.join("jetstream/$G"), store.join("jetstream/COURANT"))
        .expect("no such account");
    server.restart();
    let moved = setup(&server, Some("setup"));
    assert_eq!(moved.code, Some(0), "{}{}", moved.stdout, moved.stderr);
    assert!(moved.stdout.contains("stream ARTICLES_RAW: as declared"), "{}", moved.stdout);
    let client = Client::log_in(&server.url(), "setup", &password("setup")).await;
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 1);
}

#[test]
fn up_refuses_the_data_of_a_server_with_accounts() {
    let data = tempfile::tempdir().expect("a temporary folder can be made");
    let stream = data.path().join("jetstream/jetstream/COURANT/streams/ARTICLES_RAW");
    fs::create_dir_all(stream).expect("the folder is ours");
    let name = data.path().to_str().expect("UTF-8");
    let ended = Courant::new(["up", "--data", name, "--port", "0"]).run(PATIENCE);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("in the account COURANT"), "{}", ended.stderr);
}
