// The page in Chromium beside the program of this machine; see check.sh.
import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";

const web = process.env.WEB;
const program = process.env.POOLSCOPE;
const { chromium } = createRequire(join(web, "node_modules/"))("playwright-core");
const kinds = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".png": "image/png" };
let wrong = 0;
let right = 0;

function check(what, is) {
    if (is) right += 1;
    else {
        wrong += 1;
        console.log(`WRONG: ${what}`);
    }
}

// the site, and the logs for a page that is given them by name
const served = createServer((request, response) => {
    const path = join(web, "site", request.url === "/" ? "index.html" : decodeURIComponent(request.url.split("?")[0]));
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": kinds[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
}).listen(0, "127.0.0.1");
await new Promise((done) => served.once("listening", done));

const args = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });

// the first screen, with the focus on it
async function load(page, address) {
    await page.goto(address);
    await page.waitForFunction(() => !document.getElementById("loading"), null, { timeout: 60000 });
    await drawn(page);
    await page.mouse.click(640, 780);
    await drawn(page);
}

async function open(address, ours) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    const page = await context.newPage();
    const requests = [];
    context.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith("blob:") && !url.startsWith("data:") && !ours(url)) requests.push(url);
    });
    page.on("console", (message) => message.type() === "error" && console.log("console:", message.text().slice(0, 300)));
    page.on("pageerror", (error) => console.log("page:", String(error).slice(0, 300)));
    // what is copied is asked for by name
    await page.addInitScript(() => {
        self.copied = "";
        Object.defineProperty(navigator, "clipboard", { value: {
            writeText: async (text) => { self.copied = text; },
            write: async () => {}, readText: async () => "",
        } });
    });
    await load(page, address);
    return { context, page, requests };
}

// gives the page files as if they had been dropped on it; large ones are chosen by an input, which copies nothing
async function drop(page, paths) {
    await page.evaluate(() => {
        const input = document.createElement("input");
        input.type = "file";
        input.multiple = true;
        input.id = "given";
        input.style.display = "none";
        document.body.append(input);
    });
    await page.setInputFiles("#given", paths);
    await page.evaluate(() => {
        const transfer = new DataTransfer();
        const input = document.getElementById("given");
        for (const file of input.files) transfer.items.add(file);
        input.remove();
        // as a person does it: over the page first
        for (const kind of ["dragenter", "dragover", "drop"]) {
            const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer });
            document.getElementById("poolscope").dispatchEvent(event);
        }
    });
}

// the title has the log's name once its pools are judged
const title = (page, name) =>
    page.waitForFunction((name) => document.title === `${name} - PoolScope`, name, { timeout: 60000 });

async function copied(page) {
    await page.evaluate(() => { self.copied = ""; });
    await page.keyboard.press("Control+c");
    await page.waitForFunction(() => self.copied !== "", null, { timeout: 10000 }).catch(() => {});
    return page.evaluate(() => self.copied);
}

// how light the lower edge of a picture of the page is, from 0 to 255
function lightness(picture) {
    const said = spawnSync("convert", [picture, "-crop", "40x6+1200+790", "-colorspace", "Gray", "-scale", "1x1!", "-depth", "8", "gray:-"]);
    return said.stdout[0] ?? 0;
}

const squeezed = (text) => text.replace(/\s+/g, " ");

// the sentences of the pools, as the program of this machine says them
function sentences(log) {
    try {
        const text = execFileSync(program, ["analyze", "--json", log], { encoding: "utf8", maxBuffer: 1 << 30 });
        const report = JSON.parse(text);
        const files = report.computers ?? report.machines ?? [report];
        return files.flatMap((one) => (one.findings ?? []).filter((f) => f.kind !== "counter").map((f) => f.sentence));
    } catch (error) {
        return null;
    }
}

async function saved(page, keys) {
    const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60000 }), page.keyboard.press(keys)]);
    const path = join(mkdtempSync(join(tmpdir(), "poolscope-")), download.suggestedFilename());
    await download.saveAs(path);
    return path;
}

// a file of the page beside the one that a window of this machine writes
function compare(kind, path) {
    const expected = join(process.env.EXPECTED ?? "", basename(path));
    if (!process.env.EXPECTED) return;
    if (extname(path) !== ".png") {
        // but for the commit that each was built from
        const [there, here] = [path, expected].map((file) => readFileSync(file, "latin1").replace(/\([0-9a-f]{10}\+?\)/g, "()"));
        check(`${kind}: ${basename(path)} is the same as here`, there === here);
        return;
    }
    // no channel of any pixel may differ by more than one level of 255
    const said = spawnSync("compare", ["-metric", "PAE", path, expected, "null:"], { encoding: "utf8" }).stderr;
    const worst = Number(/\(([\d.e-]+)\)/.exec(said)?.[1] ?? 1);
    check(`${kind}: ${basename(path)} looks as here (${said})`, worst <= 1.01 / 255);
}

// what was typed is seen, and drawn
async function drawn(page) {
    for (let i = 0; i < 3; i += 1) await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.waitForTimeout(100);
}

// a button of the open dialog by the keyboard, so many Tabs away
async function pressButton(page, tabs) {
    for (let i = 0; i < tabs; i += 1) {
        await page.keyboard.press("Tab");
        await drawn(page);
    }
    await page.keyboard.press("Space");
}

// a command by a part of its name
async function command(page, words) {
    await page.keyboard.press("Control+Shift+p");
    await page.waitForTimeout(400);
    await page.keyboard.type(words, { delay: 20 });
    await page.waitForTimeout(300);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(400);
}

// chosen in the browser's own dialog, as a click on Open… would
async function choose(page, keys, paths) {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser", { timeout: 20000 }), page.keyboard.press(keys)]);
    await chooser.setFiles(paths);
}

const kept = (page) => page.evaluate(() => Object.entries(localStorage).map(([name, text]) => name + text).join("\n"));

// what the window of this machine says of files that cannot be read, as the page says it
async function refusals(kind, page) {
    const expected = JSON.parse(readFileSync(join(process.env.EXPECTED, "refused.json"), "utf8"));
    for (const [name, said] of Object.entries(expected)) {
        let found = "";
        // keys are lost while a page without a graphics card paints slowly
        for (let attempt = 1; attempt <= 3 && found === ""; attempt += 1) {
            await drop(page, [join(process.env.EXPECTED, name)]);
            await page.waitForTimeout(1500 * attempt);
            await page.screenshot({ path: join(web, `seen/${kind}-${name}-${attempt}.png`) });
            await page.evaluate(() => { self.copied = ""; });
            // Close, then Copy message
            for (let i = 0; i < 4 && await page.evaluate(() => self.copied) === ""; i += 1) {
                await pressButton(page, i === 0 ? 2 : 1);
                await page.waitForTimeout(300);
            }
            found = await page.evaluate(() => self.copied);
            if (found === "") await page.keyboard.press("Escape");
        }
        check(`${kind}: ${name}: "${found}" instead of "${said}"`, found === said);
        await page.keyboard.press("Escape");
        await page.waitForTimeout(300);
    }
}

// files through the dialog, data, a note that survives a crash, a session
async function work(kind, address, ours) {
    const { context, page, requests } = await open(address, ours);
    const sample = join(process.env.EXPECTED, "../../../assets/sample.blg");
    await choose(page, "Control+o", [sample]);
    check(`${kind}: a log is chosen in the dialog`, await title(page, "sample.blg").then(() => true, () => false));
    await page.waitForTimeout(1500);
    await command(page, "Save data");
    const [data] = await Promise.all([page.waitForEvent("download", { timeout: 60000 }), pressButton(page, 5)]);
    const csv = join(mkdtempSync(join(tmpdir(), "poolscope-")), data.suggestedFilename());
    await data.saveAs(csv);
    compare(kind, csv);
    await refusals(kind, page);
    check(`${kind}: what was open stays`, (await page.title()).startsWith("sample.blg"));

    await page.keyboard.press("Control+t");
    await page.waitForTimeout(500);
    await page.keyboard.type("the driver was updated here", { delay: 10 });
    await page.keyboard.press("Control+Enter");
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(web, `seen/${kind}-note.png`) });
    check(`${kind}: the browser keeps the note`, (await kept(page)).includes("the driver was updated here"));
    const session = await saved(page, "Control+s");
    check(`${kind}: the session has it`, readFileSync(session, "utf8").includes("the driver was updated here"));
    // a setting
    await page.keyboard.press("Control+i");
    await page.waitForTimeout(500);

    // the tab goes without a word, as in a crash
    const again = await context.newPage();
    await page.close({ runBeforeUnload: false });
    await load(again, address);
    await drop(again, [sample]);
    await title(again, "sample.blg");
    await again.waitForTimeout(1500);
    await again.screenshot({ path: join(web, `seen/${kind}-after-crash.png`) });
    check(`${kind}: the note is still kept`, (await kept(again)).includes("the driver was updated here"));
    await drop(again, [session]);
    await again.waitForTimeout(2500);
    await again.screenshot({ path: join(web, `seen/${kind}-session.png`) });
    const reopened = await saved(again, "Control+Shift+s");
    check(`${kind}: the session is opened`, readFileSync(reopened, "utf8").includes("the driver was updated here"));

    const listing = process.argv.slice(2).find((path) => path.includes("/tags/"));
    if (listing) {
        await choose(again, "Control+o", [listing]);
        check(`${kind}: a listing is chosen in the dialog`, await title(again, basename(listing)).then(() => true, () => false));
    } else console.log("SKIPPED: no listing of pool tags was given");
    check(`${kind}: no request leaves: ${requests}`, requests.length === 0);
    await context.close();
}

// large logs: how long until the pools are shown, and how long the page stood still meanwhile
async function large(kind, address, ours) {
    for (const log of (process.env.LARGE ?? "").split(":").filter(Boolean)) {
        const { context, page, requests } = await open(address, ours);
        await page.evaluate(() => {
            self.longest = 0;
            let before = performance.now();
            (function frame() {
                const now = performance.now();
                self.longest = Math.max(self.longest, now - before);
                before = now;
                requestAnimationFrame(frame);
            })();
        });
        const begun = Date.now();
        await drop(page, [log]);
        const shown = await page.waitForFunction((name) => document.title === `${name} - PoolScope`, basename(log),
            { timeout: 300000 }).then(() => true, () => false);
        const took = Date.now() - begun;
        const pause = await page.evaluate(() => { const had = self.longest; self.longest = 0; return had; });
        check(`${kind}: ${basename(log)} is shown`, shown);
        const text = squeezed(await copied(page));
        for (const sentence of sentences(log)) {
            if (/pool/i.test(sentence)) check(`${kind}: ${basename(log)}: ${sentence}`, text.includes(squeezed(sentence)));
        }
        // everything else of it is judged while the page answers
        await page.waitForTimeout(Math.max(5000, 2 * took));
        const later = await page.evaluate(() => self.longest);
        console.log(`${kind}: ${basename(log)}, ${(statSync(log).size / 1e6).toFixed(0)} MB: pools shown after ${took} ms, ` +
            `longest pause until then ${pause.toFixed(0)} ms, afterwards ${later.toFixed(0)} ms`);
        check(`${kind}: no request leaves: ${requests}`, requests.length === 0);
        await context.close();
    }
}

async function run(kind, address, ours) {
    const { context, page, requests } = await open(address, ours);
    await page.screenshot({ path: join(web, `seen/${kind}-first.png`) });
    await page.keyboard.press("Control+l");
    await title(page, "Sample log");
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(web, `seen/${kind}-sample.png`) });
    check(`${kind}: the sample leaks`, (await copied(page)).includes("Nonpaged pool is leaking: it rose from 120 MB to 540 MB"));
    for (const keys of ["Control+e", "Control+Shift+R"]) {
        const path = await saved(page, keys);
        check(`${kind}: ${keys} gives a file`, statSync(path).size > 10000);
        compare(kind, path);
        console.log(`${kind}: ${basename(path)}, ${statSync(path).size} bytes`);
    }
    for (const log of process.argv.slice(2)) {
        const expected = sentences(log);
        const begun = Date.now();
        await drop(page, [log]);
        if (expected === null) {
            await page.waitForTimeout(1500);
            await page.screenshot({ path: join(web, `seen/${kind}-refused-${basename(log)}.png`) });
            check(`${kind}: ${basename(log)} is refused`, !(await page.title()).startsWith(basename(log)));
            await page.keyboard.press("Escape");
            continue;
        }
        const shown = await title(page, basename(log)).then(() => true, () => false);
        check(`${kind}: ${basename(log)} is shown`, shown);
        const took = Date.now() - begun;
        if (!shown) continue;
        await page.waitForTimeout(1000);
        const text = squeezed(await copied(page));
        for (const sentence of expected) {
            check(`${kind}: ${basename(log)}: ${sentence} | ${text.slice(0, 400)}`, text.includes(squeezed(sentence)));
        }
        const picture = join(web, `seen/${kind}-dropped.png`);
        await page.screenshot({ path: picture });
        check(`${kind}: ${basename(log)}: nothing lies over what was opened (${lightness(picture)})`, lightness(picture) > 200);
        console.log(`${kind}: ${basename(log)}: ${expected.length} sentences, shown after ${took} ms`);
    }
    check(`${kind}: no request leaves: ${requests}`, requests.length === 0);
    await context.close();
}

const origin = `http://127.0.0.1:${served.address().port}`;
const file = `file://${join(web, "poolscope.html")}`;
for (const [kind, address, ours] of [
    ["site", `${origin}/`, (url) => url.startsWith(origin)],
    ["single", file, (url) => url === file],
]) {
    await run(kind, address, ours);
    await work(kind, address, ours);
    await large(kind, address, ours);
}
await browser.close();
served.close();
console.log(`${right} right, ${wrong} wrong`);
process.exit(wrong === 0 && right > 0 ? 0 : 1);
