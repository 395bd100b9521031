/// A change to dead letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Replay,
    Drop,
}

impl Change {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "replay" => Some(Self::Replay),
            "drop" => Some(Self::Drop),
            _ => None,
        }
    }

    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Replay => "Replay",
            Self::Drop => "Drop",
        }
    }

    pub(super) fn done(self) -> &'static str {
        match self {
            Self::Replay => "replayed",
            Self::Drop => "dropped",
        }
    }
}
