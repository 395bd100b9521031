//! A process that reads pages, and the cost of each.

use std::fs;
use std::io::{BufRead, BufReader, Result, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::pages::Page;

/// The result of a page.
pub struct Outcome {
    /// The line of output; `None` if the process crashed.
    pub answer: Option<Value>,
    /// CPU time in seconds.
    pub cpu: f64,
    /// The peak memory of the process in MB.
    pub peak: f64,
}

/// A running `courant extract`.
pub struct Extract {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Extract {
    pub fn start(courant: &Path) -> Result<Self> {
        let mut child = Command::new(courant)
            .args(["extract", "--jsonl", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdin = child.stdin.take().expect("it is piped");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        Ok(Self { child, stdin, stdout })
    }

    /// Sends it a page, waits for the answer, and measures the cost.
    pub fn page(&mut self, folder: &Path, page: &Page) -> Result<Outcome> {
        let path = folder.join(page.file);
        fs::write(&path, &page.bytes)?;
        let pid = self.child.id();
        // Resets the peak (proc(5)).
        let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
        let before = cpu(pid);
        writeln!(self.stdin, "{}", json!({"id": page.name, "path": path}))?;
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        // Its standard input is still open: it waits for the next page.
        let (cpu, peak) = (cpu(pid) - before, peak(pid));
        Ok(Outcome { answer: serde_json::from_str(&line).ok(), cpu, peak })
    }

    pub fn end(self) -> Result<()> {
        let Self { mut child, stdin, stdout: _ } = self;
        drop(stdin);
        child.wait().map(drop)
    }
}

/// From `/proc/PID/stat`: user and system time in ticks of 10 ms.
fn cpu(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn peak(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
