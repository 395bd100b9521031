//! Judges the facts, without access to the server.

mod consumers;
mod server;
mod streams;
mod system;

use super::{Aids, Facts, Finding};

pub(super) fn findings(facts: &Facts, aids: &Aids) -> Vec<Finding> {
    let mut findings = server::findings(facts);
    findings.extend(streams::findings(facts));
    findings.extend(consumers::findings(facts));
    findings.extend(system::findings(facts, aids));
    findings
}
