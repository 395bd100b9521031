use std::fs;

/// The clock ticks in which Linux counts processor time (`USER_HZ`: 100 on every architecture).
const MICROSECONDS_A_TICK: f64 = 10_000.0;

/// Microseconds of processor time that a process has used so far, its own and the kernel's for
/// it. 0 where there is no `/proc`.
pub fn used(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // proc(5): the name in brackets may hold anything; utime and stime are fields 14 and 15.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let times = after.split_ascii_whitespace().skip(11).take(2);
    times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * MICROSECONDS_A_TICK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_of_a_process_that_is_not_there() {
        assert_eq!(used(u32::MAX), 0.0);
    }
}
