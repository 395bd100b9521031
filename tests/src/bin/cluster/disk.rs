use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A small in-memory file system that can be filled. Unmounted when dropped.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: TempDir,
}

/// Several times the size of 20,000 documents and the logs of the Raft groups.
const SIZE: &str = "size=768m";
const CHUNK: usize = 1 << 20;
const PAGE: usize = 4096;
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl Disk {
    /// Mounts one. `None` if this user lacks the permission.
    pub(crate) fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder.path());
        let mounted = mount.output().is_ok_and(|ended| ended.status.success());
        mounted.then_some(Self { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills all free space, including space that becomes free, for this time. Returns the bytes.
    pub(crate) async fn fill(&self, time: Duration) -> u64 {
        let until = Instant::now() + time;
        let path = self.filler();
        let mut file =
            OpenOptions::new().create(true).append(true).open(&path).expect("the folder is ours");
        let zeros = vec![0; CHUNK];
        while Instant::now() < until {
            while file.write_all(&zeros).is_ok() {}
            while file.write_all(&zeros[..PAGE]).is_ok() {}
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        file.metadata().map_or(0, |filler| filler.len())
    }

    /// Frees it again.
    pub(crate) fn free(&self) {
        std::fs::remove_file(self.filler()).expect("it was written");
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a server that is being killed may still have files open.
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}
