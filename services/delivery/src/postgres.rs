//! Stores the newest version of each article in a PostgreSQL table.

mod ddl;
mod failure;
mod row;
mod session;
mod settings;

use std::time::Duration;

use stage::{Article, Batching, Erasure, Target, Undelivered, Verdict};
use tokio::sync::Mutex;

pub use settings::PostgresSettings;

use ddl::Ddl;
use session::{Connector, Session};

/// Stores articles in a PostgreSQL table.
#[derive(Debug)]
pub struct Postgres {
    connector: Connector,
    rows: usize,
    /// Idle connections.
    sessions: Mutex<Vec<Session>>,
}

/// Number of batches that are stored concurrently: while the server commits one, the rows of the
/// next are built.
const PARALLEL: usize = 2;

/// Maximum number of bytes of records in a batch.
const BATCH_BYTES: usize = 16 << 20;
/// How long a batch waits for more articles.
const WAIT: Duration = Duration::from_millis(20);

impl Target for Postgres {
    type Settings = PostgresSettings;

    const KIND: &'static str = "postgres";
    const ABOUT: &'static str = "Stores the newest version of each article in a PostgreSQL table";

    fn new(settings: PostgresSettings) -> Result<Self, String> {
        let PostgresSettings { url, schema, full_text, rows, dry_run: _ } = settings;
        let url = url.ok_or("COURANT_POSTGRES_URL (--url) is not set")?;
        let connector = Connector::new(&url, Ddl::new(&schema, full_text))?;
        Ok(Self { connector, rows, sessions: Mutex::default() })
    }

    fn preview(settings: &PostgresSettings) -> Option<String> {
        settings.dry_run.then(|| Ddl::new(&settings.schema, settings.full_text).script())
    }

    fn batching(&self) -> Batching {
        Batching { articles: self.rows, bytes: BATCH_BYTES, wait: WAIT, parallel: PARALLEL }
    }

    async fn deliver(&self, batch: &[Article]) -> Vec<Result<(), Undelivered>> {
        let mut articles: Vec<(usize, &Article)> = batch.iter().enumerate().collect();
        // Replicas that write the same articles in the same order don't wait for one another.
        articles.sort_by_key(|(_, article)| article.id);
        let mut results = vec![Ok(()); batch.len()];
        let mut parts = vec![&articles[..]];
        while let Some(part) = parts.pop() {
            let Err(error) = self.store(part).await else { continue };
            // One article that PostgreSQL refuses doesn't keep the others from being stored.
            if error.verdict == Verdict::Reject && part.len() > 1 {
                let (one, other) = part.split_at(part.len() / 2);
                parts.extend([one, other]);
                continue;
            }
            for (place, _) in part {
                results[*place] = Err(error.clone());
            }
        }
        results
    }

    async fn erase(&self, batch: &[Erasure]) -> Vec<Result<(), Undelivered>> {
        let erased = match self.session().await {
            Ok(mut session) => match session.erase(batch).await {
                Ok(()) => {
                    self.sessions.lock().await.push(session);
                    Ok(())
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        vec![erased; batch.len()]
    }

    async fn close(&self) {
        self.sessions.lock().await.clear();
        self.connector.close().await;
    }
}

impl Postgres {
    async fn store(&self, articles: &[(usize, &Article)]) -> Result<(), Undelivered> {
        let mut session = self.session().await?;
        let stored = session.store(articles.iter().map(|(_, article)| *article)).await;
        if stored.is_ok() {
            self.sessions.lock().await.push(session);
        }
        stored
    }

    /// A connection. It is taken out of the pool, so that one on which a batch failed or timed out
    /// is not used again.
    async fn session(&self) -> Result<Session, Undelivered> {
        let mut sessions = self.sessions.lock().await;
        sessions.retain(Session::is_open);
        let known = sessions.pop();
        drop(sessions);
        match known {
            Some(session) => Ok(session),
            None => self.connector.connect().await,
        }
    }
}
