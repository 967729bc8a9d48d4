// After the faults: releases leases, sends the remaining mail and audits the result.
import type pg from "pg";
import type { Test } from "tap";
import type { ServiceProcess } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import type { Findings } from "./audit.ts";

const stopMaxMs = 10_000;

/**
 * Stops the last replicas and releases their mail, and that of killed ones before the end of its
 * lease. Returns the number of released mails.
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

/** Resolves when no mail waits. */
export async function untilSent(database: pg.Client): Promise<void> {
  await until("outbox that is empty", async () => {
    const { rowCount } = await database.query("select from mails where settled_at is null");
    return rowCount === 0 || undefined;
  });
}

export function expectNothingLost(t: Test, findings: Findings): void {
  t.strictSame(findings.lost, [], "every acknowledged change is stored");
  t.strictSame(findings.half, [], "no change is partial");
  t.strictSame(findings.withoutMail, [], "every invited address gets its mail");
  t.strictSame(findings.doubled, [], "at most one identical duplicate for each killed send");
}
