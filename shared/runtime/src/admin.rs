use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use telemetry::Metrics;
use tokio::net::TcpListener;

use crate::health::Health;

/// What the admin port reports.
#[derive(Debug, Clone)]
pub struct Admin {
    pub health: Arc<Health>,
    pub metrics: Arc<Metrics>,
}

/// Serves `/livez`, `/readyz` and `/metrics` until the future is dropped.
pub async fn serve(listener: TcpListener, admin: Admin) -> std::io::Result<()> {
    let router = Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(admin);
    axum::serve(listener, router).await
}

/// Asks the admin port of a running service whether it is ready. The error says why it is not.
pub fn healthcheck(address: SocketAddr) -> Result<(), String> {
    let address = match address.ip() {
        // A service that listens on all addresses is reached on the loopback address.
        ip if ip.is_unspecified() => {
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
        }
        _ => address,
    };
    let response = request(address).map_err(|error| format!("no answer at {address}: {error}"))?;
    let body = response.split_once("\r\n\r\n").map_or("", |(_, body)| body).trim();
    match response.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(body.to_owned()),
    }
}

async fn livez(State(admin): State<Admin>) -> impl IntoResponse {
    match admin.health.alive() {
        true => (StatusCode::OK, "alive\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the main loop is stuck\n"),
    }
}

async fn readyz(State(admin): State<Admin>) -> impl IntoResponse {
    match admin.health.unready() {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n")),
    }
}

async fn metrics(State(admin): State<Admin>) -> impl IntoResponse {
    let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    admin.metrics.ready(admin.health.unready().is_none());
    ([(header::CONTENT_TYPE, text)], admin.metrics.text())
}

/// One HTTP request, written by hand: an HTTP client would be the largest part of the program.
fn request(address: SocketAddr) -> std::io::Result<String> {
    let timeout = Duration::from_secs(3);
    let mut stream = TcpStream::connect_timeout(&address, timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n")?;
    let mut response = String::new();
    stream.take(64 * 1024).read_to_string(&mut response)?;
    Ok(response)
}
