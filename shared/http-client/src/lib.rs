//! An HTTP client that connects to public addresses only, unless others are allowed.
//!
//! Owns the protection against requests to internal networks (SSRF): the address of every
//! connection is checked when its name is resolved, so DNS rebinding doesn't help an attacker. It
//! follows no redirects, uses no proxy and knows nothing about the content.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use courant_http_client::{Client, SendError};
//!
//! let client = Client::new(false, std::time::Duration::from_secs(30))?;
//! let request = http::Request::get("http://169.254.169.254/").body(Default::default())?;
//! assert!(matches!(client.send(request).await, Err(SendError::Private)));
//! # Ok(())
//! # }
//! ```

mod client;
mod public;
mod resolver;
mod retry_after;

pub use client::{Body, Client, SendError};
pub use retry_after::retry_after;
