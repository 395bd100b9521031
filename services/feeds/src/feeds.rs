use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use stage::{Intake, Source};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::fetch::Fetcher;
use crate::list::{self, List};
use crate::settings::FeedsSettings;
use crate::watch::{Shared, Watch};

/// Watches the feeds of a list.
#[derive(Debug)]
pub struct Feeds {
    path: PathBuf,
    list: List,
    fetcher: Fetcher,
    settings: FeedsSettings,
}

/// How often the list's file is checked.
const LOOK: Duration = Duration::from_secs(2);
/// Maximum number of feeds in progress. A feed with a slow host occupies its place.
const ACTIVE: usize = 128;
/// Maximum number of feeds that are parsed concurrently.
const PARSING: usize = 2;

impl Source for Feeds {
    type Settings = FeedsSettings;

    const NAME: &'static str = "feeds";
    const ABOUT: &'static str =
        "Publishes the pages that RSS, Atom, JSON Feed and news sitemaps list";

    fn new(settings: FeedsSettings) -> Result<Self, String> {
        let path = settings.list.clone().ok_or("COURANT_FEEDS_LIST (--list) is not set")?;
        let list = list::read(&path).map_err(|why| format!("COURANT_FEEDS_LIST: {why}"))?;
        Ok(Self { path, list, fetcher: Fetcher::new(&settings)?, settings })
    }

    async fn run<I: Intake>(self, intake: I) {
        let Self { path, list, fetcher, settings } = self;
        let shared = Arc::new(Shared {
            intake: intake.clone(),
            fetcher,
            active: Semaphore::new(ACTIVE),
            parsing: Semaphore::new(PARSING),
            entries: settings.entries,
            shortest: settings.min_interval,
            longest: settings.max_interval,
        });
        let stop = CancellationToken::new();
        let mut watched =
            Watched { shared, feeds: HashMap::new(), tasks: TaskTracker::new(), stop };
        let mut version = version(&path);
        watched.follow(list);
        let mut look = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                biased;
                () = intake.stopped() => break,
                _ = look.tick() => {}
            }
            let now = self::version(&path);
            if now != version {
                version = now;
                match list::read(&path) {
                    Ok(list) => watched.follow(list),
                    Err(why) => tracing::warn!(
                        error.message = why,
                        "the list of feeds can't be read, keeping the last one"
                    ),
                }
            }
            intake.watching(watched.feeds.len(), watched.failing());
        }
        watched.stop.cancel();
        watched.tasks.close();
        watched.tasks.wait().await;
    }
}

/// The currently watched feeds.
struct Watched<I> {
    shared: Arc<Shared<I>>,
    feeds: HashMap<Url, (CancellationToken, Arc<AtomicBool>)>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl<I: Intake> Watched<I> {
    /// Starts to watch new feeds of a list, and stops watching those that are missing.
    fn follow(&mut self, list: List) {
        let List { feeds, invalid } = list;
        self.feeds.retain(|url, (stop, _)| {
            let stays = feeds.contains(url);
            if !stays {
                stop.cancel();
            }
            stays
        });
        tracing::info!(
            courant.feeds = feeds.len(),
            courant.feeds.invalid = invalid,
            "watching the list of feeds"
        );
        let new = feeds.iter().filter(|url| !self.feeds.contains_key(*url)).count();
        for url in feeds {
            self.feeds.entry(url).or_insert_with_key(|url| {
                let (stop, failing) = (self.stop.child_token(), Arc::default());
                let watch = Watch::new(url.clone(), Arc::clone(&self.shared), Arc::clone(&failing));
                self.tasks.spawn(watch.run(new, stop.clone()));
                (stop, failing)
            });
        }
    }

    fn failing(&self) -> usize {
        self.feeds.values().filter(|(_, failing)| failing.load(Ordering::Relaxed)).count()
    }
}

/// Identifies a version of the file.
fn version(path: &std::path::Path) -> Option<(SystemTime, u64)> {
    let about = path.metadata().ok()?;
    Some((about.modified().ok()?, about.len()))
}
