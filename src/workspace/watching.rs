//! Noticing that another program has written into the project's folder: a thread that looks every other second while the window
//! has the focus, less often while it has not, and wakes it only if there is something.

use std::{
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    time::Duration,
};

use crate::jobs::{Job, Outcome, Wake};
use crate::storage::Store;

/// How often to look while the window has the focus.
const EVERY: Duration = Duration::from_secs(2);
/// And while it has not.
const SELDOM: Duration = Duration::from_secs(10);

/// A look at the folder under way. It ends when this is dropped.
pub(super) struct Watch {
    focus: Sender<bool>,
    focused: bool,
    job: Job<Vec<String>>,
}

impl Watch {
    /// Begins to look; `None` if the system has no thread to give.
    pub fn start(store: Arc<Store>, wake: &Wake) -> Option<Self> {
        let (focus, told) = channel();
        let mut pause = EVERY;
        let mut look = move || loop {
            let changed = store.look_around();
            if !changed.is_empty() {
                return changed;
            }
            match told.recv_timeout(pause) {
                Ok(focused) => pause = if focused { EVERY } else { SELDOM },
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Vec::new(),
            }
        };
        let job = Job::start("watch", Arc::clone(wake), move |_| look()).ok()?;
        Some(Self { focus, focused: true, job })
    }

    /// Looks at once when the focus comes or goes, and less often while it is away.
    pub fn tell(&mut self, focused: bool) {
        if focused != self.focused {
            self.focused = focused;
            // A thread that has ended has something to tell.
            match self.focus.send(focused) {
                Ok(()) | Err(_) => {}
            }
        }
    }

    /// The files that were changed, when there are some; it has to be started again then.
    pub fn changed(&self) -> Option<Vec<String>> {
        match self.job.poll() {
            Outcome::Running => None,
            Outcome::Done(files) => Some(files),
            Outcome::Died => Some(Vec::new()),
        }
    }
}
