// Runs in a worker thread: parses uploads one after another, so that no body blocks the event loop
// of the service.
import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { ProblemDescription } from "../../domain/errors.ts";
import type { Blocks } from "./blocks.ts";
import type { BodySchemas, Upload } from "./forms.ts";

export interface ThreadData {
  readonly schemas: BodySchemas;
  /** The compile cache of the service, if it has one. */
  readonly cacheFolder: string | undefined;
}

/** Outcome of parsing an upload. */
export type Outcome =
  | { readonly parsed: Blocks }
  | { readonly refused: Pick<ProblemDescription, "code" | "detail" | "validationErrors"> }
  | { readonly failed: unknown };

/** Maximum number of validation errors in a problem. */
const errorsMax = 100;

const { schemas, cacheFolder } = workerData as ThreadData;
if (cacheFolder !== undefined) enableCompileCache(cacheFolder);
// Dynamic imports, because static ones are loaded before the cache is enabled.
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
    return { refused: { code, detail, validationErrors: validationErrors.slice(0, errorsMax) } };
  }
}

parentPort?.on("message", async (upload: Upload) => {
  const outcome = await outcomeOf(upload);
  parentPort?.postMessage(outcome, "parsed" in outcome ? buffersOf(outcome.parsed) : []);
});
parentPort?.postMessage("ready");
