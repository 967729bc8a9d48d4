// The framework with the common behaviour of every response: headers, problems, log line.
import { randomUUID } from "node:crypto";
import accepts from "@fastify/accepts";
import cors from "@fastify/cors";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import { invalidRequest } from "../domain/errors.ts";
import type { Metrics } from "../domain/metrics.ts";
import { addAccessLog, logProblem } from "./plugins/access-log.ts";
import { registerGracefulShutdown } from "./plugins/graceful-shutdown.ts";
import { commonHeaders, setCommonHeaders } from "./plugins/headers.ts";
import { jsonParserOf } from "./plugins/json-parser.ts";
import { bodyBytesMax } from "./plugins/limited-body.ts";
import { answerUnknownPaths, type NotFoundOptions } from "./plugins/not-found.ts";
import { buildSerializer } from "./plugins/validation.ts";
import { answerClientError } from "./problems/client-error.ts";
import { sendProblem, serviceErrorOf } from "./problems/problem.ts";
import { requestErrorOf } from "./problems/request-errors.ts";

export interface ServerOptions extends NotFoundOptions {
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Origins of web pages that may call the API. */
  readonly corsOrigins: readonly string[];
  /** Proxies whose forwarded client address is trusted. */
  readonly trustedProxies: readonly string[];
  /** Time for which idle connections stay open after a stop. */
  readonly drainMs: number;
  readonly timeouts?: Partial<ServerTimeouts>;
}

export interface ServerTimeouts {
  /** For a whole request to arrive; on a new connection counted from its start. */
  readonly requestMs: number;
  /** How often connections are checked for `requestMs`. */
  readonly checkEveryMs: number;
  /** For a connection without traffic; longer than any operation takes. */
  readonly idleMs: number;
}

const defaultTimeouts: ServerTimeouts = { requestMs: 30_000, checkEveryMs: 5_000, idleMs: 180_000 };

/** Creates a server without routes; it answers every request with a problem. */
export async function createServer(
  options: ServerOptions,
  apiVersion: string,
): Promise<FastifyInstance> {
  const { publicUrl, trustedProxies } = options;
  const headers = commonHeaders(apiVersion);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: bodyBytesMax,
    requestTimeout: timeouts.requestMs,
    connectionTimeout: timeouts.idleMs,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // A stop lets requests in flight end, also on open connections.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    schemaController: { compilersFactory: { buildSerializer } },
    // Node's own rejection has no headers and no problem; see requireHost.
    http: { requireHostHeader: false, connectionsCheckingInterval: timeouts.checkEveryMs },
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(headers, request, reply);
      sendProblem(request, reply, serviceErrorOf(error), publicUrl);
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, headers, publicUrl),
  });

  app.removeContentTypeParser(["text/plain", "application/json"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, jsonParserOf(app));
  app.addHook("onRequest", async (request, reply) => setCommonHeaders(headers, request, reply));
  app.addHook("onRequest", requireHost);
  addAccessLog(app, options.metrics);
  registerGracefulShutdown(app, options.drainMs);
  app.setErrorHandler(async (error, request, reply) => {
    const serviceError = await requestErrorOf(request, error);
    logProblem(request, serviceError);
    return sendProblem(request, reply, serviceError, publicUrl);
  });
  answerUnknownPaths(app, options);

  await app.register(accepts);
  if (options.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: [...options.corsOrigins],
      methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      exposedHeaders: ["API-Version", "ETag", "Link", "Retry-After", "X-Request-Id"],
    });
  }
  return app;
}

/**
 * Rejects a request without a `Host`, which HTTP/1.0 allows, or with two of them (RFC 9112 §3.2).
 */
async function requireHost({ raw }: FastifyRequest): Promise<void> {
  const isHost = (field: string, index: number) => index % 2 === 0 && /^host$/i.test(field);
  if (raw.rawHeaders.filter(isHost).length > 1) {
    throw invalidRequest([{ pointer: "Host", detail: "is given twice" }]);
  }
  if (raw.headers.host !== undefined || raw.httpVersion === "1.0") return;
  throw invalidRequest([{ pointer: "Host", detail: "is missing" }]);
}
