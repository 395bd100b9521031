use broker::StreamFigures;
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE, STAGES};
use serde::Serialize;

/// Both sides of the pipeline's accounts, from the server's own figures.
///
/// What came in must have gone out or be on its way. A crash may have a stage do its work twice,
/// and the echo is set aside as a duplicate: then more goes out than came in. Less never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Accounts {
    accepted: u64,
    replayed: u64,
    published: u64,
    dead: u64,
    set_aside: u64,
    in_flight: u64,
}

/// What the accounts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    /// At rest, and both sides agree.
    Balanced,
    /// At rest, and so many echoes of crashes were set aside beside.
    Echoes(u64),
    /// Documents are on their way; the sides need not agree.
    Running,
    /// At rest, and so many documents are unaccounted for.
    Missing(u64),
}

impl Accounts {
    pub(super) fn of(figures: &[StreamFigures]) -> Self {
        let find = |name: &str| figures.iter().find(|stream| stream.name == name);
        let stored = |name: &str| find(name).map_or(0, |stream| stream.last_sequence);
        Self {
            accepted: stored(RAW),
            replayed: stored("ARTICLES_REPLAYED"),
            published: stored(PUBLISHED),
            dead: stored(DEAD),
            set_aside: stored(SET_ASIDE),
            in_flight: STAGES
                .iter()
                .filter_map(|stage| find(stage.input))
                .map(|stream| stream.messages)
                .sum(),
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        let came = self.accepted + self.replayed;
        let went = self.published + self.dead + self.set_aside;
        match (self.in_flight, came.cmp(&went)) {
            (1.., _) => Verdict::Running,
            (0, std::cmp::Ordering::Equal) => Verdict::Balanced,
            (0, std::cmp::Ordering::Less) => Verdict::Echoes(went - came),
            (0, std::cmp::Ordering::Greater) => Verdict::Missing(came - went),
        }
    }

    /// The two sides as a person reads them.
    pub(super) fn lines(&self) -> [String; 3] {
        let Self { accepted, replayed, published, dead, set_aside, in_flight } = self;
        let (came, went) = (accepted + replayed, published + dead + set_aside);
        let verdict = match self.verdict() {
            Verdict::Balanced => "balanced".to_owned(),
            Verdict::Echoes(count) => format!("balanced, with {count} echoes of crashes set aside"),
            Verdict::Running => "running: not at rest yet".to_owned(),
            Verdict::Missing(count) => format!("DOES NOT BALANCE: {count} unaccounted for"),
        };
        [
            format!(
                "in    {came:>10} = {accepted} accepted + {replayed} replayed into later stages"
            ),
            format!(
                "out   {went:>10} = {published} published + {dead} dead + {set_aside} set aside"
            ),
            format!("      {in_flight:>10} in flight; {verdict}"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_agree_at_rest_and_only_too_little_is_wrong() {
        let rest = Accounts {
            accepted: 10,
            replayed: 1,
            published: 8,
            dead: 2,
            set_aside: 1,
            in_flight: 0,
        };
        assert_eq!(rest.verdict(), Verdict::Balanced);
        assert_eq!(Accounts { set_aside: 4, ..rest }.verdict(), Verdict::Echoes(3));
        assert_eq!(Accounts { published: 7, ..rest }.verdict(), Verdict::Missing(1));
        assert_eq!(Accounts { published: 7, in_flight: 1, ..rest }.verdict(), Verdict::Running);
    }
}
