use crate::{Options, Server, port};

/// Starts a cluster of `nodes` servers on loopback, each with the options for its number. `routing` is
/// added to the block `cluster` of each.
///
/// Each server connects to the earlier ones, at the URL that `route` returns for their port, which may
/// be that of a proxy. `no_advertise` prevents servers from bypassing it.
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
            // Without a route, JetStream doesn't form a cluster; a server ignores a route to itself.
            routes.push(format!("nats://127.0.0.1:{port}"));
        }
        let own = options(node);
        let more = format!(
            "server_name: n{node}\ncluster {{ name: test, listen: \"127.0.0.1:{port}\", \
             no_advertise: true, routes: {routes:?}\n{routing} }}\n{}",
            own.more
        );
        servers.push(Server::with(&Options { more, ..own }));
        ports.push(port);
    }
    servers
}
