use article::{Cue, Mark, Zone};

/// Names in one place of the page.
#[derive(Debug, Clone)]
pub(super) struct Byline {
    pub(super) names: Vec<String>,
    pub(super) score: f64,
    pub(super) place: u32,
    /// The kind of element; `None` for lines.
    pub(super) kind: Option<u32>,
    pub(super) is_beside: bool,
    /// Whether it is among links to other articles.
    pub(super) is_neighbour: bool,
    /// Position of the linked heading of the box around it.
    pub(super) under: Option<u32>,
}

impl Byline {
    /// The byline in a line, or in an element of a kind.
    pub(super) fn of(cue: &Cue, kind: Option<u32>, names: Vec<String>, score: f64) -> Self {
        Self {
            names,
            score,
            place: cue.place,
            kind,
            is_beside: cue.is_in(Zone::Side),
            is_neighbour: kind.is_some() && cue.has(Mark::NeighbourClass),
            under: cue.under,
        }
    }
}

/// The sum of the points of all rules that hold.
pub(super) fn total(rules: &[(bool, f64)]) -> f64 {
    rules.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum()
}
