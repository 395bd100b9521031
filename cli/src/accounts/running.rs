use std::collections::BTreeSet;

use broker::Broker;
use serde::Deserialize;
use serde_json::json;

use super::config::{account, imported};
use super::grants::users;
use super::list::List;

/// The account that doesn't depend on the list; its imports are the server's own.
const SYSTEM_ACCOUNT: &str = "SYS";

/// How the accounts of the running server differ from the list; `None` if it doesn't answer. Needs
/// the user of the system account. Permissions and secrets are not visible.
pub(crate) async fn differences(broker: &Broker, list: &List) -> Option<Vec<String>> {
    let reports = broker.server_reports("ACCOUNTZ", &json!({})).await;
    let names: BTreeSet<String> =
        reports.into_iter().filter_map(|report| Answer::read(report).accounts).flatten().collect();
    let mut running = BTreeSet::new();
    for name in names.iter().filter(|name| *name != SYSTEM_ACCOUNT) {
        for report in broker.server_reports("ACCOUNTZ", &json!({ "account": name })).await {
            let imports = Answer::read(report).account_detail.unwrap_or_default().imports;
            let foreign = imports.into_iter().filter(|import| import.account != SYSTEM_ACCOUNT);
            running.extend(foreign.map(|import| import.line(name)));
        }
    }
    let listed = listed(list);
    let missing = listed.difference(&running).map(|line| format!("missing: {line}"));
    let beyond = running.difference(&listed).map(|line| format!("not in courant.toml: {line}"));
    (!names.is_empty()).then(|| missing.chain(beyond).collect())
}

/// The imports of every account, one per line.
fn listed(list: &List) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for user in users(list).into_iter().filter(|user| !user.inside) {
        let name = account(&user.name);
        for send in &user.sends {
            let import = Import {
                account: send.to.as_deref().map_or("COURANT".to_owned(), account),
                subject: send.subject.clone(),
                local_subject: imported(&send.subject),
                kind: "service".into(),
            };
            lines.insert(import.line(&name));
        }
        for hear in &user.hears {
            let import = Import {
                account: hear.from.as_deref().map_or("COURANT".to_owned(), account),
                subject: hear.subject.clone(),
                local_subject: hear.subject.clone(),
                kind: "stream".into(),
            };
            lines.insert(import.line(&name));
        }
    }
    lines
}

/// The server's answer to ACCOUNTZ.
#[derive(Debug, Default, Deserialize)]
struct Answer {
    accounts: Option<Vec<String>>,
    account_detail: Option<Detail>,
}

#[derive(Debug, Default, Deserialize)]
struct Detail {
    #[serde(default)]
    imports: Vec<Import>,
}

#[derive(Debug, Deserialize)]
struct Import {
    account: String,
    subject: String,
    #[serde(default)]
    local_subject: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Answer {
    /// An answer that can't be read counts as none.
    fn read(report: serde_json::Value) -> Self {
        serde_json::from_value(report).unwrap_or_default()
    }
}

impl Import {
    fn line(&self, name: &str) -> String {
        let Self { account, subject, local_subject, kind } = self;
        let own = if local_subject == subject { "" } else { local_subject };
        let own = if own.is_empty() { String::new() } else { format!(" as {own}") };
        format!("{name} imports the {kind} {subject} of {account}{own}")
    }
}
