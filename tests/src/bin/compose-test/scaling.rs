use e2e::Compose;

use crate::flow::{Flow, none_lost_none_twice, until_true};
use crate::report::Report;

/// Documents that are published while a service is scaled.
const DOCUMENTS: usize = 2_000;
const SCALED: &str = "language-detection";

/// Scales to three replicas and back to one under load.
pub(crate) fn shares_the_work(compose: &Compose, report: &mut Report) {
    let flow = Flow::begin(compose, "scaling up");
    compose.done(&["up", "--detach", "--no-recreate", "--wait", "--scale", "language-detection=3"]);
    until_true("every replica to have worked", || {
        let replicas = compose.containers(SCALED);
        replicas.len() == 3 && replicas.iter().all(|replica| settled(&replica.logs()) > 0)
    });
    let shares: Vec<usize> =
        compose.containers(SCALED).iter().map(|replica| settled(&replica.logs())).collect();
    report.check(&format!("all three replicas of {SCALED} do work: {shares:?}"), true, String::new);
    flow.until_sent(DOCUMENTS);
    let sent = flow.end();
    none_lost_none_twice(compose, report, "scaled to three", &sent);

    let flow = Flow::begin(compose, "scaling down");
    flow.until_sent(DOCUMENTS / 2);
    compose.done(&["up", "--detach", "--no-recreate", "--scale", "language-detection=1"]);
    until_true("two replicas to be gone", || compose.containers(SCALED).len() == 1);
    flow.until_sent(DOCUMENTS);
    let sent = flow.end();
    none_lost_none_twice(compose, report, "scaled back to one", &sent);
}

/// The number of messages that a container has settled, from its log.
fn settled(log: &str) -> usize {
    log.lines().filter(|line| line.contains("\"settled\"")).count()
}
