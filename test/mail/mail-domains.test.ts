import { NODATA, NOTFOUND, SERVFAIL, TIMEOUT } from "node:dns";
import { mock } from "node:test";
import t from "tap";
import { createTakesMail, type MailResolver } from "../../src/mail/mail-domains.ts";
import { startTestService } from "../support/service.ts";

interface Zone {
  readonly mx?: readonly string[] | string;
  readonly a?: readonly string[] | string;
  readonly aaaa?: readonly string[] | string;
}

const zones: Readonly<Record<string, Zone>> = {
  "with-mx.nl": { mx: ["mail.with-mx.nl"] },
  "with-a.nl": { a: ["192.0.2.1"] },
  "with-aaaa.nl": { aaaa: ["2001:db8::1"] },
  "null-mx.nl": { mx: [""], a: ["192.0.2.1"] },
  "dot-mx.nl": { mx: ["."], a: ["192.0.2.1"] },
  "two-mx.nl": { mx: ["", "mail.two-mx.nl"] },
  "empty.nl": { mx: NODATA, a: NODATA, aaaa: NODATA },
  "failing.nl": { mx: SERVFAIL },
  "half-failing.nl": { a: TIMEOUT },
};

/** A resolver of these zones that sends no packets. */
function createResolver() {
  const asked: string[] = [];
  const answer = async (domain: string, records: Zone[keyof Zone] = NOTFOUND) => {
    if (domain === "hangs.nl") await new Promise(() => {});
    if (typeof records === "string") throw Object.assign(new Error(records), { code: records });
    return records;
  };
  const resolver: MailResolver = {
    resolveMx: async (domain) => {
      asked.push(domain);
      return (await answer(domain, zones[domain]?.mx)).map((exchange) => ({ exchange }));
    },
    resolve4: (domain) => answer(domain, zones[domain]?.a),
    resolve6: (domain) => answer(domain, zones[domain]?.aaaa),
  };
  return { resolver, asked };
}

function start() {
  let now = new Date("2026-09-01T08:30:00Z");
  const { resolver, asked } = createResolver();
  const takesMail = createTakesMail({ resolver, clock: { now: () => now } });
  const advance = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { takesMail, asked, advance };
}

t.test(
  "a domain accepts mail with an MX or an address record, and not with a null MX",
  async (t) => {
    const { takesMail } = start();
    for (const domain of ["with-mx.nl", "with-a.nl", "with-aaaa.nl", "two-mx.nl"]) {
      t.equal(await takesMail(domain), true, domain);
    }
    for (const domain of ["null-mx.nl", "dot-mx.nl", "empty.nl", "not-there.nl"]) {
      t.equal(await takesMail(domain), false, domain);
    }
  },
);

t.test("if DNS fails or takes more than a second, the domain is accepted", async (t) => {
  const { takesMail } = start();
  for (const domain of ["failing.nl", "half-failing.nl"]) t.equal(await takesMail(domain), true);
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  let answer: boolean | undefined;
  const answered = takesMail("hangs.nl").then((takes) => {
    answer = takes;
  });
  mock.timers.tick(999);
  await new Promise(setImmediate);
  t.equal(answer, undefined);
  mock.timers.tick(1);
  await answered;
  t.equal(answer, true);
});

t.test("answers are cached, and concurrent lookups share one query", async (t) => {
  const { takesMail, asked, advance } = start();
  await Promise.all(Array.from({ length: 5 }, () => takesMail("with-mx.nl")));
  await takesMail("with-mx.nl");
  t.strictSame(asked, ["with-mx.nl"]);
  for (const [domain, seconds] of [
    ["with-mx.nl", 86_400],
    ["not-there.nl", 600],
    ["failing.nl", 60],
  ] as const) {
    const times = () => asked.filter((one) => one === domain).length;
    await takesMail(domain);
    const before = times();
    advance(seconds - 1);
    await takesMail(domain);
    t.equal(times(), before, domain);
    advance(1);
    await takesMail(domain);
    t.equal(times(), before + 1, domain);
  }
});

t.test("the cache has a maximum size", async (t) => {
  const { takesMail, asked } = start();
  for (let n = 0; n <= 10_000; n += 1) await takesMail(`${n}.nl`);
  await takesMail("1.nl");
  t.equal(asked.filter((domain) => domain === "1.nl").length, 2);
});

t.test("an address of a domain without mail is rejected if the operator enables it", async (t) => {
  const { resolver, asked } = createResolver();
  const settings = { MAIL_DOMAIN_CHECK: "on" };
  const service = await startTestService(t, settings, undefined, { mailResolver: resolver });
  const { api } = service;
  const { token } = await service.addClient("01AA");
  const body = {
    groups: [{ externalId: "4A", name: "4A" }],
    teachers: [],
    pupils: [{ externalId: "1", firstName: "Wimpie", group: "4A" }],
  };
  await api("putRoster", { token, body });
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const pupilId = (await api("getGroup", { token, path: { groupId } })).body.pupils[0].id;
  const set = (...emails: string[]) =>
    api("setHomeLogin", { token, path: { pupilId }, body: { emails } });

  const refused = await set("a@with-mx.nl", "b@NULL-MX.nl");
  t.match(refused.body, {
    status: 400,
    errors: [{ pointer: "/emails/1", detail: "has a domain that accepts no mail" }],
  });
  t.equal((await api("getHomeLogin", { token, path: { pupilId } })).body.enabled, false);
  t.equal((await set("a@with-mx.nl", "b@hangs.nl")).status, 200, "a slow domain is accepted");
  t.ok(asked.includes("null-mx.nl"));

  await t.test(
    "a row of a bulk activation is rejected too, before anything is stored",
    async (t) => {
      const row = { externalId: "1", emails: ["a@with-mx.nl", "c@null-mx.nl"] };
      const bulk = (query = {}) =>
        api("bulkActivate", { token, query, body: { rows: [row, { ...row, externalId: "2" }] } });
      for (const query of [{}, { dryRun: true }]) {
        const { body } = await bulk(query);
        const errors = [
          { pointer: "/rows/0/emails/1", detail: "has a domain that accepts no mail" },
        ];
        t.match(body.rows, [
          { outcome: "refused", problem: { errors } },
          { outcome: "refused", problem: { status: 404 } },
        ]);
      }
      const errors = [{ pointer: "/rows/0/emails/1" }, { pointer: "/rows/1" }];
      t.match((await bulk({ atomic: true })).body, { status: 400, errors });
      const known = (await api("getHomeLogin", { token, path: { pupilId } })).body.addresses;
      t.match(known, [{ email: "a@with-mx.nl" }, { email: "b@hangs.nl" }]);
    },
  );

  await t.test("an existing address stays, regardless of its domain", async (t) => {
    service.advance(86_400);
    const { token } = await service.addClient("01AA");
    const path = { pupilId };
    resolver.resolveMx = async () => [{ exchange: "" }];
    const body = { emails: ["a@with-mx.nl"] };
    t.equal((await api("setHomeLogin", { token, path, body })).status, 200);
  });
});
