// Secrets that no table may contain: every password and token of an API call in this process, and every
// link. At the end of a test its databases are searched for them.
import pg from "pg";

const secrets = new Set<string>();
const properties = [
  "password",
  "token",
  "refreshToken",
  "accessToken",
  "access_token",
  "deviceToken",
  "loginDeviceToken",
] as const;
const tokenPattern = /[\w-]{48}\.[\w-]{43}|activate#/;

/** Remembers the secrets of a request or response body. */
export function rememberSecrets(body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  for (const property of properties) {
    const value: unknown = Reflect.get(body, property);
    // Shorter values are tests of validation, and occur in any text.
    if (typeof value === "string" && value.length >= 8) secrets.add(value);
  }
}

/** Throws if a table contains a secret. */
export async function requireNoSecrets(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Tables without a page have no rows.
    const { rows: tables } = await client.query<{ name: string }>(
      `select oid::regclass as name from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0`,
    );
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(
        `select t::text as line from ${name} t`,
      );
      const dump = rows.map(({ line }) => line).join("\n");
      const found = [...secrets].some((secret) => dump.includes(secret)) || tokenPattern.test(dump);
      if (found) throw new Error(`Table ${name} contains a password, a token or a link.`);
    }
  } finally {
    await client.end();
  }
}
