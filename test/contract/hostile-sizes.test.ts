// A body of the maximum size blocks neither the event loop nor grows memory, whatever it contains. A short
// run sends a sample, `npm run test:attack` everything; a seed repeats a run.
import { type ChildProcess, fork } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import t from "tap";
import { type Operation, operations } from "../support/contract.ts";
import { type Load, measureMainThread } from "../support/main-thread.ts";
import { formRecipes, type Recipe, recipesFor } from "./hostile-bodies.ts";
import type { Sending, Sent } from "./hostile-sender.ts";
import { startNeighbours } from "./neighbours.ts";

const isLong = process.env["ATTACK"] === "long";
const seed = Number(process.env["ATTACK_SEED"] ?? (isLong ? randomInt(2 ** 31) : 1));
/** Operations and pages to attack, separated by commas. */
const only = process.env["ATTACK_ONLY"]?.split(",");
/** Bodies for each operation and page in a short run, besides those that are slowest without a limit on length. */
const sampleSize = 2;
const triesMax = 10;
const grownMiBMax = 100;
/** Small bodies are sent many at a time. */
const blockedMsMax = (bytes: number) => (bytes > bytesMax ? 200 : 25);
t.comment(`ATTACK_SEED=${seed}`);

const kiB = 1024;
const bytesMax = 16 * kiB;
/** Limits of operations that accept larger bodies. */
const largeBytesMax: Readonly<Record<string, number>> = {
  putRoster: 20 * kiB * kiB,
  bulkActivate: 16 * kiB * kiB,
  createLetters: 64 * kiB,
  recordMailEvents: 512 * kiB,
  recordPostmarkEvent: 512 * kiB,
  recordMailgunEvent: 512 * kiB,
  recordSesNotification: 512 * kiB,
};

/** Forms of the web pages, which are not in the OpenAPI document. */
const forms: Readonly<Record<string, readonly string[]>> = {
  "/login": ["email", "password", "remember"],
  "/logout": ["any"],
  "/forgot": ["email"],
  "/start": ["code", "email", "sure"],
  "/activate": ["token"],
  "/activate/password": ["token", "password"],
  "/activate/not-my-child": ["token"],
  "/activate/refusal": ["token"],
  "/launch": ["publisher"],
  "/pictures": ["child", "chosen", "order", "pick"],
  "/pictures/code": ["chosen", "order", "pick", "save"],
  "/devices/remember": ["any"],
  "/devices/forget": ["device"],
};

const neighbours = await startNeighbours(t, {
  MAILGUN_SIGNING_KEY: "key-of-mailgun-for-tests",
  SES_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:bounces",
});
const { url, own, tokens, coordinator, logIn } = neighbours;
const sender = fork(new URL("hostile-sender.ts", import.meta.url));
t.teardown(() => endProcess(sender));
const random = createRandom(seed);

t.test("every form of the pages is attacked", async (t) => {
  const source = globSync("src/http/pages/routes/*.ts").map((path) => readFileSync(path, "utf8"));
  const paths = [...source.join("\n").matchAll(/\bapp\.post\(\s*"([^"]+)"/g)].map(
    ([, path]) => path,
  );
  t.strictSame(new Set(Object.keys(forms)), new Set(paths));
});

/** Operations that delete most run last. */
const order = ["endHomeSession", "putRoster"];
const attacked = [...operations.values()]
  .filter(({ bodies }) => Object.keys(bodies).length > 0)
  .toSorted((one, other) => order.indexOf(one.operationId) - order.indexOf(other.operationId));

for (const operation of attacked) {
  const { operationId, method } = operation;
  const bytes = largeBytesMax[operationId] ?? bytesMax;
  const headers = await headersFor(operation);
  const target = { url: `${url}${pathOf(operation)}`, method, headers };
  attackWith(operationId, target, recipesFor(operation, bytes));
}

for (const [path, fields] of Object.entries(forms)) {
  const headers = { Origin: url, "Sec-Fetch-Site": "same-origin" };
  const target = { url: `${url}${path}`, method: "POST", headers };
  attackWith(path, target, formRecipes(fields, bytesMax));
}

function attackWith(name: string, target: Omit<Sending, "recipe">, recipes: readonly Recipe[]) {
  if (only && !only.includes(name)) return;
  t.test(`${name} keeps serving while it gets hostile bodies`, async (t) => {
    const network = `10.${random(256)}.${random(256)}.${random(256)}`;
    const headers = { ...target.headers, "X-Forwarded-For": network };
    const send = (recipe: Recipe) => sendFromOutside({ ...target, headers, recipe });
    t.ok(recipes.length > 0);
    for (const recipe of recipes.slice(0, 1)) await send(recipe); // compiles
    let slowest = { longestMs: 0, memoryMiB: 0, what: "" };
    for (const recipe of sample(recipes)) {
      const { status, answer, ...load } = await leastLoadOf(() => send(recipe), recipe.bytes);
      const what = `${recipe.type}: ${recipe.name} (${status})`;
      const { longestMs, memoryMiB } = load;
      t.ok(status < 500 && status > 0, `${what}: ${answer}`);
      t.ok(longestMs < blockedMsMax(recipe.bytes), `${what} blocks ${longestMs.toFixed()} ms`);
      t.ok(memoryMiB < grownMiBMax, `${what} takes ${memoryMiB.toFixed()} MiB`);
      if (longestMs > slowest.longestMs) slowest = { ...load, what };
    }
    t.comment(`${slowest.what} blocks longest, ${slowest.longestMs.toFixed()} ms`);
  });
}

/** Smallest cost of several runs: garbage collection and compilation affect single runs. */
async function leastLoadOf(send: () => Promise<Sent>, bytes: number): Promise<Sent & Load> {
  let least: (Sent & Load) | undefined;
  for (let tries = 0; tries < triesMax; tries += 1) {
    let sent: Sent = { status: 0, answer: "" };
    const load = await measureMainThread(async () => {
      sent = await send();
    });
    const longestMs = Math.min(load.longestMs, least?.longestMs ?? load.longestMs);
    const memoryMiB = Math.min(load.memoryMiB, least?.memoryMiB ?? load.memoryMiB);
    least = { ...sent, longestMs, memoryMiB };
    if (longestMs < blockedMsMax(bytes) && memoryMiB < grownMiBMax) break;
  }
  return least ?? { status: 0, answer: "", longestMs: 0, memoryMiB: 0 };
}

async function sendFromOutside(sending: Sending): Promise<Sent> {
  const answered = once(sender, "message");
  sender.send(sending);
  const [sent] = await answered;
  return sent;
}

async function headersFor({ operationId, security }: Operation): Promise<Record<string, string>> {
  const [scheme] = security;
  if (!scheme) return {};
  const isEnding = operationId === "endHomeSession";
  const family = isEnding ? await logIn() : tokens["family"];
  const token =
    "homeSession" in scheme
      ? family
      : "mailEventsToken" in scheme
        ? tokens["operator"]
        : coordinator;
  return { Authorization: `Bearer ${token}` };
}

function pathOf({ path }: Operation): string {
  const values: Readonly<Record<string, string>> = { ...own, name: "not-found" };
  return path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? randomUUID());
}

function sample(recipes: readonly Recipe[]): readonly Recipe[] {
  if (isLong) return recipes;
  const places = Array.from({ length: sampleSize }, () => random(recipes.length));
  const valid = recipes.findIndex(({ unitsMax }) => unitsMax !== undefined);
  const marked = recipes.findIndex(({ name }) => name.endsWith("of combining marks"));
  return [...new Set([valid, marked, ...places])].flatMap((place) => recipes[place] ?? []);
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
}

/** Returns integers below `limit`, the same sequence for the same seed (mulberry32). */
function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
