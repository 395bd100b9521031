//! The guard of the program's process.

use std::time::Duration;

use e2e::Courant;

#[test]
fn its_output_and_exit_code_are_seen() {
    let ended = Courant::new(["--version"]).run(Duration::from_secs(10));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("courant "), "{}", ended.stdout);
}

#[test]
fn a_usage_error_ends_with_2_and_a_line_on_stderr() {
    let ended = Courant::new(["--no-such-flag"]).run(Duration::from_secs(10));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("--no-such-flag"), "{}", ended.stderr);
}
