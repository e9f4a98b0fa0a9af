//! Opening the window: with one renderer, else with the other, else saying what is missing.

use std::{
    panic::{self, AssertUnwindSafe},
    path::Path,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use eframe::{NativeOptions, Renderer};
use egui::ViewportBuilder;

use super::{
    app::{App, Start},
    dialogs::SystemDialogs,
    primary,
};
use crate::analysis::{counts, record::OfRecord};
use crate::jobs::Job;
use crate::progress::Progress;
use crate::storage::{self, Settings};
use crate::text::visible::{visible, visible_lines};
use crate::words::{counted, thousands};

const USUAL: [f32; 2] = [1280.0, 860.0];

/// What winit says when it is asked for windows again after the window system itself had failed.
const NOT_AGAIN: &str = "EventLoop can't be recreated";

/// Opens the window and stays until it is closed. Gives back the exit code: 2 if there can be no window.
pub fn launch(start: &Start) -> u8 {
    let home = storage::home();
    let (settings, problem) = match home.as_deref().map(storage::load_settings) {
        Some(Ok(settings)) => (settings, None),
        Some(Err(error)) => (Settings::default(), Some(error.to_string())),
        None => (Settings::default(), None),
    };
    // Settings that cannot be read are not written over.
    let home = home.filter(|_| problem.is_none());
    let why = match no_display() {
        Some(why) => why,
        None => {
            let mut whys = Vec::new();
            let shown = Arc::new(AtomicBool::new(false));
            for renderer in [Renderer::Glow, Renderer::Wgpu] {
                match run(renderer, &settings, home.as_deref(), problem.as_deref(), start, &shown) {
                    Ok(()) => return 0,
                    // Where the first one did not come as far as its renderer, the second has nothing to tell.
                    Err(why) if why.contains(NOT_AGAIN) && !whys.is_empty() => {}
                    Err(why) => whys.push(format!("{renderer}: {why}")),
                }
            }
            if !shown.load(Ordering::Relaxed) {
                whys.extend(again_on_x11(&whys.join("; ")));
            }
            whys.join("\n  ")
        }
    };
    without_window(start.project.as_deref(), &why);
    2
}

/// Why there is nowhere to put a window; `None` where there may be.
fn no_display() -> Option<String> {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return None;
    }
    let has = is_set(X11) || WAYLAND.into_iter().any(is_set);
    (!has).then(|| "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)".to_owned())
}

/// What names a display of each kind. Where both are there, Wayland is tried, and nothing else.
const X11: &str = "DISPLAY";
const WAYLAND: [&str; 2] = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"];

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Starts the program anew without Wayland, where there is X11 beside it: the window system cannot be asked twice by one process.
/// Comes back only where there is nothing to be tried, or with why it cannot be.
#[cfg(all(unix, not(target_os = "macos")))]
fn again_on_x11(why: &str) -> Option<String> {
    use std::os::unix::process::CommandExt as _;
    if !is_set(X11) || !WAYLAND.into_iter().any(is_set) {
        return None;
    }
    eprintln!("postil: no window on Wayland, trying X11 ({})", visible(why));
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return Some(format!("X11 was not tried: {error}")),
    };
    let mut again = process::Command::new(program);
    again.args(std::env::args_os().skip(1));
    WAYLAND.into_iter().for_each(|name| {
        again.env_remove(name);
    });
    Some(format!("X11 was not tried: {}", again.exec()))
}

/// Elsewhere there is one kind of display.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn again_on_x11(_: &str) -> Option<String> {
    None
}

/// Runs the window with one renderer. Once it has been `shown`, whatever ends it is no reason to try another.
fn run(
    renderer: Renderer,
    settings: &Settings,
    home: Option<&Path>,
    problem: Option<&str>,
    start: &Start,
    shown: &Arc<AtomicBool>,
) -> Result<(), String> {
    let size = settings.window.map_or(USUAL, |(width, height)| [width, height]);
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Postil")
            .with_app_id("postil")
            .with_inner_size(size)
            .with_maximized(settings.maximized),
        renderer,
        persist_window: false,
        dithering: false,
        ..NativeOptions::default()
    };
    let (settings, home, start, problem) =
        (settings.clone(), home.map(Path::to_owned), start.clone(), problem.map(str::to_owned));
    let was_shown = Arc::clone(shown);
    let message = Arc::new(Mutex::new(String::new()));
    let hook = quiet_until(shown, &message);
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native(
            "postil",
            options,
            Box::new(move |creation| {
                was_shown.store(true, Ordering::Relaxed);
                let told_to_end = close_on_signal(&creation.egui_ctx);
                let dialogs = Box::new(SystemDialogs::default());
                let mut app = App::new(&creation.egui_ctx, settings, home, dialogs, &start);
                app.end_when(told_to_end);
                primary::offer().into_iter().for_each(|offer| app.offer_selections(offer));
                if let Some(problem) = problem {
                    app.say_problem(problem);
                }
                Ok(Box::new(app))
            }),
        )
    }));
    panic::set_hook(hook);
    match result {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(without_source(&error.to_string()).to_owned()),
        Err(payload) if shown.load(Ordering::Relaxed) => panic::resume_unwind(payload),
        Err(_) => Err(message.lock().unwrap_or_else(PoisonError::into_inner).clone()),
    }
}

/// How long the window may take to write what was done and to close once the system has told the program to end.
const END_WITHIN: Duration = Duration::from_secs(15);

/// Being told to end (SIGTERM, SIGINT, the end of a session) is the same as closing the window: what was done is written first. But
/// nothing is asked, and a disk that does not answer does not keep the program: the journal has everything.
fn close_on_signal(ctx: &egui::Context) -> Arc<AtomicBool> {
    let told_to_end = Arc::new(AtomicBool::new(false));
    let (ctx, told) = (ctx.clone(), Arc::clone(&told_to_end));
    let handler = move || {
        if !told.swap(true, Ordering::Relaxed) {
            // Whatever else wants to be done at the end of a process may wait for the same disk.
            for (after, end) in [(END_WITHIN, process::exit as fn(i32) -> !), (END_WITHIN * 2, |_| process::abort())] {
                let work = move |_: &Progress| {
                    thread::sleep(after);
                    end(1)
                };
                // Without a thread to be had, the window still closes if the disk answers.
                match Job::<()>::start("end", Arc::new(|| {}), work) {
                    Ok(_) | Err(_) => {}
                }
            }
        }
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        ctx.request_repaint();
    };
    // Where the system has no such handlers, the journal has everything.
    match ctrlc::set_handler(handler) {
        Ok(()) | Err(_) => told_to_end,
    }
}

/// A message without the place in a library's source that it comes from.
fn without_source(message: &str) -> &str {
    message.split_once(".rs:").and_then(|(_, after)| after.split_once(": ")).map_or(message, |(_, said)| said)
}

type Hook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Sync + Send + 'static>;

/// Until the window is there, a panic of the libraries below is a message to be told, not a crash to be shown.
fn quiet_until(shown: &Arc<AtomicBool>, message: &Arc<Mutex<String>>) -> Hook {
    let (shown, message) = (Arc::clone(shown), Arc::clone(message));
    let usual = Arc::new(panic::take_hook());
    let kept = Arc::clone(&usual);
    panic::set_hook(Box::new(move |info| {
        if shown.load(Ordering::Relaxed) {
            usual(info);
        } else {
            let text = info.payload_as_str().unwrap_or("the window system failed");
            text.clone_into(&mut message.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }));
    Box::new(move |info| kept(info))
}

/// A library of the system, and the packages that have it on Debian and on Fedora.
const PACKAGES: [(&str, &str, &str, &str); 7] = [
    ("xkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ("xkbcommon", "libxkbcommon", "libxkbcommon0", "libxkbcommon"),
    ("xcursor", "libXcursor", "libxcursor1", "libXcursor"),
    ("libxi", "libXi", "libxi6", "libXi"),
    (
        // Which of them is not told.
        "xlib",
        "A library for windows (libX11, libX11-xcb, libXcursor, libXi or libXrender)",
        "libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrender1",
        "libX11 libX11-xcb libXcursor libXi libXrender",
    ),
    ("wayland", "libwayland-client", "libwayland-client0", "libwayland-client"),
    (
        "egl",
        "A renderer (OpenGL or Vulkan)",
        "libegl1 libgl1-mesa-dri mesa-vulkan-drivers",
        "mesa-libEGL mesa-dri-drivers mesa-vulkan-drivers",
    ),
];

/// What is missing, as far as the message tells, with the names of the packages.
fn advice(why: &str) -> String {
    let why = why.to_lowercase();
    let named = PACKAGES.iter().find(|(word, ..)| why.contains(word));
    let renderer = ["adapter", "opengl", "glutin", "vulkan", "backend", "glx"].iter().any(|word| why.contains(word));
    let no_display = why.contains("no display");
    let package = named.or_else(|| PACKAGES.last().filter(|_| renderer)).filter(|_| !no_display);
    match package {
        Some((_, what, debian, fedora)) => {
            format!("{what} is missing.\n  Debian, Ubuntu: sudo apt install {debian}\n  Fedora: sudo dnf install {fedora}")
        }
        None if no_display => {
            "Start Postil in a desktop session, or through ssh -X. For a display without a screen:\n  \
             Debian, Ubuntu: sudo apt install xvfb libxcursor1 libxi6 libxkbcommon-x11-0 libegl1 mesa-vulkan-drivers\n  \
             Fedora: sudo dnf install xorg-x11-server-Xvfb libXcursor libXi libxkbcommon-x11 mesa-libEGL mesa-vulkan-drivers\n  \
             then: xvfb-run postil PROJECT"
                .to_owned()
        }
        None => "The window could not be opened.".to_owned(),
    }
}

/// What the project holds, why there is no window, and what works without one.
fn without_window(project: Option<&Path>, why: &str) {
    let mut lines = Vec::new();
    if let Some(dir) = project {
        lines.push(match storage::open(dir) {
            Ok(opened) => summary(&opened.project),
            Err(error) => visible(&error.to_string()).into_owned(),
        });
        lines.push(String::new());
    }
    lines.push(format!("The window cannot be opened: {}", visible_lines(why)));
    lines.push(advice(why));
    let name = project.map_or_else(|| "PROJECT".to_owned(), |dir| visible(&dir.display().to_string()).into_owned());
    lines.push(format!(
        "\nThese work without a window:\n  postil stats {name}\n  postil check {name}\n  \
         postil export {name} --format csv\n  postil annotate {name} …\n  postil --help"
    ));
    eprintln!("{}", lines.join("\n"));
}

fn summary(project: &crate::model::Project) -> String {
    let stats = counts::stats(project, &OfRecord::new(project));
    let mut lines = vec![format!(
        "{}: {}, {} words, {}, {}",
        visible(&project.info().title),
        counted(stats.articles, "article"),
        thousands(stats.words),
        counted(stats.tags, "tag"),
        counted(stats.annotations, "passage"),
    )];
    for analyst in &stats.analysts {
        let (passages, articles) =
            (counted(analyst.count.passages, "passage"), counted(analyst.count.articles, "article"));
        lines.push(format!("  {}: {passages} in {articles}", visible(&analyst.name)));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_libraries_are_left_out() {
        let message = "winit EventLoopError: os error at /a/winit/mod.rs:788: Failed to load a library";
        assert_eq!(without_source(message), "Failed to load a library");
        assert_eq!(without_source("glutin error: none"), "glutin error: none");
    }

    #[test]
    fn what_is_missing_is_named_with_its_package() {
        for (why, package) in [
            ("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)", "xvfb"),
            ("Library libxkbcommon-x11.so could not be loaded", "libxkbcommon-x11-0"),
            ("Failed to load libXcursor.so.1", "libxcursor1"),
            ("wgpu: No suitable graphics adapter found", "mesa-vulkan-drivers"),
            ("glow: os error at winit/mod.rs: Failed to load one of xlib's shared libraries", "libxi6"),
            ("wgpu: WGPU error: Failed to create surface for any enabled backend", "mesa-vulkan-drivers"),
            ("glutin error: failed to find a matching config", "libegl1"),
        ] {
            assert!(advice(why).contains(package), "{why}: {}", advice(why));
        }
    }
}
