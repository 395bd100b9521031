use crate::softmax::Question;

/// A page with candidates to choose from.
pub(crate) struct Asked {
    pub(crate) fold: usize,
    pub(crate) question: Question,
    /// Whether the page has an answer; the candidates may lack it.
    pub(crate) answered: bool,
    pub(crate) for_training: bool,
}
