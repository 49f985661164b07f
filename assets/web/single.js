"use strict";
// The program is in this file, compressed; a worker begins with the same script as the page.
async function unpack() {
    const text = document.getElementById("program").textContent;
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const module = await WebAssembly.compile(await new Response(stream).arrayBuffer());
    const scripts = ["glue", "work"].map((id) => document.getElementById(id).textContent);
    const worker = URL.createObjectURL(new Blob(scripts, { type: "text/javascript" }));
    await begin(module, worker);
}
unpack().catch(failed);
