//! Long work on named threads, with progress, cancel and a typed result.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel},
    },
    thread,
    time::Duration,
};

use crate::progress::Progress;

/// Wakes whoever waits for a job: the window asks for a frame.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A piece of work under way on a thread of its own.
pub struct Job<T> {
    pub name: String,
    pub progress: Arc<Progress>,
    result: Receiver<T>,
}

/// What has come of a job.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    Running,
    Done(T),
    /// The thread ended without a result: a fault of the program.
    Died,
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work` on a thread called `name`.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub fn start(name: &str, wake: Wake, work: impl FnOnce(&Progress) -> T + Send + 'static) -> io::Result<Self> {
        let progress = Arc::new(Progress::default());
        let (sender, result) = channel();
        let shared = Arc::clone(&progress);
        thread::Builder::new().name(format!("postil-{name}")).spawn(move || {
            let value = work(&shared);
            // Nobody waits any more: the window was closed, or the job forgotten.
            if sender.send(value).is_ok() {
                wake();
            }
        })?;
        Ok(Self { name: name.to_owned(), progress, result })
    }

    /// The result if it is there. After `Done` and `Died` the job is over.
    pub fn poll(&self) -> Outcome<T> {
        match self.result.try_recv() {
            Ok(value) => Outcome::Done(value),
            Err(TryRecvError::Empty) => Outcome::Running,
            Err(TryRecvError::Disconnected) => Outcome::Died,
        }
    }

    /// Waits for the result, as long as `patience`; after that it is still running.
    pub fn wait_for(&self, patience: Duration) -> Outcome<T> {
        match self.result.recv_timeout(patience) {
            Ok(value) => Outcome::Done(value),
            Err(RecvTimeoutError::Timeout) => Outcome::Running,
            Err(RecvTimeoutError::Disconnected) => Outcome::Died,
        }
    }

    /// Waits for the result; `None` if the thread died.
    pub fn wait(self) -> Option<T> {
        self.result.recv().ok()
    }
}
