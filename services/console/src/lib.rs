//! The web page that shows a running pipeline.
//!
//! Owns pages, access and the changes that a person can make there. As for the command line,
//! `operator` computes what it shows. Knows no rule of a stage: to show why an article has its
//! title, it runs the stages' code on the kept document.
//!
//! Nothing from a document becomes markup or script: maud escapes everything it writes, and the
//! content security policy allows no inline script or style. [`serve`] runs it.

mod access;
mod articles;
mod changes;
mod failed;
mod history;
mod layout;
mod list;
mod pages;
mod parts;
mod request;
mod scan;
mod server;
mod settings;
mod shown;
mod state;

pub use server::{ServeError, serve};
pub use settings::Settings;
