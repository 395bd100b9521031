//! Compares the tables in ARCHITECTURE.md with those in the code.

use std::fmt::Write;

use courant_broker::table::{Kept, STAGES, STREAMS};

#[test]
fn the_tables_in_the_architecture_are_the_ones_in_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md");
    let page = std::fs::read_to_string(path).expect("ARCHITECTURE.md is in the root");
    for table in [streams(), stages()] {
        assert!(page.contains(&table), "ARCHITECTURE.md should contain:\n{table}");
    }
}

fn streams() -> String {
    let mut table = "| stream | subjects | kept | share |\n|---|---|---|---|\n".to_owned();
    for spec in &STREAMS {
        let days = |age: std::time::Duration| format!("{} d", age.as_secs() / 86_400);
        let kept = match spec.kept {
            Kept::UntilAcknowledged => "until acknowledged".to_owned(),
            Kept::For { max_age } => days(max_age),
            Kept::Newest { max_age: None } => "the newest of each subject".to_owned(),
            Kept::Newest { max_age: Some(age) } => {
                format!("the newest of each subject, {}", days(age))
            }
        };
        let subjects: Vec<String> =
            spec.subjects.iter().map(|subject| format!("`{subject}`")).collect();
        let (name, subjects, share) = (spec.name, subjects.join(" "), spec.share);
        let _ = writeln!(table, "| `{name}` | {subjects} | {kept} | {share} % |");
    }
    table
}

fn stages() -> String {
    let mut table = "| stage | reads (consumer of its name) | writes |\n|---|---|---|\n".to_owned();
    for spec in &STAGES {
        let _ = writeln!(table, "| `{}` | `{}` | `{}` |", spec.stage, spec.input, spec.output);
    }
    table
}
