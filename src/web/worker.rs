//! Web Workers: started by the page, a task each; and what runs in them.

use super::files;
use crate::export::file;
use crate::logfile::{Progress, bytes};
use crate::ui::jobs::{Remote, Reply};
use crate::ui::tasks;
use eframe::egui;
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// Runs the task that the page gave this worker, in `self.task`, and sends what it answers.
pub(super) fn run() {
    bytes::provide(files::open);
    files::report_to(report_progress);
    file::deliver_to(deliver);
    let task = get(&js_sys::global(), "task");
    let mut total = 0.0;
    for entry in Array::from(&get(&task, "files")).iter() {
        let entry: Array = entry.unchecked_into();
        let (Some(path), Ok(file)) = (entry.get(0).as_string(), entry.get(1).dyn_into::<web_sys::File>()) else {
            continue;
        };
        total += file.size();
        files::put(path.into(), file);
    }
    TOTAL.with_borrow_mut(|all| *all = total);
    let name = get(&task, "name").as_string().unwrap_or_default();
    let given = Uint8Array::new(&get(&task, "bytes")).to_vec();
    let mut step = |bytes: Vec<u8>| post_bytes("step", &bytes);
    match tasks::run_sent(&name, &given, &Progress::default(), &mut step) {
        Ok(bytes) => post_bytes("end", &bytes),
        Err(reason) => post("failed", &reason.into()),
    }
}

thread_local! {
    /// The size of all files of the task.
    static TOTAL: RefCell<f64> = const { RefCell::new(0.0) };
}

/// Says how far the task is, by the bytes that were read.
fn report_progress() {
    let total = TOTAL.with_borrow(|total| *total).max(1.0);
    post("progress", &(files::bytes_read() as f64 / total).min(1.0).into());
}

fn deliver(path: &Path, bytes: Vec<u8>) {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    post("file", &Array::of2(&name.into(), &Uint8Array::from(&bytes[..])));
}

fn post(kind: &str, value: &JsValue) {
    if let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
        // a page that was closed listens to nobody
        let _ = scope.post_message(&Array::of2(&kind.into(), value));
    }
}

/// The browser hands the bytes over instead of copying them again.
fn post_bytes(kind: &str, bytes: &[u8]) {
    if let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
        let value = Uint8Array::from(bytes);
        let _ = scope.post_message_with_transfer(&Array::of2(&kind.into(), &value), &Array::of1(&value.buffer()));
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// The page's side: a worker for each task.
pub(super) struct Workers {
    ctx: egui::Context,
    running: RefCell<HashMap<u64, (web_sys::Worker, Vec<Closure<dyn FnMut(web_sys::MessageEvent)>>)>>,
    replies: Rc<RefCell<Vec<(u64, Reply)>>>,
}

impl Workers {
    pub(super) fn new(ctx: egui::Context) -> Self {
        Self { ctx, running: RefCell::default(), replies: Rc::default() }
    }

    fn begin(&self, id: u64, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        // the page's script has compiled the program once, and says where a worker begins
        let page = get(&js_sys::global(), "poolscope");
        let worker = web_sys::Worker::new(&get(&page, "worker").as_string().unwrap_or_default())?;
        let (replies, ctx) = (Rc::clone(&self.replies), self.ctx.clone());
        let on_message = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let message: Array = event.data().unchecked_into();
            let (kind, value) = (message.get(0).as_string().unwrap_or_default(), message.get(1));
            // a view of what was handed over, which is copied once
            let bytes = || value.unchecked_ref::<Uint8Array>().to_vec();
            let reply = match kind.as_str() {
                "progress" => Reply::Progress(value.as_f64().unwrap_or(0.0) as f32),
                "step" => Reply::Step(bytes()),
                "end" => Reply::End(bytes()),
                "file" => {
                    let file: Array = value.unchecked_into();
                    let name = file.get(0).as_string().unwrap_or_default();
                    super::downloads::download(Path::new(&name), Uint8Array::new(&file.get(1)).to_vec());
                    return;
                }
                _ => Reply::Failed(value.as_string().unwrap_or_default()),
            };
            replies.borrow_mut().push((id, reply));
            ctx.request_repaint();
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let (replies, ctx) = (Rc::clone(&self.replies), self.ctx.clone());
        let on_error = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let said = get(&event, "message").as_string().unwrap_or_default();
            replies.borrow_mut().push((id, Reply::Failed(said)));
            ctx.request_repaint();
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let task = Object::new();
        let all = files::all();
        let entries = all.iter().map(|(path, file)| Array::of2(&path.to_string_lossy().as_ref().into(), file));
        Reflect::set(&task, &"module".into(), &get(&page, "module"))?;
        Reflect::set(&task, &"name".into(), &name.into())?;
        let bytes = Uint8Array::from(bytes);
        Reflect::set(&task, &"bytes".into(), &bytes)?;
        Reflect::set(&task, &"files".into(), &entries.collect::<Array>())?;
        worker.post_message_with_transfer(&task, &Array::of1(&bytes.buffer()))?;
        self.running.borrow_mut().insert(id, (worker, vec![on_message, on_error]));
        Ok(())
    }
}

impl Remote for Workers {
    fn start(&self, id: u64, task: &'static str, bytes: Vec<u8>) {
        if let Err(error) = self.begin(id, task, &bytes) {
            let reason = format!("the browser starts no worker ({})", files::error_name(&error));
            self.replies.borrow_mut().push((id, Reply::Failed(reason)));
            self.ctx.request_repaint();
        }
    }

    fn stop(&self, id: u64) {
        if let Some((worker, _)) = self.running.borrow_mut().remove(&id) {
            worker.terminate();
        }
    }

    fn replies(&self) -> Vec<(u64, Reply)> {
        let replies = std::mem::take(&mut *self.replies.borrow_mut());
        for (id, _) in replies.iter().filter(|(_, reply)| matches!(reply, Reply::End(_) | Reply::Failed(_))) {
            self.stop(*id);
        }
        replies
    }
}
