use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

/// A panic in a stage's code. Only its location in the code is kept, because its message may quote
/// the document.
#[derive(Debug, thiserror::Error)]
#[error(
    "a stage panicked at {at}: please report this together with the document; other documents are not affected"
)]
pub(crate) struct Panicked {
    at: String,
}

impl Panicked {
    /// The code that it is reported under, as in the dead letters.
    pub(crate) const CODE: &'static str = "panicked";
}

/// Runs `work`, and returns a panic as an error without printing it.
pub(crate) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !noted(info) {
                usual(info)
            }
        }));
    });
    WATCHED.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    WATCHED.set(false);
    outcome.map_err(|_| Panicked { at: LOCATION.take() })
}

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static LOCATION: RefCell<String> = const { RefCell::new(String::new()) };
}

fn noted(info: &PanicHookInfo<'_>) -> bool {
    if WATCHED.get() {
        LOCATION.set(info.location().map(ToString::to_string).unwrap_or_default());
    }
    WATCHED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_names_its_place_and_not_its_message() {
        let panicked = caught(|| panic!("SECRET")).unwrap_err().to_string();
        assert!(panicked.contains("panics.rs:"), "{panicked}");
        assert!(!panicked.contains("SECRET"), "{panicked}");
        assert_eq!(caught(|| 7).unwrap(), 7);
    }
}
