use broker::Topology;
use broker::table::{PUBLISHED, STAGES};

use crate::form::StageEntry;
use crate::nearest;
use crate::unique::is_courants;

/// Orders the stages. Problems are added to the list.
pub(crate) fn topology(stages: &[StageEntry], problems: &mut Vec<String>) -> Topology {
    let mut topology = Topology::default();
    problems.extend(stages.iter().flat_map(faults));
    let mut open: Vec<&StageEntry> =
        stages.iter().filter(|stage| !is_courants(&stage.name)).collect();
    for (at, stage) in open.iter().enumerate() {
        let beside = open[..at].iter().find(|other| other.after == stage.after);
        if let (Some(other), Some(after)) = (beside, &stage.after) {
            problems.push(format!(
                "stages {} and {} are both after {after}: put one after the other",
                other.name, stage.name
            ));
        }
    }
    // Insert stages whose predecessor is known, until there are none.
    loop {
        let before = open.len();
        open.retain(|stage| match &stage.after {
            Some(after) => !topology.insert(stage.name.as_str(), after.as_str()),
            None => false,
        });
        if open.len() == before {
            break;
        }
    }
    let names: Vec<&str> = STAGES
        .iter()
        .map(|stage| stage.stage)
        .chain(stages.iter().map(|stage| stage.name.as_str()))
        .collect();
    for StageEntry { name, after, .. } in &open {
        let Some(after) = after.as_ref().map(|after| after.as_str()) else { continue };
        problems.push(match names.contains(&after) {
            true if after == name.as_str() => {
                format!("stage {name}: it can't come after itself: name the stage before it")
            }
            true => format!("stage {name}: it comes after {after}, which comes after it: a cycle"),
            false => format!("stage {name}: there is no stage {after}: {}", nearest(after, &names)),
        });
    }
    topology
}

fn faults(stage: &StageEntry) -> Vec<String> {
    let StageEntry { name, after, command, env, replicas, .. } = stage;
    let mut faults = Vec::new();
    let mut fault = |what: &str| faults.push(format!("stage {name}: {what}"));
    if *replicas == 0 {
        fault("replicas must be at least 1: without it documents wait for ever");
    }
    if is_courants(name) {
        if after.is_some() || command.is_some() || !env.is_empty() {
            fault("after, command and env are for stages of your own; settings has the rest");
        }
        return faults;
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.as_str().starts_with(|c: char| c.is_ascii_lowercase())
        || !name.as_str().bytes().all(plain)
    {
        fault("the name of a stage consists of a-z, 0-9 and -, and starts with a letter");
    }
    let last = STAGES.iter().rev().find(|stage| {
        Topology::default().stream_of(stage.output).is_some_and(|stream| stream.name == PUBLISHED)
    });
    match after {
        None => fault("say which stage comes before it: after = \"language-detection\""),
        Some(after) if last.is_some_and(|last| last.stage == after.as_str()) => fault(
            "nothing comes after publishing but readers and deliveries: put it after another stage",
        ),
        Some(_) => {}
    }
    if stage.words().is_empty() && stage.image.is_none() {
        fault("say what runs it: command = \"…\" for `courant up`, image = \"…\" for containers");
    }
    faults
}
