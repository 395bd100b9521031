use std::fs;
use std::path::Path;

use crate::{Options, workspace};

/// The users of `deploy/nats/users.conf`.
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

/// A server that knows the users of `deploy/nats/`, each with [`password`] for its password.
pub fn guarded() -> Options {
    let mut text =
        read("users.conf").replace("include permissions.conf", &read("permissions.conf"));
    for user in USERS {
        let variable = user.replace('-', "_").to_uppercase();
        text =
            text.replace(&format!("$NATS_PASSWORD_{variable},"), &format!("{:?},", password(user)));
    }
    Options { more: text, ..Options::default() }
}

/// The password that a user of [`guarded`] has.
pub fn password(user: &str) -> String {
    format!("the password of {user}")
}

fn read(file: &str) -> String {
    let path = workspace().join(Path::new("deploy/nats")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
