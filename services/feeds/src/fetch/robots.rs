use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use robotstxt::DefaultMatcher;
use tokio::time::Instant;
use url::Url;

use super::{FetchError, TOKEN};

/// Caches the robots.txt of each origin for a day.
#[derive(Debug, Default)]
pub(super) struct Robots(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    files: HashMap<String, (Arc<str>, Instant)>,
    bytes: usize,
}

const FRESH: Duration = Duration::from_secs(24 * 60 * 60);
/// Beyond this many bytes, the cache is cleared.
const MOST: usize = 8 << 20;

impl Robots {
    /// Whether the file of this address's origin is known.
    pub(super) fn knows(&self, url: &Url) -> bool {
        self.file(url).is_some()
    }

    /// Whether the file allows an address.
    pub(super) async fn allows(&self, url: &Url) -> Result<(), FetchError> {
        let Some(file) = self.file(url) else { return Err(FetchError::NoRobots) };
        let url = url.to_string();
        // A hostile file may take long, and the matcher might panic.
        let matched = tokio::task::spawn_blocking(move || {
            DefaultMatcher::default().one_agent_allowed_by_robots(&file, TOKEN, &url)
        });
        match matched.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(FetchError::Disallowed),
        }
    }

    /// Keeps a file; an empty one allows everything.
    pub(super) fn learn(&self, url: &Url, file: Vec<u8>) {
        let file: Arc<str> = String::from_utf8_lossy(&file).into();
        let mut known = self.known();
        if known.bytes + file.len() > MOST || known.files.len() > MOST / 100 {
            *known = Known::default();
        }
        known.bytes += file.len();
        known.files.insert(url.origin().ascii_serialization(), (file, Instant::now()));
    }

    fn file(&self, url: &Url) -> Option<Arc<str>> {
        let known = self.known();
        let (file, since) = known.files.get(&url.origin().ascii_serialization())?;
        (since.elapsed() < FRESH).then(|| Arc::clone(file))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn allows(file: &str, path: &str) -> bool {
        let url = Url::parse("https://news.example").unwrap().join(path).unwrap();
        let robots = Robots::default();
        assert!(!robots.knows(&url));
        robots.learn(&url, file.into());
        robots.allows(&url).await.is_ok()
    }

    #[tokio::test]
    async fn the_group_for_courant_goes_before_that_for_all() {
        let file = "User-agent: *\nDisallow: /\n\nUser-agent: courant\nDisallow: /private\n";
        assert!(allows(file, "/a").await && !allows(file, "/private/a").await);
        assert!(!allows("User-agent: *\nDisallow: /a*z$", "/abcz").await);
        assert!(allows("", "/a").await && allows("<html>not found</html>", "/a").await);
    }

    #[tokio::test]
    async fn hostile_files_do_no_harm() {
        for file in
            ["\0", "User-agent", ":", "User-agent: *\nDisallow: /\u{fffd}%", "Allow:\u{301}é%e9%"]
        {
            allows(file, "/é?%zz").await;
        }
        let slow = format!("User-agent: *\n{}", "Disallow: /*a*a*a*a*a*b\n".repeat(500));
        assert!(allows(&slow, &"a".repeat(500)).await);
    }
}
