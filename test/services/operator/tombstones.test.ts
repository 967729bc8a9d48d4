// A database is copied, work goes on, and the copy is used as a restored backup: nothing that was removed returns.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { readLines } from "../../../src/app/tombstone-file.ts";
import { runCommand } from "../../../src/cli/run.ts";
import { createTestDatabase } from "../../support/database.ts";
import { requestToken, startTestService } from "../../support/service.ts";

const names = ["Wimpie", "Fatima", "Noor", "Sem", "Daan", "Lotte", "Amir"];
const rosterOf = (firstNames: readonly string[]) => ({
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [],
  pupils: firstNames.map((firstName) => ({ externalId: firstName, firstName, group: "4A" })),
});
const passwordOf = (email: string) => `groene olifant ${email}`;
const firstParent = (name: string) => `moeder-van-${name.toLowerCase()}@home.nl`;
const secondParent = (name: string) => `vader-van-${name.toLowerCase()}@home.nl`;

const file = join(t.testdir({}), "tombstones");
const settings = { TOMBSTONES_FILE: file };
type Service = Awaited<ReturnType<typeof startTestService>>;

/** Calls for one school as its client. */
function actAt({ api, smtp, dispatchAll }: Service, token: string, ids: Map<string, string>) {
  const path = (name: string) => ({ pupilId: ids.get(name) ?? "" });
  const linkTo = (email: string) =>
    /activate#(\S+)/.exec(`${smtp.messagesTo(email).at(-1)?.text}`)?.[1] ?? "";
  return {
    token,
    path,
    linkTo,
    set: async (name: string, emails: readonly string[]) => {
      await api("setHomeLogin", { token, path: path(name), body: { emails } });
      await dispatchAll();
    },
    activate: async (email: string) => {
      await api("activate", { body: { token: linkTo(email), password: passwordOf(email) } });
    },
    statesOf: async (name: string) => {
      const { addresses } = (await api("getHomeLogin", { token, path: path(name) })).body;
      return addresses.map(({ status }: { status: string }) => status);
    },
  };
}

const logIn = async ({ api }: Service, email: string) =>
  (await api("createHomeSession", { body: { email, password: passwordOf(email) } })).status;

/** Everything that is removed later is there. */
const before = await startTestService(t, settings);
const client = await before.addClient("01AA");
const revoked = await before.addClient("01AA");
const other = await before.addClient("02BB");
const { tokenIssuers } = before.useCases;
const iss = "https://portaal.example";
await tokenIssuers.add({ iss, jwksUri: `${iss}/jwks.json`, brins: ["01AA"] });
await before.api("putRoster", { token: client.token, body: rosterOf(names) });
await before.api("putRoster", { token: other.token, body: rosterOf(["Kim"]) });
const [group] = (await before.api("listGroups", { token: client.token })).body.items;
const { pupils } = (
  await before.api("getGroup", { token: client.token, path: { groupId: group.id } })
).body;
const ids = new Map<string, string>(
  pupils.map(({ firstName, id }: { firstName: string; id: string }) => [firstName, id]),
);
const school = actAt(before, client.token, ids);
for (const name of ["Wimpie", "Fatima", "Noor", "Sem"]) {
  await school.set(name, [firstParent(name), secondParent(name)]);
  await school.activate(firstParent(name));
  await school.activate(secondParent(name));
}
for (const name of ["Daan", "Lotte", "Amir"]) await school.set(name, [firstParent(name)]);
before.advance(60);
const backupAt = before.clock.now().toISOString();
await before.stop();
const restoredUrl = await createTestDatabase(t, new URL(before.databaseUrl).pathname.slice(1));

/** What happens after the backup, in the database that is lost. */
const after = await startTestService(t, settings, before.databaseUrl);
after.advance(3_600);
{
  const token = await requestToken(after.api, client);
  const later = actAt(after, token, ids);
  const { api } = after;
  const links = new Map(
    ["Daan", "Lotte", "Amir"].map((name) => [name, school.linkTo(firstParent(name))]),
  );
  await api("erasePersonalData", { token, path: later.path("Wimpie") });
  await later.set("Fatima", [firstParent("Fatima")]);
  await api("removeHomeLogin", { token, path: later.path("Noor") });
  await api("putRoster", { token, body: rosterOf(names.filter((name) => name !== "Sem")) });
  for (const name of ["Daan", "Lotte"]) {
    await api("refuseActivation", { body: { token: links.get(name) } });
  }
  // The address of Lotte was right after all; that is not in the backup either.
  await api("sendActivationMails", { token, path: later.path("Lotte"), body: {} });
  await api("activate", { body: { token: links.get("Amir"), password: "groene olifant 1" } });
  await after.clients.revoke(revoked.clientId);
  await after.useCases.tokenIssuers.remove(iss);
  await after.schools.remove({ brin: "02BB", name: "School 02BB" });
  await after.dispatchAll();
}
await after.stop();
const lines = (await readFile(file, "utf8")).trim().split("\n");

const restored = await startTestService(t, {}, restoredUrl);
restored.advance(7_200);
const finish = (...files: readonly string[]) =>
  restored.useCases.restores.finish(
    backupAt,
    files.map((name) => ({ name, lines: readLines(name) })),
  );

t.test("the file has a line for each removal, without an id, a name or an address", async (t) => {
  const kinds = lines.map((line) => JSON.parse(line).kind).sort();
  t.strictSame(kinds, [
    ...["address", "address", "address", "client", "decline", "decline", "issuer", "pupil"],
    ...["school", "withdrawal", "withdrawal"],
  ]);
  // An HMAC can contain a short name by chance.
  const text = lines.join("\n").replace(/[\w-]{43}/g, "");
  for (const secret of [...ids.values(), ...names, "home.nl", revoked.clientId, iss, "02BB"]) {
    t.notOk(text.includes(secret), secret);
  }
});

t.test("a wrong file is rejected before anything changes", async (t) => {
  const [first = "", ...others] = lines;
  const dir = t.testdir({ wrong: [first, "x", ...others].join("\n") });
  await t.rejects(finish(file, join(dir, "wrong")), { code: "invalid-request" });
  await t.rejects(finish(join(dir, "none")), /cannot be read \(ENOENT\)/);
  t.equal(await logIn(restored, firstParent("Wimpie")), 201, "the backup is unchanged");
});

t.test("a restored backup loses again what was removed, and no mail tells so", async (t) => {
  // The same file twice, and cut off in the last line by a crash.
  const dir = t.testdir({ cut: `${lines.join("\n")}\n${lines[0]?.slice(0, 40)}` });
  t.match(await finish(file, join(dir, "cut")), {
    tombstonesRead: lines.length,
    schoolsRemoved: 1,
    issuersRemoved: 1,
    clientsRevoked: 1,
    pupilsErased: 1,
    homeAddressesRemoved: 5,
    homeAddressesDeclined: 2,
  });
  await restored.dispatchAll();
  t.strictSame(restored.smtp.messages, [], "families were informed the first time");

  const wrong = [
    ...["Wimpie", "Noor", "Sem"].flatMap((name) => [firstParent(name), secondParent(name)]),
    secondParent("Fatima"),
  ];
  for (const email of wrong) t.equal(await logIn(restored, email), 401, email);
  t.equal(await logIn(restored, firstParent("Fatima")), 201, "the other parent keeps the password");

  const token = await requestToken(restored.api, client);
  const school = actAt(restored, token, ids);
  t.equal((await restored.api("getHomeLogin", { token, path: school.path("Wimpie") })).status, 404);
  t.strictSame(await school.statesOf("Fatima"), ["activated"]);
  for (const name of ["Noor", "Sem"]) t.strictSame(await school.statesOf(name), [], name);
  for (const name of ["Daan", "Lotte"]) {
    t.strictSame(await school.statesOf(name), ["bounced"], name);
  }
  t.strictSame(await school.statesOf("Amir"), ["expired"], "a used link is closed");

  t.equal(await requestToken(restored.api, revoked), undefined, "a revoked client");
  t.strictSame(await restored.useCases.tokenIssuers.list(), []);
  t.strictSame(
    (await restored.schools.list()).map(({ brin }) => brin),
    ["01AA"],
  );
});

t.test("each removal is an audit event of the operator", async (t) => {
  const token = await requestToken(restored.api, client);
  const { items } = (await restored.api("listAuditEvents", { token, query: { limit: "100" } }))
    .body;
  const actions = items
    .filter(({ actor }: { actor: { kind: string } }) => actor.kind === "operator")
    .map(({ action }: { action: string }) => action);
  const count = (action: string) => actions.filter((one: string) => one === action).length;
  t.equal(count("pupil-erased"), 1);
  t.equal(count("home-login-set"), 1);
  t.equal(count("home-login-removed"), 2);
  t.equal(count("address-refused"), 2);
  t.equal(count("client-revoked"), 1);
  t.equal(count("issuer-removed"), 1);
});

t.test("the command is idempotent, and keeps an address that was invited again", async (t) => {
  const token = await requestToken(restored.api, client);
  const { path, statesOf } = actAt(restored, token, ids);
  await restored.api("sendActivationMails", { token, path: path("Daan"), body: {} });
  t.match(await finish(file), {
    tombstonesRead: lines.length,
    schoolsRemoved: 0,
    issuersRemoved: 0,
    clientsRevoked: 0,
    pupilsErased: 0,
    homeAddressesRemoved: 0,
    homeAddressesDeclined: 0,
  });
  t.strictSame(await statesOf("Daan"), ["invited"]);
  t.strictSame(await statesOf("Lotte"), ["bounced"]);
});

t.test("the command line takes several files and prints the counts", async (t) => {
  const run = async (...args: readonly string[]) => {
    const said: string[] = [];
    const print = (text: string) => said.push(text);
    const env = {
      DATABASE_URL: restoredUrl,
      DATABASE_CONNECTIONS_MAX: "1",
      SECRET_KEY: "a secret key for tests alone, of enough bytes",
    };
    const command = ["database", "restored", "--backup-at", backupAt, ...args];
    const code = await runCommand(command, { env, print, printError: print });
    return { code, said: said.join("") };
  };
  const { code, said } = await run("--tombstones", file, "--tombstones", file, "--json");
  t.equal(code, 0, said);
  t.match(JSON.parse(said), { tombstonesRead: lines.length, pupilsErased: 0 });
  const dir = t.testdir({ damaged: `${lines[0]}\nx\n${lines[1]}\n` });
  t.strictSame(await run("--tombstones", join(dir, "damaged")), {
    code: 1,
    said: `Line 2 of ${join(dir, "damaged")} is damaged.\n`,
  });
});
