use opentelemetry::{Key, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_semantic_conventions::attribute::{
    SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_VERSION,
};

/// The process, as the environment describes it; what the environment leaves out is filled in.
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
    ];
    // The builder's calls would override the environment.
    let missing = own.into_iter().filter(|(key, _)| !has(key));
    let missing: Vec<KeyValue> = missing.map(|(key, value)| KeyValue::new(key, value)).collect();
    Resource::builder().with_attributes(missing).build()
}

/// Tells this process from others: in a container the host's name is the container's id.
fn instance() -> String {
    let host = rustix::system::uname();
    format!("{}/{}", host.nodename().to_string_lossy(), std::process::id())
}
