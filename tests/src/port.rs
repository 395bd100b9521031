//! Ports for servers that tests start.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the range from which systems take the local ports of outgoing connections: a server that
/// stops must get its port again, and a client that keeps knocking at a port of that range
/// meanwhile may end up connected to itself, which holds the port for good.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

static ASKED: AtomicU32 = AtomicU32::new(0);

/// A port of the loopback address that nobody listens on. Another one each time, and in each test's
/// process others are tried first, so that tests side by side do not meet.
pub fn free() -> u16 {
    let own = std::process::id().wrapping_mul(7_919);
    for _ in 0..COUNT {
        let turn = ASKED.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + own.wrapping_add(turn) % COUNT;
        let port = u16::try_from(port).expect("FIRST + COUNT is below 65,536");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free from {FIRST} to {}: end what holds them", FIRST + COUNT);
}
