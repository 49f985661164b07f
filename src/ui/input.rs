//! Filters input before anything else sees it: letters that open a menu are not typed, and a dialog opened by a key is
//! not covered by the tooltip of a resting pointer.

use eframe::egui::{Context, Event, Id, Modifiers, Plugin, RawInput};

/// Changes the input; to be added to a context once.
pub struct InputFilter;

fn forgotten_id() -> Id {
    Id::unique("the pointer is forgotten")
}

/// The pointer counts as gone until it moves.
pub fn forget_pointer(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(forgotten_id(), ()));
    ctx.request_repaint();
}

impl Plugin for InputFilter {
    fn debug_name(&self) -> &'static str {
        "PoolScope's input"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        drop_letters_of_menus(ctx, input);
        if ctx.data_mut(|data| data.remove_temp::<()>(forgotten_id())).is_some() {
            input.events.insert(0, Event::PointerGone);
        }
    }
}

/// Alt and a letter open a menu; some systems also send the letter to the text field. Alt with Ctrl is AltGr, and on
/// macOS Alt types special characters.
fn drop_letters_of_menus(ctx: &Context, input: &mut RawInput) {
    if cfg!(target_os = "macos") {
        return;
    }
    let is_for_menu = |modifiers: Modifiers| modifiers.alt && !modifiers.ctrl;
    let mut drops = is_for_menu(ctx.input(|i| i.modifiers));
    input.events.retain(|event| match event {
        Event::Key { pressed: true, modifiers, .. } => {
            // according to the key event's own modifiers: they may have been released by now
            drops = is_for_menu(*modifiers);
            true
        }
        Event::Text(_) => !drops,
        _ => true,
    });
}
