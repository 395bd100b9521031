use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A receiver of webhooks whose responses are set by the test.
#[derive(Debug)]
pub struct Receiver {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    manner: fn(usize, &Value) -> Reply,
    requests: Vec<Webhook>,
    dead: bool,
    open: Vec<TcpStream>,
}

/// A received request.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The header `webhook-id`.
    pub id: String,
    /// The header `webhook-signature`.
    pub signature: String,
    /// The header `traceparent`.
    pub traceparent: Option<String>,
    /// The body.
    pub body: Value,
    /// The response to it.
    pub reply: Reply,
}

/// A response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// With this status.
    Status(u16),
    /// With this status and a `Retry-After`, in seconds.
    RetryAfter(u16, u64),
    /// With a redirect to this path of its own.
    Redirect(&'static str),
    /// With 200, after a delay.
    Slow(Duration),
    /// It closes the connection in the middle of the response's header.
    Cut,
}

impl Receiver {
    /// Starts one. `manner` returns the response to each request, given its number from 0 and its body.
    pub fn start(manner: fn(usize, &Value) -> Reply) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let state = Arc::new(Mutex::new(State {
            manner,
            requests: Vec::new(),
            dead: false,
            open: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                {
                    let mut state = lock(&state);
                    if state.dead {
                        continue;
                    }
                    state.open.extend(stream.try_clone());
                }
                thread::spawn(move || serve(stream, &state));
            }
        });
        Self { port, state }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/articles", self.port)
    }

    /// Changes how it answers.
    pub fn answer(&self, manner: fn(usize, &Value) -> Reply) {
        lock(&self.state).manner = manner;
    }

    /// Cuts all its current and future connections, in the middle of requests and responses, as if its
    /// process were killed.
    pub fn kill(&self) {
        let mut state = lock(&self.state);
        state.dead = true;
        for stream in state.open.drain(..) {
            // Its peer may have closed it already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Accepts connections again.
    pub fn launch(&self) {
        lock(&self.state).dead = false;
    }

    /// The requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<Webhook> {
        lock(&self.state).requests.clone()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let Ok(writing) = stream.try_clone() else { return };
    let (mut reader, mut writer) = (BufReader::new(stream), writing);
    while let Some(mut webhook) = read(&mut reader) {
        let reply = {
            let mut state = lock(state);
            if state.dead {
                return;
            }
            let reply = (state.manner)(state.requests.len(), &webhook.body);
            webhook.reply = reply;
            state.requests.push(webhook);
            reply
        };
        let answer = match reply {
            Reply::Status(status) => head(status, ""),
            Reply::RetryAfter(status, seconds) => {
                head(status, &format!("retry-after: {seconds}\r\n"))
            }
            Reply::Redirect(to) => head(302, &format!("location: {to}\r\n")),
            Reply::Slow(time) => {
                thread::sleep(time);
                head(200, "")
            }
            Reply::Cut => "HTTP/1.1 200 O".to_owned(),
        };
        if writer.write_all(answer.as_bytes()).is_err() || reply == Reply::Cut {
            return;
        }
    }
}

fn head(status: u16, more: &str) -> String {
    format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n{more}\r\n")
}

/// The next request of a connection; `None` at its end.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Webhook> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    assert!(lines.first()?.starts_with("POST /articles "), "{lines:?}");
    let header = |name: &str| {
        let named = |line: &&String| line.to_lowercase().starts_with(&format!("{name}:"));
        Some(lines.iter().find(named)?.split_once(':')?.1.trim().to_owned())
    };
    let mut body = vec![0; header("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(Webhook {
        id: header("webhook-id")?,
        signature: header("webhook-signature")?,
        traceparent: header("traceparent"),
        body: serde_json::from_slice(&body).ok()?,
        reply: Reply::Status(0),
    })
}
