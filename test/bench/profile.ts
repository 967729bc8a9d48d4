// `npm run bench:profile`: draws in docs/images where the processor time of a login and of a new password goes, in the
// service and in PostgreSQL. Needs `perf` of Linux, and the rights to use it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type pg from "pg";
import { writeFamilies } from "./families.ts";
import { createOurs, type Peer } from "./peers.ts";
import { drawFlameGraph } from "./profile/flame-graph.ts";
import { addUp } from "./profile/stacks.ts";
import { startProgram } from "./program.ts";
import type { Load, LoadRequest, LoadResult } from "./programs/load.ts";
import { startProgress } from "./progress.ts";
import { asOwner, folder, startServer } from "./server.ts";
import { secretKey, startService } from "./service.ts";

const name = "thuisinlog_bench_profile";
const images = "docs/images";
const rounds = 4;
const attachMs = 1_000;
const outputBytesMax = 1 << 30;
const run = promisify(execFile);

interface Work {
  readonly slug: string;
  readonly title: string;
  readonly requests: (ours: Peer, round: number) => Promise<readonly LoadRequest[]>;
}

const works: readonly Work[] = [
  { slug: "login", title: "Log in", requests: async (ours, round) => ours.logins(round) },
  {
    slug: "password",
    title: "Set a password",
    requests: (ours, round) => ours.preparePasswords(round),
  },
];

/** How to follow the callers of a function: V8 keeps frame pointers, PostgreSQL has only debugging data. */
const sides = {
  service: { callGraph: "fp", below: undefined },
  PostgreSQL: { callGraph: "dwarf,8192", below: "PostgresMain" },
} as const;

/** Records the functions on the stacks of processes during work. */
async function record(
  file: string,
  callGraph: string,
  ids: readonly number[],
  work: () => Promise<void>,
) {
  const args = [
    "record",
    "-q",
    "-F",
    "499",
    "--call-graph",
    callGraph,
    "-o",
    file,
    "-p",
    ids.join(","),
  ];
  const perf = spawn("perf", args, { stdio: "inherit" });
  const ended = once(perf, "exit");
  await Promise.race([delay(attachMs), ended]);
  if (perf.exitCode !== null) throw new Error("perf does not run.");
  await work();
  perf.kill("SIGINT");
  await ended;
}

async function backendsOf(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    "select pid as id from pg_stat_activity where application_name = 'thuisinlog' and datname = current_database()",
  );
  return rows.map(({ id }) => id);
}

const progress = startProgress();
await using opened = new AsyncDisposableStack();
const server = await startServer(progress.report);
opened.defer(server.stop);
const load = await startProgram<Load, LoadResult>("load");
opened.defer(load.stop);
progress.report("making families");
const written = await writeFamilies(
  server,
  name,
  Array.from({ length: 64 }, () => 1),
  3_000,
);
const { databaseUrl, families } = written;
opened.defer(() => server.dropDatabase(name));
process.env["NODE_OPTIONS"] = "--perf-basic-prof --interpreted-frames-native-stack";
const service = await startService(databaseUrl);
opened.defer(() => rm(`/tmp/perf-${service.id}.map`, { force: true }));
opened.defer(service.stop);
await mkdir(images, { recursive: true });

await asOwner(databaseUrl, async (client) => {
  const ours = await createOurs({ ...service, families, client, secretKey });
  for (const { slug, title, requests } of works) {
    let round = 0;
    const put = async () => {
      const some = await requests(ours, round);
      round += 1;
      await load.ask({ url: service.url, requests: some, connections: 32, until: { count: 150 } });
      await ours.settle();
    };
    progress.report(`${title}: warming up`);
    await put();
    for (const [side, { callGraph, below }] of Object.entries(sides)) {
      progress.report(`${title}: ${side}`);
      const ids = side === "service" ? [service.id] : await backendsOf(client);
      const file = `${folder}/perf.data`;
      await record(file, callGraph, ids, async () => {
        for (let repeat = 0; repeat < rounds; repeat += 1) await put();
      });
      const script = ["script", "-i", file, "--no-inline", "-F", "comm,ip,sym"];
      const { stdout } = await run("perf", script, { maxBuffer: outputBytesMax });
      await rm(file);
      const graph = drawFlameGraph(addUp(stdout, below), `${title}: ${side}`);
      await writeFile(`${images}/profile-${slug}-${side.toLowerCase()}.svg`, graph);
    }
  }
});
progress.end();
