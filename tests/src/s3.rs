use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::child::Guarded;
use crate::{port, until, workspace};

/// The bucket of an [`S3`].
const BUCKET: &str = "articles";

/// A real S3-compatible server (s3s-fs) with one bucket; killed when dropped.
#[derive(Debug)]
pub struct S3 {
    port: u16,
    folder: TempDir,
    running: Option<Guarded>,
}

impl S3 {
    /// Starts one.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join(BUCKET)).expect("the folder is ours");
        let mut server = Self { port: port::free(), folder, running: None };
        server.launch();
        server
    }

    /// Kills it (SIGKILL).
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Starts it again with the same data.
    pub fn launch(&mut self) {
        let child = Command::new(program())
            .args(["--host", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--access-key", "test", "--secret-key", "secret"])
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.running = Some(Guarded::new(child.expect("s3s-fs starts")));
        until("the S3 server to listen", Duration::from_secs(30), || {
            std::net::TcpStream::connect(("127.0.0.1", self.port)).ok().map(drop)
        });
    }

    /// The settings of a client.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }

    /// The folder in which the server stores the objects of its bucket as files.
    pub fn objects(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }
}

/// `.tools/bin/s3s-fs`.
fn program() -> PathBuf {
    let program = workspace().join(".tools/bin/s3s-fs");
    assert!(program.is_file(), "this test needs s3s-fs: `make s3-server` installs it");
    program
}
