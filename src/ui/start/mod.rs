//! Opens the window: chooses what draws it, and reports it if nothing can.
//!
//! On Windows, wgpu is tried first (DirectX 12, which works without a vendor's driver), then OpenGL; elsewhere only
//! OpenGL is built in. A driver can crash the whole program. So the first window on a machine is opened by a second
//! process, which the first one watches and replaces if it crashes; what drew the window is remembered and used from
//! then on. If a driver crashes later, the `CrashMarker` it leaves behind tells the next start.

mod crash_marker;
mod explain;

use super::chooser::{self, SystemChooser};
use super::lost::{Case, LostWindow};
use super::single_instance::{self, FileInbox, Role};
use super::{APP_ID, App, ICON, Start};
use crash_marker::CrashMarker;
use eframe::Renderer;
use eframe::egui;
use explain::{explain, in_one_line};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

#[cfg(windows)]
const BUILT_IN: [Renderer; 2] = [Renderer::Wgpu, Renderer::Glow];
#[cfg(not(windows))]
const BUILT_IN: [Renderer; 1] = [Renderer::Glow];

/// The name of the file that records what drew the last window.
const DRAWN: &str = "drawn-by";

/// What a window is to show, and how.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    pub files: Vec<PathBuf>,
    pub sample: bool,
    /// `wgpu` or `glow`; `None` for whatever works.
    pub renderer: Option<String>,
    /// Whether a window that was opened a moment ago may take the files.
    pub together: bool,
    /// What a window that was lost has left, to be opened again.
    pub reopen: Option<PathBuf>,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// One sentence that says what the system lacks, and what can be done instead.
pub fn run(opening: Opening) -> anyhow::Result<()> {
    let folder = eframe::storage_dir(APP_ID);
    if let Some(folder) = &folder
        && let Some(code) = by_another(folder, opening.renderer.as_deref())
    {
        match code {
            0 => return Ok(()),
            // that process has reported what was wrong
            2 => std::process::exit(2),
            code => anyhow::bail!(
                "the window was lost (exit code {code:#x}): the graphics driver may be at fault; {}. {}",
                what_is_kept(Some(folder)),
                advice(drawn_by(folder).as_deref() == Some("wgpu"))
            ),
        }
    }
    let mut inbox = None;
    if let Some(folder) = folder.as_deref().filter(|_| opening.together && !opening.files.is_empty()) {
        match single_instance::meet(folder, &opening.files) {
            Role::First(ear) => inbox = ear,
            Role::Done => return Ok(()),
        }
    }
    chooser::listen();
    probe_display()?;
    let (marker, crashed_with) = folder.as_deref().map_or((None, None), CrashMarker::create);
    let known = folder.as_deref().and_then(drawn_by);
    let candidates = candidates(opening.renderer.as_deref(), known.as_deref(), crashed_with.as_deref())?;
    let warning = crashed_with.map(|name| advice_after_crash(&name, candidates.len() > 1));
    let marker = Arc::new(marker);
    let lost = Arc::new(LostWindow::default());
    let left = opening.reopen.as_deref().zip(folder.as_deref());
    let reopened = left.and_then(|(path, folder)| Case::take_over(path, folder));
    // the windowing libraries panic if libraries that they need are missing: that is reported in one sentence instead
    let (usual, window) = (std::panic::take_hook(), Arc::clone(&lost));
    std::panic::set_hook(Box::new(move |info| {
        if window.is_shown() {
            usual(info);
        }
    }));
    let inbox = Arc::new(Mutex::new(inbox));
    let mut failures: Vec<String> = Vec::new();
    for renderer in candidates {
        if let Some(marker) = &*marker {
            marker.blame(&renderer.to_string());
        }
        let (guard, window, inbox) = (Arc::clone(&marker), Arc::clone(&lost), Arc::clone(&inbox));
        let is_news = known.as_deref() != Some(renderer.to_string().as_str());
        let drawn = folder.as_ref().filter(|_| is_news).map(|folder| folder.join(DRAWN));
        let start = Start {
            files: opening.files.clone(),
            sample: opening.sample,
            chooser: Box::new(SystemChooser),
            keep: folder.as_ref().map(|folder| folder.join("kept")),
            // handed to the first renderer that gets that far
            inbox: None,
            warning: warning.clone(),
            reopened: reopened.clone(),
            lost: Arc::clone(&lost),
            shown: Box::new(move || {
                window.was_shown(Instant::now());
                remove_marker(&guard);
                if let Some(path) = drawn {
                    // if this fails, the next start determines it again
                    let _ = fs::write(path, renderer.to_string());
                }
            }),
        };
        let failure = match (show_window(renderer, start, inbox), lost.reason()) {
            (Ok(()), None) => {
                remove_marker(&marker);
                return Ok(());
            }
            (_, Some(reason)) => reason.to_owned(),
            (Err(failure), None) => failure,
        };
        if lost.is_shown() {
            let reason = in_one_line(&failure);
            let case = lost.case().map(|case| Case { reason: reason.clone(), ..case });
            if case.is_some_and(|case| folder.as_deref().is_some_and(|folder| open_again(&case, folder, &opening))) {
                return Ok(());
            }
            anyhow::bail!(
                "the window was lost: {reason}; {}. {}",
                what_is_kept(folder.as_deref()),
                advice(renderer.to_string() == "wgpu")
            );
        }
        failures.push(failure);
    }
    // the program did not crash: the failure is reported here
    remove_marker(&marker);
    Err(explain(&failures.join("; ")))
}

/// Opens what was open in a process of its own: nothing of a lost device can be used again. Returns whether that began.
fn open_again(case: &Case, folder: &Path, opening: &Opening) -> bool {
    let (Some(program), Ok(file)) = (own_program(), case.hand_over(folder)) else { return false };
    let renderer = opening.renderer.iter().flat_map(|name| ["--renderer", name]);
    let mut command = std::process::Command::new(program);
    let is_begun = command.arg("--reopen").arg(&file).args(renderer).env_remove(LOSE_AFTER).spawn().is_ok();
    if !is_begun {
        // nobody will take it over
        let _ = fs::remove_file(file);
    }
    is_begun
}

/// The program's path, also when an update has replaced its file meanwhile, which Linux reports in the path.
fn own_program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?;
    let before = path.to_str().and_then(|text| text.strip_suffix(" (deleted)")).map(PathBuf::from);
    before.filter(|_| !path.exists()).or(Some(path))
}

/// What became of what was typed: nothing could be kept where nothing can be written.
fn what_is_kept(folder: Option<&Path>) -> &'static str {
    match folder.map(tempfile::tempfile_in) {
        Some(Ok(_)) => "what you typed is kept, if that is not switched off",
        _ => "what you typed could not be kept",
    }
}

/// A number of seconds after which the window counts as lost: for trying what happens then.
const LOSE_AFTER: &str = "POOLSCOPE_LOSE_WINDOW_AFTER";

fn lose_on_request(lost: &Arc<LostWindow>, ctx: &egui::Context) {
    let seconds = std::env::var(LOSE_AFTER).ok().and_then(|text| text.parse().ok());
    let Some(wait) = seconds.map(std::time::Duration::from_secs) else { return };
    let (lost, ctx) = (Arc::clone(lost), ctx.clone());
    std::thread::spawn(move || {
        std::thread::sleep(wait);
        lost.report(&format!("{LOSE_AFTER} was set"));
        ctx.request_repaint();
    });
}

/// Shows the window until it is closed, or returns why that failed.
fn show_window(renderer: Renderer, start: Start, inbox: Arc<Mutex<Option<FileInbox>>>) -> Result<(), String> {
    let creator: eframe::AppCreator<'_> = Box::new(move |cc| {
        let inbox = inbox.lock().ok().and_then(|mut inbox| inbox.take());
        lose_on_request(&start.lost, &cc.egui_ctx);
        Ok(Box::new(App::new(cc, Start { inbox, ..start })))
    });
    match catch_unwind(AssertUnwindSafe(|| eframe::run_native(APP_ID, options(renderer), creator))) {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Err(text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default())
        }
    }
}

fn remove_marker(marker: &Option<CrashMarker>) {
    if let Some(marker) = marker {
        marker.remove();
    }
}

fn options(renderer: Renderer) -> eframe::NativeOptions {
    let icon = eframe::icon_data::from_png_bytes(ICON).unwrap_or_default();
    eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_icon(icon)
            .with_app_id(APP_ID)
            .with_title("PoolScope")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([640.0, 420.0])
            .with_drag_and_drop(true),
        renderer,
        ..eframe::NativeOptions::default()
    }
}

/// The renderers that may draw the window, in the order in which they are tried.
fn candidates(wanted: Option<&str>, known: Option<&str>, crashed_with: Option<&str>) -> anyhow::Result<Vec<Renderer>> {
    let mut all = BUILT_IN.to_vec();
    if let Some(wanted) = wanted {
        all.retain(|r| r.to_string() == wanted);
        anyhow::ensure!(!all.is_empty(), "--renderer: {wanted} is not built into this program");
    }
    let is = |renderer: &Renderer, name: Option<&str>| Some(renderer.to_string().as_str()) == name;
    // what is known to work comes first, what crashed comes last
    all.sort_by_key(|r| (is(r, crashed_with), !is(r, known)));
    Ok(all)
}

/// What drew the last window here.
fn drawn_by(folder: &Path) -> Option<String> {
    Some(fs::read_to_string(folder.join(DRAWN)).ok()?.trim().to_owned())
}

/// Lets another process open the window, if it is not known yet what can draw one here. Returns its exit code if
/// nothing is left to do; `None` if this process is to open the window itself.
fn by_another(folder: &Path, wanted: Option<&str>) -> Option<i32> {
    /// Set for the process that is watched.
    const WATCHED: &str = "POOLSCOPE_WATCHED";
    let is_known = BUILT_IN.len() < 2 || wanted.is_some() || drawn_by(folder).is_some();
    if is_known || std::env::var_os(WATCHED).is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    let status = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(WATCHED, "1").status();
    match status.ok()?.code()? {
        code @ (0 | 2) => Some(code),
        // a window that crashes after it was drawn is not reopened automatically
        code => drawn_by(folder).map(|_| code),
    }
}

fn advice(is_wgpu: bool) -> &'static str {
    match (is_wgpu, cfg!(windows)) {
        (true, _) => "Update the graphics driver, or start: poolscope --renderer glow",
        (false, true) => "Update the graphics driver, or start: poolscope --renderer wgpu",
        (false, false) => "Update the graphics driver, or start it with LIBGL_ALWAYS_SOFTWARE=1",
    }
}

fn advice_after_crash(name: &str, has_other: bool) -> String {
    let fell = format!(
        "The last start ended before the window was drawn ({name}): the graphics driver may be at fault, and an update of it \
         may help."
    );
    match (has_other, cfg!(windows)) {
        (true, _) => {
            format!(
                "{fell} Another way of drawing is used from now on; this tries the old one: poolscope --renderer {name}"
            )
        }
        (false, true) => format!("{fell} {}", advice(name == "wgpu")),
        (false, false) => format!("{fell} Without its help: LIBGL_ALWAYS_SOFTWARE=1 poolscope"),
    }
}

/// Reports a missing display at once, before any library is called.
fn probe_display() -> anyhow::Result<()> {
    let has = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let needs = cfg!(all(unix, not(target_os = "macos")));
    if needs && !has("DISPLAY") && !has("WAYLAND_DISPLAY") && !has("WAYLAND_SOCKET") {
        anyhow::bail!("no display to open a window on; without one, use: poolscope analyze FILE");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_renderer_that_fell_comes_last() {
        let names = |wanted, crashed_with| -> Vec<String> {
            candidates(wanted, None, crashed_with).expect("some").iter().map(ToString::to_string).collect()
        };
        assert_eq!(names(Some("glow"), None), ["glow"]);
        assert_eq!(names(None, Some("wgpu")).first().map(String::as_str), Some("glow"));
        assert_eq!(names(None, Some("glow")).last().map(String::as_str), Some("glow"));
        assert!(candidates(Some("vulkan"), None, None).is_err());
    }
}
