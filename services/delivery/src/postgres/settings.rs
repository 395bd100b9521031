use std::fmt;

use clap::Args;
use stage::up_to;

/// Where the table is.
#[derive(Clone, Args)]
#[command(next_help_heading = "PostgreSQL")]
#[group(skip)]
pub struct PostgresSettings {
    /// Address of the database, such as postgres://user:password@host/database?sslmode=require
    #[arg(long, env = "COURANT_POSTGRES_URL", value_name = "URL", hide_env_values = true)]
    pub url: Option<String>,
    /// Schema of the table `articles`; created if it is missing
    #[arg(long, env = "COURANT_POSTGRES_SCHEMA", value_name = "NAME", default_value = "courant",
          value_parser = schema)]
    pub schema: String,
    /// Add a column and an index for full-text search in the language of each article
    #[arg(long, env = "COURANT_POSTGRES_FULL_TEXT")]
    pub full_text: bool,
    /// Maximum number of articles in a transaction
    #[arg(long, env = "COURANT_POSTGRES_ROWS", value_name = "N", default_value = "500",
          value_parser = up_to(10_000))]
    pub rows: usize,
    /// Print the statements that create the table, and exit
    #[arg(long)]
    pub dry_run: bool,
}

/// A name that needs no quoting.
fn schema(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let starts = text.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    let system = text.starts_with("pg_");
    match starts && !system && text.len() < 64 && text.bytes().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("use a-z, 0-9 and _, a letter first".to_owned()),
    }
}

/// Prints no secrets; the address contains one.
impl fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSettings").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_needs_no_quoting() {
        assert!(schema("courant").is_ok() && schema("_news_2").is_ok());
        for wrong in ["", "2x", "A", "a-b", "a\"b", "a.b", "pg_catalog", &"x".repeat(64)] {
            assert!(schema(wrong).is_err(), "{wrong}");
        }
    }
}
