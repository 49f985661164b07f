//! The page: the window on a canvas, drops, downloads, a worker for each task.

use super::chooser::WebChooser;
use super::downloads::download;
use super::files;
use super::worker::Workers;
use crate::export::file;
use crate::logfile::bytes;
use crate::ui::{App, Start};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// Opens the window on the page's canvas.
pub(super) fn start(window: &web_sys::Window) {
    bytes::provide(files::open);
    file::deliver_to(download);
    let document = window.document();
    let canvas = document.as_ref().and_then(|document| document.get_element_by_id("poolscope"));
    let Some(canvas) = canvas.and_then(|element| element.dyn_into::<web_sys::HtmlCanvasElement>().ok()) else { return };
    let over = canvas.clone();
    let sample = window.location().hash().is_ok_and(|hash| hash == "#sample");
    let options = eframe::WebOptions::default();
    wasm_bindgen_futures::spawn_local(async move {
        let creator: eframe::AppCreator<'_> = Box::new(move |cc| {
            let chooser = WebChooser::new(cc.egui_ctx.clone());
            listen_to_drops(chooser.taker(), over.clone());
            let start = Start { sample, keep: Some("kept".into()), ..Start::with(Vec::new(), Box::new(chooser)) };
            Ok(Box::new(App::with_remote(cc, start, Some(Box::new(Workers::new(cc.egui_ctx.clone()))))))
        });
        let started = eframe::WebRunner::new().start(canvas, options, creator).await;
        if let Some(place) = document.and_then(|document| document.get_element_by_id("loading")) {
            match started {
                Ok(()) => place.remove(),
                Err(error) => {
                    let said = files::error_name(&error);
                    place.set_text_content(Some(&format!(
                        "This browser draws no window here (WebGL 2 is needed, {said})."
                    )));
                }
            }
        }
    });
}

/// Takes dropped files before egui does, which would read them whole.
fn listen_to_drops(take: impl Fn(Vec<web_sys::File>) + 'static, canvas: web_sys::HtmlCanvasElement) {
    let Some(window) = web_sys::window() else { return };
    let on_drop = Closure::<dyn FnMut(web_sys::DragEvent)>::new(move |event: web_sys::DragEvent| {
        event.prevent_default();
        event.stop_immediate_propagation();
        // egui knows that files are over it, and not that they were dropped; nothing is shown of a browser that forbids it
        let _ = web_sys::DragEvent::new("dragleave").and_then(|left| canvas.dispatch_event(&left));
        let list = event.data_transfer().and_then(|transfer| transfer.files());
        let files: Vec<web_sys::File> =
            list.iter().flat_map(|list| (0..list.length()).filter_map(|i| list.get(i))).collect();
        if !files.is_empty() {
            take(files);
        }
    });
    let function = on_drop.as_ref().unchecked_ref();
    // without it the browser would open the file itself, which loses nothing
    let _ = window.add_event_listener_with_callback_and_bool("drop", function, true);
    on_drop.forget();
}
