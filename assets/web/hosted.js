"use strict";
// A worker from an address of its own would have a content policy of its own; one from a blob has the page's.
async function load() {
    const [module, glue, work] = await Promise.all([
        WebAssembly.compileStreaming(fetch("poolscope.wasm")),
        fetch("poolscope.js").then((response) => response.text()),
        fetch("worker.js").then((response) => response.text()),
    ]);
    await begin(module, URL.createObjectURL(new Blob([glue, work], { type: "text/javascript" })));
}
load().catch(failed);
