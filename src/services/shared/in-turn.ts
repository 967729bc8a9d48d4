/** Runs work serially for the same key and concurrently for different keys. */
export type RunInTurn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/** Only within this process; the database has leases for what must hold between replicas. */
export function createRunInTurn(): RunInTurn {
  const lastOf = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = lastOf.get(key);
    const result = before === undefined ? work() : before.then(work);
    const settled = result.catch(() => {});
    lastOf.set(key, settled);
    try {
      return await result;
    } finally {
      if (lastOf.get(key) === settled) lastOf.delete(key);
    }
  };
}
