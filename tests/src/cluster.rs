use crate::{Options, Server, port};

/// So many servers as one cluster, on loopback, each with the options for its number. `routing` is
/// additional lines of the block `cluster`.
///
/// Each server connects to the earlier ones at the address that `route` gives for their port. They
/// don't tell each other further addresses, or they would connect around it.
pub fn cluster(
    nodes: usize,
    routing: &str,
    options: impl Fn(usize) -> Options,
    mut route: impl FnMut(u16) -> String,
) -> Vec<Server> {
    let (mut servers, mut ports) = (Vec::new(), Vec::<u16>::new());
    for node in 0..nodes {
        let mut routes: Vec<String> = ports.iter().map(|port| route(*port)).collect();
        let port = port::free();
        if routes.is_empty() {
            // A server without routes starts no cluster, and one to itself does no harm.
            routes.push(format!("nats://127.0.0.1:{port}"));
        }
        let Options { more, .. } = options(node);
        let more = format!(
            "server_name: n{node}\ncluster {{ name: test, listen: \"127.0.0.1:{port}\", \
             no_advertise: true, routes: {routes:?}\n{routing} }}\n{more}"
        );
        servers.push(Server::with(&Options { more, ..options(node) }));
        ports.push(port);
    }
    servers
}
