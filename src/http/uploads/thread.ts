// Runs in a worker thread: parses one upload after another, so that the event loop of the service never
// waits for a body, whatever is in it.
import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { ProblemDescription } from "../../domain/errors.ts";
import type { Blocks } from "./blocks.ts";
import type { BodySchemas, Upload } from "./forms.ts";

export interface ThreadData {
  readonly schemas: BodySchemas;
  /** Where the service keeps what it has compiled, if it does. */
  readonly cacheFolder: string | undefined;
}

/** What came of an upload. */
export type Outcome =
  | { readonly parsed: Blocks }
  | { readonly refused: Pick<ProblemDescription, "code" | "detail" | "validationErrors"> }
  | { readonly failed: unknown };

/** A problem shows no more. */
const faultsMax = 100;

const { schemas, cacheFolder } = workerData as ThreadData;
if (cacheFolder !== undefined) enableCompileCache(cacheFolder);
// Dynamic imports, because static ones are loaded before the cache is there.
const { ServiceError } = await import("../../domain/errors.ts");
const { buffersOf, toBlocks } = await import("./blocks.ts");
const { createReadUpload } = await import("./forms.ts");
const readUpload = createReadUpload(schemas);

async function outcomeOf(upload: Upload): Promise<Outcome> {
  try {
    return { parsed: toBlocks(await readUpload(upload)) };
  } catch (error) {
    if (!(error instanceof ServiceError)) return { failed: error };
    const { code, detail, validationErrors } = error;
    return { refused: { code, detail, validationErrors: validationErrors.slice(0, faultsMax) } };
  }
}

parentPort?.on("message", async (upload: Upload) => {
  const outcome = await outcomeOf(upload);
  parentPort?.postMessage(outcome, "parsed" in outcome ? buffersOf(outcome.parsed) : []);
});
parentPort?.postMessage("ready");
