"use strict";
WebAssembly.compileStreaming(fetch("poolscope.wasm")).then((module) => begin(module, "worker.js")).catch(failed);
