//! Input before anything sees it: letters that belong to a menu are not typed, and a dialog that a key has opened is not
//! covered by what the resting pointer explains.

use eframe::egui::{Context, Event, Id, Modifiers, Plugin, RawInput};

/// Changes the input; added to a context once.
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

/// Alt and a letter open a menu; some systems send the letter to the text field besides. With Ctrl it is AltGr, and on
/// macOS the key of other letters.
fn drop_letters_of_menus(ctx: &Context, input: &mut RawInput) {
    if cfg!(target_os = "macos") {
        return;
    }
    let is_for_menu = |modifiers: Modifiers| modifiers.alt && !modifiers.ctrl;
    let mut drops = is_for_menu(ctx.input(|i| i.modifiers));
    input.events.retain(|event| match event {
        Event::Key { pressed: true, modifiers, .. } => {
            // by the key's own modifiers: they may be released by now
            drops = is_for_menu(*modifiers);
            true
        }
        Event::Text(_) => !drops,
        _ => true,
    });
}
