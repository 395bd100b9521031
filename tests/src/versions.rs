use std::collections::HashMap;

use article::ArticleId;

use crate::{Client, Pipeline, numbered};

/// Articles, every third with a second version, and the kills during their publication.
pub struct Versions {
    /// The sequence of each article's newest version.
    pub newest: HashMap<ArticleId, u64>,
    /// The number of versions.
    pub published: usize,
    /// The number of kills of the delivery, the server and the target.
    pub kills: [usize; 3],
}

/// The schedule of the kills.
#[derive(Debug, Clone, Copy)]
pub struct Kills {
    /// The number of versions between two kills.
    pub every: usize,
    /// The number of versions before the first one, less than `every`.
    pub first: usize,
    /// Whether the target is killed too.
    pub of_target: bool,
}

impl Versions {
    /// Publishes `count` articles with the text and the language that `write` returns for a number and
    /// a round. Before each kill, `target` is called with whether to kill the target this time.
    pub async fn publish(
        pipeline: &mut Pipeline,
        delivery: usize,
        count: usize,
        kills: Kills,
        write: impl Fn(usize, usize) -> (&'static str, String),
        mut target: impl FnMut(bool),
    ) -> Self {
        let mut versions = Self { newest: HashMap::new(), published: 0, kills: [0; 3] };
        let mut client = Client::connect(&pipeline.server).await;
        let victims = if kills.of_target { 3 } else { 2 };
        for round in 0..2 {
            for number in (0..count).filter(|number| round == 0 || number % 3 == 0) {
                let (language, text) = write(number, round);
                let sequence = client.publish_version(numbered(number), language, &text).await;
                versions.newest.insert(numbered(number), sequence);
                versions.published += 1;
                if versions.published % kills.every != kills.first {
                    continue;
                }
                let victim = versions.kills.iter().sum::<usize>() % victims;
                target(victim == 2);
                match victim {
                    0 => pipeline.service(delivery).process.kill(),
                    1 => {
                        pipeline.server.kill();
                        pipeline.server.restart();
                        client = Client::connect(&pipeline.server).await;
                    }
                    _ => {}
                }
                versions.kills[victim] += 1;
                pipeline.revive();
            }
        }
        versions
    }

    /// For tests that don't depend on the text.
    pub fn english(number: usize, round: usize) -> (&'static str, String) {
        ("en", format!("Number {number}, version {round}."))
    }
}
