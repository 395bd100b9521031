//! `courant.toml`: the stages of a pipeline, their settings, and who uses it.
//!
//! Owns the file's structure, its checks, and the resulting topology. Knows neither the stages nor
//! their settings: a service passes its command line to [`with_defaults`], which adds the file's
//! values.
//!
//! ```
//! use courant_config::Config;
//!
//! let config = Config::parse(
//!     r#"
//!     [[stage]]
//!     name = "reading-level"
//!     command = "python3 reading_level.py"
//!     after = "language-detection"
//!     "#,
//! )?;
//! let stages: Vec<_> = config.topology().stages().iter().map(|stage| stage.stage).collect();
//! assert_eq!(stages[2], "reading-level");
//! # Ok::<(), courant_config::ConfigError>(())
//! ```

mod config;
mod connector;
mod defaults;
mod form;
mod keys;
mod kind;
mod name;
mod nearest;
mod order;
mod outside;
mod partitions;
mod settings;
mod unique;

pub use config::{Config, ConfigError};
pub use connector::Connector;
pub use defaults::{is_secret, with_defaults};
pub use form::{Delivery, Login, Reader, Services, Source, StageEntry};
pub use kind::Kind;
pub use name::Name;
pub use nearest::nearest;
pub use settings::Settings;
