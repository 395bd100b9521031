//! Fitted by `tools/language-table/calibrate.py` on the yardstick's texts; see `docs/language.md`.

/// The text is in a language of the table, and in this one or a sibling.
pub(crate) const GROUP: [f32; 11] =
    [4.7877, -3.5260, 0.5355, 2.5099, 2.2214, 1.9368, -5.1631, 0.0945, -1.1296, 0.1060, -0.7855];
/// It is in this language, not in a sibling.
pub(crate) const EXACT: [f32; 5] = [2.5426, -0.0205, -0.8681, -1.2504, 3.8853];
/// It is in a language at all.
pub(crate) const LANGUAGE: [f32; 9] =
    [4.6219, -3.5445, -0.5209, 1.3876, -5.9019, 0.8134, 0.2111, -0.1853, 2.3972];
/// Product of the first two to the share of right answers (isotonic regression, thinned out);
/// straight between the knots.
pub(crate) const KNOTS: [(f32, f32); 14] = [
    (0.0, 0.0),
    (0.06, 0.06),
    (0.11, 0.25),
    (0.19, 0.5),
    (0.45, 0.56),
    (0.7, 0.62),
    (0.78, 0.72),
    (0.83, 0.79),
    (0.88, 0.9),
    (0.91, 0.955),
    (0.94, 0.977),
    (0.965, 0.989),
    (0.98, 0.996),
    (1.0, 0.9995),
];
