// A drill with the commands of docs/operations.md: archive the log, make a base backup, go on working, restore to a
// moment in between.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import t from "tap";
import {
  addSchool,
  cliProgram,
  type Environment,
  environmentOf,
  runCli,
  startServiceProcess,
} from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { requestToken } from "../support/service.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import {
  createServerFolder,
  findPostgresBin,
  type InstalledPostgres,
  startInstalledPostgres,
  startPostgresOn,
} from "./installed-postgres.ts";
import { hangMs } from "./scale.ts";

const bin = findPostgresBin();
const skip = bin ? false : "set PG_BIN to a folder with the programs of PostgreSQL";
const names = ["Wimpie", "Fatima", "Noor", "Kim"];
const password = "vrolijke fietsbel";
const emailOf = (name: string) => `ouder-van-${name.toLowerCase()}@home.nl`;

/** The commands below a heading of the page, without the indentation of their list. */
function commandsBelow(heading: string): readonly string[] {
  const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const [section = ""] = page.slice(page.indexOf(`### ${heading}\n`)).split(/\n### /, 1);
  return [...section.matchAll(/^ *```sh\n(.*?)^ *```/gms)].map(([, block = ""]) =>
    block.replace(/^ {3}/gm, ""),
  );
}

const [createRoles = "", , cleanUp = ""] = commandsBelow("Restore");
const [archive = "", baseBackup = "", restore = ""] = commandsBelow("To a point in time");

t.setTimeout(hangMs);

t.test("a restore to a moment has what was before, and not what was after", { skip }, async (t) => {
  const lost = await startInstalledPostgres(t, bin ?? "");
  const kept = await createServerFolder(t, bin ?? "");
  const ARCHIVE = join(kept.path, "archive");
  const tombstones = join(kept.path, "tombstones-1");
  await writeFile(join(kept.path, "tombstones-2"), ""); // A replica that removed nothing.

  /** Runs commands of the page as the user of PostgreSQL. */
  async function shell(commands: string, more: NodeJS.ProcessEnv = {}): Promise<void> {
    t.comment(commands.trim());
    const cli = `"${process.execPath}" "${cliProgram}"`;
    const text = commands.replaceAll("npm run --silent cli --", cli);
    const [command = "", ...args] = [...kept.way, "sh", "-ec", text];
    const env = { PATH: `${bin}:${process.env["PATH"]}`, ARCHIVE, ...more };
    await promisify(execFile)(command, args, { cwd: kept.path, env });
  }
  const urlsOf = (server: InstalledPostgres) => ({
    SUPERUSER_URL: server.url("postgres", "postgres"),
    DATABASE_URL: server.url("app", "thuisinlog"),
    DATABASE_OWNER_URL: server.url("owner", "thuisinlog"),
  });
  const ask = async (server: InstalledPostgres, text: string) => {
    const client = new pg.Client(server.url("postgres", "postgres"));
    await client.connect();
    const { rows } = await client.query(text).finally(() => client.end());
    return rows[0];
  };

  const urls = urlsOf(lost);
  await shell(archive, urls);
  await lost.restart();
  await shell(createRoles, urls);
  const smtp = await startSmtpServer(t);
  const env: Environment = {
    ...environmentOf(urls.DATABASE_URL, smtp.url),
    DATABASE_OWNER_URL: urls.DATABASE_OWNER_URL,
    TOMBSTONES_FILE: tombstones,
  };
  await runCli(env, "database", "migrate");
  const client = await addSchool(env);
  const service = await startServiceProcess(t, env);
  const api = createApi(service.url);
  const token = await requestToken(api, client);
  const pupils = names.map((firstName) => ({ externalId: firstName, firstName, group: "4A" }));
  const groups = [{ externalId: "4A", name: "4A" }];
  await api("putRoster", { token, body: { groups, teachers: [], pupils } });
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const listed = (await api("getGroup", { token, path: { groupId } })).body.pupils;
  const pathOf = (name: string) => ({
    pupilId: listed.find(({ firstName }: { firstName: string }) => firstName === name).id,
  });
  const set = async (name: string, ...emails: readonly string[]) =>
    t.equal(
      (await api("setHomeLogin", { token, path: pathOf(name), body: { emails } })).status,
      200,
      name,
    );

  await set("Wimpie", emailOf("Wimpie"));
  await set("Fatima", emailOf("Fatima"));
  await shell(baseBackup, urls);

  // After the base backup, and before the moment.
  const link = await until(
    "link",
    () => /activate#(\S+)/.exec(`${smtp.messagesTo(emailOf("Wimpie")).at(-1)?.text}`)?.[1],
  );
  t.equal((await api("activate", { body: { token: link, password } })).status, 201);
  await set("Noor", emailOf("Noor"));
  const { moment } = await ask(lost, "select clock_timestamp() as moment");

  // After the moment: an addition that is lost, and a removal that must last.
  await set("Kim", emailOf("Kim"));
  t.equal((await api("removeHomeLogin", { token, path: pathOf("Fatima") })).status, 204);
  await until("tombstone", async () =>
    (await readFile(tombstones, "utf8")).includes("address") ? true : undefined,
  );
  const { name } = await ask(lost, "select pg_walfile_name(pg_current_wal_lsn()) as name");
  await ask(lost, "select pg_switch_wal()");
  const archivedSql = `select last_archived_wal >= '${name}' as done from pg_stat_archiver`;
  await until("archived log", async () => (await ask(lost, archivedSql)).done || undefined);
  await service.killHard();
  await lost.destroy();

  const MOMENT = moment.toISOString().replace("Z", "+00:00");
  await shell(restore, { DATA: kept.data, MOMENT });
  const restored = await startPostgresOn(t, bin ?? "", kept);
  await until(
    "end of the recovery",
    async () => !(await ask(restored, "select pg_is_in_recovery() as is")).is || undefined,
  );
  const restoredUrls = urlsOf(restored);
  await shell(cleanUp, { ...restoredUrls, SECRET_KEY: env["SECRET_KEY"] });

  const again = await startServiceProcess(t, { ...env, ...restoredUrls });
  const home = createApi(again.url);
  const emailsOf = async (name: string) => {
    const { body } = await home("getHomeLogin", { token, path: pathOf(name) });
    return body.addresses.map(({ email }: { email: string }) => email);
  };
  t.strictSame(await emailsOf("Noor"), [emailOf("Noor")], "what came after the base backup");
  t.strictSame(await emailsOf("Kim"), [], "as at the moment");
  t.strictSame(await emailsOf("Fatima"), [], "what was removed since stays removed");
  const body = { email: emailOf("Wimpie"), password };
  t.equal((await home("createHomeSession", { body })).status, 201, "the password is there");
});
