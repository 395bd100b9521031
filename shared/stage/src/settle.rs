use crate::{Failed, Processed, Verdict};

/// What happens to a message.
#[derive(Debug)]
pub enum Settlement {
    /// It is sent on, published or filtered, and acknowledged.
    Done(Processed),
    /// It becomes a dead letter.
    DeadLetter(Failed),
    /// It is retried after a backoff.
    Retry(Failed),
    /// It is returned to the server for another version or replica; no attempt is counted.
    Return(Failed),
}

/// Decides what happens to a message, from the result of its latest attempt (counted from 1) and
/// the number of attempts that it may have.
///
/// ```
/// use courant_stage::{Failed, Settlement, Verdict, settle};
///
/// let failed = Failed {
///     id: None,
///     code: "no_thread",
///     detail: "the system refused to start a thread: try again".into(),
///     verdict: Verdict::Retry,
/// };
/// assert!(matches!(settle(Err(failed.clone()), 4, 5), Settlement::Retry(_)));
/// assert!(matches!(settle(Err(failed), 5, 5), Settlement::DeadLetter(_)));
/// ```
pub fn settle(result: Result<Processed, Failed>, attempt: u32, attempts: u32) -> Settlement {
    let failed = match result {
        Ok(processed) => return Settlement::Done(processed),
        Err(failed) => failed,
    };
    match failed.verdict {
        Verdict::Reject => Settlement::DeadLetter(failed),
        Verdict::Retry if attempt >= attempts => Settlement::DeadLetter(failed),
        Verdict::Retry => Settlement::Retry(failed),
        Verdict::Return => Settlement::Return(failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(verdict: Verdict) -> Result<Processed, Failed> {
        Err(Failed { id: None, code: "some_code", detail: String::new(), verdict })
    }

    #[test]
    fn a_transient_failure_is_retried_until_the_attempts_are_exhausted() {
        for attempt in 1..5 {
            let settled = settle(failed(Verdict::Retry), attempt, 5);
            assert!(matches!(settled, Settlement::Retry(_)), "attempt {attempt}");
        }
        assert!(matches!(settle(failed(Verdict::Retry), 5, 5), Settlement::DeadLetter(_)));
    }

    #[test]
    fn the_verdict_decides() {
        let settled = |verdict| settle(failed(verdict), 1, 5);
        assert!(matches!(settled(Verdict::Reject), Settlement::DeadLetter(_)));
        assert!(matches!(settled(Verdict::Return), Settlement::Return(_)));
    }
}
