import { createLocalJWKSet, jwtVerify } from "jose";
import t from "tap";
import type { Answer } from "../support/api.ts";
import { tokensIn } from "./mail-catcher.ts";
import { roster } from "./roster.ts";
import { openTopology } from "./topology.ts";
import { until } from "./until.ts";

const { api, first, second, mailbox, token, address, pupilIdsOf } = await openTopology(t);
const other = address("ander");
/** Set by the test that invites the siblings. */
let shared = "";
const passwords = { Wimpie: "groene olifant", Fatima: "blauwe giraf" };
const pupils = { Wimpie: "", Fatima: "" };
const links = new Map<string, string>();

const logIn = (email: string, password: string) =>
  api("createHomeSession", { body: { email, password } });
const setHomeLogin = (pupilId: string, emails: readonly string[]) =>
  api("setHomeLogin", { token, path: { pupilId }, body: { emails } });
const getHomeLogin = async (pupilId: string) =>
  (await api("getHomeLogin", { token, path: { pupilId } })).body;
const link = (firstName: string) => links.get(firstName) ?? "";
/** The response without the headers that always differ. */
const everything = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
});

/** Links of a mail by first name of the child. */
async function readLinks(text: string): Promise<Map<string, Answer["body"] & { token: string }>> {
  const found = tokensIn(text).map(async (token) => {
    const { status, body } = await first("lookUpActivation", { body: { token } });
    if (status !== 200) throw new Error(`A link in the mail is rejected: ${body.title}`);
    return [body.pupil.firstName, { ...body, token }] as const;
  });
  return new Map(await Promise.all(found));
}

t.test("replicas that start together on an empty database publish the same keys", async (t) => {
  const [keys, others] = await Promise.all([first("getKeys"), second("getKeys")]);
  t.ok(keys.body.keys.length > 0);
  t.strictSame(keys.body, others.body);
});

t.test("putting the same roster again changes nothing", async (t) => {
  t.equal((await api("putRoster", { token, body: roster })).status, 200);
  const { status, body } = await api("putRoster", { token, body: roster });
  t.equal(status, 200);
  t.equal(body.pupils.unchanged.length, roster.pupils.length);
  for (const kind of [body.groups, body.teachers, body.pupils]) {
    t.match(kind, { added: [], changed: [], left: [] });
  }
});

t.test("the groups are listed with their pupils", async (t) => {
  const { body } = await api("listGroups", { token });
  const group = body.items.find(({ name }: { name: string }) => name === "4A");
  t.match(group, { externalId: "4A", yearGroup: "4", pupilCount: 2 });
  const ids = await pupilIdsOf("4A");
  pupils.Wimpie = ids.get("1") ?? "";
  pupils.Fatima = ids.get("2") ?? "";
  t.match(await getHomeLogin(pupils.Wimpie), { enabled: Boolean });
});

/**
 * Invites both siblings on one address concurrently, and returns their mails. A dispatcher pass between the
 * two requests rightly sends two mails, the second one after the cool-down; then the test tries again.
 */
async function inviteTogether() {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    shared = address(`ouder${attempt}`);
    const answers = await Promise.all([
      setHomeLogin(pupils.Wimpie, [shared.replace("ouder", "Ouder"), other]),
      setHomeLogin(pupils.Fatima, [shared]),
    ]);
    if ((await sentMails()) === "some") continue;
    const mails = await mailbox.mailsTo(shared, shared.replace("ouder", "Ouder"));
    if (mails.length === 1) return { answers, mails };
  }
  throw new Error("The siblings never got a shared mail.");
}

/** Waits for the first mail to the shared address, and returns whether all children have theirs. */
async function sentMails(): Promise<"all" | "some"> {
  let seen: unknown;
  return await until(
    () => `mail to both children that was sent: ${JSON.stringify(seen)}`,
    async () => {
      const logins = await Promise.all([pupils.Wimpie, pupils.Fatima].map(getHomeLogin));
      seen = logins;
      const isSent = (email: string, login: Answer["body"]) =>
        login.addresses.some(
          (one: Answer["body"]) => one.email.toLowerCase() === email && one.mail.status === "sent",
        );
      const [wimpie, fatima] = logins.map((login) => isSent(shared, login));
      if (!isSent(other, logins[0]) || !(wimpie || fatima)) return undefined;
      return wimpie && fatima ? "all" : "some";
    },
  );
}

t.test("each address gets one mail, and siblings on one address share theirs", async (t) => {
  const { answers, mails } = await inviteTogether();
  for (const { status, body } of answers) {
    t.equal(status, 200);
    t.match(body, { enabled: true, addresses: [{ status: "invited" }] });
  }
  t.equal(mails.length, 1);
  const found = await readLinks(mails[0]?.text ?? "");
  t.strictSame([...found.keys()].sort(), ["Fatima", "Wimpie"]);
  for (const [name, { token, purpose, email }] of found) {
    t.equal(purpose, "activation");
    t.equal(email.toLowerCase(), shared);
    links.set(name, token);
  }

  const [mail, ...more] = await mailbox.mailsTo(other);
  t.strictSame(more, []);
  const others = await readLinks(mail?.text ?? "");
  t.strictSame([...others.keys()], ["Wimpie"]);
  t.notOk([...links.values()].includes(others.get("Wimpie")?.token), "its own link");
});

t.test("a weak password is rejected and does not use up the link", async (t) => {
  for (const password of ["kort", "Wimpie123"]) {
    const body = { token: link("Wimpie"), password };
    const answer = await api("activate", { body });
    t.match(answer, { status: 400, body: { type: /\/problems\/password-rejected$/ } }, password);
  }
});

t.test("a link that one replica looked up is redeemed on another, once", async (t) => {
  const body = { token: link("Wimpie"), password: passwords.Wimpie };
  t.equal((await first("lookUpActivation", { body: { token: body.token } })).status, 200);
  t.match(await second("activate", { body }), {
    status: 201,
    body: { pupil: { firstName: "Wimpie" } },
  });
  const again = await first("activate", { body });
  t.match(again, { status: 410, body: { type: /\/problems\/link-used$/ } });
});

t.test(
  "the password of a sibling on the address is rejected, another one is accepted",
  async (t) => {
    const activate = (password: string) =>
      api("activate", { body: { token: link("Fatima"), password } });
    const taken = await activate(passwords.Wimpie);
    t.match(taken, { status: 409, body: { type: /\/problems\/password-taken-by-sibling$/ } });
    t.equal((await activate(passwords.Fatima)).status, 201);
  },
);

t.test("the password decides which child of an address logs in, on any replica", async (t) => {
  for (const replica of [first, second]) {
    for (const [firstName, password] of Object.entries(passwords)) {
      const body = { email: ` ${shared.toUpperCase()}`, password };
      const answer = await replica("createHomeSession", { body });
      t.match(answer, {
        status: 201,
        body: { pupil: { firstName }, school: { name: String } },
      });
    }
  }
});

t.test("a wrong password and an unknown address get the same response", async (t) => {
  const wrong = everything(await logIn(shared, "gele kameel"));
  t.match(wrong, { status: 401, text: /\/problems\/wrong-email-or-password"/ });
  t.strictSame(everything(await logIn(address("niemand"), "gele kameel")), wrong);
});

t.test("a token of one replica is verified with the keys of another", async (t) => {
  const credentials = { email: shared, password: passwords.Fatima };
  const { body } = await first("createHomeSession", { body: credentials });
  const keys = createLocalJWKSet((await second("getKeys")).body);
  const options = { typ: "at+jwt", algorithms: ["ES256"], requiredClaims: ["iss", "aud", "exp"] };
  const { payload } = await jwtVerify(body.accessToken, keys, options);
  t.equal(payload.sub, pupils.Fatima);
});

t.test("a session of one replica can be read and refreshed on another", async (t) => {
  const credentials = { email: shared, password: passwords.Wimpie };
  const { body } = await first("createHomeSession", { body: credentials });
  const session = await second("getHomeSession", { token: body.accessToken });
  t.match(session, {
    status: 200,
    body: { pupil: { id: pupils.Wimpie, firstName: "Wimpie" }, group: { name: "4A" } },
  });
  const refreshToken: string = body.refreshToken;
  const refreshed = await second("refreshHomeSession", { body: { refreshToken } });
  t.equal(refreshed.status, 201);
  t.not(refreshed.body.refreshToken, refreshToken);
  const { accessToken } = refreshed.body;
  t.equal((await first("getHomeSession", { token: accessToken })).status, 200);

  await t.test("reuse of a spent refresh token ends it on every replica", async (t) => {
    for (const token of [refreshToken, refreshed.body.refreshToken]) {
      const { status } = await first("refreshHomeSession", { body: { refreshToken: token } });
      t.equal(status, 401);
    }
    for (const token of [body.accessToken, accessToken]) {
      t.equal((await second("getHomeSession", { token })).status, 401);
    }
  });
});

t.test("a logout on one replica ends the session on the other", async (t) => {
  const { body } = await logIn(shared, passwords.Wimpie);
  const { accessToken, refreshToken } = body;
  t.equal((await first("endHomeSession", { token: accessToken })).status, 204);
  t.equal((await second("getHomeSession", { token: accessToken })).status, 401);
  t.equal((await second("refreshHomeSession", { body: { refreshToken } })).status, 401);
});

t.test("a request for new links sends one mail with all children of the address", async (t) => {
  const spellings = [shared, shared.replace("ouder", "Ouder")];
  const known = (await mailbox.untilMailsTo(spellings, 1)).map(({ messageId }) => messageId);
  const asked = await api("requestLinks", { body: { email: shared } });
  const unknown = await api("requestLinks", { body: { email: address("niemand") } });
  t.equal(asked.status, 202);
  t.strictSame(everything(unknown), everything(asked));

  const mails = await mailbox.untilMailsTo(spellings, known.length + 1);
  const fresh = mails.filter(({ messageId }) => !known.includes(messageId));
  t.equal(fresh.length, 1);
  const found = await readLinks(fresh[0]?.text ?? "");
  t.strictSame([...found.keys()].sort(), ["Fatima", "Wimpie"]);
  for (const [, { purpose }] of found) t.equal(purpose, "password-reset");
  t.equal((await logIn(shared, passwords.Fatima)).status, 201, "the old password still works");

  passwords.Fatima = "paarse neushoorn";
  const body = { token: found.get("Fatima")?.token, password: passwords.Fatima };
  t.equal((await api("activate", { body })).status, 201);
  t.match(await logIn(shared, passwords.Fatima), { body: { pupil: { firstName: "Fatima" } } });
});

t.test("removing home login ends login and sessions of only that child", async (t) => {
  const { body } = await logIn(shared, passwords.Fatima);
  const path = { pupilId: pupils.Fatima };
  t.equal((await api("removeHomeLogin", { token, path })).status, 204);
  t.equal((await api("removeHomeLogin", { token, path })).status, 204, "also when it was off");
  t.equal((await api("getHomeSession", { token: body.accessToken })).status, 401);
  t.equal((await logIn(shared, passwords.Fatima)).status, 401);
  t.match(await logIn(shared, passwords.Wimpie), { body: { pupil: { firstName: "Wimpie" } } });
});

t.test("a pupil absent from the next roster loses home login immediately", async (t) => {
  const { body } = await logIn(shared, passwords.Wimpie);
  const without = roster.pupils.filter(({ externalId }) => externalId !== "1");
  const put = await api("putRoster", { token, body: { ...roster, pupils: without } });
  t.strictSame(put.body.pupils.left, ["1"]);
  t.equal((await api("getHomeSession", { token: body.accessToken })).status, 401);
  t.equal((await logIn(shared, passwords.Wimpie)).status, 401);
  const path = { pupilId: pupils.Wimpie };
  t.equal((await api("getHomeLogin", { token, path })).status, 404);

  await t.test("a returning pupil has no home login", async (t) => {
    const { body } = await api("putRoster", { token, body: roster });
    t.strictSame(body.pupils.returned, ["1"]);
    const ids = await pupilIdsOf("4A");
    t.match(await getHomeLogin(ids.get("1") ?? ""), { enabled: false, addresses: [] });
    t.equal((await logIn(shared, passwords.Wimpie)).status, 401);
  });
});
