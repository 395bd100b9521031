use broker::{Broker, NatsSettings, Probe};

use super::Finding;

/// Users to try, and where they log in.
#[derive(Debug, Clone)]
pub struct Logins {
    /// How to reach the server; its own user is replaced by each of the others.
    pub server: NatsSettings,
    /// The users.
    pub users: Vec<Login>,
    /// The user of the system account, if the file names one.
    pub system: Option<Login>,
    /// Users with an unknown role, such as custom sources.
    pub others: Vec<String>,
}

/// One user. Its password is not printed.
#[derive(Clone)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Logins {
    /// The users that a file in the form of `.env` names: `NATS_PASSWORD_SOURCE=…` is the password
    /// of `source`.
    pub fn read(server: NatsSettings, file: &str) -> Self {
        let login = |line: &str| {
            let (name, password) = line.trim().strip_prefix("NATS_PASSWORD_")?.split_once('=')?;
            let user = name.to_lowercase().replace('_', "-");
            Some(Login { user, password: password.to_owned() })
        };
        let (mut users, mut system, mut others) = (Vec::new(), None, Vec::new());
        for login in file.lines().filter_map(login) {
            match may(&login.user) {
                Some(_) => users.push(login),
                None if login.user == "system" => system = Some(login),
                // The servers of a cluster, which are not clients.
                None if login.user == "routes" => {}
                None => others.push(login.user),
            }
        }
        Self { server, users, system, others }
    }
}

/// Subjects of the pipeline, of which each user may publish only its own.
const SUBJECTS: [&str; 12] = [
    "articles.raw",
    "articles.ingested",
    "articles.language-detected",
    "articles.metadata-extracted",
    "articles.published.und.ffffffffffffffffffffffffffffffff",
    "articles.dead.ingestion.probe",
    "articles.filtered.probe",
    "articles.filtered.dropped",
    "articles.filtered.erased",
    "articles.erased.probe",
    "articles.duplicate.ingestion",
    "articles.replayed.probe",
];

/// Requests that no user may send. The bodies are invalid, so nothing happens if one may.
const REQUESTS: [(&str, &str); 2] =
    [("STREAM.DELETE.ARTICLES_PROBE", "{"), ("STREAM.RESTORE.ARTICLES_PROBE", "{")];
/// Requests that read what sources and readers may not see.
const READS: [(&str, &str); 2] = [
    ("DIRECT.GET.ARTICLES_RAW", "{\"seq\":9999999999}"),
    ("DIRECT.GET.ARTICLES_DEAD", "{\"seq\":9999999999}"),
];

/// The prefixes of the subjects that a user of the pipeline may publish to.
fn may(user: &str) -> Option<&'static [&'static str]> {
    Some(match user {
        "source" | "feeds" | "tools" => &["articles.raw"],
        "ingestion" => {
            &["articles.ingested", "articles.dead.ingestion", "articles.duplicate.ingestion"]
        }
        "language-detection" => &["articles.language-detected"],
        "metadata-extraction" => &["articles.metadata-extracted"],
        "publishing" => &["articles.published", "articles.filtered"],
        "reader" | "postgres" | "setup" => &[],
        "operator" => &[
            "articles.raw",
            "articles.ingested",
            "articles.language-detected",
            "articles.metadata-extracted",
            "articles.replayed",
            "articles.filtered.dropped",
            "articles.filtered.erased",
            "articles.erased",
        ],
        _ => return None,
    })
}

/// Tries operations that each user must not be able to do.
pub(super) async fn findings(logins: Option<&Logins>) -> Vec<Finding> {
    let check = "users";
    let Some(Logins { server, users, others, .. }) =
        logins.filter(|logins| !logins.users.is_empty())
    else {
        return vec![Finding::not_checked(check, "the users' passwords (--users .env)")];
    };
    let tried = users.iter().map(|login| tried(server, login));
    let mut findings = Vec::new();
    let mut set = tokio::task::JoinSet::new();
    for user in tried {
        set.spawn(user);
    }
    while let Some(found) = set.join_next().await {
        findings.extend(found.unwrap_or_default());
    }
    findings.sort_by(|a, b| a.what.cmp(&b.what));
    if findings.is_empty() {
        let what = format!("{} users may do only what their role needs", users.len());
        findings.push(Finding::fine(check, what));
    }
    if !others.is_empty() {
        let users = others.join(", ");
        findings.push(Finding::not_checked(check, format!("a role that doctor knows, of {users}")));
    }
    findings
}

fn tried(server: &NatsSettings, login: &Login) -> impl Future<Output = Vec<Finding>> + use<> {
    let (user, allowed) = (login.user.clone(), may(&login.user).unwrap_or_default());
    let settings = NatsSettings {
        nats_user: Some(user.clone()),
        nats_password: Some(login.password.clone()),
        nats_nkey: None,
        nats_creds: None,
        // Only `setup` is in the account of the streams.
        js_api_prefix: match &*user {
            "setup" => "$JS.API".to_owned(),
            _ => server.js_api_prefix.clone(),
        },
        ..server.clone()
    };
    async move {
        let Ok(broker) = Broker::connect(&settings, "courant doctor").await else {
            return vec![Finding::not_checked("users", format!("the right password of {user}"))];
        };
        let mut findings = Vec::new();
        let mut judge = |probe: Probe, what: String| {
            match probe {
            Probe::Refused => {}
            Probe::PassedThrough => findings.push(Finding::error(
                "users",
                format!("{user} may {what}"),
                "a program with this password can forge, read or delete documents of others",
                "write deploy/nats/accounts.conf again (`courant setup --nats-config deploy/nats`), and reload the server",
            )),
            Probe::Unanswered => findings.push(Finding::not_checked(
                "users",
                format!("an answer to whether {user} may {what}"),
            )),
        }
        };
        for subject in SUBJECTS {
            if !allowed.iter().any(|allowed| subject.starts_with(allowed)) {
                judge(broker.probe_publish(subject).await, format!("publish to {subject}"));
            }
        }
        let reads: &[_] =
            if matches!(&*user, "source" | "feeds" | "reader" | "postgres") { &READS } else { &[] };
        for (request, body) in REQUESTS.iter().chain(reads) {
            judge(
                broker.probe_api(request, body).await,
                format!("request {request} of JetStream's API"),
            );
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read_from_a_file_of_variables() {
        let file = "# x\nNATS_PASSWORD_SOURCE=dev=source\nNATS_PASSWORD_LANGUAGE_DETECTION=b\n\
            NATS_PASSWORD_ROUTES=c\nGRAFANA_PASSWORD=d\nNATS_PASSWORD_SYSTEM=e\nNATS_PASSWORD_AGENCY=f\n";
        let logins = Logins::read(NatsSettings::at("nats://127.0.0.1"), file);
        let users: Vec<_> =
            logins.users.iter().map(|login| (&*login.user, &*login.password)).collect();
        assert_eq!(users, [("source", "dev=source"), ("language-detection", "b")]);
        assert_eq!(logins.system.as_ref().map(|login| &*login.password), Some("e"));
        assert_eq!(logins.others, ["agency"]);
        assert!(!format!("{logins:?}").contains("dev=source"));
    }
}
