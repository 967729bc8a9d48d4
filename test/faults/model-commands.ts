// Operations as commands of a random sequence: each runs on the service and on the model,
// and compares the response.
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { tokensIn } from "../integration/mail-catcher.ts";
import type { Answer } from "../support/api.ts";
import { requestToken, type TestService } from "../support/service.ts";
import type { Link, Model, Pupil, Session } from "./model.ts";

export interface Real {
  readonly service: TestService;
  readonly clients: readonly Parameters<typeof requestToken>[1][];
  /** Distinguishes addresses of this run from those of earlier runs. */
  readonly run: string;
  /** Pupils of the last rosters, by school and external id. */
  readonly pupilIds: Map<string, string>;
  readonly tokens: Map<Link, string>;
  readonly sessions: Map<Session, { accessToken: string; readonly refreshTokens: string[] }>;
  mailsSeen: number;
}

type Step = fc.AsyncCommand<Model, Real>;

export const externalIds = ["Wimpie", "Fatima", "Sem"] as const;
const passwords = ["vrolijke fietsbel", "groene olifant", "zeven kastanjes"] as const;
const mailboxes = ["moeder", "vader", "oma"] as const;
const secondsBetween = 1;
const dayMax = 60;

const pupilIndex = fc.nat(2 * externalIds.length - 1);
const email = fc
  .record({ name: fc.constantFrom(...mailboxes), isShouted: fc.boolean() })
  .map(({ name, isShouted }) => (isShouted ? name.toUpperCase() : name));
const emails = fc.uniqueArray(email, {
  minLength: 1,
  maxLength: 2,
  selector: (one) => one.toLowerCase(),
});
const password = fc.constantFrom(...passwords);
const pick = fc.nat(1_000);
const seconds = fc.constantFrom(20, 301, 907, 3_607, 86_413, 15 * 86_423);

export const commands: fc.Arbitrary<Step>[] = [
  fc.tuple(pupilIndex, emails).map(([index, names]) => setHomeLogin(index, names)),
  fc.array(fc.tuple(pupilIndex, emails), { minLength: 1, maxLength: 3 }).map(bulkActivate),
  pupilIndex.map(removeHomeLogin),
  fc.tuple(pupilIndex, fc.option(email, { nil: undefined })).map(sendMails),
  email.map(requestLinks),
  fc.constant(answerRequests()),
  fc.constant(dispatch()),
  fc.constant(dispatch()),
  fc.tuple(pick, password).map(activate),
  fc.tuple(pick, password).map(activate),
  fc.tuple(email, password).map(logIn),
  fc.tuple(pick, fc.boolean()).map(refresh),
  pick.map(lookAtSession),
  pick.map(endSession),
  fc.tuple(fc.nat(1), fc.subarray([...externalIds], { minLength: 1 })).map(putRoster),
  seconds.map(wait),
];

function setHomeLogin(index: number, names: readonly string[]): Step {
  return step(`set ${index} ${names}`, async (model, real) => {
    const pupil = at(model.pupils, index);
    const typed = names.map((name) => addressOf(real, name));
    const answer = await call(real, pupil, "setHomeLogin", { emails: typed });
    if (!pupil.isPresent) return expectStatus(answer, 404);
    expectStatus(answer, 200);
    model.set(pupil, typed);
  });
}

function bulkActivate(rows: readonly [number, readonly string[]][]): Step {
  return step(`bulk ${JSON.stringify(rows)}`, async (model, real) => {
    const school = at(model.pupils, rows[0]?.[0] ?? 0).school;
    const seen = new Set<Pupil>();
    const wanted = rows.map(([index, names]) => {
      const pupil = at(model.pupils, school * externalIds.length + (index % externalIds.length));
      return { pupil, emails: names.map((name) => addressOf(real, name)) };
    });
    const expected = wanted.map(({ pupil, emails }) => {
      if (!pupil.isPresent || seen.has(pupil)) return "refused";
      seen.add(pupil);
      if (model.isSame(pupil, emails)) return "unchanged";
      return pupil.addresses.length === 0 ? "invited" : "changed";
    });
    const token = await tokenOf(real, school);
    const body = {
      rows: wanted.map(({ pupil: { externalId }, emails }) => ({ externalId, emails })),
    };
    const answer = await real.service.api("bulkActivate", { token, body });
    expectStatus(answer, 200);
    assert.deepEqual(
      answer.body.rows.map(({ outcome }: { outcome: string }) => outcome),
      expected,
    );
    model.setAll(
      wanted.filter((_, index) => expected[index] === "invited" || expected[index] === "changed"),
    );
  });
}

function removeHomeLogin(index: number): Step {
  return step(`remove ${index}`, async (model, real) => {
    const pupil = at(model.pupils, index);
    const answer = await call(real, pupil, "removeHomeLogin");
    if (!pupil.isPresent) return expectStatus(answer, 404);
    expectStatus(answer, 204);
    model.remove(pupil);
  });
}

function sendMails([index, name]: [number, string | undefined]): Step {
  return step(`send ${index} ${name ?? "all"}`, async (model, real) => {
    const pupil = at(model.pupils, index);
    const email = name && addressOf(real, name);
    const answer = await call(real, pupil, "sendActivationMails", email ? { email } : {});
    if (!pupil.isPresent) return expectStatus(answer, 404);
    if (pupil.addresses.length === 0) return expectStatus(answer, 409);
    const named = pupil.addresses.find(({ emailKey }) => emailKey === email?.toLowerCase());
    if (email && !named) return expectStatus(answer, 400);
    expectStatus(answer, 202);
    const { queued, skipped } = answer.body as {
      queued: { email: string }[];
      skipped: { email: string; reason: string }[];
    };
    assert.deepEqual(
      {
        queued: queued.map((one) => one.email).sort(),
        skipped: Object.fromEntries(skipped.map((one) => [one.email, one.reason])),
      },
      model.send(pupil, named),
    );
  });
}

function requestLinks(name: string): Step {
  return step(`ask ${name}`, async (model, real) => {
    const email = addressOf(real, name);
    expectStatus(await real.service.api("requestLinks", { body: { email } }), 202);
    model.ask(email.toLowerCase());
  });
}

function answerRequests(): Step {
  return step("answer", async (model, real) => {
    while (await real.service.useCases.linkRequests.answerNext());
    model.answerAll();
  });
}

/** Sends all waiting mail; each delivered link is the newest of one child, and arrives once. */
function dispatch(): Step {
  return step("dispatch", async (model, real) => {
    const { service, tokens } = real;
    while (await service.useCases.linkRequests.answerNext());
    model.answerAll();
    await service.dispatchAll();
    const sent = new Set(model.dispatchAll());
    const arrived = service.smtp.messages.slice(real.mailsSeen);
    real.mailsSeen = service.smtp.messages.length;
    for (const mail of arrived) {
      for (const token of tokensIn(mail.text ?? "")) {
        const { body } = await service.api("lookUpActivation", { body: { token } });
        const school = Number(body.school.name.at(-1));
        const link = [...sent].find(
          ({ address: { emailKey, pupil } }) =>
            emailKey === body.email.toLowerCase() &&
            pupil.externalId === body.pupil.firstName &&
            pupil.school === school,
        );
        assert.ok(link, `a link for ${body.pupil.firstName} of school ${school} that is none`);
        sent.delete(link);
        tokens.set(link, token);
        assert.equal(body.purpose, link.address.password ? "password-reset" : "activation");
      }
    }
    assert.equal(sent.size, 0, `${sent.size} links were not sent`);
  });
}

function activate([picked, secret]: [number, string]): Step {
  return step(`activate ${picked} ${secret}`, async (model, real) => {
    const delivered = model.links.filter(({ isDelivered }) => isDelivered);
    const link = delivered[picked % delivered.length];
    if (!link) return;
    const body = { token: real.tokens.get(link), password: secret };
    const answer = await real.service.api("activate", { body });
    const found = answer.status === 201 ? "made" : answer.body.title;
    assert.equal(found, model.activate(link, secret));
  });
}

function logIn([name, secret]: [string, string]): Step {
  return step(`log in ${name} ${secret}`, async (model, real) => {
    const email = addressOf(real, name);
    const emailKey = email.toLowerCase();
    // The throttle has its own tests.
    if (!model.findChild(emailKey, secret) && model.failureCount(emailKey) > 3) return;
    const answer = await real.service.api("createHomeSession", {
      body: { email, password: secret },
    });
    const child = model.logIn(emailKey, secret);
    expectStatus(answer, child ? 201 : 401);
    const session = model.sessions.at(-1);
    if (!child || !session) return;
    const { accessToken, refreshToken, pupil, school } = answer.body;
    assert.equal(pupil.firstName, child.pupil.externalId);
    assert.equal(Number(school.name.at(-1)), child.pupil.school);
    real.sessions.set(session, { accessToken, refreshTokens: [refreshToken] });
  });
}

function refresh([picked, isNewest]: [number, boolean]): Step {
  return step(`refresh ${picked} ${isNewest ? "newest" : "first"}`, async (model, real) => {
    const session = pickSession(model, picked);
    const held = session && real.sessions.get(session);
    if (!held) return;
    const generation = isNewest ? held.refreshTokens.length - 1 : 0;
    const body = { refreshToken: held.refreshTokens[generation] };
    const answer = await real.service.api("refreshHomeSession", { body });
    expectStatus(answer, model.refresh(session, generation) ? 201 : 401);
    if (answer.status !== 201) return;
    held.accessToken = answer.body.accessToken;
    held.refreshTokens.push(answer.body.refreshToken);
  });
}

function lookAtSession(picked: number): Step {
  return step(`look ${picked}`, async (model, real) => {
    const session = pickSession(model, picked);
    const held = session && real.sessions.get(session);
    if (!held) return;
    const answer = await real.service.api("getHomeSession", { token: held.accessToken });
    expectStatus(answer, model.canLook(session) ? 200 : 401);
    if (answer.status !== 200) return;
    assert.equal(answer.body.pupil.firstName, session.address.pupil.externalId);
  });
}

function endSession(picked: number): Step {
  return step(`end ${picked}`, async (model, real) => {
    const session = pickSession(model, picked);
    const held = session && real.sessions.get(session);
    if (!held || !model.canLook(session)) return;
    const { api } = real.service;
    expectStatus(await api("endHomeSession", { token: held.accessToken }), 204);
    session.isOver = true;
  });
}

function putRoster([school, present]: [number, string[]]): Step {
  return step(`roster ${school} ${present}`, async (model, real) => {
    await sendRoster(real, school, present);
    model.putRoster(school, new Set(present));
  });
}

function wait(count: number): Step {
  return step(
    `wait ${count}`,
    async (model, real) => {
      real.service.advance(count);
      model.advance(count);
    },
    // Stays below 90 days, after which closed links are deleted.
    (model) => model.now() + count < dayMax * 86_400,
  );
}

/** Puts a roster with exactly these pupils. */
export async function sendRoster(real: Real, school: number, present: readonly string[]) {
  const answer = await real.service.api("putRoster", {
    token: await tokenOf(real, school),
    query: { confirm: "true" },
    body: {
      groups: [{ externalId: "g", name: "4A" }],
      teachers: [],
      pupils: present.map((firstName) => ({ externalId: firstName, firstName, group: "g" })),
    },
  });
  expectStatus(answer, 200);
}

/** Checks that every pupil is the same in the service and in the model. */
export async function compare(model: Model, real: Real): Promise<void> {
  for (const school of [0, 1]) {
    const token = await tokenOf(real, school);
    const { api } = real.service;
    const [group] = (await api("listGroups", { token })).body.items;
    const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
    const found: Record<string, Record<string, string>> = {};
    for (const { id, externalId, homeLogin } of pupils) {
      real.pupilIds.set(`${school} ${externalId}`, id);
      found[externalId] = Object.fromEntries(
        homeLogin.addresses.map((one: { email: string; status: string }) => [
          one.email,
          one.status,
        ]),
      );
    }
    const expected = model.pupils
      .filter((pupil) => pupil.school === school && pupil.isPresent)
      .map(({ externalId, addresses }) => [
        externalId,
        Object.fromEntries(addresses.map((one) => [one.email, model.status(one)])),
      ]);
    assert.deepEqual(found, Object.fromEntries(expected));
  }
}

/** One second after the step before, so that no two steps share a timestamp. */
function step(
  name: string,
  work: (model: Model, real: Real) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Step {
  return {
    check,
    toString: () => name,
    run: async (model, real) => {
      real.service.advance(secondsBetween);
      model.advance(secondsBetween);
      await work(model, real);
      await compare(model, real);
    },
  };
}

async function call(real: Real, pupil: Pupil, operationId: string, body?: object) {
  const pupilId = real.pupilIds.get(`${pupil.school} ${pupil.externalId}`) ?? "";
  const token = await tokenOf(real, pupil.school);
  return await real.service.api(operationId, { token, path: { pupilId }, ...(body && { body }) });
}

function tokenOf({ service, clients }: Real, school: number): Promise<string> {
  return requestToken(service.api, at(clients, school));
}

function pickSession(model: Model, picked: number): Session | undefined {
  return model.sessions[picked % model.sessions.length];
}

function addressOf({ run }: Real, name: string): string {
  return `${name}-${run}@home.nl`;
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no ${index}.`);
  return item;
}

function expectStatus({ status, text }: Answer, expected: number): void {
  assert.equal(status, expected, `${status} where ${expected} is due: ${text}`);
}
