//! Compares the model with the run of `make bench-scale` from which its parameters come.

#![expect(clippy::unwrap_used, reason = "to panic is how a test fails")]

use courant_capacity::{Chain, Parameters, Prediction, Run};
use serde_json::Value;

/// The output of `bench-scale --json`.
fn measured() -> (Vec<Run>, Vec<Run>) {
    let predicted: Value = serde_json::from_str(include_str!("bench-scale.json")).unwrap();
    let runs = |name: &str| serde_json::from_value(predicted[name].clone()).unwrap();
    (runs("runs"), runs("not_fitted"))
}

#[test]
fn the_shipped_parameters_follow_from_the_runs_with_one_partition() {
    let shipped = Parameters::shipped().unwrap();
    let single = measured().0.into_iter().filter(|run| run.partitions == 1).collect::<Vec<_>>();
    let fitted = Parameters::fit(shipped.measured.clone(), &single);
    assert_eq!(rounded(serde_json::to_value(fitted)), rounded(serde_json::to_value(shipped)));
}

/// Rounds numbers to six digits, because JSON may change the last one.
fn rounded(value: serde_json::Result<Value>) -> Value {
    fn round(value: &mut Value) {
        match value {
            Value::Number(number) => *value = format!("{:.5e}", number.as_f64().unwrap()).into(),
            Value::Array(values) => values.iter_mut().for_each(round),
            Value::Object(members) => members.values_mut().for_each(round),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    let mut value = value.unwrap();
    round(&mut value);
    value
}

/// The maximum deviation of a prediction from the measurement on an idle machine.
const DEVIATION: f64 = 0.25;

/// Prints each prediction with the measured value. The stored run is from an idle machine.
#[test]
fn every_run_that_was_not_used_is_predicted() {
    let shipped = Parameters::shipped().unwrap();
    let (runs, others) = measured();
    let several = runs.iter().filter(|run| run.partitions > 1 && run.chain == Chain::Services);
    let mut count = 0;
    for run in several.chain(&others) {
        let predicted = Prediction::of(&shipped, run).unwrap();
        let Run { kind, bytes, partitions, replicas, .. } = run;
        println!(
            "{kind:?} {bytes} B, {partitions} partitions, R{replicas}: stages {:.0} µs predicted, {:.0} \
             measured; servers {:.0}, {:.0}; documents/s {:.0}, {:.0}",
            predicted.stages_us,
            run.stages_us(),
            predicted.servers_us,
            run.servers_us(),
            predicted.per_second,
            run.per_second
        );
        for (predicted, measured) in [
            (predicted.stages_us, run.stages_us()),
            (predicted.servers_us, run.servers_us()),
            (predicted.per_second, run.per_second),
        ] {
            assert!((predicted / measured - 1.0).abs() <= DEVIATION, "{predicted}, {measured}");
        }
        count += 1;
    }
    assert_eq!(count, 10, "2 and 4 partitions, and a size that was not used");
}
