use e2e::docker;
use serde_json::Value;

use crate::SERVICES;
use crate::report::Report;

const BASE: &str = "debian:bookworm-slim";
/// The maximum size of an image without its base, in bytes.
const ADDS: u64 = 60_000_000;

/// The five images are small, labelled, and run as an unprivileged user.
pub(crate) fn carry_little(report: &mut Report) {
    let base = inspect(BASE)["Size"].as_u64().unwrap_or_default();
    for name in SERVICES.iter().chain(&["cli"]) {
        let image = inspect(&format!("courant/{name}:{}", env!("CARGO_PKG_VERSION")));
        let adds = image["Size"].as_u64().unwrap_or(u64::MAX).saturating_sub(base);
        let what = format!("courant/{name} adds {} MB to its base", adds / 1_000_000);
        report.check(&what, adds <= ADDS, || format!("at most {ADDS} bytes"));
        let config = &image["Config"];
        let labels = &config["Labels"];
        let labelled = ["title", "description", "licenses", "version", "revision"]
            .iter()
            .all(|label| labels[format!("org.opencontainers.image.{label}")].is_string());
        let fit = config["User"] == "10001:10001"
            && labels["org.opencontainers.image.version"] == env!("CARGO_PKG_VERSION")
            && labelled;
        let what = format!("courant/{name} runs as nobody and is labelled");
        report.check(&what, fit, || config.to_string());
    }
}

fn inspect(image: &str) -> Value {
    let reported: Value =
        serde_json::from_str(&docker(&["image", "inspect", image])).expect("JSON");
    reported[0].clone()
}
