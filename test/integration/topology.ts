// Target of the black-box tests: a running service, or else two processes with one mail catcher that
// start concurrently on one empty database.
import { randomBytes } from "node:crypto";
import type { Test } from "tap";
import { startMailCatcher } from "../../src/development/mail-catcher.ts";
import { type Api, createApi } from "../support/api.ts";
import { createTestDatabase, emptyTemplate } from "../support/database.ts";
import { createMailReader, type MailReader } from "./mail-catcher.ts";
import { startPooler } from "./pooler.ts";
import { roster } from "./roster.ts";
import { addSchool, environmentOf, startServiceProcess } from "./service-process.ts";

export interface Topology {
  /** Calls the replicas in turn. */
  readonly api: Api;
  /** Calls the replica with this index, or the only one. */
  readonly first: Api;
  readonly second: Api;
  readonly mailbox: MailReader;
  readonly token: string;
  /** An unused address; the same one for the same name in this run. */
  address(name: string): string;
  /** Ids of the pupils of a group by external id. */
  pupilIdsOf(groupExternalId: string): Promise<Map<string, string>>;
}

/** Uses `SERVICE_URLS`, `MAILBOX_URL`, `CLIENT_ID` and `CLIENT_SECRET`, or starts processes. */
export async function openTopology(t: Test): Promise<Topology> {
  const { urls, mailboxUrl, clientId, clientSecret } = given() ?? (await start(t));
  const replicas = urls.map((url) => createApi(url));
  const at = (index: number): Api => {
    const replica = replicas[index % replicas.length];
    if (!replica) throw new Error("SERVICE_URLS contains no replica.");
    return replica;
  };
  let calls = 0;
  const api: Api = (operationId, call) => at(calls++)(operationId, call);

  // Started concurrently, so that the replicas race for the first key on an empty database.
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
  });
  const answers = await Promise.all(replicas.map((replica) => replica("createToken", { body })));
  const refused = answers.find(({ status }) => status !== 200);
  if (refused) throw new Error(`The client is rejected: ${refused.text}`);
  const token: string = answers[0]?.body.access_token;
  const run = randomBytes(5).toString("hex");

  async function pupilIdsOf(externalId: string): Promise<Map<string, string>> {
    const { items } = (await api("listGroups", { token, query: { limit: "200" } })).body;
    const group = items.find((one: { externalId: string }) => one.externalId === externalId);
    if (!group) {
      await api("putRoster", { token, body: roster });
      return await pupilIdsOf(externalId);
    }
    const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
    return new Map(pupils.map((pupil: Pupil) => [pupil.externalId, pupil.id]));
  }

  return {
    api,
    first: at(0),
    second: at(1),
    mailbox: createMailReader(mailboxUrl),
    token,
    address: (name) => `${name}-${run}@example.nl`,
    pupilIdsOf,
  };
}

interface Pupil {
  readonly id: string;
  readonly externalId: string;
}

interface Surroundings {
  readonly urls: readonly string[];
  readonly mailboxUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

function given(): Surroundings | undefined {
  const { SERVICE_URLS, MAILBOX_URL, CLIENT_ID, CLIENT_SECRET } = process.env;
  if (!SERVICE_URLS) return undefined;
  if (!MAILBOX_URL || !CLIENT_ID || !CLIENT_SECRET) {
    throw new Error("SERVICE_URLS needs MAILBOX_URL, CLIENT_ID and CLIENT_SECRET.");
  }
  const urls = SERVICE_URLS.split(",").map((url) => url.trim().replace(/\/$/, ""));
  return { urls, mailboxUrl: MAILBOX_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
}

async function start(t: Test): Promise<Surroundings> {
  const databaseUrl = await createTestDatabase(t, emptyTemplate);
  const mailbox = await startMailCatcher({ webPort: 0 });
  t.teardown(() => mailbox.stop());
  const env = {
    ...environmentOf(databaseUrl, mailbox.smtpUrl),
    ...(process.env["PGBOUNCER"] && (await startPooler(t, databaseUrl, process.env["PGBOUNCER"]))),
  };
  const replicas = await Promise.all([startServiceProcess(t, env), startServiceProcess(t, env)]);
  const urls = replicas.map(({ url }) => url);
  return { urls, mailboxUrl: mailbox.webUrl, ...(await addSchool(env)) };
}
