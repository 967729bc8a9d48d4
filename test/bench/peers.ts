// The same work on both sides: requests to this service and to better-auth.
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { signRowToken } from "../../src/security/row-token.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { type Family, from, login } from "./families.ts";
import type { Program } from "./program.ts";
import type { PeerQuestion } from "./programs/better-auth.ts";
import type { LoadRequest } from "./programs/load.ts";

/** Requests to one side; `round` selects the addresses and networks. */
export interface Peer {
  /** Process id. */
  readonly id: number;
  readonly url: string;
  logins(round: number): readonly LoadRequest[];
  readonly sessionChecks: readonly LoadRequest[];
  linkRequests(round: number): readonly LoadRequest[];
  /** Creates links, and returns for each a request that sets a password. */
  preparePasswords(round: number): Promise<readonly LoadRequest[]>;
  /** Resolves when all work that follows from the requests is done. */
  settle(): Promise<void>;
}

/** Requests of each kind in a round, so that no address is used twice within the cool-down of its mail. */
export const linkRequestCount = 400;
export const passwordCount = 150;

const newPassword = "vrolijke fietsbel";
const pollMs = 20;

/** This service, on a database that `client` owns. */
export async function createOurs(options: {
  readonly id: number;
  readonly url: string;
  readonly families: readonly Family[];
  readonly client: pg.Client;
  readonly secretKey: string;
}): Promise<Peer> {
  const { id, url, families, client } = options;
  const keys = createSecretKeys(options.secretKey);
  const { rows: addresses } = await client.query<{ email: string }>(
    "select email from home_addresses where activated_at is null order by md5(email)",
  );
  const sessions = await Promise.all(families.map((family, network) => logIn(family, network)));

  async function logIn(family: Family, network: number): Promise<string> {
    const { path, headers, body } = login(family, network);
    const json = { ...headers, "content-type": "application/json" };
    const init = { method: "POST", headers: json, body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, init);
    return ((await answer.json()) as { accessToken: string }).accessToken;
  }

  return {
    id,
    url,
    logins: (round) =>
      families.map((family, index) => login(family, round * families.length + index)),
    sessionChecks: sessions.map((token) => ({
      path: "/v1/home-sessions/current",
      headers: { authorization: `Bearer ${token}` },
    })),
    linkRequests: (round) =>
      turn(addresses, round, linkRequestCount).map(({ email }, index) => ({
        method: "POST",
        path: "/v1/link-requests",
        headers: from(round * linkRequestCount + index),
        body: { email },
        status: 202,
      })),
    preparePasswords: async (round) => {
      await client.query(
        "update activation_links set replaced_at = now() where used_at is null and replaced_at is null",
      );
      const { rows } = await client.query<{ schoolId: string; id: string }>(
        `insert into activation_links (school_id, id, home_address_id, purpose, created_at, expires_at)
         select school_id, gen_random_uuid(), id, 'password-reset', now(), now() + interval '1 day'
           from home_addresses order by md5(email || $1) limit $2
         returning school_id as "schoolId", id`,
        [`${round}`, passwordCount],
      );
      return rows.map((row, index) => ({
        method: "POST",
        path: "/v1/activations",
        headers: from(round * passwordCount + index),
        body: {
          token: signRowToken(keys, "activation-link", { ...row, generation: 0 }),
          password: newPassword,
        },
        status: 201,
      }));
    },
    settle: async () => {
      const waiting = "select count(*)::int as count from link_requests";
      while ((await client.query(waiting)).rows[0].count > 0) await delay(pollMs);
      await client.query("delete from mails where settled_at is null");
    },
  };
}

/** better-auth, with users of the same addresses and passwords. */
export async function createTheirs(
  program: Program<PeerQuestion, string | readonly string[]>,
  families: readonly Family[],
): Promise<Peer> {
  const url = String(await program.ask("url"));
  const sessionChecks: LoadRequest[] = [];
  for (const { email, password } of families) {
    const cookies = (await program.ask({ email, password })) as readonly string[];
    const headers = { cookie: cookies.join("; ") };
    sessionChecks.push({ path: "/api/auth/get-session", headers });
  }
  const post = (path: string, body: unknown): LoadRequest => {
    return { method: "POST", path: `/api/auth/${path}`, headers, body };
  };
  // It rejects a login without an origin.
  const headers = { origin: "http://localhost" };
  const askForLink = ({ email }: Family) => post("request-password-reset", { email });

  return {
    id: program.id,
    url,
    logins: () => families.map(({ email, password }) => post("sign-in/email", { email, password })),
    sessionChecks,
    linkRequests: () => families.map(askForLink),
    preparePasswords: async (round) => {
      await program.ask("link-tokens");
      for (let made = 0; made < passwordCount; made += 1) {
        const family = families[(round + made) % families.length];
        if (family) await send(url, askForLink(family));
      }
      const tokens = (await program.ask("link-tokens")) as readonly string[];
      return tokens.map((token) => post("reset-password", { token, newPassword }));
    },
    settle: async () => {},
  };
}

async function send(url: string, { path, method, headers, body }: LoadRequest): Promise<void> {
  const json = { ...headers, "content-type": "application/json" };
  await fetch(`${url}${path}`, {
    method: method ?? "GET",
    headers: json,
    body: JSON.stringify(body),
  });
}

/** Returns the next `count` items, and starts again after the last. */
function turn<Item>(items: readonly Item[], round: number, count: number): readonly Item[] {
  return Array.from(
    { length: count },
    (_, index) => items[(round * count + index) % items.length],
  ).filter((item) => item !== undefined);
}
