use super::{Facts, Finding};

/// A record holds the text and the metadata of its document, so it can be twice as large.
const MAX_PAYLOAD: usize = 8_000_000;
/// Beyond this, ages and `--since` are misleading.
const MAX_SKEW: f64 = 5.0;

/// Checks what every client can see of the server.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    vec![version(facts), open(facts), tls(facts), max_payload(facts), clock(facts)]
}

/// An older server than 2.12.5 refuses the connection before any check begins.
fn version(facts: &Facts) -> Finding {
    Finding::fine("server_version", format!("nats-server {}", facts.server.version))
}

fn open(facts: &Facts) -> Finding {
    let (check, host) = ("login", &facts.server.host);
    if facts.server.login_required {
        return Finding::fine(check, "clients have to log in");
    }
    let why = "every program that reaches the server can publish, read and delete documents";
    let fix = "add users: include deploy/nats/accounts.conf in the server's configuration";
    match is_loopback(host) {
        true => Finding::warning(
            check,
            format!(
                "the server has no users; it listens on {host}, so only this machine reaches it"
            ),
            why,
            fix,
        ),
        false => {
            let what = format!("the server has no users and listens on {host}");
            Finding::error(check, what, why, fix)
        }
    }
}

fn tls(facts: &Facts) -> Finding {
    let (check, host) = ("tls", &facts.server.host);
    if facts.server.tls_required || is_loopback(host) {
        return Finding::fine(check, "connections are encrypted, or stay on the server's machine");
    }
    Finding::warning(
        check,
        format!("the server listens on {host} without TLS"),
        "passwords and documents cross the network in plain text, unless it is a private one",
        "include deploy/nats/tls.conf in the server's configuration (docs/operations.md)",
    )
}

fn max_payload(facts: &Facts) -> Finding {
    let (check, bytes) = ("max_payload", facts.server.max_payload);
    if bytes >= MAX_PAYLOAD {
        return Finding::fine(
            check,
            format!("messages may have {} bytes", crate::grouped(bytes as u64)),
        );
    }
    Finding::error(
        check,
        format!("messages may have only {bytes} bytes"),
        "a larger record becomes a dead letter of which only the beginning is kept",
        "set `max_payload: 8MB` in the server's configuration and reload it",
    )
}

fn clock(facts: &Facts) -> Finding {
    let (check, skew) = ("clock", facts.skew);
    if skew.abs() < MAX_SKEW {
        return Finding::fine(check, "the server's clock agrees with this machine's");
    }
    let side = if skew > 0.0 { "ahead of" } else { "behind" };
    Finding::error(
        check,
        format!("the server's clock is {:.0} s {side} this machine's", skew.abs()),
        "ages, --since, retention and the order of hops in a trace are wrong",
        "synchronise both clocks: `timedatectl set-ntp true`",
    )
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use broker::ServerFacts;

    use super::*;
    use crate::doctor::Level;

    #[test]
    fn each_check_has_its_limits() {
        let server = |host: &str, login_required, max_payload| ServerFacts {
            host: host.to_owned(),
            login_required,
            max_payload,
            ..ServerFacts::default()
        };
        let level = |check: fn(&Facts) -> Finding, server: ServerFacts, skew| {
            check(&Facts { server, skew, ..Facts::default() }).level
        };
        assert_eq!(level(open, server("127.0.0.1", false, 0), 0.0), Level::Warning);
        assert_eq!(level(open, server("0.0.0.0", false, 0), 0.0), Level::Error);
        assert_eq!(level(open, server("0.0.0.0", true, 0), 0.0), Level::Fine);
        assert_eq!(level(tls, server("0.0.0.0", true, 0), 0.0), Level::Warning);
        assert_eq!(level(max_payload, server("", true, 1 << 20), 0.0), Level::Error);
        assert_eq!(level(max_payload, server("", true, 8_000_000), 0.0), Level::Fine);
        assert_eq!(level(clock, server("", true, 0), -31.0), Level::Error);
        assert_eq!(level(clock, server("", true, 0), 1.0), Level::Fine);
    }
}
