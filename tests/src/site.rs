use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A web site whose responses are set by the test, with one request per connection.
#[derive(Debug)]
pub struct Site {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

/// A response.
#[derive(Debug, Clone)]
pub enum Page {
    /// With a status, these header lines and a body.
    Answer(u16, String, Vec<u8>),
    /// With a body that is shorter than its `Content-Length`.
    Short(Vec<u8>),
    /// With an endless body at this many bytes per second.
    Endless(usize),
    /// Not at all.
    Silent,
}

impl Page {
    /// A page of this type.
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer(200, format!("content-type: {content_type}\r\n"), body.into())
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Self {
        Self::Answer(302, format!("location: {to}\r\n"), Vec::new())
    }
}

impl Site {
    /// Starts one. `answer` receives the whole header of a request.
    pub fn start(answer: impl Fn(&str) -> Page + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || {
                    if let Some(head) = head(&stream) {
                        seen.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
                        // The client may have disconnected.
                        let _ = send(stream, answer(&head));
                    }
                });
            }
        });
        Self { port, requests }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The headers of the requests for a path so far.
    pub fn requests(&self, path: &str) -> Vec<String> {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let first = format!("GET {path} ");
        requests.iter().filter(|head| head.starts_with(&first)).cloned().collect()
    }
}

fn head(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    Some(head)
}

fn send(mut stream: TcpStream, page: Page) -> std::io::Result<()> {
    let (status, headers, length, body) = match page {
        Page::Answer(status, headers, body) => (status, headers, body.len(), body),
        Page::Short(body) => (200, "content-type: text/html\r\n".to_owned(), body.len() + 9, body),
        Page::Endless(rate) => {
            stream.write_all(b"HTTP/1.1 200 X\r\ncontent-type: text/xml\r\n\r\n<rss>")?;
            loop {
                stream.write_all(&vec![b' '; rate / 10])?;
                thread::sleep(Duration::from_millis(100));
            }
        }
        Page::Silent => {
            thread::sleep(Duration::from_secs(60));
            return Ok(());
        }
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}
