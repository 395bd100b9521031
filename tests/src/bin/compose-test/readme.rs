//! The README's `nats` commands under Compose, as pasted, with the real `nats` command.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use e2e::{Compose, workspace};

use crate::flow::until_true;
use crate::report::Report;

/// The image with the command, which `run.sh` provides.
const IMAGE: &str = "natsio/nats-box:latest";
const PAGE: &str = "<title>Pasted</title><p>The night train to Vienna runs again from May.</p>";

/// Publishes with each command of the README while its subscription is active.
pub(crate) fn commands_work_as_pasted(compose: &Compose, report: &mut Report) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let nats = folder.path().join("nats");
    // `nats` in a container on the host's network replaces the `nats` of the README.
    let script = format!(
        "#!/bin/sh\nexec docker run --rm -i --network host -e NATS_URL --entrypoint nats {IMAGE} \"$@\"\n"
    );
    fs::write(&nats, script).expect("written");
    fs::set_permissions(&nats, fs::Permissions::from_mode(0o755)).expect("made executable");
    fs::write(folder.path().join("page.html"), PAGE).expect("written");

    let readme = fs::read_to_string(workspace().join("README.md")).expect("it is there");
    let (users, subscription) = (between(&readme, "add `"), between(&readme, "Under Compose: `"));
    let heard = folder.path().join("heard");
    let output = fs::File::create(&heard).expect("created");
    let mut subscriber = Subscriber(shell(compose, folder.path(), &subscription, output.into()));
    until_true("the subscription to be up", || {
        subscriber.0.try_wait().is_ok_and(|ended| ended.is_none())
            && fs::read_to_string(&heard).is_ok_and(|heard| heard.contains("Subscribing"))
    });
    let lines: Vec<&str> = readme.lines().filter(|line| line.starts_with("nats pub ")).collect();
    for line in &lines {
        let pasted = line.replacen("nats pub", &format!("nats {users} pub"), 1);
        let ended = shell(compose, folder.path(), &pasted, Stdio::piped()).wait_with_output();
        let ended = ended.expect("it runs");
        let said = String::from_utf8_lossy(&[ended.stdout, ended.stderr].concat()).into_owned();
        report.check(&format!("README: {line}"), ended.status.success(), || said);
    }
    let articles = || {
        let heard = fs::read_to_string(&heard).unwrap_or_default();
        heard.matches("Received on \"articles.published.").count()
    };
    until_true("the subscriber to hear what was published", || articles() >= lines.len());
    report.check(&format!("README: {subscription}"), lines.len() >= 2, || readme.clone());
}

fn shell(compose: &Compose, folder: &Path, line: &str, output: Stdio) -> Child {
    let command = Command::new("sh")
        .args(["-c", &format!("PATH=$PWD:$PATH; exec {line} 2>&1")])
        .current_dir(folder)
        .env("NATS_URL", compose.nats_url())
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(Stdio::null())
        .spawn();
    command.expect("sh is there")
}

/// The text between `start` and the next backtick.
fn between(text: &str, start: &str) -> String {
    let (_, rest) = text.split_once(start).expect("the README shows how to log in");
    rest.split('`').next().unwrap_or_default().to_owned()
}

/// A subscription that ends when it is dropped.
struct Subscriber(Child);

impl Drop for Subscriber {
    fn drop(&mut self) {
        // Docker forwards SIGTERM to the container; SIGKILL would leave it running.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}
