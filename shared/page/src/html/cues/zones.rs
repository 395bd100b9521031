use article::Zone;

use super::super::attributes::Attributes;
use super::classes::Class;

/// The parts of a page that an element stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Zones(u8);

/// Each part, and its bit.
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
    /// These, and those that the element itself is.
    pub(super) fn with(self, name: &str, attributes: &Attributes<'_>, class: &Class) -> Self {
        let mut zones = self;
        if is_hidden(attributes) {
            zones.add(Zone::Hidden);
        }
        let role = attributes.written("role");
        if name == "nav" {
            zones.add(Zone::Menu);
        } else if name == "footer" || class.is_footer {
            zones.add(Zone::Footer);
        } else if name == "aside" || class.is_side {
            zones.add(Zone::Side);
        } else if matches!(name, "article" | "main") || role == Some("main") {
            zones.add(Zone::Main);
        } else if name == "header" {
            zones.add(Zone::Header);
        }
        if class.is_comments && !matches!(name, "body" | "article" | "main") {
            zones.add(Zone::Comments);
        }
        zones
    }

    /// Whether a part is among them.
    pub(super) fn has(self, zone: Zone) -> bool {
        ALL.iter().any(|(known, bit)| *known == zone && self.0 & bit != 0)
    }

    /// The parts, in a fixed order.
    pub(super) fn list(self) -> Vec<Zone> {
        ALL.iter().filter(|(_, bit)| self.0 & bit != 0).map(|(zone, _)| *zone).collect()
    }

    fn add(&mut self, zone: Zone) {
        self.0 |= ALL.iter().find(|(known, _)| *known == zone).map_or(0, |(_, bit)| *bit);
    }
}

fn is_hidden(attributes: &Attributes<'_>) -> bool {
    let style = attributes.written("style").unwrap_or_default();
    let none = style.contains("display") && style.replace(' ', "").contains("display:none");
    none || attributes.written("hidden").is_some()
}
