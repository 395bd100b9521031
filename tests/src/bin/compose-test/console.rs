use e2e::{Compose, docker, http};

use crate::SERVICES;
use crate::flow::until_true;
use crate::report::Report;

/// Every page of the console.
const PAGES: [&str; 5] = ["/", "/articles", "/dead", "/conservation?hours=1", "/health"];
/// Its maximum memory in MiB.
const MEMORY: f64 = 64.0;

/// With the shipped users and token, every page works, and the first shows a replica of each stage.
pub(crate) fn shows_the_pipeline(compose: &Compose, place: &str, report: &mut Report) {
    // Without its dependencies, which may be down on purpose.
    compose.done(&["--profile", "console", "up", "--detach", "--no-deps", "console"]);
    let port = compose.setting("CONSOLE_PORT").parse().expect("a port");
    let token = format!("Authorization: Bearer {}", compose.setting("COURANT_UI_TOKEN"));
    let ask = |path: &str| http::ask(port, path, &[&token]);
    until_true("the console to show the pipeline", || {
        ask("/").is_some_and(|(_, page)| SERVICES.iter().all(|stage| shows(&page, stage)))
    });
    report.check(
        &format!("{place}: the console counts the replicas of each stage"),
        true,
        String::new,
    );
    for path in PAGES {
        let answer = ask(path);
        let holds = matches!(answer, Some((200, _)));
        report
            .check(&format!("{place}: the console's page {path}"), holds, || format!("{answer:?}"));
    }
    let stranger = http::ask(port, "/", &[]).map(|(status, _)| status);
    let what = format!("{place}: without the token, the console only asks for it");
    report.check(&what, stranger == Some(303), || format!("{stranger:?}"));
    let container = &compose.containers("console")[0].0;
    let used = docker(&["stats", "--no-stream", "--format", "{{.MemUsage}}", container]);
    let used = used.split_once("MiB").and_then(|(used, _)| used.trim().parse().ok());
    let used: f64 = used.expect("a size in MiB");
    let what = format!("{place}: the console takes {used} MiB of memory");
    report.check(&what, used <= MEMORY, || format!("over {MEMORY} MiB"));
}

/// Whether the page shows a running replica of this stage.
fn shows(page: &str, stage: &str) -> bool {
    let of = page.split_once(&format!("data-stage=\"{stage}\"")).map_or("", |(_, rest)| rest);
    of.split_once("</article>").is_some_and(|(node, _)| node.contains("replica"))
}
