import { until } from "../integration/until.ts";

// Other tests use databases on the same server. A wait for a row is a wait for a transaction id, which has no
// database, so the query filters by the database of the process.
const waiting = `select from pg_locks join pg_stat_activity using (pid)
                 where not granted and datname = current_database()`;

/** Resolves when `work` ends, or when a statement in the database of `ask` waits for a lock. */
export async function doneOrWaiting(
  work: Promise<unknown>,
  ask: (text: string) => Promise<readonly unknown[]>,
): Promise<void> {
  let isDone = false;
  work
    .catch(() => {})
    .finally(() => {
      isDone = true;
    });
  await until(
    "end of the work, or a wait for a lock",
    async () => isDone || (await ask(waiting)).length > 0 || undefined,
  );
}
