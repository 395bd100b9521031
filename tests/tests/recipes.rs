//! The recipes of the README, run line by line.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use e2e::{
    PATIENCE, Page, Pipeline, Postgres, Receiver, Reply, Site, built, parquet_reader, port, until,
    workspace,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

/// The block of the recipes that contains `word`, of at most six lines, with free ports.
fn block(word: &str) -> String {
    let blocks = blocks();
    let block = blocks.iter().find(|block| block.contains(word)).expect("the block");
    assert!(block.lines().count() <= 6, "{block}");
    let free = |block: String, port: &str| block.replace(port, &port::free().to_string());
    admin_ports(block).into_iter().fold(block.clone(), free)
}

fn blocks() -> Vec<String> {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("README.md");
    let (_, section) = readme.split_once("## Recipes\n").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("a section follows");
    let blocks = section.split("```sh\n").filter_map(|rest| Some(rest.split_once("```")?.0));
    blocks.map(str::to_owned).collect()
}

/// The admin ports of the services in a block.
fn admin_ports(block: &str) -> Vec<&str> {
    let services = block.lines().filter(|line| line.starts_with("courant service "));
    let port = |line| {
        let (_, rest) = str::split_once(line, " --admin 127.0.0.1:").expect("an admin port");
        rest.split(' ').next().expect("it is never empty")
    };
    services.map(port).collect()
}

/// A folder in which a recipe runs, with the programs that it uses in `PATH`.
struct Kitchen {
    folder: TempDir,
    url: String,
    settings: Vec<(&'static str, String)>,
    running: Vec<Child>,
}

impl Kitchen {
    fn new(pipeline: &Pipeline, settings: &[(&'static str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = pipeline.server.url();
        Self { folder, url, settings: settings.to_vec(), running: Vec::new() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a command.
    fn program(&self, name: &str, script: &str) {
        let path = self.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }

    /// Runs a block, and waits for its foreground commands.
    fn start(&mut self, lines: &str) {
        let child = self.shell(lines).stdout(Stdio::null()).stderr(self.log()).spawn();
        self.running.push(child.expect("sh starts"));
        let shell = self.running.last_mut().expect("it has just been started");
        let ended = shell.wait().expect("a child of ours");
        assert!(ended.success(), "{}", self.said());
    }

    /// Runs a command and returns its output.
    fn ask(&self, line: &str) -> Output {
        self.shell(line).output().expect("sh starts")
    }

    fn shell(&self, script: &str) -> Command {
        let courant = built("courant");
        let programs = courant.parent().expect("a file is in a folder");
        #[expect(clippy::disallowed_methods, reason = "the shell finds its programs by it")]
        let path = std::env::var("PATH").expect("tests are started with it");
        let mut command = Command::new("sh");
        command
            .args(["-ec", script])
            .current_dir(self.path())
            .process_group(0)
            .env("PATH", format!("{}:{}:{path}", self.path().display(), programs.display()))
            .env("NATS_URL", &self.url)
            .env("OTEL_SDK_DISABLED", "true")
            .envs(self.settings.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null());
        command
    }

    fn log(&self) -> fs::File {
        let mut options = fs::OpenOptions::new();
        options.create(true).append(true).open(self.path().join("log")).expect("ours")
    }

    fn said(&self) -> String {
        fs::read_to_string(self.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Kitchen {
    fn drop(&mut self) {
        for shell in &self.running {
            // The services in the background of the shell.
            let _ = kill_process_group(Pid::from_child(shell), Signal::KILL);
        }
    }
}

const FERRY: &str = "<title>Ferry</title><p>The ferry to the islands runs again from Monday, the \
    harbour office said. It had been in the dock since August.";

/// They can run on one machine together with `courant up`, which uses port 8081 and the ports above it.
#[test]
fn every_service_has_an_admin_port_of_its_own() {
    let blocks = blocks();
    let ports: Vec<&str> = blocks.iter().flat_map(|block| admin_ports(block)).collect();
    let distinct: BTreeSet<&str> = ports.iter().copied().collect();
    assert!(ports.len() >= 4 && distinct.len() == ports.len(), "{ports:?}");
    assert!(ports.iter().all(|port| port.starts_with("90")), "{ports:?}");
}

#[test]
fn feeds_to_postgres() {
    let site = Site::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/feed.xml" => {
            let feed =
                "<rss version=\"2.0\"><channel><item><link>/ferry</link></item></channel></rss>";
            Page::ok("application/rss+xml", feed)
        }
        "/ferry" => Page::ok("text/html; charset=utf-8", FERRY),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    let postgres = Postgres::start();
    let pipeline = Pipeline::whole();
    let mut kitchen = Kitchen::new(
        &pipeline,
        &[
            ("COURANT_FEEDS_ALLOW_PRIVATE", "true".into()),
            ("COURANT_FEEDS_MIN_INTERVAL", "1s".into()),
        ],
    );
    kitchen.program("psql", &format!("exec {} \"$@\"", postgres.program("psql").display()));
    let recipe = block("feeds.txt")
        .replace("https://example.org/feed.xml", &site.url("/feed.xml"))
        .replace("postgres://courant:secret@localhost/news", &postgres.url());
    let select = block("psql \"$COURANT_POSTGRES_URL\"");
    kitchen.start(&recipe);
    let export = recipe.lines().find(|line| line.starts_with("export ")).expect("the address");
    let rows = until("a row", PATIENCE, || {
        let asked = kitchen.ask(&format!("{export}\n{select}"));
        let rows = String::from_utf8_lossy(&asked.stdout).into_owned();
        rows.contains("(1 row)").then_some(rows)
    });
    assert!(rows.contains("| en ") && rows.contains("| Ferry"), "{rows}");
}

#[test]
fn an_archive_to_parquet() {
    let python = parquet_reader();
    let pipeline = Pipeline::whole();
    let mut kitchen = Kitchen::new(&pipeline, &[]);
    let read = "import duckdb, sys; print(duckdb.sql(sys.argv[2]).fetchall())";
    kitchen.program("duckdb", &format!("exec {} -c '{read}' \"$@\"", python.display()));
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{FERRY}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/ferry\r\n\
         WARC-Date: 2026-11-27T01:00:00Z\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
        page.len()
    );
    let mut archive = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut archive, record.as_bytes()).expect("memory");
    let archive = archive.finish().expect("memory");
    fs::write(kitchen.path().join("crawl.warc.gz"), archive).expect("written");
    let select = block("duckdb");
    kitchen.start(&block("--format parquet"));
    until("the article in a file", PATIENCE, || {
        let asked = kitchen.ask(&select);
        let rows = String::from_utf8_lossy(&asked.stdout).into_owned();
        rows.contains("('en', 'Ferry', 'https://example.org/ferry')").then_some(())
    });
}

#[test]
fn a_folder_to_a_webhook() {
    let receiver = Receiver::start(|_, _| Reply::Status(200));
    let pipeline = Pipeline::whole();
    let settings = [("COURANT_WEBHOOK_ALLOW_PRIVATE", "true".into())];
    let mut kitchen = Kitchen::new(&pipeline, &settings);
    let folder = kitchen.path().join("samples");
    fs::create_dir(&folder).expect("ours");
    fs::write(folder.join("ferry.html"), FERRY).expect("written");
    let recipe =
        block("--delivery webhook").replace("https://example.org/articles", &receiver.url());
    kitchen.start(&recipe);
    let webhooks = until("the webhook", PATIENCE, || {
        let webhooks = receiver.requests();
        (!webhooks.is_empty()).then_some(webhooks)
    });
    assert_eq!(webhooks[0].body["data"]["metadata"]["title"]["value"], "Ferry");
}
