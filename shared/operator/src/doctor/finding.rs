use serde::Serialize;

/// The result of one check on one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check, as a code from a closed list.
    pub check: &'static str,
    /// How serious it is.
    pub level: Level,
    /// What was found.
    pub what: String,
    /// Why it matters. Empty if nothing is wrong.
    pub why: &'static str,
    /// What to do: a command, or a setting of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// How serious a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Documents can be lost, stuck or read by others.
    Error,
    /// Worth knowing, but loses nothing by itself.
    Warning,
    /// Could not be checked.
    NotChecked,
    /// No problem.
    Fine,
}

impl Finding {
    pub(super) fn error(
        check: &'static str,
        what: impl Into<String>,
        why: &'static str,
        fix: impl Into<String>,
    ) -> Self {
        Self { check, level: Level::Error, what: what.into(), why, fix: Some(fix.into()) }
    }

    pub(super) fn warning(
        check: &'static str,
        what: impl Into<String>,
        why: &'static str,
        fix: impl Into<String>,
    ) -> Self {
        Self { level: Level::Warning, ..Self::error(check, what, why, fix) }
    }

    pub(super) fn fine(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, level: Level::Fine, what: what.into(), why: "", fix: None }
    }

    pub(super) fn not_checked(check: &'static str, needs: impl Into<String>) -> Self {
        let what = format!("not checked, needs {}", needs.into());
        Self { level: Level::NotChecked, ..Self::fine(check, what) }
    }
}

impl Finding {
    /// A server that is too old to connect to.
    pub fn too_old(version: &str) -> Self {
        Self::error(
            "server_version",
            format!("nats-server {version} is older than 2.12.5"),
            "it can lose messages of replicated work queues",
            "upgrade nats-server to 2.12.5 or newer",
        )
    }
}
