//! Rules for the workspace: the permitted dependencies between packages, and the length of files.

#![expect(clippy::panic, clippy::unwrap_used, reason = "to panic is how a test fails")]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::workspace;
use serde_json::Value;

/// The maximum length of a source file, in lines.
const LONGEST: usize = 400;

/// A package of the workspace: its name, its folder and its dependencies.
struct Package {
    name: String,
    folder: String,
    dependencies: Vec<String>,
}

impl Package {
    fn crate_name(&self) -> &str {
        crate_name(&self.name)
    }
}

/// The name of a package in code: `stage` for `courant-stage`.
fn crate_name(package: &str) -> &str {
    package.strip_prefix("courant-").unwrap_or(package)
}

#[test]
fn packages_depend_only_on_lower_layers() {
    let packages = packages();
    let ours: Vec<&str> = packages.iter().map(Package::crate_name).collect();
    for package in &packages {
        let allowed = allowed(package);
        for dependency in package.dependencies.iter().map(|name| crate_name(name)) {
            if ours.contains(&dependency) {
                let allowed = allowed.is_none_or(|allowed| allowed.contains(&dependency));
                assert!(allowed, "{} must not depend on {dependency}", package.name);
            }
        }
    }
}

/// The packages of this workspace that `package` may depend on; `None` means all of them.
fn allowed(package: &Package) -> Option<&'static [&'static str]> {
    match package.folder.as_str() {
        "cli" | "tests" => None,
        "shared/article" | "shared/capacity" | "shared/http-client" | "shared/language"
        | "shared/telemetry" | "shared/text" | "shared/warc" => Some(&[]),
        "shared/sandbox" => Some(&[]),
        "shared/page" => Some(&["article", "text"]),
        "shared/formats" => Some(&["article", "page", "text"]),
        "shared/metadata" => Some(&["article", "page", "text"]),
        "shared/broker" => Some(&["article"]),
        "shared/config" => Some(&["broker"]),
        "shared/operator" => Some(&["article", "broker"]),
        "shared/stage" => Some(&["article"]),
        "shared/runtime" => Some(&["article", "broker", "config", "stage", "telemetry"]),
        // Shows the results of `operator`, and reads streams page by page. The code of two stages
        // explains the title of an article.
        "services/console" => {
            Some(&["article", "broker", "config", "ingestion", "metadata", "operator", "stage"])
        }
        // Its targets know the contract and the record, but not the stages.
        "services/delivery" => Some(&["article", "http-client", "runtime", "stage"]),
        // Fetches pages and publishes them unchanged; `page` and `warc` decode them.
        "services/feeds" => Some(&["article", "http-client", "page", "runtime", "stage", "warc"]),
        service if service.starts_with("services/") => Some(&[
            "article", "formats", "language", "metadata", "page", "runtime", "sandbox", "stage",
            "text",
        ]),
        // Tools build artefacts or measure; nothing depends on them.
        tool if tool.starts_with("tools/") => None,
        folder => panic!("{folder} is new: list here what it may depend on"),
    }
}

/// The libraries that anyone can use without a broker, an async runtime or telemetry.
const PURE: [&str; 10] = [
    "shared/article",
    "shared/capacity",
    "shared/formats",
    "shared/language",
    "shared/metadata",
    "shared/page",
    "shared/sandbox",
    "shared/stage",
    "shared/text",
    "shared/warc",
];

#[test]
fn libraries_need_no_broker_async_runtime_or_telemetry() {
    let metadata = metadata(&["--all-features"]);
    let nodes = list(&metadata["resolve"]["nodes"], Value::clone);
    let nodes: HashMap<String, Value> =
        nodes.into_iter().map(|node| (text(&node["id"]), node)).collect();
    let names: HashMap<String, String> =
        list(&metadata["packages"], |package| (text(&package["id"]), text(&package["name"])))
            .into_iter()
            .collect();
    for folder in PURE {
        let root = nodes.keys().find(|id| id.contains(&format!("/{folder}#"))).unwrap();
        let (mut seen, mut open) = (HashSet::new(), vec![root.clone()]);
        while let Some(id) = open.pop() {
            let name = names[&id].as_str();
            let impure = ["async-nats", "axum", "tokio"].contains(&name)
                || name.starts_with("opentelemetry");
            assert!(!impure, "{folder} depends on {name}");
            let normal = |dependency: &&Value| {
                list(&dependency["dep_kinds"], |kind| kind["kind"].is_null()).contains(&true)
            };
            let dependencies = nodes[&id]["deps"].as_array().unwrap().iter().filter(normal);
            open.extend(
                dependencies.map(|to| text(&to["pkg"])).filter(|id| seen.insert(id.clone())),
            );
        }
        assert!(seen.len() > 1, "the dependencies of {folder} were not seen");
    }
}

#[test]
fn only_programs_name_the_runtime() {
    for package in packages() {
        let named = package.dependencies.iter().any(|name| name == "courant-runtime");
        let program = !package.folder.starts_with("shared/");
        assert!(!named || program, "{} names the runtime", package.name);
        // The library of a service doesn't name it; only `main.rs` does.
        if package.folder.starts_with("services/") {
            let mut files = Vec::new();
            sources(&workspace().join(&package.folder).join("src"), &mut files);
            for file in files.iter().filter(|file| !file.ends_with("src/main.rs")) {
                let source = fs::read_to_string(file).unwrap();
                assert!(!source.contains("runtime::"), "{} names the runtime", file.display());
            }
        }
    }
}

#[test]
fn foreign_clients_stop_at_the_package_that_wraps_them() {
    // The end-to-end tests and the benchmark's baselines act as publishers, readers and the
    // collector, with their own clients.
    let wraps = |package: &Package, dependency: &str| match dependency {
        "async-nats" => ["broker", "e2e", "bench"].contains(&package.crate_name()),
        _ => ["telemetry", "e2e"].contains(&package.crate_name()),
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

fn metadata(arguments: &[&str]) -> Value {
    let asked = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(arguments)
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    serde_json::from_slice(&asked.stdout).unwrap()
}

fn packages() -> Vec<Package> {
    let metadata = metadata(&["--no-deps"]);
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

/// The name of a library within the workspace, without `courant-`.
fn short(name: &str) -> String {
    name.strip_prefix("courant-").unwrap_or(name).to_owned()
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
