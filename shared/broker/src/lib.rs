//! NATS JetStream as the pipeline uses it.
//!
//! Owns the connection, the table of streams, pulling, publishing, and the form of dead letters
//! and marks. Decides nothing about a document: the stages and `runtime` do. The only crate that
//! names async-nats; none of its types is public here.
//!
//! [`Broker`] is the connection. [`Broker::publish`] stores an [`Outbound`] message; a [`Puller`]
//! receives each [`Delivery`], which [`Broker::acknowledge`] settles. [`setup`] creates the streams
//! and consumers of the [`table`].

mod bucket;
mod connect;
mod dead;
mod delivery;
mod dropping;
mod erasure;
mod full_text;
mod inspect;
mod lookup;
mod mark;
mod message;
mod metrics;
mod object;
mod original;
mod pages;
pub mod partition;
mod permissions;
mod publish;
mod published;
mod pull;
mod redelivered;
mod replay;
mod requests;
mod seen;
mod service;
mod settings;
mod setup;
mod skip;
mod subject;
pub mod table;
mod tail;
mod topology;
mod unreadable;
mod watching;

pub use bucket::{Entry, deletion, put};
pub use connect::{Broker, ConnectError, Link};
pub use dead::{Cause, DeadLetter, dead_letter};
pub use delivery::{Ack, Delivery, MessageKey, Origin};
pub use dropping::{DropError, drop_dead_letter};
pub use erasure::{erased_mark, erased_positions, tombstone, tombstone_note};
pub use full_text::{FullTextError, full_text_pieces};
pub use inspect::{
    ConsumerReport, ConsumerSettings, Probe, ServerFacts, StreamReport, StreamSettings,
};
pub use lookup::{LookupError, Stored};
pub use mark::{Marked, duplicate_mark, filtered_mark};
pub use message::Outbound;
pub use metrics::{ConsumerMetrics, ReaderMetrics, StageMetrics, StreamMetrics};
pub use object::{ObjectError, PIECE, Reference, pieces};
pub use original::{Original, original, original_pieces};
pub use pages::{Pages, Start};
pub use partition::{Layout, Part};
pub use publish::{PublishFault, Receipt};
pub use published::Once;
pub use pull::{BindError, PullFault, Puller};
pub use redelivered::redelivery_mark;
pub use replay::{ReplayError, Replayed, check as check_replay, replay};
pub use settings::NatsSettings;
pub use setup::{
    Change, Drift, Move, PROBED, PublishedFull, SetupError, SetupSettings, StreamSize, Unmapped,
    setup, setup_delivery, setup_partitions, setup_reader,
};
pub use skip::{SkipError, skip};
pub use subject::Subject;
pub use tail::Tail;
pub use topology::{ReaderSpec, Topology, own_stream, pattern};
pub use unreadable::{Defect, Search, Unreadable};
pub use watching::{SourceMetrics, Watching};
