import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import t from "tap";
import { type Publisher, publisherNeeds } from "../../../src/domain/school/publisher.ts";
import { upsertPublisher } from "../../../src/store/operator/publishers.ts";
import { findSchoolByBrin } from "../../../src/store/school/schools.ts";
import { publicUrl, startTestService } from "../../support/service.ts";

const roster = {
  groups: [
    { externalId: "4A", name: "4A" },
    { externalId: "5A", name: "5A" },
  ],
  teachers: [],
  pupils: [
    { externalId: "1", eckId: "https://ketenid.example/w", firstName: "Wimpie", group: "4A" },
    { externalId: "2", firstName: "Fatima", group: "5A" },
  ],
};
const passwords = { wimpie: "vrolijke fietsbel", fatima: "paarse olifant" } as const;
type Child = keyof typeof passwords;

const emailOf = (child: Child) => `ouder.van.${child}@home.nl`;

const service = await startTestService(t);
const { api, clock, url } = service;
const { db } = service.infrastructure;
const { publishers: catalogue } = service.useCases;
const publishers = (await catalogue.list()).map(({ key }) => key);
const { token: coordinator } = await service.addClient("01AA");
await api("putRoster", { token: coordinator, body: roster });
const groups = (await api("listGroups", { token: coordinator })).body.items;
for (const group of groups) {
  await activate((await screenOf(group.id)).pupils[0]);
}
await use(publishers);

const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", url));
const verify = (token: string, audience: string) =>
  jwtVerify(token, keys, {
    issuer: publicUrl,
    audience,
    typ: "launch+jwt",
    algorithms: ["ES256"],
    currentDate: clock.now(),
  });

t.test("a child sees the software that it may open at home, sorted by name", async (t) => {
  const { body } = await api("getHomeSession", { token: await logIn("wimpie") });
  t.equal(body.software.length, 14);
  t.strictSame(body.software[0], {
    publisher: "ars-scribendi",
    name: "Ars Scribendi",
    homeUrl: "https://ars-scribendi.example/",
  });
});

t.test(
  "a launch token of each of the fourteen publishers verifies only for that publisher",
  async (t) => {
    const token = await logIn("wimpie");
    const jtis = new Set();
    for (const publisher of publishers) {
      const { status, body } = await api("createLaunch", { token, body: { publisher } });
      t.equal(status, 201);
      t.match(body, { launchUrl: `https://${publisher}.example/launch`, expiresIn: 60 });
      const { payload } = await verify(body.token, publisher);
      t.strictSame(Object.keys(payload).sort(), ["aud", "exp", "iat", "iss", "jti", "sub"]);
      t.equal(Number(payload.exp) - Number(payload.iat), 60);
      jtis.add(payload.jti);
      for (const other of publishers.filter((key) => key !== publisher)) {
        await t.rejects(verify(body.token, other), { message: /"aud"/ });
      }
    }
    t.equal(jtis.size, 14);
  },
);

t.test("a launch token is valid for one minute", async (t) => {
  const token = await launch(await logIn("wimpie"), "malmberg");
  service.advance(59);
  await t.resolves(verify(token, "malmberg"));
  service.advance(1);
  await t.rejects(verify(token, "malmberg"), { code: "ERR_JWT_EXPIRED" });
});

t.test("a pupil keeps one pseudonym for each publisher, for years", async (t) => {
  const subs = async (child: Child) => {
    const token = await logIn(child);
    return await Promise.all(publishers.map((publisher) => subOf(token, publisher)));
  };
  const wimpie = await subs("wimpie");
  t.equal(new Set([...wimpie, ...(await subs("fatima"))]).size, 2 * publishers.length);
  service.advance(5 * 365 * 86_400);
  t.strictSame(await subs("wimpie"), wimpie);
});

t.test(
  "each of the fourteen publishers receives exactly the data that it needs, in every combination",
  async (t) => {
    const wimpie = { given_name: "Wimpie", group: "4A", eck_id: "https://ketenid.example/w" };
    const { eck_id: _none, ...fatima } = { ...wimpie, given_name: "Fatima", group: "5A" };
    const claimOf = { "first-name": "given_name", group: "group", "eck-id": "eck_id" } as const;
    const tokens = { wimpie: await logIn("wimpie"), fatima: await logIn("fatima") };
    const combinations = Array.from({ length: 2 ** publisherNeeds.length }, (_, bits) =>
      publisherNeeds.filter((_, bit) => bits & (1 << bit)),
    );
    const expectedOf = (child: object, needs: (typeof combinations)[number]) => {
      const data = { ...child, school: "01AA" };
      const claims: readonly string[] = needs.map((need) =>
        need === "school" ? need : claimOf[need],
      );
      return Object.fromEntries(Object.entries(data).filter(([name]) => claims.includes(name)));
    };
    for (const publisher of publishers) {
      for (const needs of combinations) {
        await catalogue.set(publisher, { needs });
        const heard = async (child: Child) => {
          const { aud, exp, iat, iss, jti, sub, ...data } = decodeJwt(
            await launch(tokens[child], publisher),
          );
          t.match({ aud, iss, sub }, { aud: publisher, iss: publicUrl, sub: /^[\w-]{43}$/ });
          return data;
        };
        const title = `${publisher}: ${needs.join() || "none"}`;
        t.strictSame(await heard("wimpie"), expectedOf(wimpie, needs), title);
        t.strictSame(await heard("fatima"), expectedOf(fatima, needs), `${title}, no ECK iD`);
      }
    }
  },
);

t.test("without the switch of the school no publisher receives anything", async (t) => {
  const token = await logIn("wimpie");
  await use([]);
  for (const publisher of publishers) {
    t.equal((await api("createLaunch", { token, body: { publisher } })).status, 404, publisher);
  }
  await use(publishers);
  for (const publisher of publishers) await catalogue.set(publisher, { needs: [] });
});

t.test("a publisher receives the first name and group only if it needs them", async (t) => {
  const token = await logIn("wimpie");
  const heard = async () => {
    const { given_name, group } = decodeJwt(await launch(token, "zwijsen"));
    return { given_name, group };
  };
  t.strictSame(await heard(), { given_name: undefined, group: undefined });
  await catalogue.set("zwijsen", { needs: ["first-name"] });
  t.strictSame(await heard(), { given_name: "Wimpie", group: undefined });
  await catalogue.set("zwijsen", { needs: ["first-name", "group"] });
  t.strictSame(await heard(), { given_name: "Wimpie", group: "4A" });
  t.strictSame(
    decodeJwt(await launch(token, "malmberg")).given_name,
    undefined,
    "nor does another",
  );
});

t.test("software that a child may not open is not found, whatever the reason", async (t) => {
  const token = await logIn("wimpie");
  const ask = async (publisher: string) => {
    const { status, text } = await api("createLaunch", { token, body: { publisher } });
    const software = (await api("getHomeSession", { token })).body.software;
    const isShown = software.some((shown: { publisher: string }) => shown.publisher === publisher);
    return { status, text, isShown };
  };
  const expected = await ask("teletekst");
  t.match(expected, { status: 404, isShown: false });
  t.match(expected.text, "This pupil cannot open software of this publisher");

  await use(["blink", "malmberg"]);
  t.strictSame(await ask("zwijsen"), expected, "the school does not use it");

  await catalogue.set("malmberg", { homeUseAllowed: false });
  t.strictSame(await ask("malmberg"), expected, "it is not for use at home");
  await catalogue.set("malmberg", { homeUseAllowed: true });

  await choose("4A", ["malmberg"]);
  t.strictSame(await ask("blink"), expected, "its group does not use it");
  t.match(await ask("malmberg"), { status: 201, isShown: true });
  await launch(await logIn("fatima"), "blink");
  await use(publishers);
  t.strictSame(await ask("blink"), expected, "the choice of the group stays");
  await choose("4A", null);
  t.match(await ask("blink"), { status: 201, isShown: true });
});

t.test("only an active session can launch software", async (t) => {
  const body = { publisher: "malmberg" };
  t.equal((await api("createLaunch", { body })).status, 401);
  const { token: ofSchool } = await service.addClient("01AA");
  t.equal((await api("createLaunch", { body, token: ofSchool })).status, 403);
  const token = await logIn("wimpie");
  await api("endHomeSession", { token });
  t.equal((await api("createLaunch", { body, token })).status, 401);
  const expired = await logIn("wimpie");
  service.advance(900);
  t.equal((await api("createLaunch", { body, token: expired })).status, 401);
  t.equal((await api("createLaunch", { body: {}, token: await logIn("wimpie") })).status, 400);
});

t.test("a launch token is rejected as an access token, for schools and families", async (t) => {
  const token = await launch(await logIn("wimpie"), "malmberg");
  const calls = ["getHomeSession", "endHomeSession", "refreshHomeSession", "listGroups"];
  const bodies: Readonly<Record<string, object>> = { refreshHomeSession: { refreshToken: token } };
  for (const operationId of calls) {
    t.equal((await api(operationId, { token, body: bodies[operationId] })).status, 401);
  }
  const again = await api("createLaunch", { token, body: { publisher: "malmberg" } });
  t.equal(again.status, 401);
});

t.test("a school can read the catalogue but not write it", async (t) => {
  const school = await db.asService((tx) => findSchoolByBrin(tx, "01AA"));
  const changed = {
    ...((await catalogue.list())[0] as Publisher),
    launchUrl: "https://evil.test/",
  };
  const write = db.inSchool(school?.id ?? "", (tx) => upsertPublisher(tx, changed));
  await t.rejects(write, { code: "42501" });
});

async function screenOf(groupId: string) {
  const { token } = await service.addClient("01AA");
  return (await api("getGroup", { token, path: { groupId } })).body;
}

async function activate({ id, firstName }: { readonly id: string; readonly firstName: string }) {
  const child = firstName.toLowerCase() as Child;
  const body = { emails: [emailOf(child)] };
  await api("setHomeLogin", { token: coordinator, path: { pupilId: id }, body });
  await service.dispatchAll();
  const links = service.smtp.messages.flatMap(({ text }) => text?.match(/(?<=activate#)\S+/) ?? []);
  const token = links.at(-1);
  await api("activate", { body: { token, password: passwords[child] } });
}

/** The access token of a child's new session. */
async function logIn(child: Child): Promise<string> {
  const body = { email: emailOf(child), password: passwords[child] };
  return (await api("createHomeSession", { body })).body.accessToken;
}

async function launch(token: string, publisher: string): Promise<string> {
  return (await api("createLaunch", { token, body: { publisher } })).body.token;
}

async function subOf(token: string, publisher: string) {
  return decodeJwt(await launch(token, publisher)).sub;
}

async function use(keys: readonly string[]) {
  const { token } = await service.addClient("01AA");
  await api("updateSchool", { token, body: { publishers: keys } });
}

async function choose(name: string, keys: readonly string[] | null) {
  const { token } = await service.addClient("01AA");
  const groupId = groups.find((group: { name: string }) => group.name === name).id;
  await api("updateGroup", { token, path: { groupId }, body: { publishers: keys } });
}
