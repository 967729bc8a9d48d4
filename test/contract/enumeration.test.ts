// Guesses from many networks do not reveal whether an address or the code of a letter exists.
import pg from "pg";
import t from "tap";
import { passwordHashCost } from "../../src/security/password-hash.ts";
import type { Answer } from "../support/api.ts";
import { createBrowser } from "../support/browser.ts";
import { startTestService, type TestService } from "../support/service.ts";

const isLong = process.env["ATTACK"] === "long";
const password = "vrolijke fietsbel";
const settings = { TRUSTED_PROXIES: "127.0.0.1" };
const firstKey = "the first secret key of a test, of enough bytes";
/** With the cost of production, because a long run compares response times. */
const cost = { passwordHashCost };
const service = await startTestService(t, { ...settings, SECRET_KEY: firstKey }, undefined, cost);
const { api, smtp } = service;
const { token } = await service.addClient("01AA");
const children = Array.from({ length: 8 }, (_, index) => `Kind${index}`);
const addresses = {
  unknown: "niemand@home.nl",
  "of one child": "een@home.nl",
  "of eight children": "acht@home.nl",
  "not activated": "niet@home.nl",
};

const names = ["one", "none", ...children];
const roster = {
  groups: [{ externalId: "g", name: "4A" }],
  teachers: [],
  pupils: names.map((name) => ({ externalId: name, firstName: name, group: "g" })),
};
await api("putRoster", { token, body: roster });
const rows = [
  { externalId: "one", emails: [addresses["of one child"]] },
  { externalId: "none", emails: [addresses["not activated"]] },
  ...children.map((name) => ({ externalId: name, emails: [addresses["of eight children"]] })),
];
await api("bulkActivate", { token, body: { rows } });
await service.dispatchAll();
for (const email of [addresses["of one child"], addresses["of eight children"]]) {
  const links = `${smtp.messagesTo(email)[0]?.text}`.matchAll(/activate#(\S+)/g);
  for (const [index, [, link]] of [...links].entries()) {
    await api("activate", { body: { token: link, password: `${password} ${index}` } });
  }
}
await service.dispatchAll();

/** The same service after a key rotation, before any password is encrypted with the new key. */
const rotated = await startTestService(
  t,
  {
    ...settings,
    SECRET_KEY: "the second secret key of a test, of enough bytes",
    SECRET_KEY_PREVIOUS: firstKey,
  },
  service.databaseUrl,
  cost,
);
const services = { "before a rotation": service, "after a rotation": rotated };

let networks = 0;
/** Headers of a new network for each request. */
const newNetwork = () => ({ "X-Forwarded-For": `10.1.${networks >> 8}.${networks++ & 255}` });
/** The response without the headers that always differ. */
const everything = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
});
const tryToLogIn = async (email: string, at: Pick<TestService, "api"> = service) =>
  everything(
    await at.api("createHomeSession", {
      body: { email, password: "wrong one" },
      headers: newNetwork(),
    }),
  );

t.test("a wrong password gets the same response for known and unknown addresses", async (t) => {
  const expected = await tryToLogIn("ook.niemand@home.nl");
  t.equal(expected.status, 401);
  for (const [who, email] of Object.entries(addresses)) {
    t.strictSame(await tryToLogIn(email), expected, who);
  }
});

t.test(
  "too many attempts block known and unknown addresses alike, before the password is checked",
  async (t) => {
    const outcomes = new Map<string, readonly unknown[]>();
    for (const [who, email] of Object.entries(addresses)) {
      const answers: unknown[] = [];
      for (let tries = 0; tries < 7; tries += 1) answers.push(await tryToLogIn(email));
      outcomes.set(who, answers);
    }
    const [expected = [], ...others] = outcomes.values();
    t.match(expected.at(-1), { status: 429 });
    for (const answers of others) t.strictSame(answers, expected);
    const right = { email: addresses["of one child"], password: `${password} 0` };
    const locked = await api("createHomeSession", { body: right, headers: newNetwork() });
    t.equal(locked.status, 429, "the right password is not checked either");
  },
);

t.test("a wrong password costs one hash for known and unknown addresses", async (t) => {
  for (const [when, at] of Object.entries(services)) {
    at.advance(91 * 24 * 60 * 60);
    for (const [who, email] of Object.entries(addresses)) {
      const before = at.useCases.passwordHashesComputed();
      t.equal((await tryToLogIn(email, at)).status, 401);
      t.equal(at.useCases.passwordHashesComputed() - before, 1, `${who}, ${when}`);
    }
  }
});

t.test("a request for links gets the same response for known and unknown addresses", async (t) => {
  const ask = async (email: string) =>
    everything(await api("requestLinks", { body: { email }, headers: newNetwork() }));
  const expected = await ask("ook.niemand@home.nl");
  t.equal(expected.status, 202);
  for (const [who, email] of Object.entries(addresses))
    t.strictSame(await ask(email), expected, who);
  await service.dispatchAll();
});

t.test("a flood of requests for one address sends it one mail", async (t) => {
  service.advance(24 * 60 * 60);
  const email = addresses["of one child"];
  const before = smtp.messagesTo(email).length;
  for (let round = 0; round < (isLong ? 50 : 5); round += 1) {
    const some = Array.from({ length: 20 }, newNetwork);
    await Promise.all(some.map((headers) => api("requestLinks", { body: { email }, headers })));
  }
  await service.dispatchAll();
  t.equal(smtp.messagesTo(email).length - before, 1);
});

t.test(
  "a dead code of a letter gets the same response and costs the same as an unknown one",
  async (t) => {
    const dead = await makeDeadCodes();
    const browser = createBrowser(service.url);
    let parents = 0;
    const newParent = () => `ouder${parents++}@voorbeeld.nl`;
    const enter = async (code: string) => ({
      ...(await workOf(async () =>
        everything(
          await api("proposeAddress", {
            body: { code, email: newParent() },
            headers: newNetwork(),
          }),
        ),
      )),
      page: await workOf(async () => {
        const typed = { code, email: newParent() };
        const { status, path, html } = await browser.send("/start", typed, newNetwork());
        return { status, path, html };
      }),
    });
    await enter("111111111111");
    const before = await countProposals();
    const expected = await enter("000000000000");
    t.match(expected, { result: { status: 202 }, page: { result: { path: "/start/sent" } } });
    t.equal(expected.hashes, 0);
    t.equal(expected.statements.length, 2, "its count and its look-up");
    for (const [why, code] of Object.entries(dead)) t.strictSame(await enter(code), expected, why);
    t.equal(await countProposals(), before);
  },
);

/** One code that does nothing for each reason, of a school that answers itself. */
async function makeDeadCodes() {
  let school = await service.addClient("02BB");
  const kinds = ["expired", "replaced", "used", "left"];
  const rosterOf = (names: readonly string[]) => ({
    groups: roster.groups,
    teachers: [],
    pupils: names.map((name) => ({ externalId: name, firstName: name, group: "g" })),
  });
  const call = (operationId: string, body?: unknown, path = {}) =>
    api(operationId, { token: school.token, path, body });
  await call("putRoster", rosterOf(kinds));
  const groupId = (await call("listGroups")).body.items[0].id;
  const { pupils } = (await call("getGroup", undefined, { groupId })).body;
  const letterOf = async (kind: string): Promise<string> => {
    const pupil = pupils.find(({ firstName }: { firstName: string }) => firstName === kind);
    const { text } = await call("createLetters", { pupilIds: [pupil.id] });
    return /<p class="code">(.*?)</.exec(text)?.[1] ?? "";
  };
  const expired = await letterOf("expired");
  service.advance(90 * 24 * 60 * 60);
  school = await service.addClient("02BB");
  const replaced = await letterOf("replaced");
  await letterOf("replaced");
  const used = await letterOf("used");
  for (const email of ["moeder@voorbeeld.nl", "vader@voorbeeld.nl"]) {
    await api("proposeAddress", { body: { code: used, email }, headers: newNetwork() });
  }
  const left = await letterOf("left");
  await call("putRoster", rosterOf(kinds.filter((kind) => kind !== "left")));
  return { expired, replaced, used, left };
}

/** The statements that the work sends, and the password hashes that it computes. */
async function workOf<Result>(work: () => Promise<Result>) {
  const hashesBefore = service.useCases.passwordHashesComputed();
  const statements: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [sent] = args as [string | { readonly name?: string; readonly text: string }];
    statements.push(typeof sent === "string" ? sent : (sent.name ?? sent.text));
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    const result = await work();
    return {
      result,
      statements,
      hashes: service.useCases.passwordHashesComputed() - hashesBefore,
    };
  } finally {
    pg.Client.prototype.query = query;
  }
}

async function countProposals(): Promise<number> {
  const { token } = await service.addClient("02BB");
  return (await api("listAddressProposals", { token })).body.items.length;
}

const rounds = 300;
/** Limit in standard deviations: about one false alarm in sixteen thousand comparisons. */
const differenceMax = 4;

for (const [when, at] of Object.entries(services)) {
  t.test(
    `response times do not reveal whether an address exists, ${when}`,
    { skip: !isLong && "takes a while: npm run test:attack" },
    async (t) => {
      const times = new Map<string, number[]>(Object.keys(addresses).map((who) => [who, []]));
      for (let round = 0; round < rounds; round += 1) {
        // All throttles have drained. Both services share a database, so they share the time too.
        for (const one of Object.values(services)) one.advance(91 * 24 * 60 * 60);
        for (const [who, email] of shuffled(Object.entries(addresses))) {
          const begin = performance.now();
          const { status } = await tryToLogIn(email, at);
          times.get(who)?.push(performance.now() - begin);
          if (status !== 401) t.fail(`${who}: ${status}`);
        }
      }
      const [[unknown, ofUnknown] = ["", []], ...others] = times;
      t.comment(`${unknown}: ${medianOf(ofUnknown).toFixed(2)} ms`);
      for (const [who, ofThem] of others) {
        const difference = signTest(ofThem, ofUnknown);
        const median = medianOf(ofThem).toFixed(2);
        t.ok(
          Math.abs(difference) < differenceMax,
          `${who}: ${median} ms, ${difference.toFixed(1)} σ`,
        );
      }
    },
  );
}

/** Sign test: deviation, from one half, of the share of rounds in which `one` took longer; in standard deviations. */
function signTest(one: readonly number[], other: readonly number[]): number {
  const longer = one.filter((time, round) => time > (other[round] ?? 0)).length;
  return (longer - one.length / 2) / Math.sqrt(one.length / 4);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Shuffles, so that no address has a fixed place in a round. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const placed = items.map((item) => ({ item, place: Math.random() }));
  return placed.sort((one, other) => one.place - other.place).map(({ item }) => item);
}
