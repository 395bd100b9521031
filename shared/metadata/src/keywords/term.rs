/// A term and its absolute weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WeightedTerm {
    pub(super) term: String,
    pub(super) weight: f64,
}
