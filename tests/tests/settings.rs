//! The table of settings in docs/configuration.md agrees with `--help`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use e2e::{Courant, STAGES, workspace};

/// Names to defaults; a setting without one has an empty default.
type Settings = BTreeMap<String, String>;

#[test]
fn the_documented_settings_are_those_of_help() {
    let page = workspace().join("docs/configuration.md");
    let page = fs::read_to_string(page).expect("docs/configuration.md exists");
    let mut helped = Settings::new();
    for stage in STAGES {
        let help = Courant::new(["service", stage, "-h"]).run(Duration::from_secs(20));
        assert_eq!(help.code, Some(0), "{}", help.stderr);
        helped.extend(settings_of_help(&help.stdout));
    }
    assert!(helped.len() > 15, "the help was not read: {helped:?}");
    assert_eq!(settings_of_table(&page), helped);
}

/// The kinds of deliveries.
const DELIVERIES: [&str; 3] = ["files", "postgres", "webhook"];

#[test]
fn the_documented_settings_of_deliveries_are_those_of_help() {
    let page = |name: &str| {
        let page = fs::read_to_string(workspace().join("docs").join(name)).expect("a page");
        settings_of_table(&page)
    };
    let mut helped = Settings::new();
    for kind in DELIVERIES {
        let help = Courant::new(["service", "delivery", kind, "-h"]).run(Duration::from_secs(20));
        assert_eq!(help.code, Some(0), "{}", help.stderr);
        helped.extend(settings_of_help(&help.stdout));
    }
    // Settings that deliveries share with stages are documented there, with the same defaults.
    let mut shared = page("configuration.md");
    shared.retain(|name, _| helped.contains_key(name));
    assert!(shared.len() > 10, "{shared:?}");
    shared.extend(page("delivery.md"));
    assert_eq!(shared, helped);
}

#[test]
fn the_documented_settings_of_feeds_are_those_of_help() {
    let page = fs::read_to_string(workspace().join("docs/feeds.md")).expect("a page");
    let help = Courant::new(["service", "feeds", "-h"]).run(Duration::from_secs(20));
    assert_eq!(help.code, Some(0), "{}", help.stderr);
    let mut helped = settings_of_help(&help.stdout);
    // Settings that are documented with those of stages.
    let stages = fs::read_to_string(workspace().join("docs/configuration.md")).expect("a page");
    let shared = settings_of_table(&stages);
    helped.retain(|name, default| shared.get(name) != Some(default));
    assert_eq!(settings_of_table(&page), helped);
}

/// `[env: NAME=value] [default: x]`, across line breaks.
fn settings_of_help(help: &str) -> Settings {
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let setting = |rest: &str| {
        let (name, rest) = rest.split_once(']')?;
        let name = name.split('=').next()?;
        let default = rest.trim_start().strip_prefix("[default: ");
        let default = default.and_then(|rest| rest.split(']').next()).unwrap_or_default();
        Some((name.to_owned(), default.to_owned()))
    };
    help.split("[env: ").skip(1).filter_map(setting).collect()
}

/// Rows such as "| `NAME` | `default` | meaning |".
fn settings_of_table(page: &str) -> Settings {
    let cell = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let named = |line: &&str| line.starts_with("| `COURANT_") || line.starts_with("| `NATS_");
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split('|');
        Some((cell(cells.next()?), cell(cells.next()?)))
    };
    page.lines().filter(named).filter_map(row).collect()
}

#[test]
fn the_documented_reloads_are_those_of_the_services() {
    let page = workspace().join("docs/configuration.md");
    let page = fs::read_to_string(page).expect("docs/configuration.md exists");
    let explained = Courant::new(["config", "explain", "--json", "/dev/null"]);
    let explained = explained.run(Duration::from_secs(20));
    assert_eq!(explained.code, Some(0), "{}", explained.stderr);
    let lines: Vec<serde_json::Value> =
        explained.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut compared = 0;
    for (name, reloaded) in reloads_of_table(&page) {
        let setting = name.strip_prefix("COURANT_").unwrap_or(&name);
        let setting = setting.to_lowercase().replace('_', "-");
        let line = lines.iter().find(|line| line["setting"] == setting.as_str());
        // Settings without a value aren't explained, and those that can't be in the file are not reloaded.
        if let Some(line) = line {
            assert_eq!(line["reloads"], reloaded, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 12, "{compared} settings were compared");
}

/// Rows such as "| `NAME` | `default` | reloaded | meaning |".
fn reloads_of_table(page: &str) -> Vec<(String, bool)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells.first()?.trim_matches('`').to_owned();
        Some((name, *cells.get(2)? == "reloaded"))
    };
    let named = |line: &&str| line.starts_with("| `COURANT_") || line.starts_with("| `NATS_");
    page.lines().filter(named).filter_map(row).collect()
}
