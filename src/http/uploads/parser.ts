// Threads that parse uploads. A thread that exceeds its time or memory is terminated and its caller
// gets a problem; the service continues.
import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import { ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { createFairShare } from "../../services/shared/fair-share.ts";
import { BulkActivationRequest } from "../schemas/bulk-activations.ts";
import { RosterRequest } from "../schemas/rosters.ts";
import { fromBlocks } from "./blocks.ts";
import type { ParsedByForm, Upload, UploadForm } from "./forms.ts";
import type { Outcome, ThreadData } from "./thread.ts";

export interface UploadParserOptions {
  readonly threadsMax: number;
  /** Timeout of one upload in a thread. */
  readonly timeoutMs: number;
  /** Heap limit of a thread. */
  readonly heapMiBMax: number;
  /** Time for which an idle thread is kept. */
  readonly idleMs: number;
}

export interface UploadParser {
  /**
   * Parses an upload in a thread; its bytes are transferred there. Throws `invalid-request` with
   * the validation errors of the upload, `content-too-large` when it takes too much memory, and
   * `unavailable` when it takes too long.
   */
  parse<Form extends UploadForm>(
    upload: Upload & { readonly form: Form },
  ): Promise<ParsedByForm[Form]>;
  stop(): Promise<void>;
}

const retryAfterSeconds = 60;
const youngGenerationMiB = 16;
const waitingMax = 100;
/** A start takes a third of a second of processor time. */
const startTimeoutMs = 60_000;
const file = new URL("./thread.ts", import.meta.url);
const schemas = { "roster-json": RosterRequest, "bulk-json": BulkActivationRequest };

export function createUploadParser(options: UploadParserOptions): UploadParser {
  const { threadsMax, timeoutMs } = options;
  const pool = createThreadPool(options);
  const share = createFairShare({
    placesMax: threadsMax,
    waitingMax,
    waitMaxMs: timeoutMs,
    detail: say("uploads-busy"),
  });

  /** Holds its place until its thread is free or terminated; termination may take a while. */
  async function parseInThread(upload: Upload, answer: PromiseWithResolvers<Outcome>) {
    const thread = pool.take();
    try {
      await thread.ready;
      const outcome = nextMessage<Outcome>(thread.worker, timeoutMs);
      thread.worker.postMessage(upload, [upload.bytes.buffer]);
      answer.resolve(await outcome);
      pool.giveBack(thread);
    } catch (error) {
      answer.reject(isOutOfMemory(error) ? tookTooMuch(error) : error);
      await thread.worker.terminate();
    }
  }

  async function parse(upload: Upload): Promise<object> {
    const answer = Promise.withResolvers<Outcome>();
    share.run(() => parseInThread(upload, answer)).catch(answer.reject);
    const outcome = await answer.promise;
    if ("failed" in outcome) throw outcome.failed;
    if ("parsed" in outcome) return await fromBlocks(outcome.parsed);
    const { code, detail, validationErrors } = outcome.refused;
    throw new ServiceError(code, detail, { validationErrors });
  }

  // A thread returns for each form the type of its reader.
  return { parse: parse as UploadParser["parse"], stop: pool.stop };
}

interface Thread {
  readonly worker: Worker;
  /** Rejects when the thread cannot start. */
  readonly ready: Promise<unknown>;
}

/** Keeps idle threads for a while; they get no environment variables. */
function createThreadPool({ heapMiBMax, idleMs }: UploadParserOptions) {
  const idle = new Map<Thread, NodeJS.Timeout>();
  const workers = new Set<Worker>();

  function startThread(): Thread {
    const workerData: ThreadData = { schemas, cacheFolder: getCompileCacheDir() };
    const worker = new Worker(file, {
      name: "upload",
      workerData,
      execArgv: [],
      env: {},
      resourceLimits: {
        maxOldGenerationSizeMb: heapMiBMax,
        maxYoungGenerationSizeMb: youngGenerationMiB,
      },
    });
    workers.add(worker);
    // Another listener informs the caller; without any listener an error would end the process.
    worker.on("error", () => {});
    const thread = { worker, ready: nextMessage(worker, startTimeoutMs) };
    worker.once("exit", () => {
      workers.delete(worker);
      clearTimeout(idle.get(thread));
      idle.delete(thread);
    });
    return thread;
  }

  return {
    take: (): Thread => {
      const [[thread, timer] = []] = idle;
      if (!thread) return startThread();
      clearTimeout(timer);
      idle.delete(thread);
      thread.worker.ref();
      return thread;
    },
    giveBack: (thread: Thread): void => {
      const end = () => {
        idle.delete(thread);
        thread.worker.terminate();
      };
      idle.set(thread, setTimeout(end, idleMs).unref());
      thread.worker.unref();
    },
    stop: async (): Promise<void> => {
      for (const timer of idle.values()) clearTimeout(timer);
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}

/**
 * Resolves to the next message of a thread. Rejects when the thread ends first or takes too long.
 */
async function nextMessage<Message>(worker: Worker, timeoutMs: number): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  const timer = setTimeout(() => reject(tookTooLong()), timeoutMs);
  const onExit = () => reject(new Error("The parsing thread ended."));
  worker.once("message", resolve).once("error", reject).once("exit", onExit);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off("message", resolve).off("error", reject).off("exit", onExit);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tookTooMuch(cause: unknown): ServiceError {
  return new ServiceError("content-too-large", say("body-memory"), { cause });
}

function tookTooLong(): ServiceError {
  return new ServiceError("unavailable", say("body-time"), { retryAfterSeconds });
}
