import { setTimeout as delay } from "node:timers/promises";
import { createDatabase } from "../../../src/store/database.ts";
import { writeMails } from "../../support/bulk.ts";
import type { Scenario } from "../bench.ts";
import { login, writeFamilies } from "../families.ts";
import { openGroupRequests, readGroup } from "../group-requests.ts";
import { type Measured, slope } from "../measure/rounds.ts";
import { startProgram } from "../program.ts";
import type { Load, LoadRequest } from "../programs/load.ts";
import type { SinkQuestion } from "../programs/mail-sink.ts";
import { asOwner } from "../server.ts";
import { startService } from "../service.ts";

const name = "thuisinlog_bench_sustained";
/** Length of a lap in rounds: a minute with the default length of a round. */
const lapRounds = 20;
const mailsAtOnce = 1_000;
const memoryPauseMs = 500;

/** Work of a lap. */
interface Work {
  readonly reads: number;
  readonly logins: number;
  /** Batches of mails. */
  readonly batches: number;
}

/** Figures of one lap of concurrent reads, logins and mails. */
interface Lap {
  /** Processor time of the service and of PostgreSQL for the work of a lap, in seconds. */
  readonly serviceSeconds: number;
  readonly databaseSeconds: number;
  readonly reads: number;
  readonly logins: number;
  readonly mails: number;
  /** Minimum memory of the service, which excludes most garbage. */
  readonly leastMiB: number;
  readonly outboxMiB: number;
  readonly deadMails: number;
}

/**
 * Laps of concurrent reads, logins and mails. Each lap has the work that the warm-up did in its time, so that the
 * processor time of the laps can be compared with that of the first, and so can memory.
 */
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
  const lapMs = lapRounds * bench.roundMs;

  /** Sends batches, one after another, while `isRunning`; returns their number and mails a second. */
  async function sendMails(lap: number, isRunning: (sent: number) => boolean) {
    const startedAt = performance.now();
    let batches = 0;
    while (isRunning(batches)) {
      const arrived = sink.ask({ count: mailsAtOnce });
      const batch = { name: `lap${lap}at${batches}x`, count: mailsAtOnce, firstRank: 1 };
      await writeMails(db, batch, new Date());
      await arrived;
      batches += 1;
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    return { batches, perSecond: (batches * mailsAtOnce) / seconds };
  }

  async function leastMemory(done: Promise<unknown>): Promise<number> {
    let isDone = false;
    const end = done.then(() => {
      isDone = true;
    });
    let leastMiB = Number.POSITIVE_INFINITY;
    while (!isDone) {
      leastMiB = Math.min(leastMiB, (await service.memory()).nowMiB);
      await Promise.race([end, delay(memoryPauseMs)]);
    }
    return leastMiB;
  }

  const put = (requests: readonly LoadRequest[], until: Load["until"]) =>
    bench.put({ url, requests, connections: 4, until });

  async function warmUp(): Promise<Work> {
    bench.report("everything at once: warming up");
    const startedAt = performance.now();
    const until = { ms: lapMs };
    const [read, loggedIn, mails] = await Promise.all([
      put(reads, until),
      put(logins, until),
      sendMails(0, () => performance.now() - startedAt < lapMs),
    ]);
    return { reads: read.count, logins: loggedIn.count, batches: mails.batches };
  }

  async function run(lap: number, work: Work): Promise<Lap> {
    bench.report(`everything at once: lap ${lap} of ${bench.minutes}`);
    const { result, programMs, databaseMs } = await bench.clock.during(service.id, async () => {
      const all = Promise.all([
        put(reads, { count: work.reads }),
        put(logins, { count: work.logins }),
        sendMails(lap, (sent) => sent < work.batches),
      ]);
      return await Promise.all([all, leastMemory(all)]);
    });
    const [[read, loggedIn, mails], leastMiB] = result;
    const outbox = await measureOutbox(databaseUrl);
    return {
      serviceSeconds: programMs / 1_000,
      databaseSeconds: databaseMs / 1_000,
      reads: read.perSecond,
      logins: loggedIn.perSecond,
      mails: mails.perSecond,
      leastMiB,
      ...outbox,
    };
  }

  const work = await warmUp();
  const laps: Lap[] = [];
  for (let lap = 1; lap <= bench.minutes; lap += 1) laps.push(await run(lap, work));
  const of = (what: keyof Lap): Measured => laps.map((lap) => lap[what]);
  const toFirst = ([first = Number.NaN, ...later]: Measured) => later.map((one) => one / first);
  const seconds = laps.map((lap) => lap.serviceSeconds + lap.databaseSeconds);
  return [
    {
      work: "everything at once in later minutes / in the first, processor",
      measured: toFirst(seconds),
      unit: "×",
      // At least 0.9 of the pace.
      promise: { atMost: 1 / 0.9 },
      beside: {
        "service, processor s": of("serviceSeconds"),
        "PostgreSQL, processor s": of("databaseSeconds"),
        "change a minute, %": [slope(toFirst(seconds)) * 100],
        "groups read a second": of("reads"),
        "logins a second": of("logins"),
        "mails a second": of("mails"),
        "outbox with its indexes, MiB": of("outboxMiB"),
        "of it dead, rows": of("deadMails"),
      },
    },
    {
      work: "memory at the least in later minutes / in the first",
      measured: toFirst(of("leastMiB")),
      unit: "×",
      promise: { atMost: 1.1 },
      beside: { MiB: of("leastMiB"), "change a minute, %": [slope(toFirst(of("leastMiB"))) * 100] },
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
