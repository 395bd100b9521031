use std::time::Duration;

use stage::Undelivered;
use tokio_postgres::Error;
use tokio_postgres::error::DbError;

/// How long to wait before a database is asked again whose operator has to act.
const SETTING: Duration = Duration::from_secs(30);

/// What an error of PostgreSQL means for the articles of a batch, by the class of its SQLSTATE. Its
/// message may quote an article, so only that of a wrong setting is repeated.
pub fn judge(error: &Error) -> Undelivered {
    let Some(db) = error.as_db_error() else {
        return Undelivered::retry(
            "unreachable",
            "no connection to PostgreSQL: check COURANT_POSTGRES_URL, its certificate, and that \
             the database is up",
        );
    };
    let state = db.code().code();
    match &state[..2] {
        // Data, constraints, and limits such as that of a tsvector.
        "21" | "22" | "23" | "54" => Undelivered::reject(
            "refused",
            format!("PostgreSQL refuses this article (SQLSTATE {state}): see its log"),
        ),
        "08" | "25" | "40" | "53" | "55" | "57" | "58" => Undelivered::retry(
            "unavailable",
            format!("PostgreSQL can't store it now (SQLSTATE {state}): see its log"),
        ),
        _ => Undelivered { after: Some(SETTING), ..wrong_setting(db, state) },
    }
}

fn wrong_setting(db: &DbError, state: &str) -> Undelivered {
    let message = db.message();
    Undelivered::retry(
        "wrong_setting",
        format!(
            "PostgreSQL refuses (SQLSTATE {state}: {message}): check COURANT_POSTGRES_URL, the \
             role's rights, and the table against `--dry-run`"
        ),
    )
}
