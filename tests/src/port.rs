//! Ports for servers that tests start.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the range of ephemeral ports. A server must get its port back after a restart, and a client
/// that keeps connecting to an ephemeral port can end up connected to itself and block the port.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

static ASKED: AtomicU32 = AtomicU32::new(0);

/// A free port on the loopback address, a different one each time. Each test process starts at another
/// offset, so that parallel tests don't collide.
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
