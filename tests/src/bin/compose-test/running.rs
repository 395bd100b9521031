use e2e::Compose;
use serde_json::Value;

use crate::SERVICES;
use crate::report::Report;

/// After `up --wait`, all services are healthy within a minute.
pub(crate) fn comes_up(compose: &Compose, report: &mut Report) {
    let up = compose.run(&["up", "--detach", "--wait", "--wait-timeout", "60"]);
    let said = String::from_utf8_lossy(&up.stderr).into_owned();
    let what = "docker compose up --wait: all healthy within 60 s";
    report.check(what, up.status.success(), || format!("{said}{}", compose.logs(&[])));
    let setup = compose.containers("setup");
    let done = setup.iter().all(|container| container.inspect()["State"]["ExitCode"] == 0);
    report.check("setup has made the streams and ended", done, || compose.logs(&["setup"]));
}

/// Docker's settings of each container of a service are restrictive.
pub(crate) fn is_hardened(compose: &Compose, report: &mut Report) {
    for service in SERVICES.iter().chain(&["nats", "setup"]) {
        let reported = compose.containers(service)[0].inspect();
        let lacking = lacking(&reported);
        let what = format!("{service}: read-only, no capabilities, no new privileges, limits");
        report.check(&what, lacking.is_empty(), || lacking.join(", "));
        if SERVICES.contains(service) {
            let ports = &reported["HostConfig"]["PortBindings"];
            let none = ports.as_object().is_none_or(serde_json::Map::is_empty);
            report.check(&format!("{service}: no port on the host"), none, || ports.to_string());
            let grace = reported["Config"]["StopTimeout"].as_u64().unwrap_or_default();
            let what = format!("{service}: the grace is longer than the drain");
            report.check(&what, grace > 20, || grace.to_string());
        }
    }
    let nats = compose.containers("nats")[0].inspect();
    let at = &nats["HostConfig"]["PortBindings"]["4222/tcp"][0]["HostIp"];
    report.check("nats: its port is on the loopback address", at == "127.0.0.1", || at.to_string());
}

/// The restrictions that a container lacks.
pub(crate) fn lacking(reported: &Value) -> Vec<&'static str> {
    let host = &reported["HostConfig"];
    let members = [
        ("a read-only root", host["ReadonlyRootfs"] == true),
        ("cap_drop", host["CapDrop"][0] == "ALL"),
        ("no-new-privileges", host["SecurityOpt"][0] == "no-new-privileges:true"),
        ("init", host["Init"] == true),
        ("a limit of memory", host["Memory"].as_u64().is_some_and(|bytes| bytes > 0)),
        ("a limit of processes", host["PidsLimit"].as_u64().is_some_and(|count| count > 0)),
        ("log rotation", host["LogConfig"]["Config"]["max-size"].is_string()),
    ];
    members.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect()
}
