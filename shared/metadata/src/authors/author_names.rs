use article::Source;

use crate::normalize::folded;

/// The maximum number of authors.
pub(super) const MOST: usize = 12;

/// Names from one source.
pub(super) struct AuthorNames {
    pub(super) names: Vec<String>,
    pub(super) source: Source,
    /// Confidence and evidence, if they were chosen among others.
    pub(super) chosen: Option<(f32, &'static str)>,
}

/// Adds the names that are not in the list yet, compared in folded form.
pub(super) fn add(known: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        let key = folded(&name);
        if known.iter().all(|other| folded(other) != key) && known.len() < 2 * MOST {
            known.push(name);
        }
    }
}
