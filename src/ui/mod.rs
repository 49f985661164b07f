//! The window. Panels read the state and send commands; [`apply`] alone changes anything; slow work runs in [`jobs`].

pub mod actions;
pub mod apply;
pub mod autosave;
pub mod chooser;
pub mod claims;
mod code_block;
pub mod command;
pub mod dialogs;
pub mod handbook;
pub mod input;
pub mod jobs;
pub mod lost;
pub mod panels;
pub mod product;
pub mod rows;
pub mod session;
pub mod shelf;
pub mod single_instance;
#[cfg(not(target_arch = "wasm32"))]
pub mod start;
pub mod state;
pub mod table;
pub mod tasks;
pub mod theme;
pub mod toasts;
pub mod undo;
pub mod watch;

use crate::logfile::Progress;
use autosave::Autosaver;
use chooser::Chooser;
use command::{Action, Command, CommandQueue};
use eframe::egui;
use jobs::{JobKind, Jobs, Remote};
use lost::{Case, LostWindow};
use single_instance::FileInbox;
use state::{Settings, State, Widgets};
use std::path::PathBuf;
use std::sync::Arc;
use watch::Watch;
use web_time::Instant;

/// Names the folder for settings, and the window to the desktop.
pub const APP_ID: &str = "poolscope";
const SETTINGS_KEY: &str = "settings";

/// What a window starts with.
pub struct Start {
    /// Logs to open, or a session.
    pub files: Vec<PathBuf>,
    /// Opens the sample that comes with the program.
    pub sample: bool,
    pub chooser: Box<dyn Chooser>,
    /// The folder in which typed work is kept; `None` keeps nothing.
    pub keep: Option<PathBuf>,
    /// Waits for more files that were selected together.
    pub inbox: Option<FileInbox>,
    /// What went wrong at the last start.
    pub warning: Option<String>,
    /// What was open in a window that was lost.
    pub reopened: Option<Case>,
    /// What is known to whoever opens the window again if it is lost.
    pub lost: Arc<LostWindow>,
    /// Called once, when the window has been drawn.
    pub shown: Box<dyn FnOnce()>,
}

impl Start {
    /// A window that opens files and keeps nothing.
    pub fn with(files: Vec<PathBuf>, chooser: Box<dyn Chooser>) -> Self {
        let shown = Box::new(|| {});
        Self {
            files,
            sample: false,
            chooser,
            keep: None,
            inbox: None,
            warning: None,
            reopened: None,
            lost: Arc::default(),
            shown,
        }
    }
}

/// The application behind the window.
pub struct App {
    pub state: State,
    pub widgets: Widgets,
    pub jobs: Jobs<App>,
    watch: Watch,
    autosaver: Autosaver,
    /// Logs that have changed are not reread before this time.
    quiet_until: Instant,
    /// When rereading them began.
    began: Instant,
    /// The table below the chart is not rebuilt before this time.
    figures_due: Instant,
    /// The time range to reread, and when.
    detail_wanted: Option<((f64, f64), Instant)>,
    chooser: Box<dyn Chooser>,
    title: String,
    shown: Option<Box<dyn FnOnce()>>,
    is_first_frame: bool,
    /// What had the focus before the dialog that is open.
    focus_before: Option<egui::Id>,
    /// Recent files as they were stored.
    stored_recent: Vec<PathBuf>,
    lost: Arc<LostWindow>,
}

impl App {
    /// Prepares a window: fonts, stored settings, and the files to open.
    pub fn new(cc: &eframe::CreationContext<'_>, start: Start) -> Self {
        Self::with_remote(cc, start, None)
    }

    /// Prepares a window whose tasks are done elsewhere.
    pub fn with_remote(cc: &eframe::CreationContext<'_>, start: Start, remote: Option<Box<dyn Remote>>) -> Self {
        let Start { files, sample, chooser, keep, inbox, warning, reopened, lost, shown } = start;
        theme::install(&cc.egui_ctx);
        let settings: Settings = cc.storage.and_then(|s| eframe::get_value(s, SETTINGS_KEY)).unwrap_or_default();
        let settings = settings.sane();
        theme::apply(&cc.egui_ctx, &settings);
        cc.egui_ctx.add_plugin(input::InputFilter);
        cc.egui_ctx.options_mut(|o| o.zoom_with_keyboard = false);
        if cc.storage.is_some() {
            cc.egui_ctx.set_zoom_factor(settings.scale);
        }
        let state = State { settings, no_drop: no_drop_reason(), renderer: renderer(cc), ..State::default() };
        let mut app = Self {
            state,
            widgets: Widgets::default(),
            jobs: Jobs::new(cc.egui_ctx.clone()),
            watch: Watch::new(cc.egui_ctx.clone()),
            autosaver: Autosaver::new(keep),
            quiet_until: Instant::now(),
            began: Instant::now(),
            figures_due: Instant::now(),
            detail_wanted: None,
            chooser,
            title: String::new(),
            shown: Some(shown),
            is_first_frame: true,
            focus_before: None,
            stored_recent: Vec::new(),
            lost,
        };
        app.jobs.remote = remote;
        app.stored_recent.clone_from(&app.state.settings.recent);
        app.fetch_kept();
        app.read_known_tag_names();
        #[cfg(windows)]
        app.watch_device(cc);
        if let Some(case) = reopened {
            app.reopen(case, &cc.egui_ctx);
        }
        if sample {
            app.apply(Command::Do(Action::OpenSample), &cc.egui_ctx, None);
        } else if !files.is_empty() {
            app.apply(Command::OpenFiles(files), &cc.egui_ctx, None);
        }
        if let Some(inbox) = inbox {
            app.gather(inbox);
        }
        if let Some(warning) = warning {
            app.state.complain(warning);
        }
        app
    }

    fn keys(&mut self, ctx: &egui::Context, commands: &mut CommandQueue) {
        let focused = ctx.memory(|memory| memory.focused());
        let is_typing = focused.is_some_and(|id| egui::TextEdit::load_state(ctx, id).is_some());
        // egui treats Ctrl+Shift+O as Ctrl+O, too, so shortcuts with Shift are tested first
        let all = Action::all().flat_map(|action| action.shortcuts().map(move |shortcut| (action, shortcut)));
        let (shifted, others): (Vec<_>, Vec<_>) = all.partition(|(_, shortcut)| shortcut.modifiers.shift);
        // an open menu takes the keys, too
        let is_blocked = self.widgets.dialog.is_some() || egui::Popup::is_any_open(ctx);
        for (action, shortcut) in shifted.into_iter().chain(others) {
            // a dialog takes all keys but one
            if is_blocked && action != Action::Cancel {
                continue;
            }
            // a text field takes plain keys, and the shortcuts that mean something to it
            let modifiers = shortcut.modifiers;
            let is_for_text = matches!(action, Action::CopyVerdict | Action::Undo | Action::Redo);
            if is_typing
                && (!(modifiers.command || action == Action::Cancel) || is_for_text)
                && !is_function_key(shortcut)
            {
                continue;
            }
            // the focused widget handles arrow keys, ticking and paging itself
            if focused.is_some() && is_walking(shortcut) {
                continue;
            }
            // dialogs and menus close themselves on Escape
            let is_idle = self.widgets.dialog.is_some() || self.jobs.foreground_job().is_none();
            if action == Action::Cancel && (is_idle || egui::Popup::is_any_open(ctx)) {
                continue;
            }
            // Alt and a letter open a menu
            let is_alt_down = |i: &egui::InputState| {
                // by the key's own modifiers: they may be released by now
                i.events.iter().any(|e| matches!(e, egui::Event::Key { pressed: true, modifiers, .. } if modifiers.alt))
            };
            let has_alt = !shortcut.modifiers.alt && ctx.input(is_alt_down);
            if !has_alt && ctx.input_mut(|i| i.consume_shortcut(&shortcut)) {
                commands.action(action);
            }
        }
        // Ctrl and the "=" key means Ctrl and plus, typed without Shift
        if !is_blocked && ctx.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, egui::Key::Equals)) {
            commands.action(Action::Larger);
        }
        // egui turns Ctrl+C into a separate event; text selected in the sidebar is copied by egui
        let marked = ctx.plugin_opt::<egui::text_selection::LabelSelectionState>();
        let is_typing = is_typing || marked.is_some_and(|plugin| plugin.lock().has_selection());
        let copies = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Copy)));
        if copies && !is_typing && !is_blocked && !rows::have_focus(ctx) {
            commands.action(Action::CopyVerdict);
        }
    }

    /// Waits for files that were selected together with those of the window.
    fn gather(&mut self, inbox: FileInbox) {
        let work = move |_: &Progress| inbox.wait();
        self.jobs.spawn(JobKind::Gather, "Waiting for more files", work, |app, _, gathered| {
            if let Some((inbox, files)) = gathered {
                app.open_files(files, command::Opening::Alone);
                app.gather(inbox);
            }
        });
    }

    /// Reports the window as shown in the second frame, which begins only after the first was painted.
    fn tell_shown(&mut self, ctx: &egui::Context) {
        if std::mem::replace(&mut self.is_first_frame, false) {
            ctx.request_repaint();
        } else if let Some(shown) = self.shown.take() {
            shown();
        }
    }

    fn drops(ctx: &egui::Context, commands: &mut CommandQueue) {
        let files: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
        if !files.is_empty() {
            commands.push(Command::OpenFiles(files));
        }
    }

    /// Records the view once it has stopped moving, so that zooms can be undone.
    fn see(&mut self, ctx: &egui::Context) {
        let is_held = ctx.input(|i| i.pointer.any_down());
        let Some(document) = self.state.document.as_mut() else { return };
        let Some(bounds) = self.widgets.views[0].bounds() else { return };
        if document.history.record(bounds, is_held) {
            ctx.request_repaint_after(std::time::Duration::from_millis(60));
        }
    }

    /// Returns the focus after a dialog to what had it before.
    fn return_focus(&mut self, ctx: &egui::Context, had_dialog: bool) {
        let has_dialog = self.widgets.dialog.is_some();
        if has_dialog && !had_dialog {
            self.focus_before = ctx.memory(|memory| memory.focused());
            // a tooltip below the dialog must not cover it
            input::forget_pointer(ctx);
        } else if had_dialog
            && !has_dialog
            && let Some(id) = self.focus_before.take()
        {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
    }

    fn show_title(&mut self, ctx: &egui::Context) {
        let title = match &self.state.document {
            Some(document) => format!("{} - PoolScope", document.name()),
            None => match self.state.fleet.as_ref().and_then(|fleet| fleet.folders.first()) {
                Some(folder) => format!("{} - PoolScope", folder.display()),
                None => "PoolScope".to_owned(),
            },
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            // eframe does not do that in a page
            #[cfg(target_arch = "wasm32")]
            if let Some(document) = web_sys::window().and_then(|window| window.document()) {
                document.set_title(&title);
            }
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _: &mut eframe::Frame) {
        for finished in self.jobs.finished() {
            match finished {
                Ok(done) => done(self, ctx),
                Err(panicked) => self.fail_inside(panicked),
            }
        }
        if self.jobs.foreground_job().is_some() {
            ctx.request_repaint_after(std::time::Duration::from_millis(80));
        }
        for (request, picked) in self.chooser.arrived() {
            self.picked(&request, picked);
        }
        self.tell_shown(ctx);
        self.close_if_lost(ctx);
        self.follow(ctx);
        self.take_servers();
        self.fetch_figures();
        self.fetch_sparks();
        self.fetch_ranks();
        self.fetch_detail();
        self.keep(ctx);
        self.show_title(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        // screen readers announce the window by its title
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(self.title.clone()));
        let mut commands = CommandQueue::default();
        self.keys(&ctx, &mut commands);
        Self::drops(&ctx, &mut commands);
        panels::show(ui, &self.state, &mut self.widgets, &self.jobs, &mut commands);
        dialogs::show(&ctx, &self.state, &mut self.widgets, &mut commands);
        toasts::show(&ctx, &mut self.state.toasts, &mut commands);
        panels::drop_hint(&ctx);
        self.see(&ctx);
        let had_dialog = self.widgets.dialog.is_some();
        for command in commands.0 {
            self.apply(command, &ctx, Some(frame));
        }
        self.return_focus(&ctx, had_dialog);
        // recent files are stored immediately, in case the window is killed
        if self.stored_recent != self.state.settings.recent
            && let Some(storage) = frame.storage_mut()
        {
            self.stored_recent.clone_from(&self.state.settings.recent);
            eframe::set_value(storage, SETTINGS_KEY, &self.state.own_settings());
            storage.flush();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, SETTINGS_KEY, &self.state.own_settings());
        self.keep_now();
    }
}

/// Whether a key navigates lists or presses buttons.
fn is_walking(shortcut: egui::KeyboardShortcut) -> bool {
    use egui::Key;
    let key = shortcut.logical_key;
    let walks = matches!(
        key,
        Key::ArrowDown
            | Key::ArrowUp
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::PageDown
            | Key::PageUp
            | Key::Home
            | Key::End
    );
    let is_plain = !shortcut.modifiers.command && !shortcut.modifiers.alt;
    is_plain && (walks || matches!(key, Key::Space | Key::Enter | Key::Delete))
}

/// Whether a key is a function key, which means nothing in a text field.
fn is_function_key(shortcut: egui::KeyboardShortcut) -> bool {
    use egui::Key::{F1, F5, F10};
    matches!(shortcut.logical_key, F1 | F5 | F10)
}

/// Why files cannot be dropped: winit 0.30 supports that on X11, Windows and macOS only.
fn no_drop_reason() -> Option<&'static str> {
    let has = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let is_wayland = cfg!(target_os = "linux") && (has("WAYLAND_DISPLAY") || has("WAYLAND_SOCKET"));
    is_wayland.then_some("Files cannot be dropped on this window under Wayland: use Open…, or paste the path.")
}

/// What draws the window, as shown in the About dialog.
fn renderer(cc: &eframe::CreationContext<'_>) -> String {
    #[cfg(windows)]
    if let Some(state) = &cc.wgpu_render_state {
        let info = state.adapter.get_info();
        let is_software = info.device_type == eframe::wgpu::DeviceType::Cpu;
        return format!("wgpu ({}, {}{})", info.backend, info.name, if is_software { ", in software" } else { "" });
    }
    if cc.gl.is_some() { "OpenGL (glow)".to_owned() } else { "wgpu".to_owned() }
}

/// Shows an error if there is no console.
#[cfg(not(target_arch = "wasm32"))]
pub fn show_error_box(error: &anyhow::Error) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("PoolScope")
        .set_description(format!("{error:#}"))
        .show();
}

/// The program's icon, as PNG.
pub const ICON: &[u8] = include_bytes!("../../assets/icon.png");
