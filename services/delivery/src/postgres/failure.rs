use std::time::Duration;

use stage::Undelivered;
use tokio_postgres::Error;

/// How long to wait before retrying a database whose operator has to act.
const SETTING: Duration = Duration::from_secs(30);

/// What a PostgreSQL error means for the articles of a batch, by the class of its SQLSTATE. The
/// message may quote an article, so it is only repeated in classes where it names a role, a
/// database or a table.
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
        "28" | "3D" | "3F" | "42" => wrong_setting(&format!("{state}: {}", db.message())),
        _ => wrong_setting(state),
    }
}

fn wrong_setting(what: &str) -> Undelivered {
    let detail = format!(
        "PostgreSQL refuses (SQLSTATE {what}): check COURANT_POSTGRES_URL, the role's rights, and \
         the table against `--dry-run`"
    );
    Undelivered { after: Some(SETTING), ..Undelivered::retry("wrong_setting", detail) }
}
