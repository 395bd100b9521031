//! Fitted by `tools/language-table/calibrate.py`, on other texts than the yardstick's: see
//! `docs/language.md`.

/// The text is in a language of the table, and in this one or a sibling.
pub(crate) const GROUP: [f32; 20] = [
    4.225, -0.649, -0.150, -0.883, 2.491, 0.307, -2.839, 2.499, -0.256, -0.967, -0.907, -0.119,
    -0.067, 0.784, 0.321, 5.465, -0.131, -0.785, 1.048, 2.551,
];
/// It is in this language, not in a sibling.
pub(crate) const EXACT: [f32; 5] = [2.043, 1.386, -0.902, -0.939, 3.656];
/// It is in a language at all.
pub(crate) const LANGUAGE: [f32; 9] =
    [5.335, -0.811, 3.306, 11.774, -4.035, 3.104, 0.089, -2.092, -1.980];
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
