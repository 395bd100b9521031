//! Fitted by `tools/language-table/calibrate.py`, on other texts than the yardstick's: see
//! `docs/language.md`.

/// The text is in a language of the table, and in this one or a sibling.
pub(crate) const GROUP: [f32; 20] = [
    4.2887, -0.6569, -0.0284, -0.9740, 2.1059, 0.3517, -3.0851, 2.4953, -0.2619, -1.0073, -0.9092,
    0.0348, -0.0711, 0.8574, 0.2726, 5.3361, -0.1416, -0.7402, 1.0896, 2.7310,
];
/// It is in this language, not in a sibling.
pub(crate) const EXACT: [f32; 5] = [1.9234, 2.1183, -0.7793, -0.9403, 3.2995];
/// It is in a language at all.
pub(crate) const LANGUAGE: [f32; 9] =
    [5.4561, -0.8377, 3.5599, 10.9345, -4.1212, 3.1866, 0.0493, -2.1940, -1.3921];
/// From the product of the first two to the share of right answers; linear between the knots.
pub(crate) const KNOTS: [(f32, f32); 10] = [
    (0.0, 0.0),
    (0.0587, 0.3071),
    (0.4405, 0.7345),
    (0.6984, 0.8724),
    (0.8245, 0.9446),
    (0.8872, 0.9749),
    (0.9213, 0.9892),
    (0.9535, 0.9978),
    (0.9774, 0.9998),
    (1.0, 0.9998),
];
