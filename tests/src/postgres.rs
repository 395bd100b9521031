use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::child::Guarded;
use crate::{port, until};

const READY_WITHIN: Duration = Duration::from_secs(60);
/// The user `nobody`: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;

/// A real PostgreSQL on a port and in a folder of its own; killed when dropped.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    folder: TempDir,
    programs: PathBuf,
    running: Option<Guarded>,
}

impl Postgres {
    /// Starts one with an empty database.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut postgres = Self { port: port::free(), folder, programs: programs(), running: None };
        let path = postgres.folder.path();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
        fs::create_dir(postgres.data()).expect("the folder is ours");
        if is_root(path) {
            chown(postgres.data(), Some(NOBODY), Some(NOBODY)).expect("root may");
        }
        let data = postgres.data();
        let made = postgres
            .command("initdb")
            .args(["--no-sync", "--auth=trust", "--username=courant", "--encoding=UTF8"])
            .args(["--locale=C", "--pgdata"])
            .arg(&data)
            .output()
            .expect("initdb starts");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        postgres.launch();
        postgres
    }

    /// The URL for clients.
    pub fn url(&self) -> String {
        format!("postgres://courant@127.0.0.1:{}/postgres", self.port)
    }

    /// The path of one of its programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// Kills all its processes (SIGKILL).
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Starts it again on the same port with the same data. After a kill it doesn't start until the last
    /// old process has exited, so the start is repeated.
    pub fn launch(&mut self) {
        self.running = Some(self.spawn());
        until("PostgreSQL to be ready", READY_WITHIN, || {
            if self.running.as_mut().is_none_or(|running| running.ended().is_some()) {
                self.running = Some(self.spawn());
            }
            self.ask("SELECT 1").ok().filter(|answer| answer == "1").map(drop)
        });
    }

    fn spawn(&self) -> Guarded {
        let log = fs::File::create(self.folder.path().join("log")).expect("the folder is ours");
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string(), "-h", "127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            .stdout(Stdio::null())
            .stderr(log);
        Guarded::new(command.spawn().expect("postgres starts"))
    }

    /// The result of a query, from psql: rows in lines, columns separated by `|`.
    #[track_caller]
    pub fn query(&self, sql: &str) -> String {
        self.ask(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The same, or PostgreSQL's error message.
    pub fn ask(&self, sql: &str) -> Result<String, String> {
        let asked = Command::new(self.program("psql"))
            .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, &self.url()])
            .output()
            .expect("psql starts");
        match asked.status.success() {
            true => Ok(String::from_utf8_lossy(&asked.stdout).trim_end().to_owned()),
            false => Err(String::from_utf8_lossy(&asked.stderr).into_owned()),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.program(program));
        command.current_dir(self.folder.path());
        if is_root(self.folder.path()) {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            // Ends its processes immediately, without a checkpoint.
            running.signal(Signal::QUIT);
            running.wait(READY_WITHIN);
        }
    }
}

fn is_root(ours: &Path) -> bool {
    fs::metadata(ours).expect("it has just been made").uid() == 0
}

/// The folder of PostgreSQL's programs: in `PATH`, else the newest one of Debian's packages.
fn programs() -> PathBuf {
    let path = option_env!("PATH").unwrap_or_default();
    let in_path = path.split(':').map(PathBuf::from);
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort_by_key(|folder| version(folder));
    let complete = |folder: &PathBuf| {
        ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).is_file())
    };
    let found = in_path.chain(debian.into_iter().rev()).find(complete);
    found.unwrap_or_else(|| {
        panic!(
            "this test needs PostgreSQL's initdb, postgres and psql, in PATH or in \
             /usr/lib/postgresql: on Debian `apt-get install postgresql`, on macOS `brew install \
             postgresql`"
        )
    })
}

fn version(folder: &Path) -> u32 {
    let name = folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}
