//! Computes the figures of stages from the paths of many documents, without a server.

use std::collections::BTreeMap;

use article::Timestamp;

/// The path of one document through the stages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Timeline {
    /// When the first stream stored it.
    pub(super) accepted: Timestamp,
    /// The stages that processed it, without the last one, which only stores its mark.
    pub(super) steps: Vec<Step>,
    /// When its mark was stored.
    pub(super) finished: Timestamp,
}

/// The work of one stage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) stage: String,
    /// When it began.
    pub(super) at: Timestamp,
    pub(super) work_ms: f64,
}

/// Times in milliseconds.
#[derive(Debug, Clone, Default)]
pub(super) struct Times(Vec<f64>);

impl Times {
    pub(super) fn add(&mut self, time: f64) {
        self.0.push(time);
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.0.iter().sum::<f64>() / self.0.len() as f64)
    }

    /// A percentile.
    pub(super) fn percentile(&self, percent: usize) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
    }
}

/// A stage under load.
#[derive(Debug, Clone, Default)]
pub(super) struct StageFigures {
    pub(super) stage: String,
    pub(super) replicas: Option<u64>,
    /// From the end of the previous stage's work to the beginning of its own. For the last stage,
    /// including its own work.
    pub(super) wait: Times,
    pub(super) work: Times,
}

/// The figures of every stage, in the order of the pipeline.
pub(super) fn stages(
    names: &[&'static str],
    replicas: &[Option<u64>],
    timelines: &[Timeline],
) -> Vec<StageFigures> {
    let mut stages: BTreeMap<&str, StageFigures> = BTreeMap::new();
    for (name, replicas) in names.iter().zip(replicas) {
        let (stage, replicas) = ((*name).to_owned(), *replicas);
        stages.insert(name, StageFigures { stage, replicas, ..StageFigures::default() });
    }
    for timeline in timelines {
        let mut ended = (timeline.accepted, 0.0);
        for step in &timeline.steps {
            if let Some(stage) = stages.get_mut(&*step.stage) {
                stage.wait.add(between(ended, step.at));
                stage.work.add(step.work_ms);
            }
            ended = (step.at, step.work_ms);
        }
        let worked = |name: &&&str| timeline.steps.iter().any(|step| step.stage == **name);
        if let Some(last) = names.last().filter(|name| !worked(name))
            && let Some(stage) = stages.get_mut(last)
        {
            stage.wait.add(between(ended, timeline.finished));
        }
    }
    names.iter().filter_map(|name| stages.remove(name)).collect()
}

fn between((began, work_ms): (Timestamp, f64), next: Timestamp) -> f64 {
    (milliseconds(began, next) - work_ms).max(0.0)
}

pub(super) fn milliseconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() * 1000.0
}

/// If the wait before every stage is shorter, none is at its limit.
const QUEUES: f64 = 50.0;

/// The stage with the longest wait; `None` if documents hardly wait anywhere.
pub(super) fn bottleneck(stages: &[StageFigures]) -> Option<&StageFigures> {
    let wait = |stage: &StageFigures| stage.wait.mean().unwrap_or(0.0);
    let longest = stages.iter().max_by(|a, b| wait(a).total_cmp(&wait(b)))?;
    (wait(longest) >= QUEUES).then_some(longest)
}

/// The effect of more replicas of the bottleneck, if there are idle processors for them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scaling {
    pub(super) stage: String,
    pub(super) replicas: u64,
    /// Documents per second with one more replica.
    pub(super) one_more: f64,
    /// The next bottleneck, and its documents per second.
    pub(super) next: Option<(String, f64)>,
}

/// Compares the work per document and replica: the bottleneck is always busy, other stages
/// proportionally less.
pub(super) fn scaling(stages: &[StageFigures], throughput: f64) -> Option<Scaling> {
    let limit = bottleneck(stages)?;
    let replicas = limit.replicas.filter(|replicas| *replicas > 0)?;
    let load = |stage: &StageFigures| {
        Some(stage.work.mean()? / stage.replicas.filter(|replicas| *replicas > 0)? as f64)
    };
    let own = load(limit)?;
    let others = stages.iter().filter(|stage| stage.stage != limit.stage);
    let others = others.filter_map(|stage| Some((stage.stage.clone(), load(stage)?)));
    let next = others.filter(|(_, load)| *load > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
    let next = next.map(|(stage, load)| (stage, throughput * (own / load).max(1.0)));
    let linear = throughput * (replicas + 1) as f64 / replicas as f64;
    let one_more = next.as_ref().map_or(linear, |(_, most)| linear.min(*most));
    Some(Scaling { stage: limit.stage.clone(), replicas, one_more, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    fn step(stage: &str, began: i64, work_ms: f64) -> Step {
        Step { stage: stage.to_owned(), at: at(began), work_ms }
    }

    /// A waits 5 ms, B 200 ms, C 15 ms.
    fn timeline() -> Timeline {
        let steps = vec![step("a", 5, 10.0), step("b", 215, 40.0)];
        Timeline { accepted: at(0), steps, finished: at(270) }
    }

    #[test]
    fn waits_and_work_are_told_apart_and_the_longest_wait_is_the_bottleneck() {
        let stages = stages(&["a", "b", "c"], &[Some(1), Some(2), Some(1)], &[timeline()]);
        let waits: Vec<_> = stages.iter().map(|stage| stage.wait.percentile(95)).collect();
        assert_eq!(waits, [Some(5.0), Some(200.0), Some(15.0)]);
        assert_eq!(stages[1].work.mean(), Some(40.0));
        assert_eq!(stages[2].work.mean(), None);
        assert_eq!(bottleneck(&stages).map(|stage| &*stage.stage), Some("b"));
        // B works 20 ms for each document and replica, A 10: A is busy half of the time.
        let scaling = scaling(&stages, 100.0).unwrap();
        assert_eq!((scaling.replicas, scaling.one_more), (2, 150.0));
        assert_eq!(scaling.next, Some(("a".to_owned(), 200.0)));
    }

    #[test]
    fn short_waits_are_no_bottleneck_and_bring_nothing() {
        let quick = Timeline { steps: vec![step("a", 5, 10.0)], finished: at(20), ..timeline() };
        let stages = stages(&["a", "b"], &[Some(1), None], &[quick]);
        assert!(bottleneck(&stages).is_none() && scaling(&stages, 1.0).is_none());
    }
}
