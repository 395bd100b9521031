use std::sync::{Mutex, MutexGuard, PoisonError};

use article::{ArticleId, NearDuplicate};
use metadata::near::{Sketch, Window};
use stage::Shared;

/// The sketches of recent documents, shared by all replicas.
///
/// A replica knows its own documents at once and those of other replicas about a second later. If
/// two replicas process copies within that second, neither is recognised.
#[derive(Debug)]
pub(crate) struct Recent(Mutex<State>);

#[derive(Debug)]
struct State {
    window: Window,
    /// What the other replicas don't know yet.
    new: Vec<(ArticleId, Sketch)>,
}

/// Maximum number of sketches that wait to be stored. While the server is unavailable, further ones
/// are known only here.
const WAITING: usize = 100_000;

impl Recent {
    /// A window of this many documents.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Mutex::new(State { window: Window::new(capacity), new: Vec::new() }))
    }

    /// Maximum number of documents.
    pub(crate) fn capacity(&self) -> usize {
        self.state().window.capacity()
    }

    /// Adds a document, and returns the one that it is a near-duplicate of.
    pub(crate) fn pass(&self, id: ArticleId, text: &str) -> Option<NearDuplicate> {
        let sketch = Sketch::of(text)?;
        let mut state = self.state();
        let (found, new) = state.window.pass(id, &sketch);
        if new && state.new.len() < WAITING {
            state.new.push((id, sketch));
        }
        // Two decimals: it is an estimate.
        let rounded = |distance: f32| (distance * 100.0).round() / 100.0;
        found.map(|found| NearDuplicate { of: found.of, distance: rounded(found.distance) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared for Recent {
    fn bucket(&self) -> &'static str {
        "ARTICLES_SKETCHES"
    }

    fn learn(&self, key: &str, value: Option<&[u8]>) {
        let Ok(id) = key.parse() else { return };
        match value {
            // Another version's sketch may have another length.
            Some(value) => {
                if let Some(sketch) = Sketch::from_bytes(value) {
                    self.state().window.learn(id, &sketch);
                }
            }
            None => self.state().window.forget(id),
        }
    }

    fn take_new(&self) -> Vec<(String, Vec<u8>)> {
        let new = std::mem::take(&mut self.state().new);
        new.into_iter().map(|(id, sketch)| (id.to_string(), sketch.to_bytes().to_vec())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_recognises_a_copy_of_what_another_has_passed() {
        let text: String = (0..80).map(|number| format!("word{number} ")).collect();
        let (one, other) = (Recent::new(10), Recent::new(10));
        let id = |name: &str| ArticleId::of("", name, b"");
        assert_eq!(one.pass(id("first"), &text), None);
        assert_eq!(one.pass(id("short"), "Too short."), None);
        for (key, value) in one.take_new() {
            other.learn(&key, Some(&value));
        }
        assert!(one.take_new().is_empty(), "stored once");
        let copy = text.replace("word40", "another");
        let found = other.pass(id("copy"), &copy).unwrap();
        assert!(found.of == id("first") && (0.01..0.2).contains(&found.distance), "{found:?}");
        other.learn(&id("first").to_string(), None);
        assert_eq!(other.pass(id("copy"), &copy), None, "what was erased is no original");
    }
}
