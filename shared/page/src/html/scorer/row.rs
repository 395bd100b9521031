/// Number of features of a block that need no model.
pub(crate) const COUNT: usize = 123;
/// Number of kinds of pages.
pub(super) const KINDS: usize = 7;
/// Number of learned features.
const LEARNED: usize = 8 + KINDS;
/// Number of features of the surrounding blocks.
pub(super) const CONTEXT: usize = 18;
/// Number of features of the first stage.
pub(super) const FIRST_STAGE: usize = COUNT + LEARNED;
/// Number of features of the second stage.
pub(super) const SECOND_STAGE: usize = FIRST_STAGE + CONTEXT;
