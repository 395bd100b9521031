use e2e::Compose;

use crate::SERVICES;
use crate::flow::{none_lost_none_twice, send_all};
use crate::report::Report;

const DOCUMENTS: usize = 1_000;

/// After `docker compose stop` under load, work continues with the next `up`.
pub(crate) fn is_orderly(compose: &Compose, report: &mut Report) {
    let sent = send_all(compose, "the stop", DOCUMENTS);
    compose.done(&["stop"]);
    for service in SERVICES {
        let state = compose.containers(service)[0].inspect()["State"].clone();
        let what = format!("docker compose stop: {service} exits 0 inside the grace");
        let orderly = state["ExitCode"] == 0 && state["OOMKilled"] == false;
        report.check(&what, orderly, || format!("{state}{}", compose.logs(&[service])));
    }
    compose.done(&["up", "--detach", "--wait", "--wait-timeout", "60"]);
    none_lost_none_twice(compose, report, "stopped in the middle and started again", &sent);
}
