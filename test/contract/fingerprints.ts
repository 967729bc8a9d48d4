// Detects any change in the database.
import pg from "pg";
import type { Test } from "tap";

/** A hash of the rows of each table, by table name. */
export type Fingerprint = Readonly<Record<string, string>>;

/** Tables that count attempts; a rejection may change them. */
const counters = ["throttles", "link_requests"];

export function startFingerprints(t: Test, databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  const isOpen = client.connect();
  t.teardown(() => client.end());

  /** Fingerprint of the tables that have all of `columns`. */
  async function tablesWith(column: string | undefined): Promise<string[]> {
    await isOpen;
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all($1)
       and ($2::text is null or exists (select from information_schema.columns
         where table_schema = 'public' and table_name = tablename and column_name = $2))`,
      [counters, column],
    );
    return rows.map(({ name }) => name);
  }

  async function hash(tables: readonly string[], condition = "true"): Promise<Fingerprint> {
    const columns = tables.map(
      (name) =>
        `(select md5(coalesce(string_agg(r::text, '|' order by r::text), '')) from "${name}" r
          where ${condition}) as "${name}"`,
    );
    const { rows } = await client.query(`select ${columns.join(", ")}`);
    return rows[0];
  }

  const all = tablesWith(undefined);
  const ofSchools = tablesWith("school_id");
  return {
    /** Fingerprint of all tables. */
    everything: async () => await hash(await all),
    /** Fingerprint of the rows of one school. */
    ofSchool: async (brin: string) =>
      await hash(await ofSchools, `school_id = (select id from schools where brin = '${brin}')`),
  };
}
