// Attacks derived from the OpenAPI document: no request gets a 5xx or an undeclared response. A short
// run takes a sample, `npm run test:attack` all attacks and mixtures; a seed repeats a run.
import { randomInt, randomUUID } from "node:crypto";
import { METHODS } from "node:http";
import t from "tap";
import { type Operation, operations } from "../support/contract.ts";
import {
  type Attack,
  attacksOn,
  attacksOnPath,
  closeConnections,
  send,
  violationsIn,
} from "./attack.ts";
import { startNeighbours } from "./neighbours.ts";

const isLong = process.env["ATTACK"] === "long";
const seed = Number(process.env["ATTACK_SEED"] ?? (isLong ? randomInt(2 ** 31) : 1));
const attacksMax = isLong ? Number.POSITIVE_INFINITY : 18;
t.comment(`ATTACK_SEED=${seed}`);

const neighbours = await startNeighbours(t, {
  MAILGUN_SIGNING_KEY: "key-of-mailgun-for-tests",
  SES_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:bounces",
});
const { url, own, tokens } = neighbours;
t.teardown(closeConnections);
const random = createRandom(seed);

/** Operations that delete most run last. */
const order = ["endHomeSession", "removeHomeLogin", "erasePersonalData", "putRoster"];
const attacked = [...operations.values()].toSorted(
  (one, other) => order.indexOf(one.operationId) - order.indexOf(other.operationId),
);

for (const operation of attacked) {
  await t.test(
    `${operation.operationId} answers every attack with a declared response`,
    async (t) => {
      const headers = await headersFor(operation);
      const all = [
        ...attacksOn(operation, pathOf(operation), headers),
        ...attacksOnPath(operation, headers),
      ];
      for (const attack of sample(all)) {
        const network = `10.${random(256)}.${random(256)}.${random(256)}`;
        const from = { ...attack, headers: { ...attack.headers, "X-Forwarded-For": network } };
        const reply = await send(url, from);
        t.strictSame(
          violationsIn(operation, attack, reply),
          [],
          `${printable(attack.name)}: ${reply.status}`,
        );
      }
    },
  );
}

/** CONNECT opens a tunnel; Node rejects QUERY with 400. */
const notRouted = new Set(["CONNECT", "QUERY"]);

t.test("a path accepts its own methods, and answers 405 with Allow to others", async (t) => {
  const methodsOf = Map.groupBy(operations.values(), ({ path }) => path);
  for (const [path, known] of methodsOf) {
    const allowed = known.map(({ method }) => method);
    if (allowed.includes("GET")) allowed.push("HEAD");
    for (const method of METHODS) {
      if (allowed.includes(method) || notRouted.has(method)) continue;
      const [operation] = known;
      if (!operation) continue;
      const attack = { name: "", method, path: pathOf(operation), headers: {}, mustRefuse: true };
      const { status, headers } = await send(url, attack);
      const allow = headers.get("allow");
      t.strictSame([status, allow], [405, allowed.toSorted().join(", ")], `${method} ${path}`);
    }
  }
});

/** Operations that are idempotent and therefore succeed again. */
const doneAlready = new Set(["erasePersonalData", "endHomeSession"]);

t.test("no operation finds a deleted row", async (t) => {
  // The attacked pupil is no longer in the roster.
  const { api, url, own, coordinator: token, logIn } = await startNeighbours(t);
  const path = { ...own, name: "not-found" };
  await api("erasePersonalData", { token, path });
  const bodyOf: Readonly<Record<string, object>> = { sendActivationMails: {}, updatePupil: {} };
  const ofPupil = attacked.filter(({ path }) => path.includes("{pupilId}"));
  for (const { operationId, bodies } of ofPupil) {
    const body = bodies["application/json"] && (bodyOf[operationId] ?? { emails: ["a@b.nl"] });
    const answer = await api(operationId, { token, path, body });
    t.equal(answer.status, doneAlready.has(operationId) ? 204 : 404, operationId);
  }
  const family = await logIn();
  t.type(family, "string");
  await api("endHomeSession", { token: family });
  for (const operation of attacked.filter(isOfFamily)) {
    const headers = { Authorization: `Bearer ${family}` };
    const [attack] = attacksOn(operation, pathOf(operation), headers);
    if (!attack) continue;
    const { status } = await send(url, attack);
    t.equal(status, doneAlready.has(operation.operationId) ? 204 : 401, operation.operationId);
  }
});

/** Escaped, so that a test report can contain it. */
function printable(text: string): string {
  return encodeURI(text.toWellFormed()).replaceAll("#", "%23");
}

function isOfFamily({ security }: Operation): boolean {
  return security.some((scheme) => "homeSession" in scheme);
}

async function headersFor(operation: Operation): Promise<Attack["headers"]> {
  const [scheme = {}] = operation.security;
  const isEnding = operation.operationId === "endHomeSession";
  const token = isOfFamily(operation)
    ? isEnding
      ? await neighbours.logIn()
      : tokens["family"]
    : "mailEventsToken" in scheme
      ? tokens["operator"]
      : neighbours.coordinator;
  return operation.security.length > 0 ? { Authorization: `Bearer ${token}` } : {};
}

function pathOf({ path }: Operation): string {
  const values: Readonly<Record<string, string>> = { ...own, name: "not-found" };
  return path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? randomUUID());
}

/** The first attack, which is a valid request, and a sample of the others. */
function sample(attacks: readonly Attack[]): Attack[] {
  const [first, ...others] = attacks;
  const shuffled = others.map((attack) => ({ attack, place: random(2 ** 31) }));
  shuffled.sort((one, other) => one.place - other.place);
  const some = shuffled.slice(0, attacksMax).map(({ attack }) => attack);
  return first ? [first, ...some] : some;
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
