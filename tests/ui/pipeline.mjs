// Real processes that end with the test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const children = [];
const folders = [];

export function folder() {
  const path = mkdtempSync(join(tmpdir(), "courant-ui-"));
  folders.push(path);
  return path;
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function environment(more) {
  const own = Object.entries(process.env).filter(([name]) => !/^(COURANT_|NATS_|OTEL_)/.test(name));
  return { ...Object.fromEntries(own), OTEL_SDK_DISABLED: "true", ...more };
}

/// Starts a program, and waits until its output contains `until`.
export function start(program, args, more, until) {
  const child = spawn(program, args, { env: environment(more), stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      if (said.includes(until)) resolve(child);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`${program} ${args[0]} ended with ${code}: ${said}`)));
    setTimeout(() => reject(new Error(`${args[0]} did not say "${until}": ${said}`)), 60_000).unref();
  });
}

export function courant(args, url, input = "") {
  const ended = spawnSync(process.env.COURANT, args, {
    env: environment({ NATS_URL: url }), input, encoding: "utf8", timeout: 60_000,
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

export async function end() {
  for (const child of children.reverse()) {
    if (child.exitCode !== null) continue;
    const gone = new Promise((resolve) => child.removeAllListeners("exit").on("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}
