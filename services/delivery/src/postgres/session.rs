use std::fmt;
use std::pin::pin;
use std::str::FromStr;
use std::time::Duration;

use hyper_rustls::ConfigBuilderExt;
use rustls::ClientConfig;
use stage::{Article, Erasure, Undelivered};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::task::TaskTracker;

use super::ddl::Ddl;
use super::failure::judge;
use super::row::{Row, types};

/// Advisory lock that serialises the creation of the table.
const LOCK: i64 = 0x636f_7572_616e_7401;
/// Advisory lock, shared by batches and exclusive for an erasure: a version that another replica
/// stores meanwhile is either deleted by the erasure or recognised as erased.
const ERASING: i64 = LOCK + 1;
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Opens connections.
pub struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    ddl: Ddl,
    /// The tasks that drive the connections. Each ends with its session.
    tasks: TaskTracker,
}

/// A connection with its staging table.
#[derive(Debug)]
pub struct Session {
    client: Client,
    ddl: Ddl,
}

impl Connector {
    /// A connector for this address. An error is a usage error and doesn't quote the address, which
    /// contains a password.
    pub fn new(url: &str, ddl: Ddl) -> Result<Self, String> {
        let mut config = Config::from_str(url).map_err(|_| {
            "COURANT_POSTGRES_URL: not an address of PostgreSQL, such as \
             postgres://user:password@host/database"
                .to_owned()
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WITHIN);
        }
        if config.get_application_name().is_none() {
            config.application_name("courant");
        }
        let roots = ClientConfig::builder()
            .with_native_roots()
            .map_err(|error| format!("the system's CA certificates can't be read: {error}"))?;
        let tls = MakeRustlsConnect::new(roots.with_no_client_auth());
        Ok(Self { config, tls, ddl, tasks: TaskTracker::new() })
    }

    /// Connects, and creates what is missing.
    pub async fn connect(&self) -> Result<Session, Undelivered> {
        let connected = self.config.connect(self.tls.clone()).await;
        let (mut client, connection) = connected.map_err(|error| judge(&error))?;
        self.tasks.spawn(async move {
            // The session's next statement reports the error.
            let _ = connection.await;
        });
        self.prepare(&mut client).await.map_err(|error| judge(&error))?;
        Ok(Session { client, ddl: self.ddl.clone() })
    }

    /// Waits until the connections of dropped sessions are closed.
    pub async fn close(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    async fn prepare(&self, client: &mut Client) -> Result<(), tokio_postgres::Error> {
        let ddl = &self.ddl;
        let transaction = client.transaction().await?;
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
        // Creates only what is missing, so a role without permission to create can use existing tables.
        let schema = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
        if transaction.query_opt(schema, &[&ddl.schema()]).await?.is_none() {
            transaction.batch_execute(&ddl.schema_statement()).await?;
        }
        let table = "SELECT 1 FROM information_schema.tables \
                     WHERE table_schema = $1 AND table_name = 'migrations'";
        if transaction.query_opt(table, &[&ddl.schema()]).await?.is_none() {
            transaction.batch_execute(&ddl.migrations_table()).await?;
        }
        let migrated: i32 = transaction.query_one(&ddl.migrated(), &[]).await?.get(0);
        let migrations = ddl.migrations();
        if usize::try_from(migrated).is_ok_and(|migrated| migrated > migrations.len()) {
            tracing::warn!(
                courant.migrations = migrated,
                "the tables belong to a newer version of Courant"
            );
        }
        for (version, migration) in (1..).zip(migrations).filter(|(version, _)| *version > migrated)
        {
            transaction.batch_execute(&migration).await?;
            transaction.batch_execute(&ddl.note_migration(version)).await?;
            tracing::info!(courant.migration = version, "migrated the tables");
        }
        let column = "SELECT 1 FROM information_schema.columns \
                      WHERE table_schema = $1 AND table_name = 'articles' AND column_name = $2";
        let searched = transaction.query_opt(column, &[&ddl.schema(), &"search"]).await?;
        if ddl.full_text() && searched.is_none() {
            let known = transaction.query("SELECT cfgname::text FROM pg_ts_config", &[]).await?;
            let known: Vec<String> = known.iter().map(|row| row.get(0)).collect();
            transaction.batch_execute(&ddl.search(&known)).await?;
        }
        transaction.batch_execute(Ddl::compression()).await?;
        transaction.batch_execute(&ddl.staging()).await?;
        transaction.commit().await
    }
}

impl Session {
    /// Whether the connection is open.
    pub fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    /// Stores articles in one transaction.
    pub async fn store(
        &mut self,
        articles: impl Iterator<Item = &Article>,
    ) -> Result<(), Undelivered> {
        let rows: Result<Vec<Row>, _> = articles.map(Row::new).collect();
        let rows = rows.map_err(|error| {
            Undelivered::reject("refused", format!("the record has no row: {error}"))
        })?;
        self.copy_and_upsert(&rows).await.map_err(|error| judge(&error))
    }

    /// Deletes articles in one transaction.
    pub async fn erase(&mut self, erasures: &[Erasure]) -> Result<(), Undelivered> {
        self.note_and_delete(erasures).await.map_err(|error| judge(&error))
    }

    async fn note_and_delete(&mut self, erasures: &[Erasure]) -> Result<(), tokio_postgres::Error> {
        let transaction = self.client.transaction().await?;
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&ERASING]).await?;
        let (note, delete) = (self.ddl.note_erasure(), self.ddl.delete());
        for Erasure { id, version, erased_at, .. } in erasures {
            let id = id.to_string();
            let sequence = i64::try_from(version.sequence).unwrap_or(i64::MAX);
            let version: [&(dyn ToSql + Sync); 3] = [&id, &version.stream_created_at, &sequence];
            let noted = [&version[..], &[erased_at]].concat();
            transaction.execute(&note, &noted).await?;
            transaction.execute(&delete, &version).await?;
        }
        transaction.commit().await
    }

    async fn copy_and_upsert(&mut self, rows: &[Row]) -> Result<(), tokio_postgres::Error> {
        let transaction = self.client.transaction().await?;
        transaction.execute("SELECT pg_advisory_xact_lock_shared($1)", &[&ERASING]).await?;
        let sink = transaction.copy_in(&self.ddl.copy()).await?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &types()));
        for row in rows {
            writer.as_mut().write_raw(row.values()).await?;
        }
        writer.finish().await?;
        transaction.execute(&self.ddl.upsert(), &[]).await?;
        transaction.commit().await
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}
