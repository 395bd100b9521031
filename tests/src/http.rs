//! GET requests to a server on this machine.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// The body of a response from this machine; `None` if there is none.
pub fn get(port: u16, path: &str) -> Option<String> {
    ask(port, path, &[]).map(|(_, body)| body)
}

/// The status and the body of a response; `None` if there is none.
pub fn ask(port: u16, path: &str, headers: &[&str]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let host = format!("Host: 127.0.0.1:{port}");
    let headers: String =
        [&*host].iter().chain(headers).map(|line| format!("{line}\r\n")).collect();
    stream.write_all(format!("GET {path} HTTP/1.0\r\n{headers}\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}
