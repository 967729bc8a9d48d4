// What a stranger sees of an address: the same answers, whether it is in use, unknown, or SECRET_KEY changed.
import t from "tap";
import type { Answer, Api } from "../support/api.ts";
import { mother, password, startFamily } from "../support/family.ts";
import { startTestService } from "../support/service.ts";

const settings = { TRUSTED_PROXIES: "127.0.0.1" };
const oldKey = "a secret key for tests alone, of enough octets";
const day = 86_400;
const strangersNetwork = { "X-Forwarded-For": "203.0.113.9" };
const homeNetwork = { "X-Forwarded-For": "198.51.100.4" };

const family = await startFamily(t, settings);
await family.api("activate", { body: { token: await family.linkOf("Wimpie", mother), password } });

/** Seconds to wait before each try of the stranger: bursts, single tries, and a pause of a day. */
const waits = [
  0,
  0,
  0,
  0,
  0,
  0,
  day,
  0,
  1,
  2,
  3,
  0,
  0,
  30,
  600,
  0,
  3_600,
  0,
  0,
  2,
  4,
  8,
  16,
  900,
  0,
];

interface Service {
  readonly api: Api;
  advance(seconds: number): void;
}

/** All of an answer that a stranger can compare. */
const everything = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
});

/** The answers to a stranger who tries an address, with what happens `between` his tries. */
async function answersTo(
  services: readonly [Service, ...Service[]],
  email: string,
  between: (index: number) => Promise<unknown> = async () => {},
) {
  const answers: unknown[] = [];
  for (const [index, wait] of waits.entries()) {
    for (const { advance } of services) advance(wait);
    const { api } = services[index % services.length] ?? services[0];
    const call = { body: { email, password: "wrong one" }, headers: strangersNetwork };
    answers.push(everything(await api("createHomeSession", call)));
    await between(index);
  }
  // So that each sequence starts with nothing counted.
  for (const { advance } of services) advance(2 * day);
  return answers;
}

const logIn = (headers: Readonly<Record<string, string>>, loginDeviceToken?: string) =>
  family.api("createHomeSession", {
    body: { email: mother, password, ...(loginDeviceToken && { loginDeviceToken }) },
    headers,
  });

const expected = await answersTo([family], "niemand@home.nl");

t.test("a stranger meets delays that grow and drain", async (t) => {
  const statuses = expected.map((answer) => (answer as Answer).status);
  t.strictSame(statuses.slice(0, 8), [401, 401, 401, 401, 401, 401, 401, 401]);
  t.ok(statuses.includes(429));
  t.ok(statuses.lastIndexOf(401) > statuses.indexOf(429), "time alone opens it again");
});

t.test("an address that is in use answers a stranger like one that nobody has", async (t) => {
  t.strictSame(await answersTo([family], mother), expected);
});

t.test("logins of the family in between change nothing", async (t) => {
  const outcomes: number[] = [];
  const answers = await answersTo([family], mother, async () => {
    outcomes.push((await logIn(homeNetwork)).status);
  });
  t.strictSame(answers, expected);
  t.ok(outcomes.includes(201), "some of the logins were right and not blocked");
});

t.test("nor do they from the network of the stranger himself", async (t) => {
  const answers = await answersTo([family], mother, () => logIn(strangersNetwork));
  t.strictSame(answers, expected);
});

t.test("a browser that is known there always gets in, and changes nothing", async (t) => {
  const { loginDeviceToken } = (await logIn(homeNetwork)).body;
  const answers = await answersTo([family], mother, async (index) => {
    const tried = await logIn(index % 2 === 0 ? homeNetwork : strangersNetwork, loginDeviceToken);
    t.equal(tried.status, 201, `after try ${index}`);
  });
  t.strictSame(answers, expected);
});

t.test("a known browser that fails changes nothing for a stranger", async (t) => {
  const { loginDeviceToken } = (await logIn(homeNetwork)).body;
  const body = { email: mother, password: "mistyped", loginDeviceToken };
  const answers = await answersTo([family], mother, () =>
    family.api("createHomeSession", { body, headers: homeNetwork }),
  );
  t.strictSame(answers, expected);
});

t.test("a new password and a request for links change nothing", async (t) => {
  const answers = await answersTo([family], mother, async (index) => {
    if (index !== 4 && index !== 11) return;
    await family.api("requestLinks", { body: { email: mother }, headers: homeNetwork });
    await family.dispatchAll();
    const token = await family.linkOf("Wimpie", mother);
    const made = await family.api("activate", { body: { token, password }, headers: homeNetwork });
    t.equal(made.status, 201);
  });
  t.strictSame(answers, expected);
});

t.test("a change of SECRET_KEY changes nothing, also while both replicas run", async (t) => {
  const keys = {
    SECRET_KEY: "a newer secret key for tests, of enough octets",
    SECRET_KEY_PREVIOUS: oldKey,
  };
  const rotated = await startTestService(t, { ...settings, ...keys }, family.databaseUrl, {
    clock: family.clock,
  });
  const both: [Service, Service] = [family, { api: rotated.api, advance: () => {} }];
  t.strictSame(await answersTo(both, mother), expected, "of an address that is in use");
  t.strictSame(await answersTo(both, "ook.niemand@home.nl"), expected, "of an unknown one");
  const { loginDeviceToken } = (await logIn(homeNetwork)).body;
  await answersTo(both, mother, async () => {
    const body = { email: mother, password, loginDeviceToken };
    t.equal((await rotated.api("createHomeSession", { body })).status, 201);
  });
});
