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
    await page.goto(address);
    await page.waitForFunction(() => !document.getElementById("loading"), null, { timeout: 60000 });
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
        const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
        document.getElementById("poolscope").dispatchEvent(event);
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
        check(`${kind}: ${basename(path)} is the same as here`, readFileSync(path).equals(readFileSync(expected)));
        return;
    }
    // no channel of any pixel may differ by more than one level of 255
    const said = spawnSync("compare", ["-metric", "PAE", path, expected, "null:"], { encoding: "utf8" }).stderr;
    const worst = Number(/\(([\d.e-]+)\)/.exec(said)?.[1] ?? 1);
    check(`${kind}: ${basename(path)} looks as here (${said})`, worst <= 1.01 / 255);
}

async function run(kind, address, ours) {
    const { context, page, requests } = await open(address, ours);
    await page.screenshot({ path: join(web, `seen/${kind}-first.png`) });
    await page.mouse.click(640, 780);
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
        console.log(`${kind}: ${basename(log)}: ${expected.length} sentences, shown after ${took} ms`);
    }
    check(`${kind}: no request leaves: ${requests}`, requests.length === 0);
    await context.close();
}

const origin = `http://127.0.0.1:${served.address().port}`;
await run("site", `${origin}/`, (url) => url.startsWith(origin));
const file = `file://${join(web, "poolscope.html")}`;
await run("single", file, (url) => url === file);
await browser.close();
served.close();
console.log(`${right} right, ${wrong} wrong`);
process.exit(wrong === 0 && right > 0 ? 0 : 1);
