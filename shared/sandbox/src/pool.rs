use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::worker::{Ended, Worker};
use crate::{Active, Limits, WorkFailure};

/// Workers, as many as there are callers at the same time.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    arguments: Vec<String>,
    limits: Limits,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    /// Workers that are started on demand as `program` with `arguments`. The program calls
    /// [`serve`](crate::serve).
    pub fn new(program: PathBuf, arguments: &[&str], limits: Limits) -> Self {
        let mut arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        arguments.push(limits.memory.to_string());
        arguments.push(limits.step.as_secs().to_string());
        Self { program, arguments, limits, idle: Mutex::default() }
    }

    /// Starts a worker, and returns its active limits.
    pub fn start(&self) -> Result<Active, WorkFailure> {
        let worker = self.idle_or_new()?;
        let active = worker.active();
        self.give_back(worker);
        Ok(active)
    }

    /// Sends a piece of work, the concatenation of `parts`, to a worker and returns its answer.
    /// Calls `progress` when the worker makes progress.
    pub fn run(&self, parts: &[&[u8]], progress: &mut dyn FnMut()) -> Result<Vec<u8>, WorkFailure> {
        let mut worker = self.idle_or_new()?;
        let worked = match worker.work(parts, &self.limits, progress) {
            // It was killed while it was idle, before it read any of this.
            Err(Ended::Before) => {
                worker = Worker::start(&self.program, &self.arguments, &self.limits)?;
                worker.work(parts, &self.limits, progress)
            }
            worked => worked,
        };
        match worked {
            Ok(answer) => {
                if worker.pieces() < self.limits.pieces {
                    self.give_back(worker);
                }
                Ok(answer)
            }
            // A worker that failed isn't used again.
            Err(Ended::Because(failure)) => Err(failure),
            Err(Ended::Before) => Err(WorkFailure::Crashed),
        }
    }

    fn idle_or_new(&self) -> Result<Worker, WorkFailure> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(worker) => Ok(worker),
            None => Worker::start(&self.program, &self.arguments, &self.limits),
        }
    }

    fn give_back(&self, worker: Worker) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
    }
}
