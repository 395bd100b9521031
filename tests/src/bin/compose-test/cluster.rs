use e2e::{Compose, docker};

use crate::flow::{Flow, none_lost_none_twice};
use crate::report::Report;
use crate::{WITHOUT_JAEGER, console, surroundings};

/// The number of documents before a node is lost, during its absence, and after its return.
const BETWEEN: usize = 500;

/// Three servers with three replicas of every stream; one is killed under load and restarted.
pub(crate) fn survives_a_lost_node(report: &mut Report) {
    let files = ["deploy/compose.cluster.yml", WITHOUT_JAEGER];
    let compose = Compose::new("courant-test-cluster", &files, &surroundings());
    let up = compose.run(&["up", "--detach", "--wait", "--wait-timeout", "120"]);
    let said = String::from_utf8_lossy(&up.stderr).into_owned();
    report.check("a cluster of three comes up", up.status.success(), || {
        format!("{said}{}", compose.logs(&[]))
    });
    let flow = Flow::begin(&compose, "the cluster");
    flow.until_sent_more(BETWEEN);
    docker(&["kill", &compose.containers("nats-2")[0].0]);
    flow.until_sent_more(BETWEEN);
    console::shows_the_pipeline(&compose, "a cluster without a node", report);
    compose.done(&["up", "--detach", "--no-recreate"]);
    flow.until_sent_more(BETWEEN);
    none_lost_none_twice(&compose, report, "a cluster's node killed under load", &flow.end());
}
