use std::fs;
use std::path::Path;

use crate::{Options, workspace};

/// The users of `deploy/nats/`.
pub const USERS: [&str; 9] = [
    "source",
    "ingestion",
    "language-detection",
    "metadata-extraction",
    "publishing",
    "setup",
    "tools",
    "reader",
    "operator",
];

/// A server with the users of `deploy/nats/users.conf`, whose passwords are those of [`password`].
pub fn guarded() -> Options {
    with_users("users.conf", "NATS_PASSWORD", password)
}

/// A server with the users of `deploy/nats/nkeys.conf` and these public keys.
pub fn guarded_by_nkeys(public: impl Fn(&str) -> String) -> Options {
    with_users("nkeys.conf", "NATS_NKEY", public)
}

/// The password of a user of [`guarded`].
pub fn password(user: &str) -> String {
    format!("the password of {user}")
}

/// A file of `deploy/nats/`.
pub fn nats_file(name: &str) -> String {
    let path = workspace().join(Path::new("deploy/nats")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The real file, with its variables substituted.
fn with_users(file: &str, variable: &str, value: impl Fn(&str) -> String) -> Options {
    let permissions = nats_file("permissions.conf");
    let mut text = nats_file(file).replace("include permissions.conf", &permissions);
    for user in USERS {
        let name = format!("${variable}_{},", user.replace('-', "_").to_uppercase());
        text = text.replace(&name, &format!("{:?},", value(user)));
    }
    Options { more: text, ..Options::default() }
}
