use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A link to a server that can go silent: bytes are swallowed, and no end is told.
///
/// So does a cable that is pulled, or a firewall that forgets a connection.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    silent: Arc<AtomicBool>,
}

/// How often a thread looks whether the link went silent.
const LOOK: Duration = Duration::from_millis(20);

impl Proxy {
    /// A link to `host:port`, on a port of its own.
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("bound").port();
        let silent = Arc::new(AtomicBool::new(false));
        let (hush, server) = (Arc::clone(&silent), server.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                // A link that is silent stays so for who is on it; new ones may be made later.
                if hush.load(Ordering::Relaxed) {
                    continue;
                }
                join(&client, &server, &hush);
                join(&server, &client, &hush);
            }
        });
        Self { port, silent }
    }

    /// Where clients find it.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Swallows everything from now on.
    pub fn go_silent(&self) {
        self.silent.store(true, Ordering::Relaxed);
    }

    /// Lets new connections through. Those that were silent stay dead.
    pub fn speak(&self) {
        self.silent.store(false, Ordering::Relaxed);
    }
}

fn join(from: &TcpStream, to: &TcpStream, silent: &Arc<AtomicBool>) {
    let mut from = from.try_clone().expect("a socket");
    let mut to = to.try_clone().expect("a socket");
    from.set_read_timeout(Some(LOOK)).expect("not zero");
    let silent = Arc::clone(silent);
    thread::spawn(move || {
        let (mut buffer, mut dead) = ([0; 64 * 1024], false);
        loop {
            let read = from.read(&mut buffer);
            // After the read, which may have begun before the link went silent.
            dead |= silent.load(Ordering::Relaxed);
            match read {
                Ok(0) => return,
                Ok(_) if dead => {}
                Ok(length) if to.write_all(&buffer[..length]).is_err() => return,
                Ok(_) => {}
                Err(error) if would_block(&error) => {}
                Err(_) => return,
            }
        }
    });
}

fn would_block(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    matches!(error.kind(), TimedOut | WouldBlock)
}
