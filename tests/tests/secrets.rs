//! NKeys and TLS with the files of `deploy/nats/`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use article::ArticleId;
use e2e::{
    Courant, Ended, Options, PATIENCE, Pipeline, STAGES, Server, USERS, api_prefix,
    guarded_by_nkeys, nats_file, until,
};
use nkeys::KeyPair;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair as TlsKey};

const TEXT: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

#[track_caller]
fn done(ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

#[tokio::test]
async fn services_and_tools_come_in_by_nkey() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let pairs: HashMap<&str, KeyPair> =
        USERS.iter().chain(&["system"]).map(|&user| (user, KeyPair::new_user())).collect();
    let seed = |user: &str| {
        let file = folder.path().join(user);
        fs::write(&file, pairs[user].seed().expect("of a pair")).expect("the folder is ours");
        file.to_str().expect("UTF-8").to_owned()
    };
    let server = Server::with(&guarded_by_nkeys(|user| pairs[user].public_key()));
    let mut pipeline = Pipeline { server, services: Vec::new() };
    let url = pipeline.server.url();
    let courant = |user: &str, arguments: &[&str]| {
        Courant::new(arguments)
            .env("NATS_URL", &url)
            .env("NATS_USER", user)
            .env("NATS_NKEY", seed(user))
            .env("NATS_JS_API_PREFIX", api_prefix(user))
            .run(PATIENCE)
    };
    done(&courant("setup", &["setup", "--store", "1000000000"]));
    for stage in STAGES {
        let api = ("NATS_JS_API_PREFIX", api_prefix(stage));
        pipeline.start(stage, &[("NATS_USER", stage), ("NATS_NKEY", &seed(stage)), api]);
    }
    pipeline.ready();
    done(&courant("tools", &["publish", "--wait", "samples/el-faros.txt"]));
    // With another user's seed, the server grants only that user's permissions.
    let refused = Courant::new(["status"]).env("NATS_URL", &url).run(PATIENCE);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("NATS_NKEY"), "{}", refused.stderr);
}

#[test]
fn a_file_that_is_no_nkey_ends_with_2_and_a_line_that_names_it() {
    let ended = Courant::new(["status"])
        .env("NATS_USER", "operator")
        .env("NATS_NKEY", "/nowhere/operator.nk")
        .run(PATIENCE);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("NATS_NKEY"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_ca_of_ones_own_is_trusted_where_it_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let ca = certificates(folder.path());
    let tls =
        nats_file("tls.conf").replace("/etc/courant/tls", folder.path().to_str().expect("UTF-8"));
    let server = Server::with(&Options { more: tls, ..Options::default() });
    let mut pipeline = Pipeline { server, services: Vec::new() };
    let url = pipeline.server.url().replace("nats://", "tls://");
    let courant = |arguments: &[&str]| Courant::new(arguments).env("NATS_URL", &url);

    let stranger = courant(&["status"]).run(PATIENCE);
    assert_eq!(stranger.code, Some(1), "{}", stranger.stderr);
    assert!(stranger.stderr.contains("NATS_CA"), "it says what to do: {}", stranger.stderr);

    done(&courant(&["setup", "--store", "1000000000"]).env("NATS_CA", &ca).run(PATIENCE));
    for stage in STAGES {
        pipeline.start(stage, &[("NATS_URL", &url), ("NATS_CA", &ca)]);
    }
    pipeline.ready();
    let sent = courant(&["publish", "--wait", "-"]).env("NATS_CA", &ca).input(TEXT).run(PATIENCE);
    done(&sent);
    let id = ArticleId::of("", "", TEXT.as_bytes()).to_string();
    until("the article to be out", PATIENCE, || {
        let shown = courant(&["show", &id]).env("NATS_CA", &ca).run(PATIENCE);
        (shown.code == Some(0)).then_some(())
    });
}

/// Creates a CA and a certificate for 127.0.0.1; returns the path of the CA's certificate.
fn certificates(folder: &Path) -> String {
    let mut authority = CertificateParams::new(Vec::new()).expect("no names");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = TlsKey::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(authority, key).expect("signed");
    let key = TlsKey::generate().expect("a key");
    let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
    let server = server.signed_by(&key, &authority).expect("signed");
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).expect("the folder is ours");
        path.to_str().expect("UTF-8").to_owned()
    };
    write("server.crt", server.pem());
    write("server.key", key.serialize_pem());
    write("ca.crt", authority.pem())
}
