import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

const pollMs = 20;

/**
 * On shutdown every response carries `Connection: close`. For `drainMs` idle connections stay open, because a
 * caller that is sending on a closed one could not know whether its request was processed, and new ones
 * are accepted: a proxy that opens one for each request must see that `/readyz` fails. Node does not count a
 * connection without any request as idle, and it would delay the shutdown: it gets `drainMs` again.
 */
export function registerGracefulShutdown(app: FastifyInstance, drainMs: number): void {
  const { server } = app;
  let isStopping = false;
  let inFlight = 0;
  server.on("request", (_request, response) => {
    inFlight += 1;
    response.once("close", () => {
      inFlight -= 1;
    });
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isStopping) reply.header("Connection", "close");
    done(null, payload);
  });
  app.addHook("preClose", async () => {
    isStopping = true;
    await delay(drainMs);
    const silentUntil = performance.now() + drainMs;
    const ending = setInterval(() => {
      server.closeIdleConnections();
      if (inFlight === 0 && performance.now() > silentUntil) server.closeAllConnections();
    }, pollMs).unref();
    server.once("close", () => clearInterval(ending));
  });
}
