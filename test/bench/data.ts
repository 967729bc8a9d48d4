// `npm run bench:data -- <pupils>`: a database of that size, for the benchmark and for experiments.
import { sizeOf, writeDataSet } from "./data-set.ts";
import { startProgress } from "./progress.ts";
import { type Server, startServer } from "./server.ts";
import { writeYear } from "./year.ts";

/** Returns the database with this many pupils; creates it if needed, which takes minutes for a million. */
export async function openDataSet(
  server: Server,
  pupils: number,
  onProgress: (message: string) => void,
): Promise<string> {
  const name = `thuisinlog_bench_${pupils}`;
  if (await server.hasDatabase(name)) return (await server.openDatabase(name)).url;
  // Under another name, so that an interrupted run does not leave a part of the data.
  const partial = `${name}_partial`;
  const url = await server.createDatabase(partial);
  await writeDataSet(url, sizeOf(pupils), onProgress);
  await writeYear(url, sizeOf(pupils), onProgress);
  return await server.renameDatabase(partial, name);
}

if (import.meta.main) {
  const pupils = Number(process.argv[2] ?? 1_500_000);
  if (!Number.isSafeInteger(pupils) || pupils < 1)
    throw new Error("The argument must be the number of pupils.");
  const progress = startProgress();
  const server = await startServer(progress.report);
  const url = await openDataSet(server, pupils, progress.report).finally(server.stop);
  progress.end();
  process.stdout.write(`${url.replace(/\/\/.*@/, "//")}\n`);
}
