//! What can be grabbed on the chart: cursors, marks, notes, lines.

use super::super::layout::{Grip, Handle, Look, Viewport};
use super::super::paint_egui::{place, rect};
use super::super::scene::Line;
use super::view::View;
use crate::model::clock::milliseconds;
use eframe::egui::{self, CursorIcon, Response, Sense};

/// What the pointer did.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartEvent {
    /// A cursor (0 or 1) was placed at a sample's time, or removed.
    SetCursor(usize, Option<f64>),
    /// Marks and notes by their ids.
    MoveMark(u64, f64),
    OpenMark(u64),
    /// A note's box was moved: its new offset.
    MoveNote(u64, [f64; 2]),
    OpenNote(u64),
    /// Listings of pool tags were moved: their new start time.
    MoveListings(f64),
    OpenListings,
    /// A line was clicked, by its key.
    Select(String),
}

/// A chart as it was laid out.
pub(super) struct Chart<'a> {
    pub view: Viewport<'a>,
    pub look: &'a Look<'a>,
    /// Distinguishes charts if there are several.
    pub name: &'a str,
}

impl Chart<'_> {
    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.look.shown(self.view.scene)
    }

    /// The time of the sample, among the lines shown, that is nearest to a time; `None` if there is no line.
    pub fn snapped(&self, time: f64) -> Option<f64> {
        let times = self.lines().filter_map(|line| line.series.nearest(time).map(|at| line.series.times[at]));
        times.min_by(|a, b| (a - time).abs().total_cmp(&(b - time).abs()))
    }

    /// Handles the pointer wherever something can be grabbed.
    pub fn handles(&self, ui: &egui::Ui, handles: &[Handle]) -> Vec<ChartEvent> {
        handles.iter().filter_map(|handle| self.handle(ui, handle)).collect()
    }

    fn handle(&self, ui: &egui::Ui, handle: &Handle) -> Option<ChartEvent> {
        let scene = self.view.scene;
        match handle.grip {
            Grip::Cursor(which) => {
                let at = scene.cursors[which]?;
                let name = format!("Cursor {}: {}", ["A", "B"][which], scene.clock.second(milliseconds(at)));
                let response = self.sense(ui, handle, &name, CursorIcon::ResizeHorizontal);
                let pointer = response.interact_pointer_pos().filter(|_| response.dragged())?;
                let time = self.view.time_at(f64::from(pointer.x));
                Some(ChartEvent::SetCursor(which, self.snapped(time).or(Some(time))))
            }
            Grip::Mark(id) => {
                let mark = scene.marks.iter().find(|m| m.id == id)?;
                let response = self.sense(ui, handle, &format!("Mark: {}", mark.label), CursorIcon::Grab);
                let by = f64::from(response.drag_delta().x) * self.view.secs_per_point();
                let event = event(&response, ChartEvent::MoveMark(id, mark.at + by), ChartEvent::OpenMark(id));
                let when = scene.clock.second(milliseconds(mark.at));
                response.on_hover_text(format!("{when}\n{}\nDrag to move, click to edit", mark.label));
                event
            }
            Grip::Listings => {
                let begin = scene.listings_begin?;
                let response = self.sense(ui, handle, "Where the listings of tags begin", CursorIcon::ResizeHorizontal);
                let by = f64::from(response.drag_delta().x) * self.view.secs_per_point();
                let event = event(&response, ChartEvent::MoveListings(begin + by), ChartEvent::OpenListings);
                let when = scene.clock.second(milliseconds(begin));
                response.on_hover_text(format!("Listings begin {when}\nDrag to move them, click to type the time"));
                event
            }
            Grip::Note(id) => {
                let note = scene.notes.iter().find(|n| n.id == id)?;
                let response = self.sense(ui, handle, &format!("Note: {}", note.text), CursorIcon::Grab);
                let (middle, by, frame) = (handle.rect.center(), response.drag_delta(), &self.view.frame);
                let offset = [
                    (middle[0] + f64::from(by.x) - handle.of[0]) / frame.width(),
                    (middle[1] + f64::from(by.y) - handle.of[1]) / frame.height(),
                ];
                let event = event(&response, ChartEvent::MoveNote(id, offset), ChartEvent::OpenNote(id));
                // a text that is cut is shown in full here
                let text = if handle.is_cut { format!("{}\n\n", note.text) } else { String::new() };
                response.on_hover_text(text + "Drag to move, click to edit");
                event
            }
        }
    }

    /// A place that can be dragged and clicked, with a name for screen readers.
    fn sense(&self, ui: &egui::Ui, handle: &Handle, name: &str, icon: CursorIcon) -> Response {
        // drawing a zoom box continues across it
        let is_boxing = ui.input(|i| i.pointer.secondary_down());
        let sense = if is_boxing { Sense::hover() } else { Sense::click_and_drag() };
        let response = ui.interact(rect(&handle.rect), ui.scope_id().with((self.name, handle.grip)), sense);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        response.on_hover_cursor(icon)
    }

    /// Clicks on the plot itself: near a line they select it, elsewhere they place a cursor (the second with Shift).
    pub fn clicks(&self, ui: &egui::Ui, response: &Response, view: &mut View, events: &mut Vec<ChartEvent>) {
        let pointer = response.interact_pointer_pos().map(place);
        let Some(pointer) = pointer.filter(|p| self.view.frame.holds(*p)) else { return };
        let time = self.view.time_at(pointer[0]);
        if response.secondary_clicked() {
            view.menu_at = Some([time, self.view.height_at(pointer[1])]);
        }
        let which = usize::from(ui.input(|i| i.modifiers.shift));
        if response.double_clicked() {
            // the first click of a double click does not count
            events.extend(view.click.take().map(|(which, at)| ChartEvent::SetCursor(which, at)));
        }
        if !response.clicked() || response.double_clicked() {
            return;
        }
        view.click = Some((which, self.view.scene.cursors[which]));
        events.push(ChartEvent::SetCursor(which, self.snapped(time).or(Some(time))));
        let nearest = self.lines().filter_map(|line| {
            let at = line.top().nearest(time)?;
            let value = line.top().values[at];
            let y = self.view.y(value * line.scale);
            value.is_finite().then_some(((y - pointer[1]).abs(), &line.key))
        });
        if let Some((distance, key)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0))
            && distance < 8.0
        {
            events.push(ChartEvent::Select(key.clone()));
        }
    }
}

/// What dragging and clicking mean.
fn event(response: &Response, dragged: ChartEvent, clicked: ChartEvent) -> Option<ChartEvent> {
    let moved = response.dragged().then_some(dragged);
    moved.or_else(|| response.clicked().then_some(clicked))
}
