use std::collections::BTreeSet;

use serde_json::Value;

use super::{Aids, Facts, Finding};
use crate::doctor::Survives;

const SYSTEM: &str = "a user of the system account (NATS_SYSTEM_USER, NATS_SYSTEM_PASSWORD)";
/// Of three copies, the server needs two.
const COPIES: u64 = 3;
const SYNC: &str =
    "set `sync_interval: always` in the server's configuration, or run three servers";

/// Checks what only a user of the system account can see.
pub(super) fn findings(facts: &Facts, aids: &Aids) -> Vec<Finding> {
    let survives = aids.survives;
    vec![power(facts, survives), space(facts), disk(facts, aids), connections(facts)]
}

/// Checks whether a power cut can lose acknowledged messages.
fn power(facts: &Facts, survives: Survives) -> Finding {
    let check = "sync_interval";
    if survives == Survives::Server {
        return copies_enough(facts);
    }
    let copies = facts.streams.iter().filter_map(|(_, report)| report.as_ref());
    let copies = copies.map(|report| report.config.num_replicas).min().unwrap_or(1);
    if copies >= 3 {
        return Finding::fine(check, format!("every stream has {copies} copies"));
    }
    let Some(servers) = &facts.servers else {
        return Finding::not_checked(check, SYSTEM);
    };
    if servers.iter().all(|server| config(server)["sync_always"] == true) {
        return Finding::fine(check, "the server syncs to disk before it acknowledges");
    }
    let longest = servers.iter().filter_map(|server| config(server)["sync_interval"].as_u64());
    let seconds = longest.max().unwrap_or_default() / 1_000_000_000;
    let what = format!("a power cut can lose what was stored in the last {seconds} s");
    let why = "each stream has one copy, and the server syncs to disk only now and then";
    match survives {
        Survives::Process => Finding::warning(check, what, why, SYNC),
        Survives::Power | Survives::Server => Finding::error(check, what, why, SYNC),
    }
}

/// Checks whether losing a server loses nothing. A power cut at one server then doesn't, either.
fn copies_enough(facts: &Facts) -> Finding {
    let check = "replicas";
    let reports = || facts.streams.iter().filter_map(|(_, report)| report.as_ref());
    let few = reports().filter(|report| report.config.num_replicas < COPIES).count();
    if few == 0 {
        return Finding::fine(check, format!("every stream has {COPIES} copies or more"));
    }
    Finding::error(
        check,
        format!("{few} streams have fewer than {COPIES} copies"),
        "with its server, a stream is away, and with its disk, lost",
        "run three servers (deploy/compose.cluster.yml), then `courant setup --apply --replicas 3`",
    )
}

/// Checks whether the streams fit into the server's space.
fn space(facts: &Facts) -> Finding {
    let check = "max_file_store";
    let Some(servers) = &facts.servers else { return Finding::not_checked(check, SYSTEM) };
    let limits = facts.streams.iter().filter_map(|(_, report)| report.as_ref());
    let sum: u64 = limits.filter_map(|report| u64::try_from(report.config.max_bytes).ok()).sum();
    let store = servers.iter().filter_map(|server| config(server)["max_storage"].as_u64()).min();
    let Some(store) = store else { return Finding::not_checked(check, SYSTEM) };
    if sum <= store {
        return Finding::fine(check, format!("the streams may use {sum} of {store} bytes"));
    }
    Finding::error(
        check,
        format!("the streams may use {sum} bytes, but the server's max_file_store is {store}"),
        "the server stops writing before a stream is full, for all streams at once",
        format!("raise max_file_store, or run `courant setup --apply --store {store}`"),
    )
}

fn disk(facts: &Facts, aids: &Aids) -> Finding {
    let check = "disk";
    let Some(servers) = &facts.servers else { return Finding::not_checked(check, SYSTEM) };
    let Some(free) = facts.free_disk.filter(|_| aids.local) else {
        return Finding::not_checked(check, "to run on the machine that holds the server's store");
    };
    let used = |server: &Value| server["jetstream"]["stats"]["storage"].as_u64().unwrap_or(0);
    let left = servers.first().map_or(0, |server| {
        config(server)["max_storage"].as_u64().unwrap_or(0).saturating_sub(used(server))
    });
    if free >= left {
        return Finding::fine(
            check,
            format!("{free} bytes are free, and the streams may grow by {left}"),
        );
    }
    Finding::error(
        check,
        format!("{free} bytes are free, but the streams may grow by {left}"),
        "when the disk is full, the server stops writing until it is restarted",
        "free disk space, or give the streams less with `courant setup --apply --store SIZE`",
    )
}

/// Lists connected clients.
fn connections(facts: &Facts) -> Finding {
    let check = "connections";
    let Some(reports) = &facts.connections else { return Finding::not_checked(check, SYSTEM) };
    let all = reports.iter().filter_map(|report| report["connections"].as_array()).flatten();
    let (mut users, mut unnamed) = (BTreeSet::new(), 0);
    for connection in all {
        match connection["authorized_user"].as_str() {
            Some(user) => _ = users.insert(user.to_owned()),
            None => unnamed += 1,
        }
    }
    let users: Vec<String> = users.into_iter().collect();
    if unnamed > 0 && facts.server.login_required {
        return Finding::error(
            check,
            format!("{unnamed} connections have no user"),
            "somebody gets in without a password",
            "remove `no_auth_user` from the server's configuration",
        );
    }
    Finding::fine(check, format!("connected: {}", users.join(", ")))
}

fn config(server: &Value) -> &Value {
    &server["jetstream"]["config"]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_is_not_known_is_never_fine() {
        let aids = Aids { local: true, ..Aids::default() };
        let findings = findings(&Facts::default(), &aids);
        assert!(findings.iter().all(|finding| finding.level == Level::NotChecked), "{findings:?}");
    }

    #[test]
    fn a_power_cut_is_an_error_only_where_it_has_to_be_survived() {
        let config = json!({"sync_interval": 120_000_000_000_u64, "max_storage": 100});
        let servers = Some(vec![json!({"jetstream": {"config": config, "stats": {}}})]);
        let facts = Facts { servers, free_disk: Some(99), ..Facts::default() };
        assert_eq!(power(&facts, Survives::Process).level, Level::Warning);
        assert_eq!(power(&facts, Survives::Power).level, Level::Error);
        let aids = Aids { local: true, ..Aids::default() };
        assert_eq!(disk(&facts, &aids).level, Level::Error);
        assert_eq!(space(&facts).level, Level::Fine);
    }
}
