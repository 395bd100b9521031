/// Number of bytes that a collector may still keep, so that hostile pages can't fill a record.
#[derive(Debug)]
pub(super) struct ByteBudget(usize);

impl ByteBudget {
    pub(super) const fn new(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Takes `bytes` from the budget; `false`, and nothing taken, if fewer are left.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}
