use super::features::{COUNT, Features};

/// How much speaks for a block: above 0 it is likelier the article's than not.
pub(super) fn score(features: &Features) -> f32 {
    let weighed = WEIGHTS.iter().zip(features).map(|((_, weight), feature)| weight * feature);
    weighed.sum::<f32>() + BIAS
}

/// Where a block without any of them stands.
const BIAS: f32 = -3.944;

/// What each number counts for: logistic regression on the blocks of the 371 pages of the dev
/// yardstick whose bodies are known, a page weighing as much as any other. docs/extraction.md has
/// how, and what it comes to on pages of sites that it was not fitted on.
const WEIGHTS: [(&str, f32); COUNT] = [
    ("words", 0.418),
    ("linked", -0.978),
    ("mostly linked", 0.427),
    ("words up to 100", 0.168),
    ("words up to 20", -1.154),
    ("heading", 0.218),
    ("paragraph", -0.473),
    ("list item", 0.447),
    ("quote", -0.151),
    ("row", -0.310),
    ("caption", -2.198),
    ("in menu", -0.253),
    ("in header", -0.046),
    ("in footer", -1.303),
    ("in aside", 0.656),
    ("in form", -1.295),
    ("in comments", -1.008),
    ("hidden", 0.633),
    ("in no zone", 0.570),
    ("in article", 0.177),
    ("in main", 0.227),
    ("in article body", -0.613),
    ("named content", 0.845),
    ("named beside", -0.444),
    ("named about", -0.289),
    ("in figure", -0.724),
    ("in table", 0.363),
    ("ends as a sentence", 0.689),
    ("commas", 1.001),
    ("digits", -2.306),
    ("capitals", -3.802),
    ("bars", -1.481),
    ("copyright sign", -2.613),
    ("words -3", -0.006),
    ("linked -3", 0.206),
    ("zone -3", -0.212),
    ("words -2", 0.106),
    ("linked -2", 0.425),
    ("zone -2", -0.281),
    ("words -1", 0.099),
    ("linked -1", -0.496),
    ("zone -1", 0.093),
    ("words +1", 0.079),
    ("linked +1", -0.147),
    ("zone +1", 0.077),
    ("words +2", 0.047),
    ("linked +2", 0.029),
    ("zone +2", -0.035),
    ("words +3", -0.045),
    ("linked +3", 0.140),
    ("zone +3", -0.361),
    ("words around", 0.306),
    ("linked around", -2.022),
    ("share of 1st element", 0.000),
    ("share of 2nd element", 1.879),
    ("share of 3rd element", 0.038),
    ("links of 2nd element", 0.085),
    ("share of look", 1.470),
    ("blocks of look", 0.382),
    ("words a block of look", -0.098),
    ("text so far", -2.325),
    ("position", 0.898),
    ("blocks of page", -0.094),
    ("text of page", 0.065),
    ("copy", -0.329),
    ("dense", 1.549),
    ("dense around", -0.779),
];
