//! The program in a page. What the page shows is the window; each task that reads logs runs in a Web Worker of its own,
//! which loads the same program and reads the chosen files by slices. Nothing is sent anywhere.

mod chooser;
mod downloads;
mod files;
mod page;
mod worker;

/// Runs the page, or the task of a worker.
pub fn main() {
    console_error_panic_hook::set_once();
    match web_sys::window() {
        Some(window) => page::start(&window),
        None => worker::run(),
    }
}
