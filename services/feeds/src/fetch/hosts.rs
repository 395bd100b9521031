use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turns, OwnedMutexGuard};
use tokio::time::Instant;
use url::Url;

use super::FetchError;

/// Lets one request at a time through to each host, with a pause in between.
#[derive(Debug)]
pub(super) struct Hosts {
    delay: Duration,
    known: Mutex<HashMap<String, Arc<Turns<Instant>>>>,
}

/// The turn to send a request. The host's next one begins after the pause.
#[derive(Debug)]
pub(super) struct Turn {
    next: OwnedMutexGuard<Instant>,
    pause: Duration,
}

/// Beyond this number, idle hosts are forgotten.
const MOST: usize = 10_000;
/// Requests that would have to wait longer are retried later.
const PATIENCE: Duration = Duration::from_secs(30);

impl Hosts {
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay, known: Mutex::default() }
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self, url: &Url) -> Result<Turn, FetchError> {
        let next = self.host(url).lock_owned().await;
        let wait = next.saturating_duration_since(Instant::now());
        if wait > PATIENCE.max(self.delay) {
            return Err(FetchError::Wait(wait));
        }
        tokio::time::sleep(wait).await;
        Ok(Turn { next, pause: self.delay })
    }

    fn host(&self, url: &Url) -> Arc<Turns<Instant>> {
        let name = url.host_str().unwrap_or_default();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(name) {
            let now = Instant::now();
            known.retain(|_, turns| turns.try_lock().map_or(true, |next| *next > now));
        }
        Arc::clone(
            known.entry(name.to_owned()).or_insert_with(|| Arc::new(Turns::new(Instant::now()))),
        )
    }
}

impl Turn {
    /// The host asks for a longer pause.
    pub(super) fn wait(&mut self, pause: Duration) {
        self.pause = self.pause.max(pause);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.next = Instant::now() + self.pause;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_host_is_asked_once_at_a_time_with_a_pause_and_others_meanwhile() {
        let hosts = Hosts::new(Duration::from_secs(2));
        let url = |text| Url::parse(text).unwrap();
        let (a, b) = (url("http://a.example/1"), url("http://b.example/"));
        let began = Instant::now();
        let turn = hosts.turn(&a).await.unwrap();
        drop(hosts.turn(&b).await.unwrap());
        assert!(tokio::time::timeout(Duration::from_secs(9), hosts.turn(&a)).await.is_err());
        drop(turn);
        let mut turn = hosts.turn(&url("http://a.example:81/2")).await.unwrap();
        assert_eq!(began.elapsed(), Duration::from_secs(11));
        turn.wait(Duration::from_secs(600));
        drop(turn);
        assert!(matches!(hosts.turn(&a).await, Err(FetchError::Wait(_))));
    }
}
