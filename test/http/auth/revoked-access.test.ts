// Every event that takes an address from a child revokes every way to log in with it. Add a new way to
// log in to `loginPaths`; all events then cover it.
import pg from "pg";
import t from "tap";
import { mother, password } from "../../support/families/family.ts";
import { startPictureFamily } from "../../support/families/picture-family.ts";

type Family = Awaited<ReturnType<typeof startPictureFamily>>;
type LoginPaths = Readonly<Record<string, () => Promise<number>>>;

const query = async ({ databaseUrl }: Family, text: string, values: readonly unknown[] = []) => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await client.query(text, [...values]);
  } finally {
    await client.end();
  }
};

/** Wimpie's link to a new password, from a mail that his family requested. */
async function requestLink(family: Family): Promise<string> {
  family.advance(3_600);
  await family.api("requestLinks", { body: { email: mother } });
  await family.dispatchAll();
  return await family.linkOf("Wimpie", mother);
}

/** Wimpie with a session, a remembered device, a picture code with a session, and two open links. */
async function startWithEveryLoginPath(t: Parameters<typeof startPictureFamily>[0]) {
  const family = await startPictureFamily(t);
  const { api, logInWithPictures, logIn } = family;
  const link = await requestLink(family);
  const token = await logIn();
  const { deviceToken } = await family.remember(token);
  await family.makeCode(token);
  const byPictures = (await logInWithPictures(deviceToken)).body.accessToken;
  const children = async () => {
    const { status, body } = await api("lookUpDevice", { body: { deviceToken } });
    return status === 200 && body.children.length > 0 ? 200 : 404;
  };
  const loginPaths: LoginPaths = {
    "the password": async () =>
      (await api("createHomeSession", { body: { email: mother, password } })).status,
    "a session": async () => (await api("getHomeSession", { token })).status,
    "a session by pictures": async () =>
      (await api("getHomeSession", { token: byPictures })).status,
    "the remembered device": children,
    "the pictures": async () => (await logInWithPictures(deviceToken)).status,
    "an open link": async () => (await api("lookUpActivation", { body: { token: link } })).status,
  };
  return { ...family, link, loginPaths };
}

const statusesOf = async (loginPaths: LoginPaths) => {
  const statuses: Record<string, number> = {};
  for (const [name, tryIt] of Object.entries(loginPaths)) statuses[name] = await tryIt();
  return statuses;
};

const open = {
  "the password": 201,
  "a session": 200,
  "a session by pictures": 200,
  "the remembered device": 200,
  "the pictures": 201,
  "an open link": 200,
};
const closed = {
  "the password": 401,
  "a session": 401,
  "a session by pictures": 401,
  "the remembered device": 404,
  "the pictures": 401,
};

type Everything = Awaited<ReturnType<typeof startWithEveryLoginPath>>;
const events: Readonly<Record<string, (family: Everything) => Promise<unknown>>> = {
  "a new password": ({ api, link }) =>
    api("activate", { body: { token: link, password: "groene olifant" } }),
  // The service creates no such link for an address with a password; the test inserts one.
  "a decline": async (family) => {
    await query(family, "update activation_links set purpose = 'activation'");
    return await family.api("refuseActivation", { body: { token: family.link } });
  },
  "the removal of the address": async ({ api, coordinator, pupilIdOf }) =>
    api("removeHomeLogin", { token: await coordinator(), path: { pupilId: pupilIdOf("Wimpie") } }),
  "a departure from the school": async ({ api, coordinator }) =>
    api("putRoster", {
      token: await coordinator(),
      query: { confirm: "true" },
      body: {
        groups: [{ externalId: "g", name: "4A" }],
        teachers: [],
        pupils: [{ externalId: "Fatima", firstName: "Fatima", group: "g" }],
      },
    }),
};

for (const [event, cause] of Object.entries(events)) {
  t.test(`${event} revokes every way to log in with the address`, async (t) => {
    const family = await startWithEveryLoginPath(t);
    t.strictSame(await statusesOf(family.loginPaths), open);
    await cause(family);
    const { "an open link": link, ...others } = await statusesOf(family.loginPaths);
    t.strictSame(others, closed);
    t.ok(link === 410 || link === 404, `the link answers ${link}`);
  });
}

t.test("a remaining picture code opens no session without a password", async (t) => {
  const family = await startWithEveryLoginPath(t);
  await query(
    family,
    `update home_addresses set password_hash = null, password_key_id = null, activated_at = null
      where email_key = $1`,
    [mother],
  );
  t.equal(await family.loginPaths["the pictures"]?.(), 401);
  t.equal(await family.loginPaths["the remembered device"]?.(), 404);
  const { rows } = await query(family, "select count(*)::int from picture_codes");
  t.strictSame(rows, [{ count: 1 }], "the code is there");
});

t.test("a link to a new password cannot decline, and the attempt does not use it up", async (t) => {
  const family = await startWithEveryLoginPath(t);
  const answer = await family.api("refuseActivation", { body: { token: family.link } });
  t.equal(answer.status, 409);
  t.match(answer.body, { type: /not-an-invitation$/, detail: /only the link of an invitation/ });
  t.strictSame(await statusesOf(family.loginPaths), open);
});
