//! A worker that does what its work says: answer, panic, allocate, hang or open files. The tests of the
//! sandbox check how the pool handles that.

use std::fs::File;
use std::net::TcpStream;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let limits: Vec<String> = std::env::args().skip(1).collect();
    let limits: Vec<&str> = limits.iter().map(String::as_str).collect();
    sandbox::serve(&limits, |work, progress| vec![answer(work, progress)])
}

fn answer(work: &[u8], progress: &mut dyn FnMut()) -> Vec<u8> {
    match work {
        b"panic" => unreachable!("it was told to"),
        b"abort" => std::process::abort(),
        b"overflow" => vec![depth(0)],
        b"grow" => grow(),
        b"hang" => hang(|| ()),
        b"hang and say so" => hang(progress),
        b"steps" => steps(|| std::thread::sleep(STEP), progress),
        b"busy steps" => steps(busy, progress),
        b"read a file" => said(File::open("/etc/passwd").is_ok()),
        b"write a file" => said(File::create("/tmp/courant-worker").is_ok()),
        b"start a program" => said(Command::new("/bin/true").status().is_ok()),
        b"connect" => said(TcpStream::connect(("127.0.0.1", 4222)).map_or_else(reached, |_| true)),
        work => work.iter().rev().copied().collect(),
    }
}

fn said(yes: bool) -> Vec<u8> {
    if yes { b"yes".to_vec() } else { b"no".to_vec() }
}

/// Whether a connection was attempted, and failed because nothing listens there.
#[expect(clippy::needless_pass_by_value, reason = "for map_or_else")]
fn reached(error: std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::ConnectionRefused
}

#[expect(unconditional_recursion, reason = "to use up the stack")]
fn depth(level: u8) -> u8 {
    std::hint::black_box([level; 4096])[usize::from(level)].wrapping_add(depth(level))
}

fn grow() -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        all.push(vec![1_u8; 1 << 20]);
        if all.len() > 4_096 {
            return b"4 GB".to_vec();
        }
    }
}

/// The duration of a step. Eight steps take longer than the limit for one.
const STEP: Duration = Duration::from_millis(500);

fn steps(each: impl Fn(), progress: &mut dyn FnMut()) -> Vec<u8> {
    for _ in 0..8 {
        each();
        progress();
    }
    b"done".to_vec()
}

/// Uses CPU time.
fn busy() {
    let end = Instant::now() + STEP;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

fn hang(mut each: impl FnMut()) -> Vec<u8> {
    loop {
        std::thread::sleep(Duration::from_millis(20));
        each();
    }
}
