//! The contract of a stage: one step of the pipeline as a pure function.
//!
//! A stage implements [`Stage`]: it gets an [`Input`] and a [`Context`] and returns a [`Step`] or
//! an error. The error's [`Failure`] implementation says whether to retry or reject.
//! [`process`] runs a stage on one message, and [`settle`] decides what happens to that message.
//! A [`Target`] is the contract of a delivery service, which sends published articles elsewhere, and a
//! [`Source`] that of a service that fetches documents.
//!
//! This crate does no I/O: it needs no NATS, no async runtime and no telemetry. `courant-runtime`
//! runs a stage as a service.
//!
//! A complete stage, run on one record:
//!
//! ```
//! use article::{Document, Headers, RawMessage, Record, RecordError, Section, Timestamp};
//! use courant_stage::{Context, Processed, Settlement, Stage, Step, process, settle};
//!
//! /// The section that the stage adds to the record. It names the stage.
//! #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
//! struct Length {
//!     characters: usize,
//! }
//!
//! impl Section for Length {
//!     const NAME: &'static str = "length";
//!     const STAGE: &'static str = "measure-length";
//! }
//!
//! struct MeasureLength;
//!
//! #[derive(Debug, clap::Args)]
//! struct NoSettings {}
//!
//! impl Stage for MeasureLength {
//!     type Input = Record;
//!     type Section = Length;
//!     type Error = RecordError;
//!     type Settings = NoSettings;
//!
//!     const ABOUT: &'static str = "Counts the characters of a text";
//!
//!     fn new(_: NoSettings) -> Result<Self, String> {
//!         Ok(Self)
//!     }
//!
//!     fn process(&self, record: &Record, _: &Context<'_>) -> Result<Step<Length>, RecordError> {
//!         let document: Document = record.section()?;
//!         Ok(Step::Forward(Length { characters: document.text.chars().count() }))
//!     }
//! }
//!
//! let record = br#"{"courant":1,"id":"3972243cf868ce05511ecb571f447e06","document":{
//!     "content_type":"text/plain","charset":"utf-8","bytes":5,
//!     "sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
//!     "received_at":"2026-11-23T08:15:00Z","text":"hello","declared":{}}}"#;
//! let now = Timestamp::UNIX_EPOCH;
//! let message = RawMessage::new(record.to_vec().into(), Headers::default(), now);
//! let context = Context::new(now, "articles.measured");
//!
//! let result = process(&MeasureLength, message, &context, 1);
//! let Settlement::Done(Processed::Forward { record, .. }) = settle(result, 1, 5) else { panic!() };
//! assert_eq!(record.section::<Length>().unwrap().characters, 5);
//! assert_eq!(record.trail().unwrap()[0].stage, "measure-length");
//! ```

pub mod attribute;
mod context;
mod contract;
mod duration;
mod failure;
mod number;
mod process;
mod settle;
mod shared;
mod size;
mod source;
mod target;

pub use context::{Context, Recorder, Value};
pub use contract::{Execution, Input, Part, Stage, Step, StoredText};
pub use duration::duration;
pub use failure::{Failed, Failure, Verdict};
pub use number::up_to;
pub use process::{Processed, process, process_recorded};
pub use settle::{Settlement, settle};
pub use shared::{Erased, Shared};
pub use size::size;
pub use source::{Intake, Memory, Outgoing, Source, Stopped, Unpublished};
pub use target::{Article, Batching, Erasure, Target, Undelivered, Version};
