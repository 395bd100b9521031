use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use serde_json::json;

/// The NATS protocol without a client library. Each command is followed by a PING; an error from the
/// server comes before the PONG.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    answers: BufReader<TcpStream>,
    subscriptions: u32,
}

impl Wire {
    /// Connects to the server at this URL; `Err` is its refusal.
    pub fn connect(url: &str, user: &str, password: &str) -> Result<Self, String> {
        let address = url.replace("nats://", "");
        let stream = TcpStream::connect(address).expect("the server is up");
        let answers = BufReader::new(stream.try_clone().expect("a socket"));
        let mut wire = Self { stream, answers, subscriptions: 0 };
        let options = json!({ "verbose": false, "headers": true, "user": user, "pass": password });
        wire.say(&format!("CONNECT {options}\r\n"))?;
        Ok(wire)
    }

    /// Publishes an empty message; `Err` is the server's refusal.
    pub fn publish(&mut self, subject: &str) -> Result<(), String> {
        self.say(&format!("PUB {subject} 0\r\n\r\n"))
    }

    /// Subscribes; `Err` is the server's refusal.
    pub fn subscribe(&mut self, subject: &str) -> Result<(), String> {
        self.subscriptions += 1;
        self.say(&format!("SUB {subject} {}\r\n", self.subscriptions))
    }

    /// Sends a message with headers (`NATS/1.0…`) and a reply subject of any bytes, without waiting for a
    /// refusal.
    pub fn send(&mut self, subject: &[u8], reply: &[u8], headers: &[&str], body: &str) {
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let headers = format!("NATS/1.0\r\n{headers}\r\n");
        let sizes =
            format!(" {} {}\r\n{headers}{body}\r\n", headers.len(), headers.len() + body.len());
        let message = [b"HPUB ", subject, b" ", reply, sizes.as_bytes()].concat();
        self.stream.write_all(&message).expect("sent");
    }

    /// Waits until the server has processed everything; `Err` is its last refusal.
    pub fn flush(&mut self) -> Result<(), String> {
        self.say("")
    }

    fn say(&mut self, command: &str) -> Result<(), String> {
        self.stream.write_all(format!("{command}PING\r\n").as_bytes()).expect("sent");
        let mut refusal = None;
        loop {
            let mut line = String::new();
            let read = self.answers.read_line(&mut line).expect("an answer");
            match line.trim_end() {
                "PONG" => return refusal.map_or(Ok(()), Err),
                error if error.starts_with("-ERR") => refusal = Some(error.to_owned()),
                // If the login is refused, the server sends an error and closes the connection.
                _ if read == 0 => return Err(refusal.unwrap_or_default()),
                _ => {}
            }
        }
    }
}
