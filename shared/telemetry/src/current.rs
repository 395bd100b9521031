use std::cell::Cell;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::ids::Ids;

thread_local! {
    static CURRENT: Cell<Option<Ids>> = const { Cell::new(None) };
}

/// The span that this thread works in: what log lines carry.
pub fn current() -> Option<Ids> {
    CURRENT.get()
}

/// Has log lines on this thread carry a span's ids, until it is dropped.
#[derive(Debug)]
pub struct Within {
    before: Option<Ids>,
    /// It is a thread's own.
    _thread: PhantomData<*const ()>,
}

impl Within {
    /// From now on.
    pub fn begin(ids: Option<Ids>) -> Self {
        Self { before: CURRENT.replace(ids), _thread: PhantomData }
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

pin_project! {
    /// Has log lines that a future writes carry a span's ids.
    pub struct Around<F> {
        #[pin]
        future: F,
        ids: Option<Ids>,
    }
}

impl<F> Around<F> {
    /// Of this future.
    pub fn new(future: F, ids: Option<Ids>) -> Self {
        Self { future, ids }
    }
}

impl<F: Future> Future for Around<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _within = Within::begin(*this.ids);
        this.future.poll(context)
    }
}
