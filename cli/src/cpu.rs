use rustix::time::{ClockId, clock_gettime};

/// CPU time of this thread so far, in microseconds.
pub(crate) fn microseconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
