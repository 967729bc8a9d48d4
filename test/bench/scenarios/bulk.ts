import type pg from "pg";
import { type Bench, roundsOf, type Scenario } from "../bench.ts";
import { copyIn, copyOut } from "../copy.ts";
import { listFullGroups, writeDataSet } from "../data-set.ts";
import { type Cost, costOfWork, costRow } from "../measure/cost.ts";
import { inTurn } from "../measure/rounds.ts";
import type { LoadRequest } from "../programs/load.ts";
import { asOwner } from "../server.ts";
import { requestTokens, startService } from "../service.ts";

const name = "thuisinlog_bench_bulk";
const pupilsOfSchool = 1_000;
const pupilsOfCity = 10_000;

/** Tables that an activation writes, in the order of their foreign keys. */
const tables = [
  "mailboxes",
  "home_addresses",
  "activation_links",
  "mails",
  "mail_items",
  "audit_events",
  "audit_addresses",
];

/** A whole school in one request, against COPY of the rows that it writes; and a repetition. */
export const bulk: Scenario = async (bench) => {
  await using opened = new AsyncDisposableStack();
  const { databaseUrl, service, requestOf } = await openSchool(bench, pupilsOfSchool, opened);
  const { id, url } = service;
  const requests = [requestOf(pupilsOfSchool)];
  const send = () => bench.cost(id, { url, requests, connections: 1, until: { count: 1 } });
  const again: Cost[] = [];
  const written: number[] = [];

  const measured = await asOwner(databaseUrl, (client) =>
    inTurn(
      {
        service: async (round) => {
          await empty(client);
          const first = await send();
          const before = await rowsWritten(client);
          const second = await send();
          if (round > 0) {
            again.push(second);
            written.push((await rowsWritten(client)) - before);
          }
          return first;
        },
        copy: () => costOfCopy(bench, client),
      },
      roundsOf(bench, "activating a school"),
    ),
  );
  const both = { share: "program and PostgreSQL" } as const;
  return [
    costRow({
      ...both,
      work: "activate 1,000 pupils with 2 addresses / COPY of its rows",
      promise: { atMost: 3 },
      of: ["service", measured.service],
      to: ["COPY with its client", measured.copy],
    }),
    costRow({
      ...both,
      work: "the same file again / the first run",
      promise: { atMost: 1 / 3 },
      of: ["again", again],
      to: ["first run", measured.service],
    }),
    {
      work: "rows that the same file writes again",
      measured: written,
      unit: "rows",
      promise: { atMost: 0 },
      beside: {},
    },
    await memory(bench),
  ];
};

/** Memory that a request for a whole city adds to the service. */
async function memory(bench: Bench) {
  bench.report("activating a city");
  await using opened = new AsyncDisposableStack();
  const { databaseUrl, service, url, requestOf } = await openSchool(bench, pupilsOfCity, opened);
  // Warm-up, so that the memory is that of a running service.
  const warmUp = [requestOf(100)];
  await bench.put({ url, requests: warmUp, connections: 1, until: { count: 50 } });
  await asOwner(databaseUrl, empty);
  const { nowMiB } = await service.memory();
  await service.resetPeak();
  const requests = [requestOf(pupilsOfCity)];
  const { p50Ms } = await bench.put({ url, requests, connections: 1, until: { count: 1 } });
  const { peakMiB } = await service.memory();
  return {
    work: "memory that 10,000 pupils in one request take",
    measured: [peakMiB - nowMiB],
    unit: "MiB" as const,
    promise: { atMost: 200 },
    beside: { "before, MiB": [nowMiB], "request, ms": [p50Ms] },
  };
}

async function openSchool(bench: Bench, pupils: number, opened: AsyncDisposableStack) {
  const databaseUrl = await bench.server.createDatabase(name);
  opened.defer(() => bench.server.dropDatabase(name));
  await writeDataSet(databaseUrl, { pupils, schools: 1 }, () => {});
  await asOwner(databaseUrl, empty);
  const service = await startService(databaseUrl);
  opened.defer(service.stop);
  const [{ schoolId = "" } = {}] = await listFullGroups(databaseUrl, 1);
  const tokens = await requestTokens(service, databaseUrl, [schoolId]);
  const requestOf = (count: number): LoadRequest => ({
    method: "POST",
    path: "/v1/bulk-activations",
    headers: { authorization: `Bearer ${tokens.get(schoolId)}` },
    body: { rows: Array.from({ length: count }, (_, index) => rowOf(index + 1)) },
  });
  return { databaseUrl, service, url: service.url, requestOf };
}

function rowOf(pupil: number) {
  const emails = [`ouder${pupil}@example.nl`, `opa${pupil}@example.nl`];
  return { externalId: `${pupil}`, emails };
}

/** Deletes all activations. */
async function empty(client: pg.Client): Promise<void> {
  await client.query("begin");
  // In the lock order of the statement that settles mail, so that there is no deadlock.
  await client.query("lock mail_attempts, mails");
  await client.query(`truncate ${tables.join(", ")} cascade`);
  await client.query("commit");
  await client.query(`vacuum analyze ${tables.join(", ")}, pupils`);
}

async function rowsWritten(client: pg.Client): Promise<number> {
  const counts = tables.map((table) => `(select count(*)::int from ${table})`).join(" + ");
  const { rows } = await client.query(
    `select ${counts} + (select count(distinct xmin::text)::int from pupils) as count`,
  );
  return rows[0].count;
}

/** Cost of a COPY of the existing rows into empty tables. */
async function costOfCopy(bench: Bench, client: pg.Client): Promise<Cost> {
  const copies: (readonly [table: string, bytes: Buffer])[] = [];
  for (const table of tables)
    copies.push([table, await copyOut(client, `copy ${table} to stdout`)]);
  await empty(client);
  return await costOfWork(bench.clock, process.pid, 1, async () => {
    await client.query("begin");
    for (const [table, bytes] of copies) await copyIn(client, `copy ${table} from stdin`, bytes);
    await client.query("commit");
  });
}
