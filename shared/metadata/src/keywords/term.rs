/// A term and its weight, not yet beside the others'.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WeightedTerm {
    pub(super) term: String,
    pub(super) weight: f64,
}
