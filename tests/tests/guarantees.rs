//! docs/guarantees.md names an existing test for each promise.

use std::fs;

use e2e::workspace;

#[test]
fn every_promise_names_a_test_that_exists() {
    let read = |path: &str| fs::read_to_string(workspace().join(path)).expect(path);
    let page = read("docs/guarantees.md");
    let (promised, _) = page.split_once("## What is not promised").expect("a second section");
    let promises: Vec<&str> =
        promised.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(promises.len() > 15, "the table was not read: {promises:?}");
    for promise in promises {
        // `file.rs: name_of_the_test`
        let tests: Vec<(&str, &str)> = promise
            .split('`')
            .skip(1)
            .step_by(2)
            .filter_map(|code| code.split_once(".rs: "))
            .collect();
        assert!(!tests.is_empty(), "no test is named for: {promise}");
        for (file, test) in tests {
            let source = read(&format!("tests/tests/{file}.rs"));
            assert!(source.contains(&format!("fn {test}(")), "{file}.rs has no test {test}");
        }
    }
}
