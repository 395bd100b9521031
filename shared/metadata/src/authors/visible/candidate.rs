/// Names that the page shows in one place.
#[derive(Debug, Clone)]
pub(super) struct Byline {
    pub(super) names: Vec<String>,
    pub(super) score: f64,
    pub(super) place: u32,
    /// The kind of element; `None` for lines.
    pub(super) kind: Option<u32>,
}

/// The sum of the points of all rules that hold.
pub(super) fn total(rules: &[(bool, f64)]) -> f64 {
    rules.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum()
}
