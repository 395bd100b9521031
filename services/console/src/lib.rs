//! The web page that shows a running pipeline.
//!
//! Owns pages, access and the changes that a person may make there. What it shows is computed by
//! `operator`, as for the command line. It knows no rule of a stage: why an article has its title is
//! asked of the stages' own code, with the kept document.
//!
//! Nothing from a document is markup or script: every page is written by maud, which escapes, and
//! the content security policy allows no inline script or style. [`serve`] runs it.

mod access;
mod articles;
mod changes;
mod history;
mod layout;
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
