//! The house's own rules: who may stand on whom, and how long a file may be.

#![expect(clippy::panic, clippy::unwrap_used, reason = "to panic is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::workspace;
use serde_json::Value;

/// Longest source file, in lines.
const LONGEST: usize = 400;

/// A package of the workspace: its name, its folder in the tree, the packages that it names.
struct Package {
    name: String,
    folder: String,
    dependencies: Vec<String>,
}

#[test]
fn packages_stand_only_on_what_is_below_them() {
    let packages = packages();
    let ours: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    for package in &packages {
        let below = below(package);
        for dependency in &package.dependencies {
            if ours.contains(&dependency.as_str()) {
                let allowed = below.is_none_or(|below| below.contains(&dependency.as_str()));
                assert!(allowed, "{} must not stand on {dependency}", package.name);
            }
        }
    }
}

/// What a package of ours may stand on, of ours; `None`: all of it.
fn below(package: &Package) -> Option<&'static [&'static str]> {
    match package.folder.as_str() {
        "cli" | "tests" => None,
        "shared/article" | "shared/language" | "shared/telemetry" | "shared/text" => Some(&[]),
        "shared/page" | "shared/metadata" => Some(&["article", "text"]),
        "shared/broker" => Some(&["article", "telemetry"]),
        "shared/stage" => Some(&["article", "broker", "telemetry"]),
        service if service.starts_with("services/") => {
            Some(&["article", "language", "metadata", "page", "stage", "telemetry", "text"])
        }
        // They build artefacts or measure; nothing stands on them.
        tool if tool.starts_with("tools/") => None,
        folder => panic!("{folder} is new: say here what it may stand on"),
    }
}

#[test]
fn foreign_clients_stop_at_the_package_that_wraps_them() {
    // The journeys play the users, who have clients of their own; so do the bench's baselines.
    let wraps = |package: &Package, dependency: &str| match dependency {
        "async-nats" => ["broker", "e2e", "bench"].contains(&package.name.as_str()),
        // The journeys play the collector, too.
        _ => ["telemetry", "e2e"].contains(&package.name.as_str()),
    };
    let foreign = |name: &str| name == "async-nats" || name.contains("opentelemetry");
    for package in packages() {
        for dependency in package.dependencies.iter().filter(|name| foreign(name)) {
            assert!(wraps(&package, dependency), "{} names {dependency}", package.name);
        }
    }
}

#[test]
fn every_service_is_a_folder_of_the_same_shape() {
    let services = packages().into_iter().filter(|package| package.folder.starts_with("services/"));
    let services: Vec<Package> = services.collect();
    assert!(services.len() >= 4, "the four services are gone");
    for service in services {
        let folder = service.folder.strip_prefix("services/");
        assert_eq!(folder, Some(service.name.as_str()), "a service is named as its folder");
        for file in ["src/lib.rs", "src/main.rs"] {
            let path = workspace().join(&service.folder).join(file);
            assert!(path.is_file(), "{} has no {file}", service.name);
        }
    }
}

#[test]
fn no_source_file_is_too_long_to_read_at_once() {
    let mut files = Vec::new();
    for folder in ["services", "shared", "cli", "tests", "tools"] {
        sources(&workspace().join(folder), &mut files);
    }
    assert!(files.iter().any(|file| file.ends_with("tests/tests/house.rs")), "no files were seen");
    for file in files {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines: look for the seam", file.display());
    }
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn packages() -> Vec<Package> {
    let asked = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let metadata: Value = serde_json::from_slice(&asked.stdout).unwrap();
    let root = PathBuf::from(text(&metadata["workspace_root"]));
    let package = |package: &Value| {
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let folder = manifest.parent().unwrap().strip_prefix(&root).unwrap();
        Package {
            name: short(&text(&package["name"])),
            folder: folder.to_str().unwrap().to_owned(),
            dependencies: list(&package["dependencies"], |named| short(&text(&named["name"]))),
        }
    };
    list(&metadata["packages"], package)
}

/// A library's name within the workspace: it is published as `courant-…`.
fn short(name: &str) -> String {
    name.strip_prefix("courant-").unwrap_or(name).to_owned()
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
