import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

const pollMs = 20;

/**
 * From the stop on each connection ends with the answer that is under way on it, or with its next one:
 * for `drainMs` those that are idle stay, since a caller that is just sending on one would find it
 * closed and could not know whether it was heard. New ones are taken meanwhile too. One on which nobody
 * has asked anything yet is not idle to Node, and would hold up the end: it has as long again.
 */
export function registerGracefulShutdown(app: FastifyInstance, drainMs: number): void {
  const { server } = app;
  let isStopping = false;
  let underWay = 0;
  server.on("request", (_request, response) => {
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
    });
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isStopping) reply.header("Connection", "close");
    done(null, payload);
  });
  app.addHook("preClose", async () => {
    isStopping = true;
    await untilNobodyIsConnected(server, drainMs);
    const silentUntil = performance.now() + drainMs;
    const ending = setInterval(() => {
      server.closeIdleConnections();
      if (underWay === 0 && performance.now() > silentUntil) server.closeAllConnections();
    }, pollMs).unref();
    server.once("close", () => clearInterval(ending));
  });
}

/** At most so long. */
async function untilNobodyIsConnected(server: Server, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && (await countConnections(server)) > 0) await delay(pollMs);
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}
