//! Long work on named threads, with progress, cancel and a typed result.

use std::{
    io,
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel},
    },
    thread,
    time::Duration,
};

use crate::progress::Progress;

/// Wakes whoever waits for a job: the window asks for a frame.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// So many threads write files side by side: they wait for the disk most of the time.
pub const WRITERS: usize = 8;

/// What the names of the program's threads begin with.
pub const PREFIX: &str = "postil-";

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
        thread::Builder::new().name(format!("{PREFIX}{name}")).spawn(move || {
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

/// As many threads as read files side by side: one for each processor, but each needs memory for what it reads.
pub fn readers() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(4)
}

/// Does `work` on each of `items`, on so many threads side by side. `take` gets on this thread what came of each, and where in
/// `items` it stands, as they come: in no order. When it says no, no more are begun.
pub fn side_by_side<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(usize, R) -> bool,
) {
    let next = AtomicUsize::new(0);
    let take_turns = |sender: Sender<(usize, R)>| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            if sender.send((at, work(item))).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        let (sender, results) = channel();
        let begun = (0..threads.min(items.len())).filter(|_| {
            let (sender, take_turns) = (sender.clone(), &take_turns);
            let thread = thread::Builder::new().name(format!("{PREFIX}side"));
            thread.spawn_scoped(scope, move || take_turns(sender)).is_ok()
        });
        if begun.count() == 0 {
            take_turns(sender);
        } else {
            drop(sender);
        }
        results.into_iter().all(|(at, result)| take(at, result));
    });
}

/// What comes of each of `items`, in their order: worked on by as many threads as read side by side, or by this one alone where
/// there is only one item.
pub fn in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if let [item] = items {
        return vec![work(item)];
    }
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    side_by_side(readers(), items, work, |at, result| {
        results[at] = Some(result);
        true
    });
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_everything_is_done_once_or_no_more_is_begun() {
        let items: Vec<usize> = (0..500).collect();
        let mut squares = vec![None; items.len()];
        side_by_side(3, &items, |n| n * n, |at, square| squares[at].replace(square).is_none());
        assert!(squares.iter().zip(&items).all(|(square, n)| *square == Some(n * n)), "{squares:?}");

        let (begun, mut taken) = (AtomicUsize::new(0), 0);
        let work = |_: &usize| {
            begun.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(1));
        };
        side_by_side(3, &items, work, |_, ()| {
            taken += 1;
            taken < 3
        });
        assert_eq!(taken, 3);
        assert!(begun.into_inner() < items.len());
        side_by_side(3, &[], |n: &usize| *n, |_, _| panic!("nothing was done"));
        for some in [0, 1, 2, 500] {
            let squares: Vec<usize> = items[..some].iter().map(|n| n * n).collect();
            assert_eq!(in_order(&items[..some], |n| n * n), squares);
        }
    }
}
