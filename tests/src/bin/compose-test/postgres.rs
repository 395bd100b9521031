//! The README's commands for the profile `postgres`, the last of which is a SELECT.

use std::fs;

use e2e::{Compose, workspace};

use crate::flow::until_true;
use crate::report::Report;

/// Runs each command as pasted. The last one is repeated until the table contains every published
/// article.
pub(crate) fn ends_in_a_select(compose: &Compose, report: &mut Report) {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("it is there");
    let mut blocks = readme.split("```sh\n").filter_map(|rest| Some(rest.split_once("```")?.0));
    let block = blocks.find(|block| block.contains("--profile postgres")).unwrap_or_default();
    let (select, before) = match block.lines().collect::<Vec<_>>().split_last() {
        Some((select, before)) => ((*select).to_owned(), before.to_vec()),
        None => (String::new(), Vec::new()),
    };
    for line in before {
        let ended = compose.line(line);
        let said = || String::from_utf8_lossy(&ended.stderr).into_owned() + &compose.logs(&[]);
        report.check(&format!("README: {line}"), ended.status.success(), said);
    }
    let count = |query: &str| {
        let psql = ["exec", "-T", "postgres", "psql", "-U", "courant", "-At", "-c", query];
        compose.done(&psql).trim().parse::<u64>().unwrap_or_default()
    };
    let published = || {
        let status = ["run", "--rm", "operator", "status", "--json"];
        let reported = String::from_utf8_lossy(&compose.run(&status).stdout).into_owned();
        let reported: serde_json::Value = serde_json::from_str(&reported).unwrap_or_default();
        reported["conservation"]["published"].as_u64()
    };
    until_true("every article to be in the table", || {
        published().is_some_and(|articles| {
            articles > 0 && count("SELECT count(*) FROM courant.articles") == articles
        })
    });
    let selected = compose.line(&select.replace("exec postgres", "exec -T postgres"));
    let rows = String::from_utf8_lossy(&selected.stdout).into_owned();
    let right = selected.status.success() && rows.contains(" en ") && rows.contains(" rows)");
    report.check(&format!("README: {select}"), right, || rows);
}
