// A stranger gets the same responses for a used and an unknown address, also when SECRET_KEY changes.
import t from "tap";
import type { Answer, Api } from "../support/api.ts";
import { mother, password, startFamily } from "../support/families/family.ts";
import { startTestService } from "../support/service.ts";

const settings = { TRUSTED_PROXIES: "127.0.0.1" };
const oldKey = "a secret key for tests alone, of enough bytes";
const day = 86_400;
const strangersNetwork = { "X-Forwarded-For": "203.0.113.9" };
const homeNetwork = { "X-Forwarded-For": "198.51.100.4" };

const family = await startFamily(t, settings);
await family.api("activate", { body: { token: await family.linkOf("Wimpie", mother), password } });

/** Seconds before each attempt of the stranger: bursts, single attempts and a pause of a day. */
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

/** Parts of a response that a stranger can compare. */
const everything = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
});

/** Responses to the attempts of a stranger on one address, with `between` called between them. */
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
  // Each sequence starts with drained throttles.
  for (const { advance } of services) advance(2 * day);
  return answers;
}

const logIn = (headers: Readonly<Record<string, string>>, loginDeviceToken?: string) =>
  family.api("createHomeSession", {
    body: { email: mother, password, ...(loginDeviceToken && { loginDeviceToken }) },
    headers,
  });

const expected = await answersTo([family], "niemand@home.nl");

t.test("the delays of a stranger grow and drain", async (t) => {
  const statuses = expected.map((answer) => (answer as Answer).status);
  t.strictSame(statuses.slice(0, 8), [401, 401, 401, 401, 401, 401, 401, 401]);
  t.ok(statuses.includes(429));
  t.ok(statuses.lastIndexOf(401) > statuses.indexOf(429), "only time ends the delay");
});

t.test("a stranger gets the same responses for a used and an unknown address", async (t) => {
  t.strictSame(await answersTo([family], mother), expected);
});

t.test("logins of the family do not change the delays of a stranger", async (t) => {
  const outcomes: number[] = [];
  const answers = await answersTo([family], mother, async () => {
    outcomes.push((await logIn(homeNetwork)).status);
  });
  t.strictSame(answers, expected);
  t.ok(outcomes.includes(201), "some logins succeed and are not blocked");
});

t.test("logins of the family from the stranger's network do not change them either", async (t) => {
  const answers = await answersTo([family], mother, () => logIn(strangersNetwork));
  t.strictSame(answers, expected);
});

t.test(
  "a known browser can always log in, and does not change the delays of a stranger",
  async (t) => {
    const { loginDeviceToken } = (await logIn(homeNetwork)).body;
    const answers = await answersTo([family], mother, async (index) => {
      const tried = await logIn(index % 2 === 0 ? homeNetwork : strangersNetwork, loginDeviceToken);
      t.equal(tried.status, 201, `after try ${index}`);
    });
    t.strictSame(answers, expected);
  },
);

t.test("failures of a known browser do not change the delays of a stranger", async (t) => {
  const { loginDeviceToken } = (await logIn(homeNetwork)).body;
  const body = { email: mother, password: "mistyped", loginDeviceToken };
  const answers = await answersTo([family], mother, () =>
    family.api("createHomeSession", { body, headers: homeNetwork }),
  );
  t.strictSame(answers, expected);
});

t.test(
  "a new password and a request for links do not change the delays of a stranger",
  async (t) => {
    const answers = await answersTo([family], mother, async (index) => {
      if (index !== 4 && index !== 11) return;
      await family.api("requestLinks", { body: { email: mother }, headers: homeNetwork });
      await family.dispatchAll();
      const token = await family.linkOf("Wimpie", mother);
      const made = await family.api("activate", {
        body: { token, password },
        headers: homeNetwork,
      });
      t.equal(made.status, 201);
    });
    t.strictSame(answers, expected);
  },
);

t.test(
  "a change of SECRET_KEY does not change the delays, also while replicas have both keys",
  async (t) => {
    const keys = {
      SECRET_KEY: "a newer secret key for tests, of enough bytes",
      SECRET_KEY_PREVIOUS: oldKey,
    };
    const rotated = await startTestService(t, { ...settings, ...keys }, family.databaseUrl, {
      clock: family.clock,
    });
    const both: [Service, Service] = [family, { api: rotated.api, advance: () => {} }];
    t.strictSame(await answersTo(both, mother), expected, "used address");
    t.strictSame(await answersTo(both, "ook.niemand@home.nl"), expected, "unknown address");
    const { loginDeviceToken } = (await logIn(homeNetwork)).body;
    await answersTo(both, mother, async () => {
      const body = { email: mother, password, loginDeviceToken };
      t.equal((await rotated.api("createHomeSession", { body })).status, 201);
    });
  },
);
