// After a restore nothing is valid again that was used or ended since the backup.
import t from "tap";
import { runCommand } from "../../../src/cli/run.ts";
import { tokenLifetimeMaxSeconds } from "../../../src/domain/access-token.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createRestoreService } from "../../../src/services/operator/restores.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { createPseudonymService } from "../../../src/services/shared/pseudonyms.ts";
import { requestToken, startTestService } from "../../support/service.ts";

const password = "groene olifant";
const roster = {
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [],
  pupils: ["Wimpie", "Fatima", "Noor"].map((firstName) => ({
    externalId: firstName,
    firstName,
    group: "4A",
  })),
};

const service = await startTestService(t);
const { api, smtp, clock, infrastructure, databaseUrl } = service;
const { db } = infrastructure;
const client = await service.addClient("01AA");
let { token } = client;
await api("putRoster", { token, body: roster });
const groupId = (await api("listGroups", { token })).body.items[0].id;
const { pupils } = (await api("getGroup", { token, path: { groupId } })).body;
const pathOf = (name: string) => ({
  pupilId: pupils.find(({ firstName }: { firstName: string }) => firstName === name).id,
});
const addressOf = (name: string) => `ouder-van-${name.toLowerCase()}@home.nl`;
const invite = (name: string) =>
  api("setHomeLogin", { token, path: pathOf(name), body: { emails: [addressOf(name)] } });
const statusOf = async (name: string) =>
  (await api("getHomeLogin", { token, path: pathOf(name) })).body.addresses[0].status;
const linkTo = (name: string) =>
  /activate#(\S+)/.exec(`${smtp.messagesTo(addressOf(name)).at(-1)?.text}`)?.[1] ?? "";
const activate = (name: string) =>
  api("activate", { body: { token: linkTo(name), password: `${password} ${name}` } });
const logIn = (name: string) =>
  api("createHomeSession", { body: { email: addressOf(name), password: `${password} ${name}` } });

/** The command with another secret key. */
const lost = (() => {
  const keys = createSecretKeys("another secret key for tests alone, long enough");
  const context = { db, clock, random: systemRandom, keys };
  return createRestoreService({
    ...context,
    signingKeys: createSigningKeyService({ ...context, tokenLifetimeMaxSeconds }),
    pseudonyms: createPseudonymService(context),
    honourTombstones: async () => {
      throw new Error("It must be rejected before.");
    },
  });
})();
const { restores } = service.useCases;
const nothingRemoved = {
  tombstonesRead: 0,
  schoolsRemoved: 0,
  issuersRemoved: 0,
  clientsRevoked: 0,
  pupilsErased: 0,
  homeAddressesRemoved: 0,
  homeAddressesDeclined: 0,
};

/** Wimpie is logged in, Fatima has a link, the mail of Noor is pending, and so is a link request. */
await Promise.all(["Wimpie", "Fatima"].map(invite));
await service.dispatchAll();
await activate("Wimpie");
await service.dispatchAll();
const session = (await logIn("Wimpie")).body;
await api("rememberDevice", { token: session.accessToken, body: { name: "Tablet" } });
await invite("Noor");
await api("requestLinks", { body: { email: addressOf("Wimpie") } });
service.advance(60);
const backupAt = clock.now().toISOString();
service.advance(3_600);
token = await requestToken(api, client);

t.test("another SECRET_KEY is rejected with a sentence, without a change", async (t) => {
  await t.rejects(
    lost.finish(backupAt),
    /^This SECRET_KEY is not that of the backup\. .*Another SECRET_KEY/,
  );
  t.equal((await api("getHomeSession", { token: session.accessToken })).status, 401, "it expired");
  const refreshed = await api("refreshHomeSession", {
    body: { refreshToken: session.refreshToken },
  });
  t.equal(refreshed.status, 201, "the session continues");
  session.refreshToken = refreshed.body.refreshToken;
});

t.test("of two commands at once one is rejected with a sentence, without a change", async (t) => {
  const inner: Promise<unknown>[] = [];
  const lines = (async function* () {
    yield* [];
    // The first command holds the lock while it reads its files.
    inner.push(restores.finish(backupAt).catch((error) => error.message));
    await Promise.all(inner);
    throw new Error("the first command ends here");
  })();
  await t.rejects(restores.finish(backupAt, [{ name: "a file", lines }]), /ends here/);
  t.match(await Promise.all(inner), [/^Another `database restored` is running on this database/]);
});

t.test("a backup time that is invalid or in the future is rejected", async (t) => {
  for (const wrong of ["yesterday", "2026-09-01", "2026-09-01T08:00:00", "2999-01-01T00:00:00Z"]) {
    await t.rejects(restores.finish(wrong), { code: "invalid-request" }, wrong);
  }
});

t.test(
  "sessions end, and links, devices and mails from before the backup are invalid",
  async (t) => {
    const delivered = smtp.messages.length;
    t.strictSame(await restores.finish(backupAt), {
      sessionsEnded: 1,
      devicesRemoved: 1,
      linksClosed: 2,
      mailsDropped: 1,
      linkRequestsRemoved: 1,
      ...nothingRemoved,
    });
    const { refreshToken } = session;
    t.equal((await api("refreshHomeSession", { body: { refreshToken } })).status, 401);
    t.match(await activate("Fatima"), { status: 410, body: { title: "Link expired" } });
    await service.dispatchAll();
    t.equal(smtp.messages.length, delivered, "no mail is sent twice");
    t.strictSame(await Promise.all(["Fatima", "Noor"].map(statusOf)), ["expired", "expired"]);
  },
);

t.test("the command is idempotent, and keeps data from after the backup", async (t) => {
  t.equal((await logIn("Wimpie")).status, 201, "passwords are unchanged");
  const again = await api("sendActivationMails", { token, path: pathOf("Fatima"), body: {} });
  t.equal(again.status, 202, again.text);
  t.strictSame(await restores.finish(backupAt), {
    sessionsEnded: 1,
    devicesRemoved: 0,
    linksClosed: 0,
    mailsDropped: 0,
    linkRequestsRemoved: 0,
    ...nothingRemoved,
  });
  await service.dispatchAll();
  t.equal((await activate("Fatima")).status, 201, "a new link is valid");
});

t.test("a backup time in whole seconds includes the rest of that second", async (t) => {
  service.advance(3_600.5);
  token = await requestToken(api, client);
  await api("sendActivationMails", { token, path: pathOf("Noor"), body: {} });
  const second = clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, "Z");
  t.match(await restores.finish(second), { linksClosed: 1 });
});

t.test(
  "cursors of the feed of changes expire, since changes that portals read may be gone",
  async (t) => {
    const { next } = (await api("listHomeLoginChanges", { token })).body;
    await restores.finish(backupAt);
    const { status } = await api("listHomeLoginChanges", { token, query: { cursor: next } });
    t.equal(status, 410);
  },
);

t.test("the command prints the changes, or the reason why it changed nothing", async (t) => {
  const run = async (moment: string, secretKey: string) => {
    const said: string[] = [];
    const print = (text: string) => said.push(text);
    const env = { DATABASE_URL: databaseUrl, SECRET_KEY: secretKey };
    const args = ["database", "restored", "--backup-at", moment];
    const code = await runCommand(args, { env, print, printError: print });
    return { code, said: said.join("") };
  };
  const right = "a secret key for tests alone, of enough bytes";
  t.match(await run(backupAt, right), {
    code: 0,
    said: /^No file of tombstones was given: [^\n]+\nsessionsEnded +\d/,
  });
  t.match(await run("yesterday", right), { code: 1, said: /^--backup-at must be a date and time/ });
  t.match(await run(backupAt, "another secret key for tests alone, long enough"), {
    code: 1,
    said: /SECRET_KEY is not that of the backup/,
  });
});
