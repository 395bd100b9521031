//! `make check-alerts-live`: real services and a real Prometheus with the shipped rules, from which one
//! component after another is removed. Each removal must raise its alert, and no other.
//!
//! The rules wait for seconds instead of minutes here; everything else is as shipped.

#![expect(clippy::panic, reason = "to panic is how a check fails, and these sentences say why")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use e2e::{Pipeline, STAGES, port, until, workspace};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The time limit for an alert.
const RAISED_WITHIN: Duration = Duration::from_secs(90);
/// No collector listens on this port.
const NO_COLLECTOR: [(&str, &str); 2] =
    [("OTEL_SDK_DISABLED", "false"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")];

fn main() {
    let mut pipeline = Pipeline::bare();
    for stage in STAGES.into_iter().chain(["publishing"]) {
        pipeline.start(stage, &NO_COLLECTOR);
    }
    pipeline.ready();
    let jaeger = Stand::start();
    let prometheus = Prometheus::start(&pipeline, jaeger.port);
    // Before the first scrape, every stage is absent.
    let watchdog = BTreeSet::from(["CourantWatchdog".to_owned()]);
    until("all targets to be scraped, and nothing to be wrong", RAISED_WITHIN, || {
        let all = prometheus.scraped() == pipeline.services.len() + 1;
        (all && prometheus.firing()? == watchdog).then_some(())
    });

    let mut expected = vec!["CourantWatchdog"];
    let mut removed = |what: &str, alert| {
        expected.push(alert);
        prometheus.raises(what, &expected);
        println!("ok  {what}: {alert}");
    };
    jaeger.stop();
    removed("Jaeger removed", "CourantJaegerDown");
    // A container that is removed is no longer a target.
    pipeline.services.pop();
    prometheus.targets(&pipeline);
    removed("a replica of publishing removed", "CourantReplicaGone");
    pipeline.services.remove(1);
    prometheus.targets(&pipeline);
    removed("language-detection removed", "CourantStageAbsent");
    pipeline.server.kill();
    expected.push("CourantStageNotReady");
    expected.push("CourantServerUnreachable");
    prometheus.raises("NATS removed", &expected);
    println!("ok  NATS removed: CourantServerUnreachable");
    println!("alerts: 4 removals, each raised its alert; CourantSpansLost stayed quiet");
}

/// A Prometheus in a folder of its own; killed when dropped.
struct Prometheus {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl Prometheus {
    fn start(pipeline: &Pipeline, jaeger: u16) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = |name: &str| folder.path().join(name);
        let rules = fs::read_to_string(workspace().join("deploy/prometheus/rules.yml"));
        fs::write(path("rules.yml"), impatient(&rules.expect("the rules are there")))
            .expect("the folder is ours");
        let config = json!({
            "global": { "scrape_interval": "1s", "evaluation_interval": "1s" },
            "rule_files": [path("rules.yml")],
            "scrape_configs": [
                {
                    "job_name": "courant",
                    "file_sd_configs": [{ "files": [path("targets.json")], "refresh_interval": "1s" }],
                },
                {
                    "job_name": "jaeger",
                    "static_configs": [{ "targets": [format!("127.0.0.1:{jaeger}")] }],
                },
            ],
        });
        // JSON is YAML.
        fs::write(path("prometheus.yml"), config.to_string()).expect("the folder is ours");
        let port = port::free();
        write_targets(folder.path(), pipeline);
        let log = fs::File::create(path("log")).expect("the folder is ours");
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", path("prometheus.yml").display()))
            .arg(format!("--storage.tsdb.path={}", path("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("prometheus (Debian package: prometheus): {error}"));
        Self { child, folder, port }
    }

    fn targets(&self, pipeline: &Pipeline) {
        write_targets(self.folder.path(), pipeline);
    }

    /// Waits until exactly these alerts are firing. Any other alert is a failure.
    fn raises(&self, what: &str, alerts: &[&str]) {
        let expected: BTreeSet<String> = alerts.iter().map(|alert| (*alert).to_owned()).collect();
        until(&format!("{what}: {alerts:?} to be firing"), RAISED_WITHIN, || {
            let firing = self.firing()?;
            let other: Vec<_> = firing.difference(&expected).collect();
            assert!(other.is_empty(), "{what}: {other:?} must not be raised");
            (firing == expected).then_some(())
        });
    }

    fn firing(&self) -> Option<BTreeSet<String>> {
        let answer = self.get("/api/v1/alerts")?;
        let alerts = answer["data"]["alerts"].as_array()?;
        let firing = alerts.iter().filter(|alert| alert["state"] == "firing");
        firing.map(|alert| Some(alert["labels"]["alertname"].as_str()?.to_owned())).collect()
    }

    /// The number of targets that answer.
    fn scraped(&self) -> usize {
        let answer = self.get("/api/v1/query?query=count(up==1)").unwrap_or_default();
        let count = answer["data"]["result"][0]["value"][1].as_str();
        count.and_then(|count| count.parse().ok()).unwrap_or(0)
    }

    fn get(&self, path: &str) -> Option<Value> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // Both fail only if it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rules with seconds instead of minutes.
fn impatient(rules: &str) -> String {
    let wait = |line: &str| match line.trim_start().starts_with("for: ") {
        true => "        for: 5s".to_owned(),
        false => line.to_owned(),
    };
    rules.lines().map(wait).collect::<Vec<_>>().join("\n")
}

/// Lists only running services, as DNS service discovery does.
fn write_targets(folder: &Path, pipeline: &Pipeline) {
    let targets: Vec<Value> = pipeline
        .services
        .iter()
        .map(|service| {
            json!({
                "targets": [format!("127.0.0.1:{}", service.admin)],
                "labels": { "service": service.stage },
            })
        })
        .collect();
    let text = Value::from(targets).to_string();
    // Renamed, so that Prometheus never reads an incomplete file.
    fs::write(folder.join("targets.new"), text).expect("the folder is ours");
    fs::rename(folder.join("targets.new"), folder.join("targets.json")).expect("just written");
}

/// An endpoint in place of Jaeger's metrics.
struct Stand {
    port: u16,
    stopped: Arc<AtomicBool>,
}

impl Stand {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let stopped = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&stopped);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if until.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                let mut request = [0; 4_096];
                // Prometheus scrapes again soon.
                let _ = stream.read(&mut request);
                let answer = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\njaeger_up 1\n";
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { port, stopped }
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}
