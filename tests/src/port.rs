//! Ports for servers that tests start.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the range of ephemeral ports. A server must get its port back after a restart, and a client
/// that keeps connecting to an ephemeral port can end up connected to itself and block the port.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;
/// Number of ports per test process. Processes that start one after another have different ports, so
/// that none takes a port between another's check and its start of listening.
const BLOCK: u32 = 40;

static ASKED: AtomicU32 = AtomicU32::new(0);

/// A free port on the loopback address, a different one each time.
pub fn free() -> u16 {
    free_run(1)
}

/// The first of `length` consecutive free ports on the loopback address.
pub fn free_run(length: u32) -> u16 {
    let own = std::process::id() % (COUNT / BLOCK) * BLOCK;
    for _ in 0..COUNT {
        let turn = ASKED.fetch_add(length, Ordering::Relaxed);
        let first = FIRST + own.wrapping_add(turn) % (COUNT - length);
        let port = |offset| u16::try_from(first + offset).expect("FIRST + COUNT is below 65,536");
        if (0..length).all(|offset| TcpListener::bind((Ipv4Addr::LOCALHOST, port(offset))).is_ok())
        {
            return port(0);
        }
    }
    panic!("no port is free from {FIRST} to {}: end what holds them", FIRST + COUNT);
}
