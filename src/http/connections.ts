import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

const pollMs = 20;

/**
 * From the stop on each connection ends with the answer that is under way on it, or with its next one:
 * for `drainMs` those that are idle stay, since a caller that is just sending on one would find it
 * closed and could not know whether it was heard. New ones are taken meanwhile too. After that the
 * framework closes what is idle; a proxy that keeps the others would hold up the end.
 */
export function endConnectionsAtStop(app: FastifyInstance, drainMs: number): void {
  let isStopping = false;
  let isDrained = false;
  app.addHook("preClose", async () => {
    isStopping = true;
    await untilNobodyIsConnected(app.server, drainMs);
    isDrained = true;
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isStopping) reply.header("Connection", "close");
    done(null, payload);
  });
  app.addHook("onResponse", (_request, _reply, done) => {
    // Its head may have been sent before the stop.
    if (isDrained) app.server.closeIdleConnections();
    done();
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
