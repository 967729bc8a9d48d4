import { until } from "../integration/until.ts";

// Other tests have databases on the same server. A wait for a row is one for its transaction, which names no
// database; its process does.
const waiting = `select from pg_locks join pg_stat_activity using (pid)
                 where not granted and datname = current_database()`;

/** Returns when `work` has ended, or when a statement in the database of `ask` waits for a lock. */
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
    "end of the work, and no lock that it waits for",
    async () => isDone || (await ask(waiting)).length > 0 || undefined,
  );
}
