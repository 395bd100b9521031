use std::thread;
use std::time::{Duration, Instant};

const BETWEEN: Duration = Duration::from_millis(10);

/// Calls `ask` until it returns a value, and returns that. After `limit` it panics with `what`.
///
/// ```
/// # use std::time::Duration;
/// let mut asked = 0;
/// let answer = e2e::until("the third time of asking", Duration::from_secs(5), || {
///     asked += 1;
///     (asked == 3).then_some("yes")
/// });
/// assert_eq!(answer, "yes");
/// ```
#[track_caller]
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(began.elapsed() < limit, "waited {limit:?} in vain for {what}");
        thread::sleep(BETWEEN);
    }
}

/// [`until`] for an async closure. The limit includes the calls.
pub async fn until_async<T>(what: &str, limit: Duration, ask: impl AsyncFnMut() -> Option<T>) -> T {
    match tokio::time::timeout(limit, answer(ask)).await {
        Ok(answer) => answer,
        Err(_) => panic!("waited {limit:?} in vain for {what}"),
    }
}

async fn answer<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(BETWEEN).await;
    }
}
