// A drill with the commands of docs/operations.md: dump, go on working, lose the server, restore into an empty one.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import t, { type Test } from "tap";
import {
  addSchool,
  cliProgram,
  type Environment,
  environmentOf,
  runCli,
  startServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { type Api, createApi } from "../support/api.ts";
import { requestToken } from "../support/service.ts";
import { startSmtpServer, type TestSmtpServer } from "../support/smtp-server.ts";
import {
  findPostgresBin,
  type InstalledPostgres,
  startInstalledPostgres,
} from "./installed-postgres.ts";
import { hangMs } from "./scale.ts";

const bin = findPostgresBin();
const names = ["Wimpie", "Fatima", "Noor", "Sem", "Daan", "Amir", "Kim"];
const invited = ["Daan", "Amir"];
const rosterOf = (firstNames: readonly string[]) => ({
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [],
  pupils: firstNames.map((firstName) => ({ externalId: firstName, firstName, group: "4A" })),
});
const motherOf = (name: string) => `moeder-van-${name.toLowerCase()}@home.nl`;
const fatherOf = (name: string) => `vader-van-${name.toLowerCase()}@home.nl`;
const passwordOf = (email: string) => `groene olifant ${email}`;
const iss = "https://portaal.example";
const run = promisify(execFile);

/** The blocks of commands in "Back up and restore": dump, roles, restore, clean-up. */
const [dump = "", createRoles = "", restore = "", cleanUp = ""] = (() => {
  const text = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const section = text.slice(text.indexOf("## Back up and restore"));
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block);
})();

t.setTimeout(hangMs);

/** The calls of one school and of its families. */
function actAt(api: Api, smtp: TestSmtpServer, token: string, ids: ReadonlyMap<string, string>) {
  const path = (name: string) => ({ pupilId: ids.get(name) ?? "" });
  const linkTo = (email: string) =>
    until(
      `link to ${email}`,
      () => /activate#(\S+)/.exec(`${smtp.messagesTo(email).at(-1)?.text}`)?.[1],
    );
  return {
    path,
    linkTo,
    set: async (name: string, emails: readonly string[]) =>
      (await api("setHomeLogin", { token, path: path(name), body: { emails } })).status,
    activate: async (link: string, email: string) =>
      (await api("activate", { body: { token: link, password: passwordOf(email) } })).status,
    logIn: async (email: string) =>
      await api("createHomeSession", { body: { email, password: passwordOf(email) } }),
    statesOf: async (name: string) => {
      const { addresses } = (await api("getHomeLogin", { token, path: path(name) })).body;
      return addresses.map(({ status }: { status: string }) => status);
    },
  };
}

/** Makes the two logins and the database of the service. */
async function prepareServer(t: Test, server: InstalledPostgres, folder: string) {
  const env = {
    DATABASE_URL: server.url("app", "thuisinlog"),
    DATABASE_OWNER_URL: server.url("owner", "thuisinlog"),
    SUPERUSER_URL: server.url("postgres", "postgres"),
    RESTORED_SUPERUSER_URL: server.url("postgres", "thuisinlog"),
  };
  const shell = async (commands: string, secrets: NodeJS.ProcessEnv = {}) => {
    const cli = `"${process.execPath}" "${cliProgram}"`;
    const text = commands.replaceAll("npm run --silent cli --", cli);
    t.comment(commands.trim());
    return await run("sh", ["-ec", text], {
      cwd: folder,
      env: { ...env, ...secrets, PATH: `${bin}:${process.env["PATH"]}` },
    });
  };
  await shell(createRoles);
  return { env, shell };
}

async function rowsOf(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const skip = bin
  ? false
  : "set PG_BIN to a folder with initdb, postgres, pg_dump, pg_restore and psql";

t.test(
  "a restored dump brings back nothing that was removed, used or ended",
  { skip },
  async (t) => {
    const folder = t.testdir({});
    const tombstones = join(folder, "tombstones-1");
    await writeFile(join(folder, "tombstones-2"), ""); // A replica that removed nothing.
    const smtp = await startSmtpServer(t);
    const lost = await startInstalledPostgres(t, bin ?? "");
    const first = await prepareServer(t, lost, folder);
    const env: Environment = {
      ...environmentOf(first.env.DATABASE_URL, smtp.url),
      DATABASE_OWNER_URL: first.env.DATABASE_OWNER_URL,
      TOMBSTONES_FILE: tombstones,
    };
    await runCli(env, "database", "migrate");

    // Everything that is removed later is there.
    const client = await addSchool(env);
    const revoked = await runCli(env, "client", "add", "--brin", "01AA", "--role", "coordinator");
    await runCli(env, "school", "add", "--brin", "02BB", "--name", "De Wegwijzer");
    await rowsOf(
      lost.url("postgres", "thuisinlog"),
      `with issuer as (
       insert into token_issuers values (gen_random_uuid(), '${iss}', '${iss}/jwks.json', now()) returning id)
     insert into token_issuer_schools select s.id, issuer.id from schools s, issuer where s.brin = '01AA'`,
    );
    const service = await startServiceProcess(t, env);
    const api = createApi(service.url);
    const token = await requestToken(api, client);
    await api("putRoster", { token, body: rosterOf(names) });
    const [group] = (await api("listGroups", { token })).body.items;
    const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
    const ids = new Map<string, string>(
      pupils.map(({ firstName, id }: { firstName: string; id: string }) => [firstName, id]),
    );
    const school = actAt(api, smtp, token, ids);
    for (const name of ["Wimpie", "Fatima", "Noor", "Sem"]) {
      const emails = [motherOf(name), fatherOf(name)];
      await school.set(name, emails);
      for (const email of emails) {
        t.equal(await school.activate(await school.linkTo(email), email), 201, email);
      }
    }
    for (const name of invited) await school.set(name, [motherOf(name)]);
    const links = new Map<string, string>();
    for (const name of invited) links.set(name, await school.linkTo(motherOf(name)));
    // A sibling within the cool-down, so the mail waits in the dump.
    await school.set("Kim", [motherOf("Amir")]);
    const session = (await school.logIn(motherOf("Fatima"))).body;

    await first.shell(dump);

    // What happens after the dump.
    t.equal(
      await school.activate(links.get("Amir") ?? "", motherOf("Amir")),
      201,
      "a link is used",
    );
    await api("endHomeSession", { token: session.accessToken });
    await api("erasePersonalData", { token, path: school.path("Wimpie") });
    await school.set("Fatima", [motherOf("Fatima")]);
    await api("removeHomeLogin", { token, path: school.path("Noor") });
    await api("putRoster", { token, body: rosterOf(names.filter((name) => name !== "Sem")) });
    await api("refuseActivation", { body: { token: links.get("Daan") } });
    await runCli(env, "client", "revoke", "--client-id", revoked.clientId);
    await runCli(env, "issuer", "remove", "--iss", iss);
    await runCli(env, "school", "remove", "--brin", "02BB", "--name", "De Wegwijzer");
    const lineCount = 10;
    await until("line for each removal", async () => {
      const lines = (await readFile(tombstones, "utf8")).split("\n").length - 1;
      return lines >= lineCount || undefined;
    });
    await until("empty outbox", async () => {
      const waiting = "select from mails where settled_at is null and available_at <= now()";
      return (await rowsOf(lost.url("postgres", "thuisinlog"), waiting)).length === 0 || undefined;
    });
    await service.killHard();
    await lost.destroy();
    const sent = smtp.messages.length;

    // The machine is gone. An empty server gets the dump.
    const empty = await startInstalledPostgres(t, bin ?? "");
    const { env: urls, shell } = await prepareServer(t, empty, folder);
    await shell(restore);
    const secrets = { SECRET_KEY: env["SECRET_KEY"] };
    await t.rejects(
      shell(cleanUp, { SECRET_KEY: "another secret key for tests alone, long enough" }),
      /SECRET_KEY is not that of the backup/,
    );
    const { stdout } = await shell(cleanUp, secrets);
    t.comment(stdout);
    const report = Object.fromEntries(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(/ +/)),
    );
    t.match(report, {
      sessionsEnded: "1",
      linksClosed: "3",
      mailsDropped: "1",
      tombstonesRead: `${lineCount}`,
      schoolsRemoved: "1",
      issuersRemoved: "1",
      clientsRevoked: "1",
      pupilsErased: "1",
      homeAddressesRemoved: "5",
      homeAddressesDeclined: "1",
    });
    const unsent = "select from mails where settled_at is null";
    t.equal((await rowsOf(urls.RESTORED_SUPERUSER_URL, unsent)).length, 0, "no mail waits");

    // Two at once: each ends in full, or is rejected with a sentence.
    const both = await Promise.all(
      [cleanUp, cleanUp].map((commands) =>
        shell(commands, secrets).then(
          () => "done",
          ({ stderr }) => stderr,
        ),
      ),
    );
    t.ok(both.includes("done"));
    for (const one of both) t.match(one, /^done$|^Another `database restored` is running/);

    const restoredEnv = {
      ...env,
      DATABASE_URL: urls.DATABASE_URL,
      DATABASE_OWNER_URL: urls.DATABASE_OWNER_URL,
    };
    const restored = createApi((await startServiceProcess(t, restoredEnv)).url);
    const newToken = await requestToken(restored, client);
    const home = actAt(restored, smtp, newToken, ids);
    const removed = [
      ...["Wimpie", "Noor", "Sem"].flatMap((name) => [motherOf(name), fatherOf(name)]),
      fatherOf("Fatima"),
      motherOf("Amir"),
    ];
    for (const email of removed) t.equal((await home.logIn(email)).status, 401, email);
    t.equal((await home.logIn(motherOf("Fatima"))).status, 201, "the password of the dump");
    const { refreshToken, accessToken } = session;
    t.equal((await restored("refreshHomeSession", { body: { refreshToken } })).status, 401);
    t.equal((await restored("getHomeSession", { token: accessToken })).status, 401);
    for (const name of invited) {
      t.equal(await home.activate(links.get(name) ?? "", motherOf(name)), 410, `link of ${name}`);
    }
    const erased = await restored("getHomeLogin", { token: newToken, path: home.path("Wimpie") });
    t.equal(erased.status, 404);
    t.strictSame(await home.statesOf("Fatima"), ["activated"]);
    for (const name of ["Noor", "Sem"]) t.strictSame(await home.statesOf(name), [], name);
    t.strictSame(await home.statesOf("Daan"), ["bounced"]);
    for (const name of ["Amir", "Kim"]) t.strictSame(await home.statesOf(name), ["expired"], name);
    t.equal(await requestToken(restored, revoked), undefined, "a revoked client");
    t.strictSame(await runCli(restoredEnv, "issuer", "list"), []);
    const schools: { brin: string }[] = await runCli(restoredEnv, "school", "list");
    t.strictSame(
      schools.map(({ brin }) => brin),
      ["01AA"],
    );
    t.equal(smtp.messages.length, sent, "no mail was sent again");
  },
);
