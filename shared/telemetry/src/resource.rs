use opentelemetry::{Key, KeyValue};
use opentelemetry_sdk::Resource;

/// Who tells: what the environment says, and what it leaves out filled in.
pub fn resource(service: &'static str, version: &'static str) -> Resource {
    let given = Resource::builder().build();
    let has = |key| {
        given
            .get(&Key::from_static_str(key))
            .is_some_and(|value| !value.as_str().starts_with("unknown_service"))
    };
    let own = [
        ("service.name", service.to_owned()),
        ("service.namespace", "courant".to_owned()),
        ("service.version", version.to_owned()),
        ("service.instance.id", instance()),
    ];
    // A call of the builder would win over the environment.
    let missing = own.into_iter().filter(|(key, _)| !has(key));
    let missing: Vec<KeyValue> = missing.map(|(key, value)| KeyValue::new(key, value)).collect();
    Resource::builder().with_attributes(missing).build()
}

/// This process among the others: in a container the host's name is the container's id.
fn instance() -> String {
    let host = rustix::system::uname();
    format!("{}/{}", host.nodename().to_string_lossy(), std::process::id())
}
