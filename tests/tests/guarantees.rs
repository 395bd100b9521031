//! docs/guarantees.md names tests that exist.

use std::fs;

use e2e::workspace;

#[test]
fn every_test_that_the_guarantees_name_exists() {
    let read = |path: &str| fs::read_to_string(workspace().join(path)).expect(path);
    let page = read("docs/guarantees.md");
    // `file.rs: name_of_the_test`
    let named: Vec<(&str, &str)> =
        page.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(".rs: ")).collect();
    assert!(named.len() > 15, "the page was not read: {named:?}");
    for (file, test) in named {
        let source = read(&format!("tests/tests/{file}.rs"));
        assert!(source.contains(&format!("fn {test}(")), "{file}.rs has no test {test}");
    }
    // Each promise names one.
    let rows = page.lines().filter(|line| line.starts_with("| A") || line.starts_with("| W"));
    for row in rows {
        assert!(row.contains(".rs: "), "a promise that no test shows: {row}");
    }
}
