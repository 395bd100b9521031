use std::time::Duration;

use crate::{Failed, Verdict, Worked};

/// How long to wait after a failed attempt, and how many attempts there are.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// The wait after the first failure; it doubles with each further one.
    pub first: Duration,
    /// The longest wait.
    pub cap: Duration,
}

/// How long what another version or replica is to work on stays with the server.
const ELSEWHERE: Duration = Duration::from_secs(30);

/// What is to become of a message.
#[derive(Debug)]
pub enum Settlement {
    /// On, out, or aside: as the stage's work says.
    Done(Worked),
    /// Into the dead letters.
    Dead(Failed),
    /// Again, after a wait.
    Retry(Duration, Failed),
    /// Back to the server for so long, with no attempt counted.
    HandBack(Duration, Failed),
}

/// Decides, from nothing but the result, the attempt (from 1) and the policy. `jitter` is 0 to 1.
pub fn settle(
    result: Result<Worked, Failed>,
    attempt: u32,
    policy: &Policy,
    jitter: f64,
) -> Settlement {
    let failed = match result {
        Ok(worked) => return Settlement::Done(worked),
        Err(failed) => failed,
    };
    match failed.verdict {
        Verdict::Reject => Settlement::Dead(failed),
        Verdict::Retry if attempt >= policy.attempts => Settlement::Dead(failed),
        Verdict::Retry => Settlement::Retry(wait(attempt, policy, jitter), failed),
        Verdict::HandBack => Settlement::HandBack(ELSEWHERE, failed),
    }
}

/// Doubles with each attempt up to the cap; the upper half of it is left to chance, so that
/// documents that failed together don't come again together.
fn wait(attempt: u32, policy: &Policy, jitter: f64) -> Duration {
    let doubled = policy.first.saturating_mul(1 << attempt.saturating_sub(1).min(20));
    doubled.min(policy.cap).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

impl Default for Policy {
    fn default() -> Self {
        Self { attempts: 5, first: Duration::from_millis(500), cap: Duration::from_secs(30) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(verdict: Verdict) -> Result<Worked, Failed> {
        Err(Failed { id: None, code: "some_code", detail: String::new(), verdict })
    }

    #[test]
    fn a_passing_failure_waits_longer_each_time_and_dies_when_the_attempts_are_spent() {
        let policy = Policy::default();
        let waits: Vec<_> = (1..=5)
            .map(|attempt| match settle(failed(Verdict::Retry), attempt, &policy, 1.0) {
                Settlement::Retry(wait, _) => Some(wait.as_millis()),
                Settlement::Done(_) | Settlement::Dead(_) | Settlement::HandBack(..) => None,
            })
            .collect();
        assert_eq!(waits, [Some(500), Some(1000), Some(2000), Some(4000), None]);
        let last = settle(failed(Verdict::Retry), 5, &policy, 1.0);
        assert!(matches!(last, Settlement::Dead(_)));
    }

    #[test]
    fn a_wait_ends_at_the_cap_and_half_of_it_is_chance() {
        let policy = Policy { attempts: u32::MAX, ..Policy::default() };
        assert_eq!(wait(200, &policy, 1.0), policy.cap);
        assert_eq!(wait(200, &policy, 0.0), policy.cap / 2);
    }

    #[test]
    fn the_verdict_decides() {
        let policy = Policy::default();
        let settled = |verdict| settle(failed(verdict), 1, &policy, 0.5);
        assert!(matches!(settled(Verdict::Reject), Settlement::Dead(_)));
        assert!(matches!(settled(Verdict::HandBack), Settlement::HandBack(..)));
    }
}
