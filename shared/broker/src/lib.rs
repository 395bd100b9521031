//! NATS JetStream, as the pipeline uses it.
//!
//! Owns the connection, the table of streams, pulling, publishing and the shape of dead letters
//! and marks: mechanism. Decides nothing about a document: that is `stage`. The only crate that
//! names async-nats; none of its types leaves here.

mod answers;
mod connect;
mod dead;
mod delivery;
mod figures;
mod lookup;
mod mark;
mod message;
mod pages;
mod permissions;
mod publish;
mod published;
mod pull;
mod replay;
mod settings;
mod setup;
mod skip;
mod subject;
mod redelivered;
pub mod table;
mod tail;
mod unreadable;

pub use connect::{Broker, ConnectError, Link};
pub use dead::{Cause, DeadLetter, dead_letter};
pub use delivery::{Delivery, MessageKey, Origin};
pub use figures::{ConsumerFigures, StageFigures, StreamFigures};
pub use lookup::{LookupError, Stored};
pub use mark::{Marked, duplicate_mark, filtered_mark};
pub use message::Outbound;
pub use pages::{Pages, Start};
pub use publish::{PublishFault, Receipt};
pub use published::{Once, published_once, published_replacing};
pub use pull::{BindError, PullFault, Puller};
pub use replay::{ReplayError, Replayed, check as check_replay, replay};
pub use settings::NatsSettings;
pub use setup::{Change, Drift, SetupError, SetupSettings, setup};
pub use skip::{SkipError, skip};
pub use subject::Subject;
pub use redelivered::redelivery_mark;
pub use tail::Tail;
pub use unreadable::Unreadable;
