use serde::Serialize;

use super::Kind;

/// Documents by what happened to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Published.
    pub published: u64,
    /// Filtered out by a rule.
    pub filtered: u64,
    /// Recorded as duplicates.
    pub duplicate: u64,
    /// Dead letters.
    pub dead: u64,
    /// Dead letters that an operator dropped.
    pub dropped: u64,
    /// Erased.
    pub erased: u64,
    /// In flight.
    pub in_flight: u64,
}

impl Counts {
    pub(super) fn add(&mut self, kind: Kind) {
        *match kind {
            Kind::Published => &mut self.published,
            Kind::Filtered => &mut self.filtered,
            Kind::Duplicate => &mut self.duplicate,
            Kind::Dead => &mut self.dead,
            Kind::Dropped => &mut self.dropped,
            Kind::Erased => &mut self.erased,
            Kind::InFlight => &mut self.in_flight,
        } += 1;
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        let Self { published, filtered, duplicate, dead, dropped, erased, in_flight } = self;
        published + filtered + duplicate + dead + dropped + erased + in_flight
    }
}
