// Large bodies. Each is received within the share of its school and of the process, so that
// concurrent callers cannot exhaust connections or memory.
import type { FastifyContextConfig, FastifyInstance, FastifyRequest, FastifySchema } from "fastify";
import { type Clock, dutchDate } from "../../domain/clock.ts";
import { invalidRequest } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { createFairShare } from "../../services/shared/fair-share.ts";
import type { HeavyWork } from "../../services/shared/heavy-work.ts";
import type { RequiredRole } from "../../services/shared/school-permissions.ts";
import { collectBody } from "../plugins/limited-body.ts";
import type { ParsedByForm, UploadForm } from "./forms.ts";
import { createUploadParser } from "./parser.ts";

export interface UploadConfig {
  /** Checked, with the credential, before the body is read. */
  readonly requires: RequiredRole;
  /** The body in the OpenAPI document, if the parsing thread validates it. */
  readonly body?: unknown;
}

export interface Uploads {
  /**
   * Receives the body of a request, parses it in a thread by its media type, and runs `work` on it.
   * All of it is heavy work of the caller's school. Throws `unavailable` before the body is read
   * when too many uploads are in progress, and the errors of `UploadParser.parse`.
   */
  receive<Form extends UploadForm, Result>(
    request: FastifyRequest,
    forms: Readonly<Record<string, Form>>,
    work: (parsed: ParsedByForm[Form]) => Promise<Result>,
  ): Promise<Result>;
  stop(): Promise<void>;
}

const bytesPerPlace = 1024 * 1024;
/**
 * Approximate total size in MiB of uploads in progress: twice the largest body, so that a school
 * whose upload arrives slowly, or not at all, leaves as much for the others.
 */
export const uploadLimits = { placesMax: 40, waitingMax: 8, waitMaxMs: 10_000 } as const;
export const parserLimits = {
  threadsMax: 2,
  timeoutMs: 30_000,
  // Well above the need of a body within its limits: in native code V8 ends the process at this
  // limit.
  heapMiBMax: 256,
  idleMs: 10_000,
} as const;

export function createUploads({
  heavyWork,
  clock,
}: {
  readonly heavyWork: HeavyWork;
  readonly clock: Clock;
}): Uploads {
  const parser = createUploadParser(parserLimits);
  const share = createFairShare({
    ...uploadLimits,
    detail: say("uploads-busy"),
  });

  return {
    receive: async (request, forms, work) => {
      const form = forms[mediaTypeOf(request)];
      if (!form) throw invalidRequest([{ pointer: "", detail: say("email-empty") }]);
      const { schoolPrincipal, raw, routeOptions } = request;
      const { brin } = schoolPrincipal;
      const bytesMax = Number(routeOptions.bodyLimit);
      const receiveAndWork = async () => {
        const bytes = await collectBody(raw, bytesMax);
        const today = dutchDate(clock.now());
        return await work(await parser.parse({ form, bytes, brin, today }));
      };
      const places = Math.ceil(lengthOf(request, bytesMax) / bytesPerPlace);
      return await heavyWork.run(schoolPrincipal, () => share.run(receiveAndWork, places));
    },
    stop: parser.stop,
  };
}

/** Leaves bodies of these media types to `receive`; all others are rejected. */
export function acceptUploads(app: FastifyInstance, forms: Readonly<Record<string, UploadForm>>) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(Object.keys(forms), async () => undefined);
}

/**
 * Adds to a route's schema the body that its parsing thread validates, for the OpenAPI document.
 */
export function describeUpload(schema: FastifySchema, config: FastifyContextConfig = {}) {
  return config.upload?.body ? { ...schema, body: config.upload.body } : schema;
}

function mediaTypeOf({ headers }: FastifyRequest): string {
  const [type = ""] = (headers["content-type"] ?? "").split(";", 1);
  return type.trim().toLowerCase();
}

/** Returns the declared length, or the maximum without one. */
function lengthOf({ headers }: FastifyRequest, bytesMax: number): number {
  const length = Number(headers["content-length"]);
  return length >= 1 && length <= bytesMax ? length : bytesMax;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** For an operation whose body may be larger than the default. */
    readonly upload?: UploadConfig;
  }
}
