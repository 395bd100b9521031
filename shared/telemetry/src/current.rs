use std::cell::Cell;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::trace_context::Ids;

thread_local! {
    static CURRENT: Cell<Option<Ids>> = const { Cell::new(None) };
}

/// The current span of this thread; log lines carry its ids.
pub fn current() -> Option<Ids> {
    CURRENT.get()
}

/// Makes log lines on this thread carry a span's ids, until it is dropped.
#[derive(Debug)]
pub struct Within {
    before: Option<Ids>,
    /// Not `Send`: it belongs to its thread.
    _thread: PhantomData<*const ()>,
}

impl Within {
    /// Begins now.
    pub(crate) fn begin(ids: Option<Ids>) -> Self {
        Self { before: CURRENT.replace(ids), _thread: PhantomData }
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

pin_project! {
    /// A future whose log lines carry a span's ids.
    pub struct InSpan<F> {
        #[pin]
        future: F,
        ids: Option<Ids>,
    }
}

impl<F> InSpan<F> {
    /// Wraps `future`.
    pub fn new(future: F, ids: Option<Ids>) -> Self {
        Self { future, ids }
    }
}

impl<F: Future> Future for InSpan<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _within = Within::begin(*this.ids);
        this.future.poll(context)
    }
}
