use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::child::Guarded;
use crate::{port, wait, workspace};

const READY_WITHIN: Duration = Duration::from_secs(30);
const STOPS_WITHIN: Duration = Duration::from_secs(30);

/// A nats-server with JetStream on its own port and in its own folder; killed when dropped.
///
/// It keeps both across restarts, so that clients can reconnect.
#[derive(Debug)]
pub struct Server {
    port: u16,
    folder: TempDir,
    running: Option<Guarded>,
}

/// Options of a [`Server`].
#[derive(Debug, Clone)]
pub struct Options {
    /// `max_payload`, in bytes.
    pub max_payload: u64,
    /// `max_file_store`, in bytes.
    pub max_file_store: u64,
    /// The parent of its folder `jetstream`; by default its own folder.
    pub store: Option<PathBuf>,
    /// Additional lines of its block `jetstream`.
    pub jetstream: String,
    /// Additional lines of its configuration file, such as users and permissions.
    pub more: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_payload: 8 << 20,
            max_file_store: 8 << 30,
            store: None,
            jetstream: String::new(),
            more: String::new(),
        }
    }
}

impl Server {
    /// Starts one with the settings of `deploy/nats/nats-server.conf`.
    pub fn start() -> Self {
        Self::with(&Options::default())
    }

    /// Starts one with these options.
    pub fn with(options: &Options) -> Self {
        let mut folder = tempfile::tempdir().expect("a temporary folder can be made");
        for _ in 0..10 {
            let mut server = Self { port: port::free(), folder, running: None };
            server.configure(options);
            match server.launch() {
                Ok(()) => return server,
                // Another test took the port before the server did.
                Err(log) if log.contains("address already in use") => folder = server.folder,
                Err(log) => panic!("nats-server did not start:\n{log}"),
            }
        }
        panic!("nats-server found each of ten free ports taken");
    }

    /// The URL for clients.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Its process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.running.as_ref().map(Guarded::id)
    }

    /// Stops it (SIGTERM) and waits until it has exited.
    pub fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.signal(Signal::TERM);
            if running.wait(STOPS_WITHIN).is_none() {
                panic!("nats-server did not stop within {STOPS_WITHIN:?}:\n{}", self.log());
            }
        }
    }

    /// Kills it (SIGKILL) and waits until it has exited.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Stops it if it is running, and starts it again on the same port with the same data.
    pub fn restart(&mut self) {
        self.stop();
        if let Err(log) = self.launch() {
            panic!("nats-server did not start again:\n{log}");
        }
    }

    /// Restarts it with other options, on the same port with the same data.
    pub fn restart_with(&mut self, options: &Options) {
        self.configure(options);
        self.restart();
    }

    /// Makes it reload its configuration with other options (SIGHUP).
    pub fn reload_with(&mut self, options: &Options) {
        self.configure(options);
        self.reload();
    }

    /// Makes it reload its configuration with a part replaced (SIGHUP).
    pub fn reload_replaced(&mut self, from: &str, to: &str) {
        let path = self.configuration();
        let text = fs::read_to_string(&path).expect("the folder is ours");
        assert!(text.contains(from), "the configuration has no such part");
        fs::write(path, text.replacen(from, to, 1)).expect("the folder is ours");
        self.reload();
    }

    fn reload(&mut self) {
        let reloads = |log: String| log.matches("Reloaded server configuration").count();
        let before = reloads(self.log());
        self.running.as_mut().expect("it runs").signal(Signal::HUP);
        wait::until("nats-server to reload", READY_WITHIN, || {
            (reloads(self.log()) > before).then_some(())
        });
    }

    /// The folder of its streams (`store_dir`), unless the options name another.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("jetstream")
    }

    /// Its log since the last start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn configure(&self, options: &Options) {
        let Options { max_payload, max_file_store, store, jetstream, more } = options;
        let store = store.as_deref().unwrap_or(self.folder.path()).join("jetstream");
        let text = format!(
            "listen: \"127.0.0.1:{}\"\nmax_payload: {max_payload}\n\
             jetstream {{ store_dir: {store:?}, max_file_store: {max_file_store}\n{jetstream} }}\n{more}\n",
            self.port
        );
        fs::write(self.configuration(), text).expect("the folder is ours");
    }

    fn launch(&mut self) -> Result<(), String> {
        let log = fs::File::create(self.log_path()).expect("the folder is ours");
        let child = Command::new(program())
            .arg("--config")
            .arg(self.configuration())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("it has just told its version");
        let mut running = Guarded::new(child);
        let ready = wait::until("nats-server to be ready", READY_WITHIN, || {
            if running.ended().is_some() {
                return Some(false);
            }
            self.greets().then_some(true)
        });
        if !ready {
            return Err(self.log());
        }
        self.running = Some(running);
        Ok(())
    }

    /// Whether it accepts connections and its INFO announces JetStream.
    fn greets(&self) -> bool {
        let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) else {
            return false;
        };
        let mut line = String::new();
        stream.set_read_timeout(Some(Duration::from_secs(1))).expect("one second is not zero");
        let read = BufReader::new(stream).read_line(&mut line);
        read.is_ok() && line.starts_with("INFO ") && line.contains("\"jetstream\":true")
    }

    fn configuration(&self) -> PathBuf {
        self.folder.path().join("nats.conf")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("nats.log")
    }
}

/// The nats-server on the PATH, or else the one that `make tools` fetched.
fn program() -> PathBuf {
    let places = [PathBuf::from("nats-server"), workspace().join(".tools/nats-server")];
    let runs = |place: &PathBuf| {
        let asked = Command::new(place).arg("--version").stdin(Stdio::null()).output();
        asked.is_ok_and(|answer| answer.status.success())
    };
    match places.into_iter().find(runs) {
        Some(program) => program,
        None => panic!("no nats-server on the PATH or in .tools/: run `make tools`"),
    }
}
