/** Ends when `work` has, or when what somebody asks in this cluster stands before a locked row. */
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
  while (!isDone && (await ask("select from pg_locks where not granted")).length === 0);
}
