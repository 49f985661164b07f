//! Short messages on what just happened: they stay in the lower right corner for a while, with a button to act on them.

use super::command::{Command, CommandQueue};
use super::theme;
use crate::chart::palette::Role;
use eframe::egui::{self, Align2, Frame, Id, Label, RichText, Stroke, vec2};
use web_time::{Duration, Instant};

/// How long a message stays; longer if it has a button, and problems until they are closed.
const STANDS: Duration = Duration::from_secs(6);
const STANDS_WITH_BUTTON: Duration = Duration::from_secs(14);
const MOST: usize = 4;

/// A message on what happened.
#[derive(Clone, Debug)]
pub struct Toast {
    pub text: String,
    pub is_problem: bool,
    /// What can be done about it.
    pub button: Option<(&'static str, Command)>,
    until: Option<Instant>,
    born: Instant,
}

/// The visible messages.
#[derive(Debug, Default)]
pub struct Toasts(pub Vec<Toast>);

impl Toasts {
    pub fn say(&mut self, text: String) {
        self.put(Toast {
            text,
            is_problem: false,
            button: None,
            until: Some(Instant::now() + STANDS),
            born: Instant::now(),
        });
    }

    pub fn offer(&mut self, text: String, label: &'static str, command: Command) {
        let until = Some(Instant::now() + STANDS_WITH_BUTTON);
        self.put(Toast { text, is_problem: false, button: Some((label, command)), until, born: Instant::now() });
    }

    pub fn complain(&mut self, text: String) {
        self.put(Toast { text, is_problem: true, button: None, until: None, born: Instant::now() });
    }

    fn put(&mut self, toast: Toast) {
        // a repeated message replaces the earlier one
        self.0.retain(|t| t.text != toast.text);
        self.0.push(toast);
        if self.0.len() > MOST {
            self.0.remove(0);
        }
    }

    /// Removes messages about what was open before.
    pub fn clear(&mut self) {
        self.0.retain(|t| t.born.elapsed() < Duration::from_millis(500));
    }
}

/// Shows them, the newest below.
pub fn show(ctx: &egui::Context, toasts: &mut Toasts, commands: &mut CommandQueue) {
    let now = Instant::now();
    toasts.0.retain(|t| t.until.is_none_or(|until| until > now));
    if toasts.0.is_empty() {
        return;
    }
    if let Some(next) = toasts.0.iter().filter_map(|t| t.until).min() {
        ctx.request_repaint_after(next - now);
    }
    let mut closed = None;
    let most = (ctx.content_rect().width() - 60.0).min(400.0);
    egui::Area::new(Id::unique("toasts"))
        .order(egui::Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-14.0, -42.0))
        .show(ctx, |ui| {
            for (i, toast) in toasts.0.iter().enumerate() {
                let role = if toast.is_problem { Role::Watch } else { Role::Calm };
                let edge = theme::role_color(ui, role);
                Frame::popup(ui.style()).stroke(Stroke::new(1.2, edge)).show(ui, |ui| {
                    ui.set_max_width(most);
                    ui.horizontal(|ui| {
                        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 18.0), egui::Sense::hover());
                        theme::sign(ui.painter(), role, rect.center(), 5.0, edge);
                        let room = most - 60.0 - if toast.button.is_some() { 130.0 } else { 0.0 };
                        ui.scope(|ui| {
                            ui.set_max_width(room);
                            ui.add(Label::new(RichText::new(&toast.text)).wrap());
                        });
                        if let Some((label, command)) = &toast.button
                            && ui.button(*label).clicked()
                        {
                            commands.push(command.clone());
                            closed = Some(i);
                        }
                        let close = theme::icon_button(ui, theme::icons::ICON_CLOSE, "Close this message", "");
                        if close.clicked() {
                            closed = Some(i);
                        }
                    });
                });
            }
        });
    if let Some(i) = closed {
        toasts.0.remove(i);
    }
}
