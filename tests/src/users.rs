use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::{Courant, Options, STAGES, workspace};

/// The users of `deploy/nats/` except that of the system account.
pub const USERS: [&str; 11] = [
    "source",
    "feeds",
    "ingestion",
    "language-detection",
    "metadata-extraction",
    "publishing",
    "setup",
    "tools",
    "reader",
    "postgres",
    "operator",
];

/// A server with the accounts and users of `deploy/nats/accounts.conf`, whose passwords are those
/// of [`password`].
pub fn guarded() -> Options {
    with_users(&nats_file("accounts.conf"), "NATS_PASSWORD", password)
}

/// A server with accounts and users from this list.
pub fn guarded_with(list: &str) -> Options {
    with_users(&accounts_of(list), "NATS_PASSWORD", password)
}

/// A server with the same accounts, whose users log in with these public NKeys.
pub fn guarded_by_nkeys(public: impl Fn(&str) -> String) -> Options {
    let list = nats_file("courant.toml").replace("login = \"password\"", "login = \"nkey\"");
    with_users(&accounts_of(&list), "NATS_NKEY", public)
}

/// The output of `courant setup --nats-config` for a list.
pub fn accounts_of(list: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("courant.toml"), list).expect("the folder is ours");
    let name = folder.path().to_str().expect("UTF-8");
    let ended = Courant::new(["setup", "--nats-config", name]).run(Duration::from_secs(30));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    fs::read_to_string(folder.path().join("accounts.conf")).expect("written")
}

/// The password of a user of [`guarded`].
pub fn password(user: &str) -> String {
    format!("the password of {user}")
}

/// The prefix of JetStream's API for a user: `setup` and the services are in the account of the streams.
pub fn api_prefix(user: &str) -> &'static str {
    let inside = user == "setup" || STAGES.contains(&user);
    if inside { "$JS.API" } else { "COURANT.API" }
}

/// The settings with which a user of [`guarded`] logs in.
pub fn login(user: &str) -> [(&'static str, String); 3] {
    [
        ("NATS_USER", user.to_owned()),
        ("NATS_PASSWORD", password(user)),
        ("NATS_JS_API_PREFIX", api_prefix(user).to_owned()),
    ]
}

/// A file of `deploy/nats/`.
pub fn nats_file(name: &str) -> String {
    let path = workspace().join(Path::new("deploy/nats")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The configuration with the values of its variables.
fn with_users(accounts: &str, variable: &str, value: impl Fn(&str) -> String) -> Options {
    let variable = format!("${variable}_");
    let mut parts = accounts.split(&variable);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(',').expect("the permissions follow");
        let user = name.to_lowercase().replace('_', "-");
        text += &format!("{:?},{rest}", value(&user));
    }
    Options { more: text, ..Options::default() }
}
