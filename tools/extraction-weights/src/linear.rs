/// What a scorer counts: names, a weight each, and where the scorer starts.
#[derive(Debug)]
pub(crate) struct Fit {
    /// The source that has the weights.
    pub(crate) source: &'static str,
    pub(crate) names: Vec<String>,
    pub(crate) weights: Vec<f64>,
    pub(crate) bias: Option<f64>,
}
