use opentelemetry::{Key, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_semantic_conventions::attribute::{
    HOST_ID, HOST_NAME, SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_VERSION,
};

/// The only attribute by which Jaeger's v1 API, which its web page uses, distinguishes hosts.
/// Without it, the page shows clock warnings for most traces.
const JAEGER_HOST: &str = "ip";

/// The process as described by the environment; missing attributes are filled in.
pub fn resource(service: &'static str, version: &'static str) -> Resource {
    let given = Resource::builder().build();
    let has = |key| {
        given
            .get(&Key::from_static_str(key))
            .is_some_and(|value| !value.as_str().starts_with("unknown_service"))
    };
    let own = [
        (SERVICE_NAME, service.to_owned()),
        (SERVICE_NAMESPACE, "courant".to_owned()),
        (SERVICE_VERSION, version.to_owned()),
        (SERVICE_INSTANCE_ID, instance()),
        (HOST_NAME, host()),
    ];
    let clock = kernel().into_iter().flat_map(|it| [(HOST_ID, it.clone()), (JAEGER_HOST, it)]);
    let own = own.into_iter().chain(clock);
    // The builder's calls would override the environment.
    let missing = own.filter(|(key, _)| !has(key));
    let missing: Vec<KeyValue> = missing.map(|(key, value)| KeyValue::new(key, value)).collect();
    Resource::builder().with_attributes(missing).build()
}

/// Identifies this process.
pub fn instance() -> String {
    format!("{}/{}", host(), std::process::id())
}

/// The host's name; in a container it is the container's id.
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// The running kernel, and so the clock: the same in all containers of a machine. Jaeger compares
/// the times of spans only between hosts that differ in it.
fn kernel() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use opentelemetry_semantic_conventions::SCHEMA_URL;

    /// `sdk/python` describes a process and its spans by the same conventions.
    #[test]
    fn the_python_sdk_follows_the_same_version_of_the_conventions() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sdk/python/src/courant/tracing.py");
        let sdk = std::fs::read_to_string(path).unwrap();
        assert!(sdk.contains(&format!("SCHEMA_URL = \"{SCHEMA_URL}\"")));
        for attribute in ["service.instance.id", "host.name", "host.id", super::JAEGER_HOST] {
            assert!(sdk.contains(&format!("\"{attribute}\"")), "{attribute}");
        }
    }
}
