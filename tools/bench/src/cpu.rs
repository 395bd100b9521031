//! CPU time and memory of processes.

use std::fs;

/// Length of the clock ticks in which Linux counts CPU time (`USER_HZ`: 100 on every architecture).
const MICROSECONDS_A_TICK: f64 = 10_000.0;

/// Microseconds of CPU time that a process has used so far, in user and kernel mode; 0 without `/proc`.
pub fn used(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // proc(5): the name in brackets may contain anything; utime and stime are fields 14 and 15.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let times = after.split_ascii_whitespace().skip(11).take(2);
    times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * MICROSECONDS_A_TICK
}

/// Peak memory of a process in bytes; 0 without `/proc`.
pub fn peak_memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_ascii_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_does_not_exist_has_used_nothing() {
        assert_eq!((used(u32::MAX), peak_memory(u32::MAX)), (0.0, 0.0));
    }
}
