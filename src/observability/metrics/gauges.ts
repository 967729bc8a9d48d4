// Gauges, read when Prometheus scrapes.
import { Gauge, type Registry } from "prom-client";
import type { Clock } from "../../domain/clock.ts";

export interface StateReaders {
  /** Rejects while the database is down. */
  mailQueue(): Promise<{
    readonly waiting: number;
    readonly oldestCreatedAt: Date | null;
    readonly firstDueAt: Date | null;
  }>;
  connections(): { readonly inUse: number; readonly idle: number; readonly waiting: number };
  passwordHashes(): { readonly computing: number; readonly waiting: number };
}

/**
 * Creates the gauges and a function that updates them. While the database is down the gauges that
 * need it have no value, and all others stay.
 */
export function createStateGauges(
  registry: Registry,
  clock: Clock,
  readers: StateReaders,
): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `thuisinlog_${name}`, help, labelNames, registers: [registry] });

  const databaseUp = gauge("database_up", "Whether the database answers.");
  const connections = gauge("database_connections", "Open connections to the database.", ["state"]);
  const connectionsAwaited = gauge(
    "database_connections_awaited",
    "Transactions that wait for a connection.",
  );
  const hashes = gauge("password_hashes", "Password hashes that are computing or waiting.", [
    "state",
  ]);
  const mailsWaiting = gauge("mails_waiting", "Mails that have not been sent or given up.");
  const mailAge = gauge("mail_oldest_age_seconds", "Age of the oldest mail that waits.");
  const mailOverdue = gauge(
    "mail_overdue_seconds",
    "How long the mail that is due first has been left lying.",
  );

  async function readDatabase(): Promise<void> {
    const queue = await readers.mailQueue().catch(() => undefined);
    databaseUp.set(queue ? 1 : 0);
    if (!queue) {
      for (const unknown of [mailsWaiting, mailAge, mailOverdue]) unknown.remove();
      return;
    }
    mailsWaiting.set(queue.waiting);
    mailAge.set(secondsSince(queue.oldestCreatedAt));
    mailOverdue.set(secondsSince(queue.firstDueAt));
  }

  function secondsSince(time: Date | null): number {
    if (time === null) return 0;
    return Math.max(0, (clock.now().getTime() - time.getTime()) / 1000);
  }

  return async () => {
    // Read before the query below, which takes a connection itself.
    const { inUse, idle, waiting } = readers.connections();
    connections.set({ state: "in use" }, inUse);
    connections.set({ state: "idle" }, idle);
    connectionsAwaited.set(waiting);
    const { computing, waiting: hashesWaiting } = readers.passwordHashes();
    hashes.set({ state: "computing" }, computing);
    hashes.set({ state: "waiting" }, hashesWaiting);
    await readDatabase();
  };
}
