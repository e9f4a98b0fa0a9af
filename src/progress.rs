//! How far a long piece of work is, and whether it should stop.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared between the one who works and the one who waits.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
    cancelled: AtomicBool,
}

impl Progress {
    /// Says how far the work is; gives back whether it should go on.
    pub fn report(&self, done: usize, total: usize) -> bool {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        !self.cancelled.load(Ordering::Relaxed)
    }

    /// From 0 to 1; `None` until something is known.
    pub fn fraction(&self) -> Option<f32> {
        let (done, total) = (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        #[expect(clippy::cast_precision_loss, reason = "a bar on the screen has no need of more")]
        (total > 0).then(|| done as f32 / total as f32)
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}
