use std::collections::BTreeMap;
use std::fmt::Write;

use config::{Login, Name};

use super::grants::{setup, users};
use super::list::{List, SYSTEM};
use super::partitions;
use super::user::{Hear, Send, User};

/// The prefix of JetStream's API for users outside the account of the streams. Under its standard
/// name, they would reach the API of their own account, which has no streams.
pub(super) const API_PREFIX: &str = "COURANT.API";

const HEAD: &str = "\
# Written by `courant setup --nats-config` from courant.toml: change that file and run it again.
#
# The streams are in the account COURANT, with the users of that account. Every other user is in an
# account of its own and imports what it may send to and hear, and nothing else. A message that
# JetStream sends to a reply subject stays in the account of the request, so it can't be stored on any
# other subject. The permissions repeat the imports, so that a client learns what it may not do.

system_account: SYS

accounts: {
";

/// The part of the server's configuration that defines accounts, users and permissions.
pub(super) fn accounts(list: &List) -> String {
    let users = users(list);
    let mut text = String::from(HEAD);
    let (inside, outside): (Vec<User>, Vec<User>) = users.into_iter().partition(|user| user.inside);
    courant(&mut text, list, &inside, &outside);
    for user in &outside {
        own(&mut text, list.login, user, &outside);
    }
    system(&mut text, list.login);
    text.push_str("}\n");
    text
}

/// The account of the streams: what it exports, and to whom.
fn courant(text: &mut String, list: &List, inside: &[User], outside: &[User]) {
    line(text, 1, "COURANT: {");
    line(text, 2, "jetstream: enabled");
    line(text, 2, "users: [");
    for one in [setup(list)].iter().chain(inside) {
        let sends = one.sends.iter().map(|send| send.subject.clone()).collect();
        line(text, 3, &format!("# {}", one.purpose));
        user(text, list.login, one, sends);
    }
    line(text, 2, "]");
    let mappings = partitions::mappings(list.partitions, list.mapping);
    if !mappings.is_empty() {
        line(text, 2, "# Spreads raw documents over the partitions.");
        line(text, 2, "mappings: {");
        mappings.iter().for_each(|mapping| line(text, 3, mapping));
        line(text, 2, "}");
    }
    block(text, "exports", &[served(None, outside), heard(None, outside)].concat());
    line(text, 1, "}");
}

/// The exports for subjects that others may send to an account.
fn served(to: Option<&str>, users: &[User]) -> Vec<String> {
    let mut services = BTreeMap::new();
    for user in users {
        for send in user.sends.iter().filter(|send| send.to.as_deref() == to) {
            services.entry(send).or_insert_with(Vec::new).push(account(&user.name));
        }
    }
    let services = services.iter().map(|(send, accounts)| {
        let many = if send.many { "response_type: stream, " } else { "" };
        let (subject, accounts) = (&send.subject, accounts.join(", "));
        format!("{{ service: \"{subject}\", {many}accounts: [{accounts}] }}")
    });
    services.collect()
}

/// The exports for messages of an account that others receive.
fn heard(from: Option<&str>, users: &[User]) -> Vec<String> {
    let mut streams = BTreeMap::new();
    for user in users {
        for hear in user.hears.iter().filter(|hear| hear.from.as_deref() == from) {
            streams.entry(&hear.subject).or_insert_with(Vec::new).push(account(&user.name));
        }
    }
    let export = |(subject, accounts): (&String, Vec<String>)| {
        format!("{{ stream: \"{subject}\", accounts: [{}] }}", accounts.join(", "))
    };
    streams.into_iter().map(export).collect()
}

/// A user in its own account.
fn own(text: &mut String, login: Login, of: &User, users: &[User]) {
    let own: Vec<String> = of.sends.iter().map(|send| imported(&send.subject)).collect();
    text.push('\n');
    line(text, 1, &format!("# {}", of.purpose));
    line(text, 1, &format!("{}: {{", account(&of.name)));
    line(text, 2, "users: [");
    user(text, login, of, own.clone());
    line(text, 2, "]");
    block(text, "exports", &[served(Some(&of.name), users), heard(Some(&of.name), users)].concat());
    let services = of.sends.iter().zip(&own).map(|(Send { subject, to: receiver, .. }, own)| {
        let to = if own == subject { String::new() } else { format!(", to: \"{own}\"") };
        let receiver = receiver.as_deref().map_or("COURANT".to_owned(), account);
        format!("{{ service: {{ account: {receiver}, subject: \"{subject}\" }}{to} }}")
    });
    let streams = of.hears.iter().map(|Hear { from, subject }| {
        let from = from.as_deref().map_or("COURANT".to_owned(), account);
        format!("{{ stream: {{ account: {from}, subject: \"{subject}\" }} }}")
    });
    block(text, "imports", &services.chain(streams).collect::<Vec<_>>());
    line(text, 1, "}");
}

/// Read-only access to the state of servers, connections and accounts.
fn system(text: &mut String, login: Login) {
    const SERVER: [&str; 13] = [
        "ACCOUNTZ",
        "CONNZ",
        "GATEWAYZ",
        "HEALTHZ",
        "IDZ",
        "IPQUEUESZ",
        "JSZ",
        "LEAFZ",
        "RAFTZ",
        "ROUTEZ",
        "STATSZ",
        "SUBSZ",
        "VARZ",
    ];
    const ACCOUNT: [&str; 7] = ["CONNS", "CONNZ", "INFO", "JSZ", "LEAFZ", "STATZ", "SUBSZ"];
    let servers = SERVER.iter().map(|what| format!("$SYS.REQ.SERVER.*.{what}"));
    let accounts = ACCOUNT.iter().map(|what| format!("$SYS.REQ.ACCOUNT.*.{what}"));
    let ping = std::iter::once("$SYS.REQ.SERVER.PING".to_owned());
    let sends = ping.chain(servers).chain(accounts).collect();
    text.push('\n');
    line(text, 1, "# `nats server report`, `nats traffic`: the state of servers and connections.");
    line(text, 1, "SYS: {");
    line(text, 2, "users: [");
    let subscribes = vec![">".to_owned()];
    let of = User { subscribes, ..User::new(SYSTEM, String::new()) };
    user(text, login, &of, sends);
    line(text, 2, "]");
    line(text, 1, "}");
}

fn user(text: &mut String, login: Login, of: &User, mut sends: Vec<String>) {
    let User { name, subscribes, runs, .. } = of;
    let mut asked = Vec::new();
    if let Some(service) = runs {
        // The server generates the subject for a reply to another account.
        sends.push("_R_.>".to_owned());
        for verb in ["PING", "INFO", "STATS"] {
            let all = format!("$SRV.{verb}");
            asked.extend([format!("{all}.{service}"), format!("{all}.{service}.*"), all]);
        }
    }
    let inbox = format!("_INBOX_{name}.>");
    let variable = account(name);
    let login = match login {
        Login::Password => format!("user: {name}, password: $NATS_PASSWORD_{variable}"),
        Login::Nkey => format!("nkey: $NATS_NKEY_{variable}"),
    };
    line(text, 3, &format!("{{ {login}, permissions: {{"));
    line(text, 4, "publish: { allow: [");
    sends.iter().for_each(|subject| line(text, 5, &format!("\"{subject}\"")));
    line(text, 4, "] }");
    let subjects = subscribes.iter().chain([&inbox]).chain(&asked);
    let subjects: Vec<String> = subjects.map(|subject| format!("\"{subject}\"")).collect();
    line(text, 4, &format!("subscribe: {{ allow: [{}] }}", subjects.join(", ")));
    line(text, 3, "} }");
}

/// The subject as the importing account knows it.
pub(super) fn imported(subject: &str) -> String {
    match subject.strip_prefix("$JS.API.") {
        Some(request) => format!("{API_PREFIX}.{request}"),
        None => subject.to_owned(),
    }
}

/// The account of a user, which is also the suffix of its environment variables.
pub(super) fn account(user: &str) -> String {
    user.parse::<Name>().map_or_else(|_| user.to_uppercase(), |name| name.shouted())
}

fn block(text: &mut String, name: &str, lines: &[String]) {
    if !lines.is_empty() {
        line(text, 2, &format!("{name}: ["));
        lines.iter().for_each(|one| line(text, 3, one));
        line(text, 2, "]");
    }
}

fn line(text: &mut String, depth: usize, line: &str) {
    writeln!(text, "{}{line}", "  ".repeat(depth)).expect("a string takes any text");
}
