//! Fitted by `tools/language-table/calibrate.py`, on other texts than the yardstick's: see
//! `docs/language.md`.

/// The text is in a language of the table, and in this one or a sibling.
pub(crate) const GROUP: [f32; 20] = [
    4.2250, -0.6487, -0.1499, -0.8833, 2.4911, 0.3073, -2.8385, 2.4988, -0.2565, -0.9675, -0.9065,
    -0.1195, -0.0668, 0.7842, 0.3208, 5.4650, -0.1312, -0.7854, 1.0478, 2.5508,
];
/// It is in this language, not in a sibling.
pub(crate) const EXACT: [f32; 5] = [2.0428, 1.3862, -0.9023, -0.9393, 3.6557];
/// It is in a language at all.
pub(crate) const LANGUAGE: [f32; 9] =
    [5.3345, -0.8106, 3.3057, 11.7738, -4.0345, 3.1040, 0.0892, -2.0919, -1.9800];
/// From the product of the first two to the share of right answers; linear between the knots.
pub(crate) const KNOTS: [(f32, f32); 15] = [
    (0.0, 0.0),
    (0.096, 0.5897),
    (0.4469, 0.777),
    (0.7075, 0.8881),
    (0.8329, 0.9526),
    (0.8939, 0.9799),
    (0.9257, 0.9928),
    (0.944, 0.9946),
    (0.9558, 0.9982),
    (0.9638, 0.9982),
    (0.9698, 0.9983),
    (0.9779, 0.9998),
    (0.983, 0.9998),
    (0.9889, 0.9998),
    (1.0, 0.9998),
];
