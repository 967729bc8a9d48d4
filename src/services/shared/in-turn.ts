/** Runs work one after another for the same key, side by side for different keys. */
export type RunInTurn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/** In this process alone; what must hold over replicas has a lease in the database. */
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
