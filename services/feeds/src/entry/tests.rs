use std::sync::{Arc, Mutex};

use bytes::Bytes;
use clap::Parser;
use stage::Memory;

use super::*;
use crate::settings::FeedsSettings;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Remembers values for 30 days, and publishes nothing.
#[derive(Debug, Clone)]
struct Notes {
    known: Memory,
    renewed: Arc<Mutex<Vec<Bytes>>>,
}

impl Intake for Notes {
    async fn publish(&self, _: Outgoing) -> Result<(), Unpublished> {
        unreachable!("it is known")
    }

    async fn recall(&self, _: &str) -> Result<Option<Memory>, Stopped> {
        Ok(Some(self.known.clone()))
    }

    async fn remember(&self, _: &str, value: Bytes) -> Result<(), Stopped> {
        self.renewed.lock().unwrap().push(value);
        Ok(())
    }

    fn remembers_for(&self) -> Duration {
        30 * DAY
    }

    fn fetched(&self, _: &'static str, _: &'static str) {
        unreachable!("nothing is asked for")
    }

    fn watching(&self, _: usize, _: usize) {}

    async fn stopped(&self) {}
}

#[derive(Debug, clap::Parser)]
struct Arguments {
    #[command(flatten)]
    settings: FeedsSettings,
}

/// What is remembered anew of an entry that is still listed, and whose note is of this age.
async fn renewed(age: Duration) -> Vec<Bytes> {
    let settings = Arguments::try_parse_from(["feeds", "--list", "feeds.txt"]).unwrap().settings;
    let fetcher = Fetcher::new(&settings).unwrap();
    let url: Url = "https://news.example/a".parse().unwrap();
    let since = Timestamp::now().checked_sub(age).unwrap();
    let note = Note { fetched: since, ..Note::default() };
    let value = serde_json::to_vec(&note).unwrap().into();
    let intake = Notes { known: Memory { value, since }, renewed: Arc::default() };
    let entries = Entries { intake: &intake, fetcher: &fetcher, feed: &url, pause: DAY };
    let (url, authors, tags) = (url.clone(), Vec::new(), Vec::new());
    let entry = Entry { url, id: None, published: None, updated: None, authors, tags };
    assert_eq!(entries.work(&entry).await, Ok(Done::Known));
    assert!(intake.renewed.lock().unwrap().iter().all(|value| *value == intake.known.value));
    intake.renewed.lock().unwrap().clone()
}

#[tokio::test]
async fn the_note_of_an_entry_that_is_still_listed_is_renewed_long_before_it_expires() {
    assert_eq!(renewed(7 * DAY).await, Vec::<Bytes>::new());
    assert_eq!(renewed(8 * DAY).await.len(), 1);
    assert_eq!(renewed(29 * DAY).await.len(), 1);
}
