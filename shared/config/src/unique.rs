use std::collections::BTreeSet;

use broker::table::STAGES;
use broker::{Topology, own_stream};

use crate::Name;
use crate::form::{Form, StageEntry};

/// Reserved names in every pipeline: users, and accounts without a user of the same name.
const TAKEN: [&str; 6] = ["setup", "tools", "operator", "system", "courant", "sys"];

/// Duplicate names, and names whose subject or stream already exists.
pub(crate) fn clashes(form: &Form) -> Vec<String> {
    let mut seen: BTreeSet<String> = TAKEN.iter().map(|&name| name.to_owned()).collect();
    // Courant's own stages, even if they are not listed.
    seen.extend(STAGES.iter().map(|stage| stage.stage.to_owned()));
    let own = |stage: &&StageEntry| !is_courants(&stage.name);
    let names = form.sources.iter().map(|source| &source.name);
    let names = names.chain(form.consumers().map(|(name, _)| name));
    let names = names.chain(form.stages.iter().filter(own).map(|stage| &stage.name));
    let mut problems = Vec::new();
    for name in names {
        if !seen.insert(name.as_str().to_lowercase().replace('_', "-")) {
            problems.push(format!("{name} is listed twice, or is a name that Courant uses"));
        }
    }
    let mut listed = BTreeSet::new();
    for stage in form.stages.iter().filter(|stage| is_courants(&stage.name)) {
        if !listed.insert(stage.name.as_str()) {
            problems.push(format!("stage {} is listed twice", stage.name));
        }
    }
    let courants = Topology::default();
    for StageEntry { name, .. } in form.stages.iter().filter(own) {
        let stream = own_stream(name.as_str());
        if let Some(other) = courants.stream_of(&format!("articles.{name}")) {
            problems.push(format!(
                "stage {name}: its subject articles.{name} is one of {}: choose another name",
                other.name
            ));
        } else if courants.streams().iter().any(|other| other.name == stream) {
            problems.push(format!("stage {name}: {stream} is another stream: choose another name"));
        }
    }
    problems
}

/// Whether it is one of Courant's own stages.
pub(crate) fn is_courants(name: &Name) -> bool {
    broker::table::stage(name.as_str()).is_some()
}
