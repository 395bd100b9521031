use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use article::ArticleId;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

/// Keeps the versions of an article in the order in which they arrived: one is delivered at a time.
#[derive(Debug, Default)]
pub struct Order(Mutex<HashMap<ArticleId, VecDeque<oneshot::Sender<()>>>>);

/// The place of one version in the queue of its article. The next version's turn comes when it is
/// dropped.
#[derive(Debug)]
pub struct Turn {
    order: Arc<Order>,
    id: ArticleId,
    before: Option<oneshot::Receiver<()>>,
}

impl Order {
    /// Queues a version of the article. Call it in the order of arrival.
    pub fn queue(self: &Arc<Self>, id: ArticleId) -> Turn {
        let mut queues = self.queues();
        let before = match queues.get_mut(&id) {
            Some(queue) => {
                let (next, before) = oneshot::channel();
                queue.push_back(next);
                Some(before)
            }
            None => {
                queues.insert(id, VecDeque::new());
                None
            }
        };
        Turn { order: Arc::clone(self), id, before }
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<ArticleId, VecDeque<oneshot::Sender<()>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Waits until the earlier versions are settled. Cancel-safe.
    pub async fn come(&mut self) {
        if let Some(before) = &mut self.before {
            // An error means that it was dropped; it is this one's turn then, too.
            let _ = before.await;
            self.before = None;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = self.order.queues();
        // One that is dropped before its turn leaves a sender without a receiver in the queue.
        let waits = |before: &mut oneshot::Receiver<()>| {
            matches!(before.try_recv(), Err(TryRecvError::Empty))
        };
        if self.before.as_mut().is_some_and(waits) {
            return;
        }
        while let Some(next) = queues.get_mut(&self.id).and_then(VecDeque::pop_front) {
            if next.send(()).is_ok() {
                return;
            }
        }
        queues.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_turn(turn: &mut Turn) -> bool {
        turn.before.as_mut().is_none_or(|before| before.try_recv().is_ok())
    }

    #[test]
    fn versions_of_an_article_wait_for_one_another_and_other_articles_do_not() {
        let (order, id) = (Arc::new(Order::default()), ArticleId::of("", "", b"a"));
        let first = order.queue(id);
        let mut second = order.queue(id);
        let other = order.queue(ArticleId::of("", "", b"b"));
        assert!(first.before.is_none() && other.before.is_none());
        assert!(!is_turn(&mut second));
        drop(first);
        assert!(is_turn(&mut second));
    }

    #[test]
    fn one_that_gives_up_does_not_stop_those_behind_it() {
        let (order, id) = (Arc::new(Order::default()), ArticleId::of("", "", b"a"));
        let (first, second, mut third) = (order.queue(id), order.queue(id), order.queue(id));
        drop(second);
        assert!(!is_turn(&mut third));
        drop(first);
        assert!(is_turn(&mut third));
        drop(third);
        assert!(order.queues().is_empty());
    }
}
