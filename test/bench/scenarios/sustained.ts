import { setTimeout as delay } from "node:timers/promises";
import { createDatabase } from "../../../src/store/database.ts";
import { writeMails } from "../../support/bulk.ts";
import type { Scenario } from "../bench.ts";
import { login, writeFamilies } from "../families.ts";
import { openGroupRequests, readGroup } from "../group-requests.ts";
import { startProgram } from "../program.ts";
import type { SinkQuestion } from "../programs/mail-sink.ts";
import type { Measured } from "../rounds.ts";
import { asOwner } from "../server.ts";
import { startService } from "../service.ts";

const name = "thuisinlog_bench_sustained";
const laps = 4;
const mailsAtOnce = 1_000;
const memoryPauseMs = 500;

/** Figures of one lap of concurrent reads, logins and mails. */
interface Lap {
  readonly reads: number;
  readonly logins: number;
  readonly mails: number;
  /** Minimum memory of the service, which excludes most garbage. */
  readonly leastMiB: number;
  readonly outboxMiB: number;
  readonly deadMails: number;
}

/** Laps of concurrent reads, logins and mails; compares speed and memory of the last lap with the first. */
export const sustained: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const childrenOf = Array.from({ length: 16 }, () => 1);
  const { databaseUrl, families } = await writeFamilies(bench.server, name, childrenOf);
  opened.defer(() => bench.server.dropDatabase(name));
  const sink = await startProgram<SinkQuestion, string | number>("mail-sink");
  opened.defer(sink.stop);
  const smtpUrl = String(await sink.ask("url"));
  const service = await startService(databaseUrl, { SMTP_URL: smtpUrl });
  opened.defer(service.stop);
  const db = createDatabase({ url: databaseUrl, connectionsMax: 1, onIdleError: () => {} });
  opened.defer(db.close);
  const { ask } = await openGroupRequests(service, databaseUrl, 1);
  const reads = ask(readGroup);
  const logins = families.map((family, network) => login(family, network));
  const { url } = service;
  const lapMs = 20 * bench.roundMs;

  async function sendMails(lap: number): Promise<number> {
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    let sent = 0;
    while (elapsed() < lapMs) {
      const arrived = sink.ask({ count: mailsAtOnce });
      await writeMails(
        db,
        { name: `lap${lap}at${sent}x`, count: mailsAtOnce, firstRank: 1 },
        new Date(),
      );
      await arrived;
      sent += mailsAtOnce;
    }
    return sent / (elapsed() / 1_000);
  }

  async function leastMemory(): Promise<number> {
    const until = performance.now() + lapMs;
    let leastMiB = Number.POSITIVE_INFINITY;
    while (performance.now() < until) {
      leastMiB = Math.min(leastMiB, (await service.memory()).nowMiB);
      await delay(memoryPauseMs);
    }
    return leastMiB;
  }

  async function run(lap: number): Promise<Lap> {
    bench.report(lap === 0 ? "everything at once: warming up" : `everything at once: lap ${lap}`);
    const until = { ms: lapMs };
    const [read, loggedIn, mails, leastMiB] = await Promise.all([
      bench.put({ url, requests: reads, connections: 4, until }),
      bench.put({ url, requests: logins, connections: 4, until }),
      sendMails(lap),
      leastMemory(),
    ]);
    const outbox = await measureOutbox(databaseUrl);
    return { reads: read.perSecond, logins: loggedIn.perSecond, mails, leastMiB, ...outbox };
  }

  await run(0);
  const measured: Lap[] = [];
  for (let lap = 1; lap <= laps; lap += 1) measured.push(await run(lap));
  const of = (what: keyof Lap): Measured => measured.map((lap) => lap[what]);
  const toFirst = (what: keyof Lap): Measured => {
    const [first = Number.NaN, ...later] = of(what);
    return later.map((value) => value / first);
  };
  return [
    {
      work: "groups read in later minutes / in the first",
      measured: toFirst("reads"),
      unit: "×",
      promise: { atLeast: 0.8 },
      beside: { "a second": of("reads") },
    },
    {
      work: "logins in later minutes / in the first",
      measured: toFirst("logins"),
      unit: "×",
      promise: { atLeast: 0.8 },
      beside: { "a second": of("logins") },
    },
    {
      work: "mails sent in later minutes / in the first",
      measured: toFirst("mails"),
      unit: "×",
      promise: { atLeast: 0.8 },
      beside: {
        "a second": of("mails"),
        "outbox with its indexes, MiB": of("outboxMiB"),
        "of it dead, rows": of("deadMails"),
      },
    },
    {
      work: "memory at the least in later minutes / in the first",
      measured: toFirst("leastMiB"),
      unit: "×",
      promise: { atMost: 1.2 },
      beside: { MiB: of("leastMiB") },
    },
  ];
};

async function measureOutbox(databaseUrl: string) {
  return await asOwner(databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select pg_total_relation_size(relid) / 2 ^ 20 as "outboxMiB", n_dead_tup::int as "deadMails"
         from pg_stat_user_tables where relname = 'mails'`,
    );
    return rows[0] as { readonly outboxMiB: number; readonly deadMails: number };
  });
}
