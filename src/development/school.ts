// Creates the data of a development start: a fictional school, and a client to read it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { UseCases } from "../app/use-cases.ts";
import { replacePrivateFile } from "./durable-file.ts";
import { fictionalSchool } from "./fictional-school.ts";

export interface FirstLook {
  /** A coordinator's access token. */
  readonly token: string;
  readonly pupilId: string;
}

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

const { brin, name, roster, publishers } = fictionalSchool;

/** Creates the fictional school at the first start. Returns an access token and one pupil. */
export async function createFictionalSchool(
  useCases: UseCases,
  dataDir: string,
  api: string,
): Promise<FirstLook> {
  const token = await openClient(useCases, join(dataDir, "client.json"), api);
  const { items: groups } = await ask<{ items: { id: string }[] }>(api, token, "/v1/groups");
  const path = `/v1/groups/${groups.at(-1)?.id}`;
  const { pupils } = await ask<{ pupils: { id: string }[] }>(api, token, path);
  return { token, pupilId: pupils.at(0)?.id ?? "" };
}

async function openClient(useCases: UseCases, path: string, api: string): Promise<string> {
  const known = await readClient(path);
  const knownToken = known ? await requestToken(api, known) : undefined;
  if (knownToken !== undefined) return knownToken;

  const client = await addClient(useCases);
  const token = await requestToken(api, client);
  if (token === undefined) throw new Error("The client of the fictional school was rejected.");
  await ask(api, token, "/v1/roster", { method: "PUT", body: JSON.stringify(roster) });
  await ask(api, token, "/v1/school", { method: "PATCH", body: JSON.stringify({ publishers }) });
  // Last, so that the next start completes a school that an interrupted start left without its roster.
  await replacePrivateFile(path, `${JSON.stringify(client, null, 2)}\n`);
  return token;
}

/** Returns `undefined` without a usable file: a new client costs nothing. */
async function readClient(path: string): Promise<Client | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

async function addClient({ schools, apiClients }: UseCases): Promise<Client> {
  const isThere = (await schools.list()).some((school) => school.brin === brin);
  if (!isThere) await schools.add({ brin, name });
  return await apiClients.add({ brin, role: "coordinator", name: "npm start" });
}

async function requestToken(api: string, client: Client): Promise<string | undefined> {
  const answer = await fetch(`${api}/v1/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  if (!answer.ok) return undefined;
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

async function ask<Answer>(
  api: string,
  token: string,
  path: string,
  request: RequestInit = {},
): Promise<Answer> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const answer = await fetch(`${api}${path}`, { headers, ...request });
  if (!answer.ok) throw new Error(`The fictional school was rejected: ${answer.status} at ${path}`);
  return (await answer.json()) as Answer;
}
