use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A child process that is killed when this value is dropped.
#[derive(Debug)]
pub(crate) struct Guarded(Child);

impl Guarded {
    pub(crate) fn new(child: Child) -> Self {
        Self(child)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Sends `signal`, unless the process has ended.
    pub(crate) fn signal(&mut self, signal: Signal) {
        if self.ended().is_none() {
            // `ended` has just shown that the child is not reaped, so the ID is still its own.
            kill_process(Pid::from_child(&self.0), signal).expect("a child of ours takes signals");
        }
    }

    /// Its exit status; `None` if it is running.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().expect("a child of ours can be waited for")
    }

    /// Waits until it exits; `None` if it is still running after `limit`.
    pub(crate) fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            let ended = self.ended();
            if ended.is_some() || Instant::now() >= deadline {
                return ended;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills it (SIGKILL) and waits until it has exited.
    pub(crate) fn kill(&mut self) {
        // Both fail only if the process has already been waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    use rustix::process::test_kill_process;

    use super::*;

    fn sleeper() -> Guarded {
        Guarded::new(Command::new("sleep").arg("60").spawn().unwrap())
    }

    #[test]
    fn waiting_gives_up_at_the_limit_and_leaves_it_running() {
        let mut child = sleeper();
        assert_eq!(child.wait(Duration::from_millis(20)), None);
        assert_eq!(child.ended(), None);
    }

    #[test]
    fn a_signal_ends_it_and_a_second_one_does_no_harm() {
        let mut child = sleeper();
        child.signal(Signal::TERM);
        let ended = child.wait(Duration::from_secs(10)).unwrap();
        assert_eq!(ended.signal(), Some(Signal::TERM.as_raw()));
        child.signal(Signal::TERM);
        child.kill();
    }

    #[test]
    fn it_is_gone_with_its_guard() {
        let child = sleeper();
        let id = Pid::from_child(&child.0);
        assert!(test_kill_process(id).is_ok());
        drop(child);
        assert!(test_kill_process(id).is_err());
    }
}
