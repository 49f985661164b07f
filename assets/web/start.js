"use strict";
// The program is compiled once; the page runs it, and so does each worker that reads a log.
async function begin(module, worker) {
    self.poolscope = { module, worker };
    await wasm_bindgen({ module_or_path: module });
}
function failed(error) {
    const place = document.getElementById("loading");
    const old = error instanceof WebAssembly.CompileError ? "this browser may be too old for it. " : "";
    if (place) place.textContent = "PoolScope could not be started: " + old + error;
}
