use e2e::{Compose, docker};

use crate::SERVICES;
use crate::flow::{Flow, none_lost_none_twice, until_true};
use crate::report::Report;

/// The number of documents between two faults.
const BETWEEN: usize = 100;

/// Each container is restarted, killed and crashed while documents flow.
pub(crate) fn lose_nothing(compose: &Compose, report: &mut Report) {
    let everyone = || SERVICES.iter().chain(&["nats"]).copied();

    let flow = Flow::begin(compose, "restarts");
    for service in everyone() {
        compose.done(&["restart", service]);
        flow.until_sent_more(BETWEEN);
    }
    none_lost_none_twice(compose, report, "each service and nats restarted", &flow.end());

    // The engine doesn't restart a container that was killed with `docker kill`.
    let flow = Flow::begin(compose, "kills");
    for service in everyone() {
        for container in compose.containers(service) {
            docker(&["kill", &container.0]);
        }
        compose.done(&["up", "--detach", "--no-recreate"]);
        flow.until_sent_more(BETWEEN);
    }
    none_lost_none_twice(compose, report, "each service and nats killed", &flow.end());

    let flow = Flow::begin(compose, "crashes");
    for service in everyone() {
        crash(compose, service);
        flow.until_sent_more(BETWEEN);
    }
    none_lost_none_twice(compose, report, "each crashed and restarted by the engine", &flow.end());
    compose.done(&["up", "--detach", "--no-recreate", "--wait", "--wait-timeout", "60"]);
    report.check("all healthy after the faults", true, String::new);
}

/// Kills the process, not the container, so that the restart policy applies.
fn crash(compose: &Compose, service: &str) {
    let container = &compose.containers(service)[0];
    let before = container.inspect()["RestartCount"].clone();
    let process = container.inspect()["State"]["Pid"].to_string();
    let killed = std::process::Command::new("kill").args(["-KILL", &process]).status();
    assert!(killed.is_ok_and(|status| status.success()), "{service} has no process to kill");
    until_true("the engine to start it again", || {
        let reported = container.inspect();
        reported["RestartCount"] != before && reported["State"]["Running"] == true
    });
}
