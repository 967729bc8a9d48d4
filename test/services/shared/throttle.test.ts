// Limits of docs/throttling.md for attempts at an address, from a network and with a link.
import t from "tap";
import { passwordHashCost } from "../../../src/security/password-hash.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";
import { startTestService } from "../../support/service.ts";

const family = "ouder@home.nl";
const password = "vrolijke fietsbel";
const home = "198.51.100.4";
const stranger = "203.0.113.9";
const wrong = { code: "wrong-email-or-password" };
const blocked = { code: "too-many-requests" };

async function startHome(t: Parameters<typeof startTwoChildren>[0]) {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", family);
  await service.dispatchAll();
  const [link = ""] = service.linksTo(family);
  const made = await service.activate(link, password);
  const logIn = (typed: string, network: string, email = family, tokens: readonly string[] = []) =>
    service.sessions.create(email, typed, network, tokens);
  /** Error code of a login, or "in". */
  const tryIn = (...args: Parameters<typeof logIn>): Promise<string> =>
    logIn(...args).then(
      () => "in",
      ({ code }) => code,
    );
  const rows = async (condition = "true"): Promise<number> => {
    const { rows: found } = await service.db.asService((tx) =>
      tx.$client.query(`select from throttles where ${condition}`),
    );
    return found.length;
  };
  return { ...service, link, made, logIn, tryIn, rows };
}

t.test(
  "attempts from a blocked network do not count for an address, and leave no rows",
  async (t) => {
    const { tryIn, rows } = await startHome(t);
    for (let index = 0; index <= 100; index += 1) {
      t.equal(await tryIn("guess", stranger, `address${index}@home.nl`), wrong.code);
    }
    const before = await rows();
    for (let index = 0; index < 200; index += 1) {
      t.equal(await tryIn("guess", stranger, `invented${index}@home.nl`), blocked.code);
      t.equal(await tryIn("guess", stranger), blocked.code);
    }
    t.equal(await rows(), before);
    t.equal(await tryIn(password, home), "in", "the family is not blocked");
  },
);

t.test("a known browser can log in at a blocked address and from a blocked network", async (t) => {
  const { made, logIn, tryIn, advance } = await startHome(t);
  const { token } = made.loginDevice;
  for (let index = 0; index < 6; index += 1) await tryIn("guess", stranger);
  t.equal(await tryIn(password, home), blocked.code, "an unknown browser waits");
  t.equal(await tryIn(password, home, family, [token]), "in");
  for (let index = 0; index <= 100; index += 1) await tryIn("guess", home, `a${index}@home.nl`);
  t.equal(await tryIn("guess", home, "other@home.nl"), blocked.code);
  const { loginDevice } = await logIn(password, home, family, ["junk", token]);
  t.equal(loginDevice.replaces, token);
  advance(390 * 86_400);
  const { loginDevice: renewed } = await logIn(password, home, family, [loginDevice.token]);
  advance(390 * 86_400);
  for (let index = 0; index < 6; index += 1) await tryIn("guess", stranger);
  t.equal(
    await tryIn(password, home, family, [loginDevice.token]),
    blocked.code,
    "the token has expired",
  );
  t.equal(await tryIn(password, home, family, [renewed.token]), "in", "each login renews it");
});

t.test(
  "a token of another address, or a changed token, does not identify a known browser",
  async (t) => {
    const { made, tryIn } = await startHome(t);
    const { token } = made.loginDevice;
    for (const email of [family, "other@home.nl"]) {
      for (let index = 0; index < 6; index += 1) await tryIn("guess", stranger, email);
    }
    t.equal(await tryIn("guess", home, "other@home.nl", [token]), blocked.code);
    const changed = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    t.equal(await tryIn(password, home, family, [changed]), blocked.code);
  },
);

t.test(
  "a stolen token allows twenty failures, and then counts as an unknown browser",
  async (t) => {
    const { made, tryIn, advance } = await startHome(t);
    const tokens = [made.loginDevice.token];
    for (let index = 0; index < 20; index += 1) {
      t.equal(await tryIn("guess", stranger, family, tokens), wrong.code);
      advance(3_600);
    }
    for (let index = 0; index < 6; index += 1) {
      t.equal(await tryIn("guess", stranger, family, tokens), wrong.code, "as an unknown browser");
    }
    t.equal(await tryIn("guess", stranger, family, tokens), blocked.code);
  },
);

t.test("after a hundred consecutive failures an unknown browser needs a new link", async (t) => {
  const service = await startHome(t);
  const { made, logIn, tryIn, advance } = service;
  const guess = async (times: number) => {
    for (let index = 0; index < times; index += 1) {
      t.equal(await tryIn("guess", stranger), wrong.code);
      advance(900);
    }
  };
  await guess(99);
  t.equal(await tryIn(password, home), "in", "the hundredth attempt succeeds and resets the count");
  await guess(100);
  t.equal(await tryIn(password, home), wrong.code, "same answer as for a wrong password");
  advance(900);
  t.equal(await tryIn(password, home, family, [made.loginDevice.token]), "in", "a known browser");
  t.equal(await tryIn(password, home), "in", "the known browser has reset the count");

  await guess(100);
  t.equal(await tryIn(password, home), wrong.code);
  await service.linkRequests.request(family, home);
  await service.dispatchAll();
  const [fresh = ""] = service.linksTo(family);
  await service.activate(fresh, "groene olifant");
  advance(900);
  await logIn("groene olifant", home);
});

t.test("the networks of one /48 share a count, and another /48 is not affected", async (t) => {
  const { tryIn } = await startHome(t);
  let tries = 0;
  const net = (index: number) => `2001:db8:1:${(index * 97).toString(16)}::/64`;
  for (; tries < 2_000; tries += 1) {
    if ((await tryIn("guess", net(tries), `x${tries}@home.nl`)) !== wrong.code) break;
  }
  t.equal(tries, 801, "eight times the limit of one /64");
  t.equal(await tryIn(password, "2001:db8:1:ffff::/64"), blocked.code);
  t.equal(await tryIn(password, "2001:db8:2:1::/64"), "in");
});

t.test("successful logins of a whole school do not block its network", async (t) => {
  const { tryIn } = await startHome(t);
  for (let round = 0; round < 15; round += 1) {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => tryIn(password, home)));
    t.strictSame(new Set(outcomes), new Set(["in"]));
  }
  for (let index = 0; index <= 100; index += 1) {
    t.equal(await tryIn("guess", home, `b${index}@home.nl`), wrong.code, "the whole limit is left");
  }
});

t.test(
  "invalid links block invalid links, and never a valid link of the same network",
  async (t) => {
    const service = await startTwoChildren(t);
    await service.set("Wimpie", family);
    await service.dispatchAll();
    const [link = ""] = service.linksTo(family);
    const origin = { requestId: "a request of a test", network: stranger };
    const junk = () => service.activations.lookUp("junk", origin).catch(({ code }) => code);
    const codes: string[] = [];
    for (let index = 0; index < 40; index += 1) codes.push(await junk());
    t.equal(codes.lastIndexOf("link-unknown"), 30);
    t.equal(codes.at(-1), blocked.code);
    t.equal((await service.activations.lookUp(link, origin)).email, family);
    await service.activations.activate(link, password, origin);
  },
);

t.test("malformed link requests count for their network", async (t) => {
  const service = await startTwoChildren(t);
  const ask = () => service.linkRequests.request("no address", stranger).catch(({ code }) => code);
  const codes: string[] = [];
  for (let index = 0; index < 70; index += 1) codes.push(await ask());
  t.equal(codes.lastIndexOf("invalid-request"), 60);
  t.equal(codes.at(-1), blocked.code);
});

t.test("one link allows few guesses of the password of a sibling, also concurrently", async (t) => {
  const service = await startHome(t);
  await service.set("Fatima", family);
  await service.dispatchAll();
  const links = service.linksTo(family);
  const link = links.at(-1) ?? "";
  const guess = (typed: string) => service.activate(link, typed).catch(({ code }) => code);
  const codes = await Promise.all(Array.from({ length: 40 }, () => guess(password)));
  const count = (code: string) => codes.filter((one) => one === code).length;
  t.equal(count("password-taken-by-sibling"), 11, "ten are free, and the next one is delayed");
  t.equal(count(blocked.code), 29);
  t.equal(await service.rows("failures = 11 and expires_at > level_until"), 2, "link and address");
  service.advance(3_600);
  t.match(await service.activate(link, "groene olifant"), { email: family });
});

t.test("attempts with one link run one after another", async (t) => {
  const service = await startHome(t);
  await service.set("Fatima", family);
  await service.dispatchAll();
  const link = service.linksTo(family).at(-1) ?? "";
  const tries = ["groene olifant", "blauwe giraf", "gele kameel"].map((typed) =>
    service.activate(link, typed).then(
      () => "made",
      ({ code }) => code,
    ),
  );
  t.strictSame(await Promise.all(tries), ["made", "link-used", "link-used"]);
});

t.test("a 503 response counts for no throttle", async (t) => {
  const settings = { PASSWORD_HASHES_PARALLEL_MAX: "1", PASSWORD_HASHES_WAITING_MAX: "0" };
  // With the cost of production, so that the logins overlap.
  const service = await startTestService(t, settings, undefined, { passwordHashCost });
  const body = { email: "niemand@home.nl", password: "guess" };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => service.api("createHomeSession", { body })),
  );
  const statuses = answers.map(({ status }) => status);
  const counted = statuses.filter((status) => status === 401).length;
  t.ok(statuses.includes(503), "the queue rejected some");
  const { db } = service.infrastructure;
  const { rows } = await db.asService((tx) =>
    tx.$client.query("select distinct failures from throttles"),
  );
  t.strictSame(rows, [{ failures: counted }]);
});
