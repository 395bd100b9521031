//! The server configuration for several partitions.

use std::num::NonZeroU16;

use broker::Unmapped;
use broker::partition::MOST;

/// Reads a number of partitions.
pub(super) fn number(text: &str) -> Result<NonZeroU16, String> {
    let number = text.parse().ok().filter(|number: &NonZeroU16| number.get() <= MOST);
    number.ok_or(format!("must be from 1 to {MOST}"))
}

/// The servers without the mapping, and the lines to add.
pub(super) fn advice(unmapped: &Unmapped) -> Vec<String> {
    let Unmapped { mappings, servers } = unmapped;
    let mut lines: Vec<String> = servers
        .iter()
        .map(|(server, found)| format!("raw documents published at {server}: {found}"))
        .collect();
    lines.push(
        "put this into the account of the streams in the configuration of each server, or at its top \
         level without accounts:"
            .to_owned(),
    );
    lines.push("mappings = {".to_owned());
    lines.extend(mappings.iter().map(|(from, to)| format!("  {from:?}: {to:?}")));
    lines.push("}".to_owned());
    lines
}
