"use strict";
// Runs one task of the page, which sends it with the compiled program and the chosen files.
self.onmessage = (event) => {
    self.task = event.data;
    wasm_bindgen({ module_or_path: event.data.module });
};
