//! The browser's file dialog, which hands over files without saying where they are, and only when it is done.

use super::files;
use crate::ui::chooser::{Chooser, Picked, Request, Waiting};
use crate::ui::session::EXTENSION;
use eframe::egui;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Files up to this size are read by the page itself, if they are no logs.
const SMALL: f64 = (16 << 20) as f64;

type Arrived = Rc<RefCell<Vec<(Request, Picked)>>>;

pub(super) struct WebChooser {
    ctx: egui::Context,
    arrived: Arrived,
}

impl WebChooser {
    pub(super) fn new(ctx: egui::Context) -> Self {
        Self { ctx, arrived: Rc::default() }
    }

    /// Takes in files that were dropped on the page.
    pub(super) fn taker(&self) -> impl Fn(Vec<web_sys::File>) + use<> {
        let (ctx, arrived) = (self.ctx.clone(), Rc::clone(&self.arrived));
        move |dropped| {
            let (ctx, arrived) = (ctx.clone(), Rc::clone(&arrived));
            spawn_local(async move {
                let paths = take(dropped).await;
                arrived.borrow_mut().push((Request::Open, Picked::Files(paths)));
                ctx.request_repaint();
            });
        }
    }
}

/// Takes files in; sessions and lists are read at once, because the page has to have them whole.
async fn take(chosen: Vec<web_sys::File>) -> Vec<PathBuf> {
    let mut paths = Vec::with_capacity(chosen.len());
    for file in chosen {
        let path = files::take(file.clone());
        let ending = path.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase());
        if (ending == EXTENSION || ending == "txt") && file.size() < SMALL {
            if let Ok(buffer) = JsFuture::from(file.array_buffer()).await {
                files::put_read(path.clone(), js_sys::Uint8Array::new(&buffer).to_vec());
            }
        }
        paths.push(path);
    }
    paths
}

impl Chooser for WebChooser {
    fn ask(&self, request: &Request, _: &eframe::Frame) -> Waiting {
        if let Request::Save { name, .. } = request {
            // a download: the browser asks where to, if anyone does
            let name = PathBuf::from(name);
            return Box::new(move || Picked::Files(vec![name]));
        }
        let dialog = rfd::AsyncFileDialog::new();
        let dialog = match request {
            Request::TagNames => dialog.add_filter("Lists of pool tags", &["txt"]),
            _ => dialog
                .add_filter("Performance logs and sessions", &["blg", "csv", "tsv", "txt", "json", "xml", EXTENSION]),
        };
        let (ctx, arrived, request) = (self.ctx.clone(), Rc::clone(&self.arrived), request.clone());
        spawn_local(async move {
            let chosen = match request {
                Request::TagNames => dialog.pick_file().await.map(|file| vec![file]),
                _ => dialog.pick_files().await,
            };
            let chosen = chosen.unwrap_or_default();
            let chosen = chosen.iter().filter_map(|handle| handle.inner().clone().dyn_into().ok()).collect();
            let paths = take(chosen).await;
            let picked = if paths.is_empty() { Picked::Cancelled } else { Picked::Files(paths) };
            arrived.borrow_mut().push((request, picked));
            ctx.request_repaint();
        });
        Box::new(|| Picked::Later)
    }

    fn arrived(&self) -> Vec<(Request, Picked)> {
        std::mem::take(&mut *self.arrived.borrow_mut())
    }
}
