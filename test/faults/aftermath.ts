// When the faults are over: what is still held comes free, goes out, and is compared.
import type pg from "pg";
import type { Test } from "tap";
import type { ServiceProcess } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import type { Findings } from "./audit.ts";

const stopMaxMs = 10_000;

/**
 * Stops these replicas, the last that run, and frees the mail that nobody can be sending any more:
 * leases of who was killed last for minutes. Returns how much that was.
 */
export async function settleMail(
  t: Test,
  database: pg.Client,
  running: readonly ServiceProcess[],
): Promise<number> {
  for (const replica of running) replica.kill("SIGTERM");
  for (const replica of running) {
    t.equal(await until("end of a replica", () => replica.exitCode, stopMaxMs), 0);
  }
  const freed = await database.query(
    "update mails set available_at = now() where settled_at is null and available_at > now()",
  );
  return freed.rowCount ?? 0;
}

/** Returns when no mail waits. */
export async function untilSent(database: pg.Client): Promise<void> {
  await until("outbox that is empty", async () => {
    const { rowCount } = await database.query("select from mails where settled_at is null");
    return rowCount === 0 || undefined;
  });
}

export function expectNothingLost(t: Test, findings: Findings): void {
  t.strictSame(findings.lost, [], "every acknowledged change is there");
  t.strictSame(findings.half, [], "none is half there");
  t.strictSame(findings.withoutMail, [], "every invited address gets its mail");
  t.strictSame(findings.doubled, [], "at most one duplicate for each killed send, and the same");
}
