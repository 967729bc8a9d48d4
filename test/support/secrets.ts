// What must stand in no table: every password and token that went through the API in this process,
// and whatever looks like a link. Looked for in every database of a test when the test is over.
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

/** Takes the secrets out of what was sent or answered. */
export function rememberSecrets(body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  for (const property of properties) {
    const value: unknown = Reflect.get(body, property);
    // Shorter ones are tests of what is refused, and stand in every text.
    if (typeof value === "string" && value.length >= 8) secrets.add(value);
  }
}

/** Throws when a table holds one of them. */
export async function requireNoSecrets(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(
        `select t::text as line from ${name} t`,
      );
      const dump = rows.map(({ line }) => line).join("\n");
      const found = [...secrets].some((secret) => dump.includes(secret)) || tokenPattern.test(dump);
      if (found) throw new Error(`Table ${name} holds a password, a token or a link.`);
    }
  } finally {
    await client.end();
  }
}
