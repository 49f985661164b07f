//! Fonts, spacing and colours of the window, light and dark.

use super::command::Action;
use super::state::settings::{Settings, Theme};
use crate::chart::layout::shape;
use crate::chart::paint_egui::{self, Letters, color};
use crate::chart::palette::{Ground, Rgb, Role};
use crate::export::fonts;
use eframe::egui::{self, Color32, FontData, FontDefinitions, FontFamily, FontId, TextStyle, Visuals};
use std::sync::Arc;

pub use egui_material_icons::icons;

pub const BOLD: &str = "bold";

use super::state::settings::SCALES;

/// The next larger size, or the next smaller one.
pub fn next_scale(now: f32, is_larger: bool) -> f32 {
    let larger = SCALES.into_iter().find(|s| *s > now + 0.01);
    let smaller = SCALES.into_iter().rfind(|s| *s < now - 0.01);
    if is_larger { larger } else { smaller }.unwrap_or(now)
}

/// An action's shortcut, as written on this system.
pub fn keys(ui: &egui::Ui, action: Action) -> String {
    action.shortcut().map_or_else(String::new, |keys| ui.ctx().format_shortcut(&keys))
}

/// What an action does, and its shortcut: the tooltip of its button.
pub fn hint(ui: &egui::Ui, action: Action) -> String {
    match keys(ui, action) {
        none if none.is_empty() => action.tooltip().to_owned(),
        keys => format!("{} ({keys})", action.tooltip()),
    }
}

/// A button with only an icon; its name and a hint are shown as a tooltip, and screen readers announce the name.
pub fn icon_button(
    ui: &mut egui::Ui,
    icon: egui_material_icons::MaterialIcon,
    name: &str,
    hint: &str,
) -> egui::Response {
    icon_button_if(ui, true, icon, "", (name, hint))
}

/// The same, optionally disabled, with a label next to the icon.
pub fn icon_button_if(
    ui: &mut egui::Ui,
    enabled: bool,
    icon: egui_material_icons::MaterialIcon,
    word: &str,
    (name, hint): (&str, &str),
) -> egui::Response {
    let text = egui::RichText::from(icon).size(17.0);
    let button = if word.is_empty() { egui::Button::new(text) } else { egui::Button::new((text, word)) };
    let button = ui.add_enabled(enabled, button.frame_when_inactive(false));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, name));
    // one tooltip: two would overlap
    let text = if hint.is_empty() { name.to_owned() } else { format!("{name}\n{hint}") };
    button.on_hover_text(&text).on_disabled_hover_text(text)
}

/// A tooltip to the right of a menu entry, where it covers no other entry.
pub fn hint_beside(response: &egui::Response, text: &str) {
    let mut tooltip = egui::Tooltip::for_enabled(response);
    tooltip.popup = tooltip.popup.align(egui::RectAlign::RIGHT).align_alternatives(&[egui::RectAlign::LEFT]);
    tooltip.show(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width.min(280.0));
        ui.label(text);
    });
}

/// A row with something long and buttons at its right edge, which the Tab key visits from left to right.
pub fn with_buttons_at_right(
    ui: &mut egui::Ui,
    name: &str,
    long: impl FnOnce(&mut egui::Ui),
    buttons: impl FnOnce(&mut egui::Ui),
) {
    let id = ui.scope_id().with(("buttons at the right", name));
    ui.horizontal(|ui| {
        let known: Option<egui::Vec2> = ui.data(|data| data.get_temp(id));
        let size = known.unwrap_or_default();
        let room = (ui.available_width() - size.x - ui.spacing().item_spacing.x).max(0.0);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(egui::vec2(room, size.y), layout, |ui| {
            ui.set_min_size(egui::vec2(room, size.y));
            long(ui);
        });
        let shown = ui.horizontal(buttons).response.rect.size();
        if known.is_none_or(|known| (known - shown).abs().max_elem() > 0.5) {
            ui.data_mut(|data| data.insert_temp(id, shown));
            ui.ctx().request_discard("the size of the buttons");
        }
    });
}

/// Gives links their own colour, which the text colour would override.
pub fn colour_links(ui: &mut egui::Ui) {
    let visuals = ui.visuals_mut();
    if let Some(text) = visuals.override_text_color.take() {
        let widgets = &mut visuals.widgets;
        for widget in [&mut widgets.noninteractive, &mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            widget.fg_stroke.color = text;
        }
    }
}

/// Lets the scrolling keys scroll a list that has no rows to navigate.
pub fn scroll_by_keys(ui: &egui::Ui, page: f32) {
    use egui::Key;
    const ROW: f32 = 40.0;
    let moves = [
        (Key::ArrowDown, -ROW),
        (Key::ArrowUp, ROW),
        (Key::PageDown, -page),
        (Key::PageUp, page),
        (Key::Home, 1e6),
        (Key::End, -1e6),
    ];
    let by: f32 = moves.into_iter().filter(|(key, _)| ui.input(|i| i.key_pressed(*key))).map(|(_, by)| by).sum();
    if by != 0.0 {
        ui.scroll_with_delta(egui::vec2(0.0, by));
    }
}

/// Scrolls the newly focused widget into view; called at the end of a scroll area.
pub fn follow_focus(ui: &egui::Ui) {
    let id = ui.scope_id().with("focus followed");
    let focused = ui.memory(|memory| memory.focused());
    let before = ui.data_mut(|data| {
        let before = data.get_temp::<Option<egui::Id>>(id).flatten();
        data.insert_temp(id, focused);
        before
    });
    let Some(now) = focused.filter(|now| Some(*now) != before) else { return };
    let Some(rect) = ui.ctx().read_response(now).map(|response| response.rect) else { return };
    if ui.min_rect().contains_rect(rect) {
        ui.scroll_to_rect(rect.expand(12.0), None);
    }
}

/// The current background of the window.
pub fn ground(ui: &egui::Ui) -> Ground {
    let visuals = ui.visuals();
    let has_letters_of = |ground: Ground| visuals.override_text_color == Some(color(ground.paper().text));
    match visuals.dark_mode {
        true if has_letters_of(Ground::Black) => Ground::Black,
        true => Ground::Dark,
        false if has_letters_of(Ground::White) => Ground::White,
        false => Ground::Light,
    }
}

pub fn role_color(ui: &egui::Ui, role: Role) -> Color32 {
    color(role.on(ground(ui)))
}

/// Bold text of the usual size.
pub fn bold(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).family(FontFamily::Name(BOLD.into()))
}

/// Sets fonts and styles, once.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("Noto Sans", fonts::REGULAR), ("Noto Sans Bold", fonts::BOLD)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| std::iter::once(first.to_owned()).chain(fallback.clone()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, family("Noto Sans"));
    fonts.families.insert(FontFamily::Name(BOLD.into()), family("Noto Sans Bold"));
    ctx.set_fonts(fonts);
    egui_material_icons::initialize(ctx);
    ctx.all_styles_mut(|style| {
        for (text_style, size) in
            [(TextStyle::Small, 12.0), (TextStyle::Body, 14.0), (TextStyle::Button, 14.0), (TextStyle::Heading, 19.0)]
        {
            style.text_styles.insert(text_style, FontId::new(size, FontFamily::Proportional));
        }
        style.spacing.item_spacing = egui::vec2(8.0, 6.0);
        style.spacing.button_padding = egui::vec2(8.0, 4.0);
        style.interaction.tooltip_delay = 0.3;
        // content beyond an edge is indicated
        style.spacing.scroll =
            egui::style::ScrollStyle { dormant_handle_opacity: 0.7, ..egui::style::ScrollStyle::thin() };
    });
}

fn visuals(ground: Ground) -> Visuals {
    let paper = ground.paper();
    let mut v = if ground.is_dark() { Visuals::dark() } else { Visuals::light() };
    v.panel_fill = color(paper.ground);
    v.window_fill = color(paper.ground);
    v.extreme_bg_color = color(paper.plot);
    v.override_text_color = Some(color(paper.text));
    v.weak_text_color = Some(color(paper.faint));
    v.widgets.noninteractive.bg_stroke.color = color(paper.grid);
    v.hyperlink_color = color(Role::Nonpaged.on(ground));
    v.selection.bg_fill = color(Role::Nonpaged.on(ground)).gamma_multiply(0.35);
    // hovered and focused widgets have a border
    v.widgets.hovered.bg_stroke = egui::Stroke::new(1.5, color(Role::Nonpaged.on(ground)));
    v.widgets.inactive.bg_stroke = egui::Stroke::new(1.0, color(paper.faint).gamma_multiply(0.45));
    if ground.has_high_contrast() {
        // every border is visible, and hovered or selected widgets have a thicker one
        let (text, faint) = (color(paper.text), color(paper.faint));
        v.faint_bg_color = color(paper.text).gamma_multiply(0.08);
        v.window_stroke = egui::Stroke::new(2.0, text);
        v.widgets.noninteractive.bg_stroke = egui::Stroke::new(1.0, faint);
        for (widget, width) in [
            (&mut v.widgets.inactive, 1.0),
            (&mut v.widgets.hovered, 2.0),
            (&mut v.widgets.active, 2.0),
            (&mut v.widgets.open, 2.0),
        ] {
            widget.bg_stroke = egui::Stroke::new(width, text);
            widget.fg_stroke = egui::Stroke::new(1.5, text);
            (widget.bg_fill, widget.weak_bg_fill) = (color(paper.grid), color(paper.ground));
        }
        v.selection.stroke = egui::Stroke::new(2.0, text);
        v.selection.bg_fill = color(Role::Nonpaged.on(ground)).gamma_multiply(0.5);
    }
    v
}

/// Follows the user's choice.
pub fn apply(ctx: &egui::Context, settings: &Settings) {
    let (light, dark) =
        if settings.has_high_contrast { (Ground::White, Ground::Black) } else { (Ground::Light, Ground::Dark) };
    ctx.set_visuals_of(egui::Theme::Light, visuals(light));
    ctx.set_visuals_of(egui::Theme::Dark, visuals(dark));
    ctx.set_theme(match settings.theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    });
}

/// Draws the symbol of a role, so that colour is never the only distinction.
pub fn sign(painter: &egui::Painter, role: Role, center: egui::Pos2, radius: f32, color: Color32) {
    let paint = Rgb(color.r(), color.g(), color.b()).into();
    let sign = shape::sign(role.sign(), paint_egui::place(center), f64::from(radius), paint, None);
    painter.extend(sign.iter().map(paint_egui::line));
}

/// The fonts of charts.
pub fn letters(ctx: &egui::Context) -> Letters<'_> {
    Letters { ctx, bold: BOLD }
}
