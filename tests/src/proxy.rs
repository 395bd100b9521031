use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A TCP proxy that can go silent: it discards all bytes without closing the connection, like an
/// unplugged cable or a firewall that lost its state.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    silent: Arc<AtomicBool>,
}

/// The interval at which a thread checks whether the proxy is silent.
const LOOK: Duration = Duration::from_millis(20);

impl Proxy {
    /// A proxy to `host:port` on its own port.
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = listener.local_addr().expect("bound").port();
        let silent = Arc::new(AtomicBool::new(false));
        let (hush, server) = (Arc::clone(&silent), server.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                // A silent connection stays silent; new connections can be accepted later.
                if hush.load(Ordering::Relaxed) {
                    continue;
                }
                join(&client, &server, &hush);
                join(&server, &client, &hush);
            }
        });
        Self { port, silent }
    }

    /// The URL for clients.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Discards all bytes from now on.
    pub fn go_silent(&self) {
        self.silent.store(true, Ordering::Relaxed);
    }

    /// Accepts new connections. Silent ones stay silent.
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
            // After the read, which can have started before the proxy went silent.
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
