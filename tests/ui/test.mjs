// The console in a browser: it shows what the server reports, nothing in a document is executed, and
// only authorised users can change anything.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { courant, end, folder, freePort, start } from "./pipeline.mjs";

const pictures = process.env.SCREENSHOTS ?? "target/ui-test";
mkdirSync(pictures, { recursive: true });
const PAGES = ["/", "/articles", "/dead", "/conservation", "/health"];
const TOKEN = "0123456789abcdef0123456789abcdef";
let checks = 0;

async function check(name, test) {
  await test();
  checks += 1;
  console.log(`ui-test: ${name}`);
}

/// Waits for a condition.
async function until(what, ask) {
  for (let n = 0; n < 600; n += 1) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}

/// A raw request with headers that browsers don't send.
function raw(port, path, { method = "GET", headers = {}, body = "" } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      let text = "";
      answer.on("data", (part) => { text += part; });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/// The texts of a page, and those whose contrast is too low (WCAG 2.2, 1.4.3). Runs in the page.
function contrasts() {
  const colour = (text) => text.match(/[\d.]+/g).map(Number);
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = colour(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  let seen = 0;
  const weak = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest("[disabled]")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(colour(style.color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    seen += 1;
    if (ratio < (large ? 3 : 4.5)) weak.push(`${ratio.toFixed(2)}: ${element.tagName} ${element.className} "${element.textContent.slice(0, 40)}"`);
  }
  return { seen, weak };
}

const hostile = [
  { content: "<html><head><title>&lt;script&gt;window.pwned=1&lt;/script&gt; A hostile page</title></head><body><article><h1>&lt;script&gt;window.pwned=1&lt;/script&gt; A hostile page</h1><p>By &lt;img src=x onerror=window.pwned=1&gt;</p><p>The ferry to the islands runs again from Monday, the harbour office said. &lt;svg onload=window.pwned=1&gt;</p></article></body></html>", url: "javascript:window.pwned=1" },
  { content: "The tide \u202e turned \u2066 and the boats went out, the harbour office said on Monday. It had been in the dock since August.", title: "\u202eevil\u2066 \"><script>window.pwned=1</script>" },
  { content: "The ferry to the islands runs again from Monday, the harbour office said. It was late.", title: "A".repeat(4_190_000) }, // about the largest that ingestion takes
];

async function main() {
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  const admin = await freePort();
  const up = ["up", "--data", folder(), "--port", port, "--admin-port", admin, "--store", "1GB"];
  await start(process.env.COURANT, up.map(String), { COURANT_KEEP_RAW: "1d" }, "publishing ");
  const ready = () => courant(["publish", "--wait", "samples/"], url);
  assert.equal(ready().code, 0, "the samples come out");
  const pdf = join(folder(), "rejected.pdf");
  writeFileSync(pdf, "%PDF-1.7 <script>window.pwned=1</script>\u0000\u0001");
  courant(["publish", pdf], url);
  await until("the dead letter", () => courant(["dead", "list", "--json"], url).stdout.includes("damaged"));

  const ui = await freePort();
  const site = `http://127.0.0.1:${ui}`;
  const console_ = await start(process.env.COURANT, ["ui", "--allow-changes", "--listen", `127.0.0.1:${ui}`], { NATS_URL: url }, "the page is at");
  let logged = "";
  console_.stderr.on("data", (bytes) => { logged += bytes; });
  const log = () => logged;
  const many = folder();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 1080 } });
  const page = await context.newPage();
  const faults = [];
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
  page.on("request", (asked) => { if (!asked.url().startsWith(site)) faults.push(`request to ${asked.url()}`); });
  const text = (selector) => page.locator(selector).innerText();
  const status = () => JSON.parse(courant(["status", "--json"], url).stdout);

  await check("the flow shows what the server says, live", async () => {
    await page.goto(site);
    await page.locator("[data-stage=publishing]").waitFor();
    assert.equal(await page.locator(".stage").count(), 4);
    const { accepted, published } = status().conservation;
    const shown = await text("#conservation");
    assert.match(shown, new RegExp(`accepted\\s+${accepted}\\s`));
    courant(["publish", "--wait", "-"], url, `A new report of the harbour office, number ${port}. The ferry runs again from Monday, it said.`);
    await until("the page to follow", async () => (await text("#conservation")).match(new RegExp(`published\\s+${published + 1}\\s`)));
    await until("the pill to say so", async () => /Flowing|Nothing waits/.test(await text(".pill")));
  });

  await check("pictures", async () => {
    // The picture for the documentation shows a pipeline under load.
    for (let n = 0; process.env.SCREENSHOTS && n < 50; n += 1) {
      const line = (m) => JSON.stringify({ content: `Report ${n}.${m} of the harbour office. The ferry to the islands runs again from Monday, it said.` });
      courant(["publish", "--jsonl", "-"], url, Array.from({ length: 5 + n % 7 }, (_, m) => line(m)).join("\n"));
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    if (process.env.SCREENSHOTS) courant(["publish", "--wait", "--replace", "samples/"], url);
    const samples = async () => process.env.SCREENSHOTS && /Report \d/.test(await text("#latest"));
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(site);
      await until("the samples", async () => !(await samples()));
      await page.locator(".spark path").first().waitFor({ state: "attached" });
      await page.screenshot({ path: join(pictures, scheme === "dark" ? "console-dark.png" : "console.png") });
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`${site}/articles?language=de`);
    await page.locator("tbody a").first().click();
    await page.screenshot({ path: join(pictures, "console-article.png") });
  });

  const sent = courant(["publish", "--wait", "--ids", "--jsonl", "-"], url, hostile.map((line) => JSON.stringify(line)).join("\n"));
  assert.equal(sent.code, 0, sent.stderr);
  const ids = sent.stdout.trim().split("\n").map((line) => line.slice(0, 32));

  await check("articles are listed, filtered and opened", async () => {
    await page.goto(`${site}/articles`);
    assert.ok(await page.locator("tbody tr").count() > 5);
    await page.fill("input[name=language]", "de");
    await page.click("button");
    const tags = await page.locator("tbody .tag").allInnerTexts();
    assert.ok(tags.length > 0 && tags.every((tag) => tag.startsWith("de")), String(tags));
    await page.locator("tbody a").first().click();
    await page.locator("mark.title, .fact").first().waitFor();
    assert.ok((await text(".trail")).includes("metadata-extraction"));
    const record = await context.request.get(`${page.url()}/record.json`);
    assert.equal((await record.json()).id, page.url().split("/").pop());
    const original = await context.request.get(`${page.url()}/original`);
    assert.match(original.headers()["content-disposition"], /^attachment/);
    assert.match((await original.body()).toString(), /<html|[a-zäöü]{4}/i);
    const unknown = await context.request.get(`${site}/articles/0123456789abcdef0123456789abcdef/original`);
    assert.equal(unknown.status(), 404);
    assert.match(await unknown.text(), /COURANT_KEEP_RAW/);
    await page.goto(`${site}/articles?since=2999-01-01`);
    assert.match(await text("main"), /No article matches/);
    assert.equal((await page.goto(`${site}/articles/0123456789abcdef0123456789abcdef`)).status(), 404);
    faults.length = 0; // the browser reports the 404
  });

  await check("the list of articles follows the pipeline", async () => {
    await page.goto(`${site}/articles`);
    await page.locator("#newest tr").first().waitFor();
    courant(["publish", "--wait", "--jsonl", "-"], url, JSON.stringify({ title: "Lighthouse opens", content: `The lighthouse number ${port} opens on Monday, the harbour office said.` }));
    await until("the new article", async () => (await text("#newest tbody tr:first-child")).includes("Lighthouse opens"));
    const link = page.locator("#newest tbody a").first();
    await link.focus();
    const target = await link.getAttribute("href");
    courant(["publish", "--wait", "--jsonl", "-"], url, JSON.stringify({ title: "Lighthouse closes", content: `The lighthouse number ${port} closes on Friday, the harbour office said.` }));
    await until("the next one", async () => (await text("#newest tbody tr:first-child")).includes("Lighthouse closes"));
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), target, "the focus stays");
    assert.ok(await page.locator("#newest tbody tr").count() <= 50);
  });

  await check("titles and sites are searched in all articles, with the progress", async () => {
    await page.goto(`${site}/articles`);
    await page.fill("input[name=title]", "HOSTILE");
    await page.click("form.filter button");
    await page.locator("#hits tr").first().waitFor();
    assert.match(await text("#hits"), /A hostile page/);
    await until("the end of the search", async () => /^Looked through .* hit/.test(await text("#progress")));
    await page.selectOption("select[name=reliable]", "no");
    await page.fill("input[name=title]", "no title has this");
    await page.click("form.filter button");
    await until("an empty search", async () => /: 0 hits\.$/.test(await text("#progress")));
    assert.equal(await page.locator("#hits tr").count(), 0);
  });

  await check("an article has its structure and its near-duplicates", async () => {
    const words = (n) => `The harbour office of Carrow said on Monday that the ferry to the islands runs again, after ${n} months in the dock, and that the summer timetable holds until the end of October. Crews had waited since spring for the parts of the second engine.`;
    const html = (n) => `<html><head><title>Ferry runs again ${n}</title></head><body><article><h1>Ferry runs again ${n}</h1><p>${words(n)}</p><h2>Timetable</h2><p>${words(n)}</p><ul><li>The first boat leaves at seven in the morning</li><li>The last boat leaves at nine in the evening</li></ul><p>${words(n)}</p><table><tr><td>Adults pay</td><td>seven crowns</td></tr><tr><td>Children pay</td><td>three crowns</td></tr></table><p>${words(n)}</p></article></body></html>`;
    const lines = ["seven", "eight"].map((n) => JSON.stringify({ content: html(n), url: `https://carrow.example/${n}` }));
    const sent = courant(["publish", "--wait", "--ids", "--jsonl", "-"], url, lines.join("\n"));
    const [one, other] = sent.stdout.trim().split("\n").map((line) => line.slice(0, 32));
    await page.goto(`${site}/articles/${one}`);
    assert.equal(await page.locator(".text h2.heading").last().innerText(), "Timetable");
    assert.equal(await page.locator(".text li").count(), 2);
    assert.equal(await page.locator(".text td").count(), 4);
    await page.locator(`#hits a[href="/articles/${other}"]`).waitFor();
    await page.screenshot({ path: join(pictures, "article-structure.png"), fullPage: true });
  });

  await check("the rivals of a title are shown, computed from the kept document", async () => {
    await page.goto(`${site}/articles`);
    await page.getByRole("link", { name: "Ferry runs again seven" }).first().click();
    await page.getByText("Why this title?").click();
    const titles = page.locator("table[data-kind=Title] tbody tr");
    assert.match(await titles.first().innerText(), /Ferry runs again seven/);
    assert.ok(await titles.count() > 1);
    const shares = await page.locator("table[data-kind=Title] td:last-child").allInnerTexts();
    assert.deepEqual(shares, [...shares].sort().reverse(), "the most likely first");
  });

  await check("nothing from a hostile document runs, leads away or breaks the page", async () => {
    for (const id of ids) {
      await page.goto(`${site}/articles/${id}`);
      assert.equal(await page.evaluate(() => window.pwned), undefined);
      assert.equal(await page.locator("main script, main svg[onload], main img, main iframe").count(), 0);
      assert.equal(await page.locator("a[href^='javascript:']").count(), 0);
      assert.ok((await text("h1")).length < 400);
      const all = await page.content();
      assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(all));
    }
    await page.goto(`${site}/articles`);
    assert.ok((await page.content()).length < 100_000);
    assert.deepEqual(faults, []);
  });

  await check("every page has a policy that allows no inline script or style", async () => {
    for (const path of PAGES) {
      const answer = await raw(ui, path);
      const policy = answer.headers["content-security-policy"];
      assert.ok(policy.includes("default-src 'none'") && !policy.includes("unsafe"), path);
      assert.ok(!/ style=| on[a-z]+=|<style|<script(?! src="\/app.js")/.test(answer.text), path);
    }
  });

  await check("every text has the contrast of WCAG AA, light and dark", async () => {
    let texts = 0;
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const path of [...PAGES, `/articles/${ids[0]}`, `/articles/${ids[0]}/why`, "/dead?stage=ingestion&code=damaged", "/login"]) {
        await page.goto(site + path);
        const { seen, weak } = await page.evaluate(contrasts);
        texts += seen;
        assert.deepEqual(weak, [], `${path}, ${colorScheme}`);
      }
    }
    assert.ok(texts > 500, `${texts} texts`);
    await page.evaluate(() => { document.querySelector("main").style.color = "#202020"; });
    assert.ok((await page.evaluate(contrasts)).weak.length > 0, "a weak one is noticed");
    await page.emulateMedia({ colorScheme: "light" });
  });

  await check("nothing moves while the page follows the pipeline", async () => {
    await page.goto(site);
    await page.locator(".spark path").first().waitFor({ state: "attached" });
    await page.evaluate(() => {
      window.shift = 0;
      const add = (list) => { for (const entry of list.getEntries()) window.shift += entry.value; };
      new PerformanceObserver(add).observe({ type: "layout-shift" });
    });
    for (let n = 0; n < 4; n += 1) {
      const published = status().conservation.published;
      courant(["publish", "--wait", "-"], url, `Report ${n} of the harbour office, number ${port}: the ferry runs again.`);
      await until("the page to follow", async () => (await text("#conservation")).match(new RegExp(`published\\s+${published + 1}\\s`)));
    }
    assert.equal(await page.evaluate(() => window.shift), 0);
    // The browser would have reported it.
    await page.evaluate(() => { document.querySelector("main").style.paddingTop = "200px"; });
    await until("a shift", () => page.evaluate(() => window.shift > 0));
  });

  await check("it can be used with the keyboard alone", async () => {
    await page.goto(site);
    const focused = () => page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { text: document.activeElement.textContent.trim(), outline: outlineStyle !== "none" && parseFloat(outlineWidth) > 0 };
    });
    for (let n = 0; n < 2; n += 1) await page.keyboard.press("Tab");
    assert.deepEqual(await focused(), { text: "Articles", outline: true });
    await page.keyboard.press("Enter");
    await page.waitForURL(`${site}/articles`);
    for (let n = 0; n < 6; n += 1) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.name), "language");
    await page.keyboard.type("de");
    await page.keyboard.press("Enter");
    await page.waitForURL(/language=de/);
  });

  await check("it can be read at 360 and at 1920 pixels", async () => {
    for (const width of [360, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of [...PAGES, `/articles/${ids[0]}`, `/articles/${ids[2]}`, "/articles?title=e", "/dead?stage=ingestion&code=damaged"]) {
        await page.goto(site + path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} wide at ${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 1080 });
  });

  await check("health and conservation show what the commands say", async () => {
    await until("doctor's findings", async () => {
      await page.goto(`${site}/health`);
      return page.locator("[data-check=login]").count();
    });
    assert.equal(await page.locator("[data-level=error]").count(), 0);
    assert.match(await text("main"), /ARTICLES_RAW\s.*until acknowledged/);
    assert.match(await text("main"), /publishing\s+ARTICLES_METADATA_EXTRACTED/);
    await page.goto(`${site}/conservation`);
    await page.locator("a.button").first().click();
    assert.match(await text("#missing"), /^0 missing/);
  });

  await check("a dead letter is shown, replayed and dropped", async () => {
    await page.goto(`${site}/dead`);
    await page.locator("tbody a").first().click();
    await page.locator("tbody a").first().click();
    assert.match(await text("pre.document"), /%PDF-1\.7 <script>/);
    const saved = await raw(ui, new URL(page.url()).pathname + "/document");
    assert.match(saved.headers["content-disposition"], /^attachment/);
    await page.getByText("Replay …").click();
    assert.match(await text("h1"), /Replay 1 dead letter\?/);
    await page.locator("main button").first().click();
    await until("the replay", async () => /1 dead letter replayed/.test(await text("#done")));
    // It is rejected again, with a new number.
    const number = await until("the new dead letter", () => {
      const listed = courant(["dead", "list", "--json"], url).stdout.trim();
      return listed && JSON.parse(listed.split("\n")[0]).number;
    });
    await page.goto(`${site}/dead/${number}`);
    await page.getByText("Drop …").click();
    await page.locator("main button").first().click();
    await until("the drop", async () => /1 dead letter dropped/.test(await text("#done")));
    await until("the log", () => /dead letters changed/.test(log()) && /this machine/.test(log()));
    assert.deepEqual(faults, []);
  });

  await check("dead letters are grouped by cause, and a group is replayed by one in a hundred first", async () => {
    for (let n = 0; n < 12; n += 1) writeFileSync(join(many, `${n}.pdf`), `%PDF-1.7 number ${n}`);
    courant(["publish", ...Array.from({ length: 12 }, (_, n) => join(many, `${n}.pdf`))], url);
    await until("twelve dead letters", () => courant(["dead", "list", "--json"], url).stdout.trim().split("\n").length >= 12);
    await page.goto(`${site}/dead`);
    const cause = page.locator("#groups tr[data-code=damaged]");
    await cause.waitFor();
    assert.match(await cause.first().innerText(), /^12/);
    await page.screenshot({ path: join(pictures, "dead-letters.png") });
    await cause.first().locator("a").first().click();
    await page.fill("input[name=newer_than]", "1h");
    await page.click("form.filter button");
    assert.equal(await page.locator("tbody tr").count(), 12);
    await page.getByText("Replay this group …").click();
    assert.match(await text("h1"), /Replay 12 dead letters\?/);
    await page.getByText("Replay 1 % first").click();
    await until("the first one", async () => /1 dead letter replayed/.test(await text("#done")));
    await page.getByText("replay the rest").click();
    await page.locator("main form button").last().click();
    await until("the rest", async () => /1[12] dead letters replayed/.test(await text("#done")));
    assert.deepEqual(faults, []);
  });

  await check("a change that is not asked for by the page's own form is refused", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const posted = (headers, body) => raw(ui, "/dead/drop", { method: "POST", headers: { ...form, ...headers }, body });
    assert.equal((await posted({}, "number=1")).status, 403);
    assert.equal((await posted({}, "number=1&secret=guessed")).status, 403);
    const secret = (await raw(ui, "/dead/drop?stage=ingestion&code=damaged")).text.match(/name="secret" value="([0-9a-f]+)"/)[1];
    assert.equal((await posted({ origin: "http://evil.example" }, `number=1&secret=${secret}`)).status, 403);
    assert.equal((await posted({ "sec-fetch-site": "cross-site" }, `number=1&secret=${secret}`)).status, 403);
    assert.equal((await raw(ui, "/", { headers: { host: "evil.example" } })).status, 421);
  });

  await check("without permission nothing can be changed, and without a token nothing seen", async () => {
    const closed = await freePort();
    await start(process.env.COURANT, ["ui", "--listen", `127.0.0.1:${closed}`], { NATS_URL: url, COURANT_UI_TOKENS: `ann:${TOKEN}` }, "the page is at");
    for (const path of [...PAGES, "/events", `/articles/${ids[0]}/record.json`]) {
      const answer = await raw(closed, path);
      assert.deepEqual([answer.status, answer.headers.location], [303, "/login"], path);
    }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    assert.equal((await raw(closed, "/login", { method: "POST", headers: form, body: "token=wrong" })).status, 401);
    assert.equal((await raw(closed, "/dead/drop", { method: "POST", headers: form, body: "number=1" })).status, 401);
    await page.goto(`http://127.0.0.1:${closed}/`);
    await page.fill("input[name=token]", TOKEN);
    await page.click("button");
    await page.locator(".stage").first().waitFor();
    const cookie = (await context.cookies()).find((one) => one.name === "courant");
    assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
    const asked = await context.request.get(`http://127.0.0.1:${closed}/dead/drop?number=1`);
    assert.equal(asked.status(), 403);
    const open = courant(["ui", "--listen", "0.0.0.0:0"], url);
    assert.ok(open.code !== 0 && open.stderr.includes("COURANT_UI_TOKENS"), open.stderr);
  });

  await check("a stage without a service is red, with the command that helps", async () => {
    const empty = await freePort();
    const alone = `nats://127.0.0.1:${empty}`;
    await start("nats-server", ["-js", "-a", "127.0.0.1", "-p", String(empty), "-sd", folder()], {}, "Server is ready");
    assert.equal(courant(["setup", "--store", "1GB"], alone).code, 0);
    courant(["publish", "-"], alone, "A document that waits for a stage that nobody has started yet.");
    const watching = await freePort();
    await start(process.env.COURANT, ["ui", "--listen", `127.0.0.1:${watching}`], { NATS_URL: alone }, "the page is at");
    await page.goto(`http://127.0.0.1:${watching}/`);
    await page.locator(".stage.stalled[data-stage=ingestion]").waitFor();
    assert.match(await text(".pill"), /Stalled at ingestion/);
    assert.match(await text("#attention"), /courant service ingestion/);
  });

  await browser.close();
  console.log(`ui-test: ${checks} checks, all held`);
}

try {
  await main();
} finally {
  await end();
}
