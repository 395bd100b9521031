//! The number of partitions on the server of `up`, whose configuration includes the mapping.

use std::cell::Cell;
use std::num::NonZeroU16;
use std::time::Duration;

use broker::{Broker, Drift, Move, SetupSettings};

use crate::fault::Fault;
use crate::messages::{self, plural};

/// A move to the number of partitions that the file declares.
#[derive(Debug)]
pub(super) struct Partitions<'a> {
    streams: &'a SetupSettings,
    count: NonZeroU16,
    is_settled: Cell<bool>,
}

impl<'a> Partitions<'a> {
    pub(super) fn new(streams: &'a SetupSettings, count: NonZeroU16) -> Self {
        Self { streams, count, is_settled: Cell::new(false) }
    }

    /// Advances the move as far as possible. It is called repeatedly, because old streams can only
    /// be removed once the services have drained them.
    pub(super) async fn advance(&self, broker: &Broker) -> Result<(), Fault> {
        if self.is_settled.get() {
            return Ok(());
        }
        let count = Some(self.count);
        let moved =
            broker::setup_partitions(broker, self.streams, count, true, Duration::ZERO).await?;
        let waiting = moved.changes.iter().any(|change| matches!(change.drift, Drift::Draining(_)));
        self.is_settled.set(!waiting && moved.unmapped.is_none());
        for line in lines(&moved, self.count) {
            messages::say(line);
        }
        Ok(())
    }
}

fn lines(moved: &Move, count: NonZeroU16) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(unmapped) = &moved.unmapped {
        let shown = |(server, found): &(String, String)| format!("{server}: {found}");
        let servers: Vec<String> = unmapped.servers.iter().map(shown).collect();
        lines.push(format!(
            "raw documents are not spread over {count} partitions yet ({})",
            servers.join("; ")
        ));
    }
    let (mut left, mut removed) = (0, 0);
    for change in &moved.changes {
        match &change.drift {
            Drift::Differs(how) => lines.push(format!("{}: {}", change.object, how.join("; "))),
            Drift::Draining(messages) => left += messages,
            Drift::Drained => removed += 1,
            Drift::None | Drift::Missing | Drift::Unfinished => {}
        }
    }
    if left > 0 {
        lines.push(format!(
            "{} left in the streams of the earlier number of partitions",
            plural(left, "document")
        ));
    }
    if removed > 0 {
        lines.push(format!(
            "{} of the earlier number of partitions emptied and removed",
            plural(removed, "stream")
        ));
    }
    lines
}
