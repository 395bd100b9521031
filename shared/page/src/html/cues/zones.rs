use article::Zone;

/// Set of the zones of a page that an element is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Zones(u8);

/// All zones with their bits.
const ALL: [(Zone, u8); 7] = [
    (Zone::Menu, 1),
    (Zone::Footer, 2),
    (Zone::Side, 4),
    (Zone::Main, 8),
    (Zone::Header, 16),
    (Zone::Hidden, 32),
    (Zone::Comments, 64),
];

impl Zones {
    /// Whether the set contains a zone.
    pub(super) fn has(self, zone: Zone) -> bool {
        ALL.iter().any(|(known, bit)| *known == zone && self.0 & bit != 0)
    }

    /// The zones in the set, in a fixed order.
    pub(super) fn list(self) -> Vec<Zone> {
        ALL.iter().filter(|(_, bit)| self.0 & bit != 0).map(|(zone, _)| *zone).collect()
    }

    /// Adds a zone to the set.
    pub(super) fn add(&mut self, zone: Zone) {
        self.0 |= ALL.iter().find(|(known, _)| *known == zone).map_or(0, |(_, bit)| *bit);
    }
}
