use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Finding;

const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
const MOST: u64 = 4 << 20;
const WHY: &str = "nobody notices when documents wait, die or go missing";
const MEND: &str = "docker compose --profile observability up -d, and an Alertmanager in \
    deploy/prometheus/prometheus.yml";

/// Checks whether somebody is notified when the pipeline stops.
pub(super) async fn finding(prometheus: Option<&str>) -> Finding {
    let check = "alerting";
    let Some(address) = prometheus else {
        return Finding::not_checked(check, "the address of Prometheus (--prometheus-url)");
    };
    let Some(rules) = get(address, "/api/v1/rules?type=alert").await else {
        return Finding::error(check, format!("no Prometheus answers at {address}"), WHY, MEND);
    };
    let groups = rules["data"]["groups"].as_array().cloned().unwrap_or_default();
    let rules = groups.iter().filter_map(|group| group["rules"].as_array()).flatten();
    let ours =
        rules.filter(|rule| rule["name"].as_str().is_some_and(|name| name.starts_with("Courant")));
    let ours = ours.count();
    if ours == 0 {
        return Finding::error(check, "Prometheus has no alert rules for Courant", WHY, MEND);
    }
    let managers = get(address, "/api/v1/alertmanagers").await.unwrap_or_default();
    match managers["data"]["activeAlertmanagers"].as_array().is_some_and(|all| !all.is_empty()) {
        true => Finding::fine(
            check,
            format!("Prometheus has {ours} alert rules, and somebody is notified"),
        ),
        false => Finding::warning(
            check,
            format!("Prometheus has {ours} alert rules, but no Alertmanager"),
            "an alert is seen only by those who look at Prometheus",
            "name an Alertmanager in deploy/prometheus/prometheus.yml",
        ),
    }
}

/// One request, written by hand: an HTTP client would be the largest part of the program.
async fn get(address: &str, path: &str) -> Option<Value> {
    let asked = async {
        let mut stream = TcpStream::connect(address).await.ok()?;
        let host = address.split(':').next().unwrap_or_default();
        let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.take(MOST).read_to_end(&mut answer).await.ok()?;
        let text = String::from_utf8_lossy(&answer).into_owned();
        serde_json::from_str(text.split_once("\r\n\r\n")?.1).ok()
    };
    tokio::time::timeout(ANSWERS_WITHIN, asked).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use serde_json::json;

    use super::*;
    use crate::doctor::Level;

    /// A Prometheus with these rules and alert managers.
    fn prometheus(rules: Value, managers: Value) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, mut request) = (stream.unwrap(), [0; 256]);
                let length = stream.read(&mut request).unwrap();
                let data = match request[..length].starts_with(b"GET /api/v1/rules") {
                    true => json!({"groups": [{"rules": rules}]}),
                    false => json!({"activeAlertmanagers": managers}),
                };
                write!(stream, "HTTP/1.0 200 OK\r\n\r\n{}", json!({"data": data})).unwrap();
            }
        });
        address
    }

    #[tokio::test]
    async fn somebody_has_to_be_notified() {
        let (ours, others) = (json!([{"name": "CourantStalled"}]), json!([{"name": "DiskFull"}]));
        let manager = json!([{"url": "http://alertmanager:9093"}]);
        for (rules, managers, level) in [
            (&ours, &manager, Level::Fine),
            (&ours, &json!([]), Level::Warning),
            (&others, &manager, Level::Error),
        ] {
            let address = prometheus(rules.clone(), managers.clone());
            assert_eq!(finding(Some(&address)).await.level, level, "{rules} {managers}");
        }
        assert_eq!(finding(Some("127.0.0.1:1")).await.level, Level::Error);
        assert_eq!(finding(None).await.level, Level::NotChecked);
    }
}
