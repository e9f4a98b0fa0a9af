//! What is selected, for whoever clicks with the middle button of the mouse, where the system has that.

/// Takes selections, or nothing where there is no such thing.
pub(super) type Offer = Box<dyn Fn(String)>;

/// Begins to offer selections. The system is asked on a thread of its own, and what it does not take is not told to anybody.
#[cfg(target_os = "linux")]
pub(super) fn offer() -> Option<Offer> {
    use std::sync::{Arc, mpsc::channel};

    use arboard::{Clipboard, LinuxClipboardKind, SetExtLinux as _};

    use crate::{jobs::Job, progress::Progress};

    let (sender, selections) = channel::<String>();
    let work = move |_: &Progress| {
        let mut clipboard = None;
        while let Ok(text) = selections.recv() {
            let last = selections.try_iter().last().unwrap_or(text);
            if clipboard.is_none() {
                clipboard = Clipboard::new().ok();
            }
            if let Some(clipboard) = &mut clipboard {
                match clipboard.set().clipboard(LinuxClipboardKind::Primary).text(last) {
                    Ok(()) | Err(_) => {}
                }
            }
        }
    };
    Job::<()>::start("primary", Arc::new(|| {}), work).ok()?;
    Some(Box::new(move |text| match sender.send(text) {
        Ok(()) | Err(_) => {}
    }))
}

/// Other systems have only what is copied.
#[cfg(not(target_os = "linux"))]
pub(super) fn offer() -> Option<Offer> {
    None
}
