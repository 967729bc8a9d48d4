// `npm run bench:data -- <pupils>`: a database of that size, for the benchmark and for trying out.
import { sizeOf, writeDataSet } from "./data-set.ts";
import { startProgress } from "./progress.ts";
import { type Server, startServer } from "./server.ts";

/** The database with so many pupils; made when it is not there, which takes minutes for a million. */
export async function openDataSet(
  server: Server,
  pupils: number,
  onProgress: (message: string) => void,
): Promise<string> {
  const name = `thuisinlog_bench_${pupils}`;
  const { url, isNew } = await server.openDatabase(name);
  if (!isNew) return url;
  try {
    await writeDataSet(url, sizeOf(pupils), onProgress);
    return url;
  } catch (error) {
    await server.dropDatabase(name);
    throw error;
  }
}

if (import.meta.main) {
  const pupils = Number(process.argv[2] ?? 1_500_000);
  if (!Number.isSafeInteger(pupils) || pupils < 1) throw new Error("How many pupils?");
  const progress = startProgress();
  const server = await startServer(progress.tell);
  const url = await openDataSet(server, pupils, progress.tell).finally(server.stop);
  progress.end();
  process.stdout.write(`${url.replace(/\/\/.*@/, "//")}\n`);
}
