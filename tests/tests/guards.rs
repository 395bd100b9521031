//! The guards that the other tests depend on.

#![expect(clippy::unwrap_used, reason = "to panic is how a test fails")]

use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use e2e::{Options, Server, until};

fn port(server: &Server) -> u16 {
    let url = server.url();
    let (_, port) = url.rsplit_once(':').unwrap();
    port.parse().unwrap()
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[test]
fn a_server_is_ready_when_start_returns_and_gone_when_dropped() {
    let server = Server::start();
    let port = port(&server);
    assert!(listens(port));
    assert!(server.log().contains("Server is ready"), "{}", server.log());
    drop(server);
    assert!(!listens(port));
}

#[test]
fn a_server_comes_back_where_it_was_after_stop_kill_and_restart() {
    let mut server = Server::start();
    let (port, first) = (port(&server), server.id());
    server.stop();
    assert!(!listens(port));
    assert_eq!(server.id(), None);
    server.restart();
    assert!(listens(port));
    server.kill();
    assert!(!listens(port));
    server.restart();
    assert!(listens(port));
    assert_ne!(server.id(), first);
}

#[test]
fn a_server_takes_further_configuration() {
    let more = "server_name: \"courant-guards\"".to_owned();
    let server = Server::with(&Options { max_payload: 4096, more, ..Options::default() });
    let info = greeting(port(&server));
    assert!(info.contains("\"max_payload\":4096"), "{info}");
    assert!(info.contains("courant-guards"), "{info}");
}

#[test]
fn servers_side_by_side_do_not_meet() {
    let servers: Vec<Server> = (0..3).map(|_| Server::start()).collect();
    let mut ports: Vec<u16> = servers.iter().map(port).collect();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), 3);
}

#[test]
#[should_panic(expected = "did not start")]
fn a_server_that_cannot_start_says_so() {
    let more = "no_such_setting_exists: {".to_owned();
    Server::with(&Options { more, ..Options::default() });
}

#[test]
#[should_panic(expected = "in vain for what never comes")]
fn waiting_ends() {
    until("what never comes", Duration::from_millis(50), || None::<()>);
}

#[tokio::test]
#[should_panic(expected = "in vain for what never answers")]
async fn waiting_for_an_answer_ends() {
    e2e::until_async("what never answers", Duration::from_millis(50), async || {
        std::future::pending::<Option<()>>().await
    })
    .await;
}

fn greeting(port: u16) -> String {
    use std::io::{BufRead, BufReader};
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line
}
