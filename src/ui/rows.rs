//! Keyboard navigation in lists and tables: the focus is on the list as a whole, arrow keys move from row to row.
//!
//! A list calls [`Rows::begin`] before it is drawn, scrolls as [`Rows::offset`] says, marks [`Rows::at`], and calls
//! [`Rows::end`] with where it was drawn.

use eframe::egui::{self, EventFilter, Id, Key, Rect, Role, ScrollArea, Sense, StrokeKind, WidgetInfo};
use std::ops::Range;

/// The row that the keyboard is on, and which rows were in view.
#[derive(Clone, Debug, Default)]
struct Memory {
    at: usize,
    in_view: Range<usize>,
}

/// A list in this frame.
pub struct Rows {
    id: Id,
    count: usize,
    memory: Memory,
    has_focus: bool,
    has_moved: bool,
    /// The key that was pressed on the row.
    pub pressed: Option<Key>,
}

fn last_focus_id() -> Id {
    Id::unique("rows had the focus")
}

/// Whether the keyboard focus is on a list, which handles the copying of its rows.
pub fn have_focus(ctx: &egui::Context) -> bool {
    let pass: Option<u64> = ctx.data(|data| data.get_temp(last_focus_id()));
    pass.is_some_and(|pass| ctx.cumulative_pass_nr() <= pass + 1)
}

/// Keys that act on the current row.
const ACTING: [Key; 5] = [Key::Space, Key::Enter, Key::ArrowLeft, Key::ArrowRight, Key::Delete];

impl Rows {
    /// The list of this name, with `count` rows. `starts_at` sets the current row.
    pub fn begin(ui: &egui::Ui, name: &str, count: usize, starts_at: Option<usize>) -> Self {
        let id = Id::unique(("rows", name));
        let has_focus = count > 0 && ui.memory(|memory| memory.has_focus(id));
        let mut memory: Memory = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        if let Some(at) = starts_at {
            memory.at = at;
        }
        let last = count.saturating_sub(1);
        memory.at = memory.at.min(last);
        let (mut pressed, was) = (None, memory.at);
        if has_focus {
            let (at, page) = (memory.at, memory.in_view.len().saturating_sub(1).max(1));
            let is_pressed = |key: Key| ui.input(|i| i.key_pressed(key));
            let moves = [
                (Key::ArrowDown, at + 1),
                (Key::ArrowUp, at.saturating_sub(1)),
                (Key::PageDown, at + page),
                (Key::PageUp, at.saturating_sub(page)),
                (Key::Home, 0),
                (Key::End, last),
            ];
            memory.at = moves.into_iter().rfind(|(key, _)| is_pressed(*key)).map_or(at, |(_, to)| to.min(last));
            pressed = ACTING.into_iter().find(|key| is_pressed(*key));
        }
        let has_moved = memory.at != was;
        Self { id, count, memory, has_focus, has_moved, pressed }
    }

    /// The Down key leads from the field above into the list.
    pub fn enter_from(&self, ui: &egui::Ui, field: &egui::Response) {
        if self.count > 0 && field.has_focus() && ui.input(|i| i.key_pressed(Key::ArrowDown)) {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
    }

    /// The current row, while the list has the focus.
    pub fn at(&self) -> Option<usize> {
        self.has_focus.then_some(self.memory.at)
    }

    /// Whether the current row is to be copied.
    pub fn copies(&self, ui: &egui::Ui) -> bool {
        self.has_focus && ui.input(|i| i.events.iter().any(|event| matches!(event, egui::Event::Copy)))
    }

    /// The row that the keyboard has just moved to.
    pub fn moved_to(&self) -> Option<usize> {
        self.has_moved.then_some(self.memory.at)
    }

    /// The offset to scroll the list to, so that the row is in view; `None` if it is. `height` is that of a row, with
    /// the spacing.
    pub fn offset(&self, height: f32) -> Option<f32> {
        let (at, in_view) = (self.memory.at, &self.memory.in_view);
        let is_beyond = self.has_moved && !in_view.contains(&at);
        let rows = in_view.len().saturating_sub(1);
        let top = if at < in_view.start { at } else { (at + 1).saturating_sub(rows) };
        is_beyond.then_some(top as f32 * height)
    }

    /// A scroll area for rows of this height, scrolled so that the current row is in view.
    pub fn area(&self, ui: &egui::Ui, height: f32, most: f32) -> ScrollArea {
        let area = ScrollArea::vertical().max_height(most).auto_shrink([false, true]);
        match self.offset(height + ui.spacing().item_spacing.y) {
            Some(offset) => area.vertical_scroll_offset(offset),
            None => area,
        }
    }

    /// Marks a row that begins here, if the keyboard is on it.
    pub fn mark(&self, ui: &egui::Ui, row: usize, height: f32) {
        if self.at() == Some(row) {
            let rect = Rect::from_min_size(ui.cursor().min, egui::vec2(ui.available_width(), height));
            ui.painter().rect_filled(rect.expand(1.0), 3.0, ui.visuals().selection.bg_fill);
        }
    }

    /// To be called after the list was drawn: where, which rows are in view, its name, and the text of its current row.
    pub fn end(mut self, ui: &egui::Ui, rect: Rect, in_view: Range<usize>, (name, row): (&str, &str)) {
        // the last row is usually cut off by the edge
        self.memory.in_view = in_view.start..in_view.end.saturating_sub(1).max(in_view.start + 1);
        let sense = if self.count > 0 { Sense::focusable_noninteractive() } else { Sense::empty() };
        let response = ui.interact(rect, self.id, sense);
        response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, format!("{name}: {row}")));
        if response.has_focus() {
            let pass = ui.ctx().cumulative_pass_nr();
            ui.data_mut(|data| data.insert_temp(last_focus_id(), pass));
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
            ui.painter().rect_stroke(rect, 2.0, ui.visuals().selection.stroke, StrokeKind::Inside);
        }
        ui.data_mut(|data| data.insert_temp(self.id, self.memory));
    }
}
