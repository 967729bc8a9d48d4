import type { FastifyInstance } from "fastify";

/**
 * From the stop on each connection ends with the answer that is under way on it. The framework closes
 * those that are idle at that moment, and says so to who comes later; a proxy that keeps the others
 * would hold up the end.
 */
export function endConnectionsAtStop(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook("preClose", async () => {
    isStopping = true;
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isStopping) reply.header("Connection", "close");
    done(null, payload);
  });
  app.addHook("onResponse", (_request, _reply, done) => {
    // Its head may have been sent before the stop.
    if (isStopping) app.server.closeIdleConnections();
    done();
  });
}
