// Takes the picture of a trace in Jaeger's page. jaeger.sh starts Jaeger.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { courant, end, folder, freePort, start } from "./pipeline.mjs";

const { JAEGER, OTLP, COURANT } = process.env;
const SAMPLE = "samples/en-electric-ferry.html";
const PICTURE = process.env.PICTURE ?? "docs/images/jaeger-trace.png";
const traced = { OTEL_SDK_DISABLED: "false", OTEL_EXPORTER_OTLP_ENDPOINT: OTLP };

async function main() {
  const [port, admin] = [await freePort(), await freePort()];
  const up = ["up", "--data", folder(), "--port", port, "--admin-port", admin, "--store", "1GB"];
  await start(COURANT, up.map(String), traced, "publishing ");
  const env = { ...process.env, ...traced, NATS_URL: `nats://127.0.0.1:${port}` };
  const publish = (what) => {
    const sent = spawnSync(COURANT, ["publish", "--wait", what], { env, encoding: "utf8" });
    assert.equal(sent.status, 0, sent.stderr);
  };
  // The first documents of a process are slow.
  publish("samples/");
  const again = join(folder(), "page.html");
  writeFileSync(again, `${readFileSync(SAMPLE, "utf8")}<!-- once more -->`);
  publish(again);
  const id = courant(["id", again]).stdout.split(/\s/)[0];
  // The last stage has exported its spans.
  for (;;) {
    const answer = await fetch(`${JAEGER}/api/v3/traces/${id}`);
    if (answer.ok && (await answer.text()).includes("send articles.published")) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 620 } });
  await page.goto(`${JAEGER}/trace/${id}`);
  await page.getByText("send articles.published").first().waitFor();
  // Show the full names of the spans.
  await page.mouse.move(300, 400);
  await page.mouse.down();
  await page.mouse.move(560, 400, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(900, 30);
  await page.screenshot({ path: PICTURE });
  await browser.close();
  console.log(`jaeger: ${PICTURE} shows ${id}`);
}

try {
  await main();
} finally {
  await end();
}
