//! Fitted by `tools/language-table/calibrate.py`, on other texts than the yardstick's: see
//! `docs/language.md`.

/// The text is in a language of the table, and in this one or a sibling.
pub(crate) const GROUP: [f32; 16] = [
    3.7455, -2.4594, 1.0012, -0.7529, 4.4754, 0.3184, -6.6212, -1.7560, -0.3403, -0.0045, -0.1150,
    0.1052, 0.1760, 1.3017, 0.0934, 2.3021,
];
/// It is in this language, not in a sibling.
pub(crate) const EXACT: [f32; 5] = [2.0590, -0.1308, -0.7788, -0.6532, 2.8224];
/// It is in a language at all.
pub(crate) const LANGUAGE: [f32; 9] =
    [5.0139, -3.2374, 1.1393, 9.4560, -6.6137, -0.6257, -0.3586, -1.9290, 1.1271];
/// From the product of the first two to the share of right answers; linear between the knots.
pub(crate) const KNOTS: [(f32, f32); 12] = [
    (0.0, 0.0),
    (0.0917, 0.2784),
    (0.5144, 0.614),
    (0.7302, 0.8524),
    (0.8287, 0.9596),
    (0.878, 0.9708),
    (0.9048, 0.9755),
    (0.9228, 0.9869),
    (0.9443, 0.9943),
    (0.9524, 0.9946),
    (0.9691, 0.9996),
    (1.0, 0.9996),
];
