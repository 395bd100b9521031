/// The statements that create the table and write to it.
#[derive(Debug, Clone)]
pub struct Ddl {
    schema: String,
    full_text: bool,
}

/// PostgreSQL's text-search configurations, and the languages that they are for.
const CONFIGURATIONS: [(&str, &str); 29] = [
    ("ar", "arabic"),
    ("ca", "catalan"),
    ("da", "danish"),
    ("de", "german"),
    ("el", "greek"),
    ("en", "english"),
    ("es", "spanish"),
    ("eu", "basque"),
    ("fi", "finnish"),
    ("fr", "french"),
    ("ga", "irish"),
    ("hi", "hindi"),
    ("hu", "hungarian"),
    ("hy", "armenian"),
    ("id", "indonesian"),
    ("it", "italian"),
    ("lt", "lithuanian"),
    ("nb", "norwegian"),
    ("ne", "nepali"),
    ("nl", "dutch"),
    ("no", "norwegian"),
    ("pt", "portuguese"),
    ("ro", "romanian"),
    ("ru", "russian"),
    ("sr", "serbian"),
    ("sv", "swedish"),
    ("ta", "tamil"),
    ("tr", "turkish"),
    ("yi", "yiddish"),
];

/// The columns and their types.
pub const COLUMNS: [(&str, &str); 21] = [
    ("id", "text COLLATE \"C\" NOT NULL"),
    ("stream_created_at", "timestamptz NOT NULL"),
    ("sequence", "bigint NOT NULL"),
    ("published_at", "timestamptz NOT NULL"),
    ("received_at", "timestamptz"),
    ("language", "text NOT NULL"),
    ("language_tag", "text"),
    ("url", "text"),
    ("source", "text"),
    ("site", "text"),
    ("title", "text"),
    ("authors", "text[] NOT NULL"),
    ("date_published", "date"),
    ("date_modified", "date"),
    ("section", "text"),
    ("tags", "text[] NOT NULL"),
    ("keywords", "text[] NOT NULL"),
    ("words", "bigint"),
    ("fingerprint", "text"),
    ("text", "text NOT NULL"),
    ("record", "jsonb NOT NULL"),
];

/// Number of characters of a text that are indexed for search: a tsvector holds at most 1 MB.
const SEARCHED: usize = 200_000;

impl Ddl {
    /// Statements for the table in this schema.
    pub fn new(schema: &str, full_text: bool) -> Self {
        Self { schema: schema.to_owned(), full_text }
    }

    /// Everything, for `--dry-run`.
    pub fn script(&self) -> String {
        let known: Vec<String> =
            CONFIGURATIONS.iter().map(|(_, name)| (*name).to_owned()).collect();
        let mut script = format!("{}\n\n{}\n", self.schema_statement(), self.migrations_table());
        for (version, migration) in (1..).zip(self.migrations()) {
            script += &format!("\n{migration}\n{}\n", self.note_migration(version));
        }
        if self.full_text {
            script += &format!("\n{}\n", self.search(&known));
        }
        script
    }

    /// The migrations from each version to the next, in order. Only append to them, because
    /// released ones have run in databases. Each can be repeated.
    pub fn migrations(&self) -> [String; 2] {
        [self.table(), self.erased_table()]
    }

    /// Creates the table of applied migrations.
    pub fn migrations_table(&self) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {}.migrations (\n    version integer PRIMARY KEY,\n    \
             applied_at timestamptz NOT NULL DEFAULT now()\n);",
            self.schema
        )
    }

    /// Records that a migration was applied.
    pub fn note_migration(&self, version: i32) -> String {
        format!(
            "INSERT INTO {}.migrations (version) VALUES ({version}) ON CONFLICT DO NOTHING;",
            self.schema
        )
    }

    /// The version of the tables.
    pub fn migrated(&self) -> String {
        format!("SELECT coalesce(max(version), 0) FROM {}.migrations", self.schema)
    }

    /// The schema's name.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Whether there is a column for full-text search.
    pub fn full_text(&self) -> bool {
        self.full_text
    }

    /// Creates the schema.
    pub fn schema_statement(&self) -> String {
        format!("CREATE SCHEMA IF NOT EXISTS {};", self.schema)
    }

    /// Creates the table and its indexes.
    fn table(&self) -> String {
        let Self { schema, .. } = self;
        let columns: Vec<String> =
            COLUMNS.iter().map(|(name, kind)| format!("    {name} {kind},\n")).collect();
        format!(
            "CREATE TABLE IF NOT EXISTS {schema}.articles (\n{}    \
             delivered_at timestamptz NOT NULL DEFAULT now(),\n    PRIMARY KEY (id)\n);\n\
             CREATE INDEX IF NOT EXISTS articles_published_at ON {schema}.articles (published_at);\n\
             CREATE INDEX IF NOT EXISTS articles_url ON {schema}.articles USING hash (url);",
            columns.concat()
        )
    }

    /// Creates the table of erased articles, which keeps earlier versions from coming back.
    fn erased_table(&self) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {}.erased (\n    id text COLLATE \"C\" PRIMARY KEY,\n    \
             stream_created_at timestamptz NOT NULL,\n    sequence bigint NOT NULL,\n    \
             erased_at timestamptz NOT NULL\n);",
            self.schema
        )
    }

    /// Adds the column for full-text search and its index. Languages whose configuration this
    /// server lacks use the simple configuration.
    pub fn search(&self, known: &[String]) -> String {
        let Self { schema, .. } = self;
        let cases: Vec<String> = CONFIGURATIONS
            .iter()
            .filter(|(_, name)| known.iter().any(|known| known == name))
            .map(|(code, name)| format!("            WHEN '{code}' THEN '{name}'::regconfig\n"))
            .collect();
        format!(
            "ALTER TABLE {schema}.articles ADD COLUMN IF NOT EXISTS search tsvector\n    \
             GENERATED ALWAYS AS (to_tsvector(\n        CASE language\n{}            \
             ELSE 'simple'::regconfig\n        END,\n        \
             coalesce(left(title, 1000), '') || ' ' || left(text, {SEARCHED}))) STORED;\n\
             CREATE INDEX IF NOT EXISTS articles_search ON {schema}.articles USING gin (search);",
            cases.concat()
        )
    }

    /// With LZ4, a batch takes half as much of the server's CPU time. Servers before 14 and some
    /// builds lack it.
    pub fn compression() -> &'static str {
        "SELECT set_config(name, 'lz4', false) FROM pg_settings \
         WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
    }

    /// Creates the temporary table of a connection that a batch is copied to.
    pub fn staging(&self) -> String {
        format!(
            "CREATE TEMPORARY TABLE staging ON COMMIT DELETE ROWS AS \
             SELECT {} FROM {}.articles LIMIT 0",
            names(),
            self.schema
        )
    }

    /// Copies a batch.
    pub fn copy(&self) -> String {
        format!("COPY staging ({}) FROM STDIN (FORMAT binary)", names())
    }

    /// Moves the batch to the table. Older versions and erased articles change nothing.
    pub fn upsert(&self) -> String {
        let (schema, names) = (&self.schema, names());
        let set = COLUMNS.iter().filter(|(name, _)| *name != "id");
        let set: Vec<String> = set.map(|(name, _)| format!("{name} = excluded.{name}")).collect();
        format!(
            "INSERT INTO {schema}.articles AS own ({names}) SELECT {names} FROM staging AS new \
             WHERE NOT EXISTS (SELECT FROM {schema}.erased WHERE erased.id = new.id AND \
             (erased.stream_created_at, erased.sequence) > (new.stream_created_at, new.sequence)) \
             ORDER BY id ON CONFLICT (id) DO UPDATE SET {}, delivered_at = now() \
             WHERE (own.stream_created_at, own.sequence) \
             < (excluded.stream_created_at, excluded.sequence)",
            set.join(", ")
        )
    }

    /// Records an erasure: id, version, time.
    pub fn note_erasure(&self) -> String {
        format!(
            "INSERT INTO {}.erased AS own VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET \
             stream_created_at = excluded.stream_created_at, sequence = excluded.sequence, \
             erased_at = excluded.erased_at WHERE (own.stream_created_at, own.sequence) \
             < (excluded.stream_created_at, excluded.sequence)",
            self.schema
        )
    }

    /// Deletes the versions of an article that are older than the tombstone.
    pub fn delete(&self) -> String {
        format!(
            "DELETE FROM {}.articles WHERE id = $1 AND (stream_created_at, sequence) < ($2, $3)",
            self.schema
        )
    }
}

fn names() -> String {
    COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_has_what_the_settings_ask_for() {
        let plain = Ddl::new("news", false).script();
        assert!(plain.starts_with("CREATE SCHEMA IF NOT EXISTS news;"), "{plain}");
        assert!(plain.contains("record jsonb NOT NULL") && !plain.contains("tsvector"), "{plain}");
        let search = Ddl::new("news", true).script();
        assert!(search.contains("WHEN 'de' THEN 'german'::regconfig"), "{search}");
    }

    #[test]
    fn a_configuration_that_the_server_lacks_is_left_out() {
        let search = Ddl::new("news", true).search(&["german".to_owned()]);
        assert!(search.contains("'german'") && !search.contains("'english'"), "{search}");
    }
}
