//! The restrictions that a worker puts on itself before it reads anything.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use crate::Active;

/// Maximum number of open files: the three standard streams, a copy of one, and a few to spare.
const FILES: u64 = 16;

/// Limits memory and files. Called before there are threads, which inherit the limits.
pub(crate) fn before_threads(memory: u64) -> Active {
    let limits = [
        // Counts private writable memory, without the program's file.
        (Resource::Data, memory),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, FILES),
    ];
    let limited = limits.map(|(resource, most)| limit(resource, most, most));
    Active { limits: !limited.contains(&false), landlock: no_files(), seccomp: false }
}

/// Ends this process when it has used this many more seconds of CPU time, unless this is called
/// again. The program stops a worker that takes too long; this limit is for a worker whose program
/// is gone.
pub(crate) fn cpu_time(seconds: u64) {
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let most = u64::try_from(used).unwrap_or_default().saturating_add(seconds).saturating_add(1);
    let hard = getrlimit(Resource::Cpu).maximum.unwrap_or(u64::MAX);
    limit(Resource::Cpu, most, hard);
}

fn limit(resource: Resource, soft: u64, hard: u64) -> bool {
    let allowed = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let hard = hard.min(allowed);
    let maximum = (hard < u64::MAX).then_some(hard);
    setrlimit(resource, Rlimit { current: Some(soft.min(hard)), maximum }).is_ok()
}

/// Forbids access to all files.
#[cfg(target_os = "linux")]
fn no_files() -> bool {
    use landlock::{ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetStatus};

    let ruleset = Ruleset::default().handle_access(AccessFs::from_all(ABI::V3));
    let restricted = ruleset.and_then(|ruleset| ruleset.create());
    let restricted = restricted.and_then(|ruleset| ruleset.restrict_self());
    restricted.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// Forbids all system calls except those that reading needs, for all threads.
#[cfg(target_os = "linux")]
pub(crate) fn system_calls() -> bool {
    crate::syscalls::filter()
        .is_some_and(|program| seccompiler::apply_filter_all_threads(&program).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn no_files() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn system_calls() -> bool {
    false
}
