import pg from "pg";
import t, { type Test } from "tap";
import { createTestDatabase } from "../../support/database.ts";
import { startProgram } from "../program.ts";
import type { BusyQuestion } from "../programs/busy.ts";
import { createProcessorClock } from "./processor-clock.ts";
import {
  findReader,
  type ProcessTimes,
  parsePs,
  parseStat,
  processorTime,
  type ReadProcesses,
} from "./processor-time.ts";

const workMs = 200;
/** The system counts whole ticks, for each process at the start and at the end. */
const ticksMs = 20;

const startBusy = async (t: Test) => {
  const program = await startProgram<BusyQuestion, void>("busy");
  t.teardown(program.stop);
  return program;
};

const times = (parentId: number, ownMs: number, endedMs = 0): ProcessTimes => ({
  parentId,
  ownMs,
  endedMs,
});

t.test("the times of a process are read from its line, whatever its name", async (t) => {
  const stat = (name: string) =>
    `4711 (${name}) S 17 4711 4711 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 11 0 100 200 300`;
  for (const name of ["node", "postgres: io worker", "a) S 9 9 9 (b", ":-) 1 2"]) {
    t.strictSame(parseStat(stat(name)), times(17, 2_000, 100), name);
  }
});

t.test("the times of `ps` are read in all their forms", async (t) => {
  t.strictSame(parsePs("  12     1 00:00:07"), [[12, times(1, 7_000)]]);
  t.strictSame(parsePs(" 12  1   0:01.25"), [[12, times(1, 1_250)]]);
  t.strictSame(parsePs("12 1 61:01"), [[12, times(1, 3_661_000)]]);
  t.strictSame(parsePs("12 1 2-03:04:05"), [[12, times(1, 183_845_000)]]);
  t.strictSame(parsePs(""), []);
  t.strictSame(parsePs("12 1 ?"), []);
});

t.test("a process that works uses processor time, and an idle one does not", async (t) => {
  const read = await findReader();
  if (!read) {
    t.pass("", { skip: "this system does not tell the processor time of a process" });
    return;
  }
  const [busy, idle] = await Promise.all([startBusy(t), startBusy(t)]);
  const both = () => Promise.all([busy, idle].map(({ id }) => processorTime(read, id)));
  const [busyBefore = 0, idleBefore = 0] = await both();
  await busy.ask({ ms: workMs, inChild: false });
  const [busyAfter = 0, idleAfter = 0] = await both();
  t.ok(busyAfter - busyBefore >= workMs - ticksMs, `${busyAfter - busyBefore} ms`);
  t.ok(idleAfter - idleBefore < workMs / 2, `${idleAfter - idleBefore} ms`);
});

t.test("the time of a child that ended belongs to its parent", async (t) => {
  const read = await findReader();
  if (!read) {
    t.pass("", { skip: "this system does not tell the processor time of a process" });
    return;
  }
  const busy = await startBusy(t);
  const before = await processorTime(read, busy.id);
  await busy.ask({ ms: workMs, inChild: true });
  const after = await processorTime(read, busy.id);
  t.ok(after - before >= workMs - ticksMs, `${after - before} ms`);
});

t.test("a child that ends while times are read counts once", async (t) => {
  const tables = [
    new Map([
      [1, times(0, 10, 5)],
      [2, times(1, 30)],
    ]),
    new Map([[1, times(0, 10, 35)]]),
    new Map([[1, times(0, 10, 35)]]),
  ];
  const read: ReadProcesses = async () => tables.shift() ?? new Map([[1, times(0, 10, 35)]]);
  t.equal(await processorTime(read, 1), 45);
  await t.rejects(processorTime(read, 2), { message: "Process 2 has ended." });
});

t.test("PostgreSQL includes its backends, also those that ended", async (t) => {
  const url = await createTestDatabase(t);
  const clock = await createProcessorClock(url);
  const { databaseMs } = await clock.during(process.pid, async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("select count(*) from generate_series(1, 1000000)");
    await client.end();
  });
  if (Number.isNaN(databaseMs)) t.pass("", { skip: "PostgreSQL runs on another machine" });
  else t.ok(databaseMs >= ticksMs, `${databaseMs} ms`);
});
