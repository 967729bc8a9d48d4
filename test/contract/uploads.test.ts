// Decisions about an upload before its body is read. Each request announces a body and sends none, so
// a response proves that the service did not wait for the body.
import { request } from "node:http";
import Fastify from "fastify";
import t from "tap";
import { requireUploadConfig } from "../../src/http/auth/admission.ts";
import { operations } from "../support/contract.ts";
import { startTestService } from "../support/service.ts";

const service = await startTestService(t);
const coordinator = await service.addClient("01AA");
const teacher = await service.addClient("01AA", "teacher", "t1");
const portal = await service.addClient("01AA", "portal");
const revoked = await service.addClient("01AA");
await service.clients.revoke(revoked.clientId);

/** The body contains the signature, so it must be read first; at most 512 KiB. */
const provenByBody = new Set(["recordMailgunEvent", "recordSesNotification"]);
const withBody = [...operations.values()].filter(({ bodies }) => Object.keys(bodies).length > 0);
/** Above the default limit of an operation. */
const aboveDefault = 16 * 1024 + 1;

/** Status of the response to a body that never arrives. */
async function statusBefore(
  operationId: string,
  call: { readonly length: number; readonly token?: string; readonly signal?: AbortSignal },
): Promise<number | undefined> {
  const { length, token, signal } = call;
  const { method = "", path = "", bodies = {} } = operations.get(operationId) ?? {};
  const [contentType = ""] = Object.keys(bodies);
  const sent = request(`${service.url}${path.replace(/\{\w+\}/g, crypto.randomUUID())}`, {
    method,
    ...(signal && { signal }),
    headers: {
      "Content-Type": contentType,
      "Content-Length": length,
      ...(token && { Authorization: `Bearer ${token}` }),
    },
  });
  sent.flushHeaders();
  try {
    return await new Promise((resolve, reject) => {
      sent.once("response", ({ statusCode }) => resolve(statusCode)).once("error", reject);
    });
  } finally {
    sent.destroy();
  }
}

t.test("a caller without rights is rejected before its upload is read", async (t) => {
  const length = 10 * 1024 * 1024;
  const cases = [
    ["putRoster", revoked, 401],
    ["putRoster", teacher, 403],
    ["bulkActivate", revoked, 401],
    ["bulkActivate", portal, 403],
  ] as const;
  for (const [operationId, { token }, status] of cases) {
    t.equal(await statusBefore(operationId, { length, token }), status, operationId);
  }
  t.equal(await statusBefore("putRoster", { length }), 401, "without a token");
});

t.test("no operation waits for a large body from a revoked client", async (t) => {
  t.ok(withBody.length > 15);
  for (const { operationId } of withBody) {
    if (provenByBody.has(operationId)) continue;
    const status = await statusBefore(operationId, { length: aboveDefault, token: revoked.token });
    t.ok(status !== undefined && status >= 400 && status < 500, `${operationId}: ${status}`);
  }
});

t.test("a body above the limit of its operation is rejected before it is read", async (t) => {
  const { token } = coordinator;
  t.equal(await statusBefore("putRoster", { length: 20 * 1024 * 1024 + 1, token }), 413);
  t.equal(await statusBefore("bulkActivate", { length: 16 * 1024 * 1024 + 1, token }), 413);
});

t.test("a school whose uploads do not arrive leaves room for another school", async (t) => {
  const other = await service.addClient("02BB");
  const { token } = coordinator;
  const cancellation = new AbortController();
  // One is being received, two wait for their turn; the answer to the fourth proves it.
  const stalled = Array.from({ length: 4 }, () =>
    statusBefore("putRoster", { length: 20 * 1024 * 1024, token, signal: cancellation.signal }),
  );
  t.equal(await Promise.race(stalled), 503);
  const { status } = await service.api("bulkActivate", { token: other.token, body: { rows: [] } });
  t.equal(status, 200);
  cancellation.abort();
  await Promise.allSettled(stalled);
});

t.test("a school route that accepts large bodies must declare its senders", async (t) => {
  const app = Fastify();
  t.teardown(() => app.close());
  app.addHook("onRoute", requireUploadConfig);
  const handler = async () => "";
  t.throws(() => app.put("/a", { bodyLimit: aboveDefault, handler }), /needs `config.upload`/);
  app.put("/b", { bodyLimit: aboveDefault - 1, handler });
  const upload = { requires: "person", body: {} } as const;
  app.put("/c", { bodyLimit: aboveDefault, handler, config: { upload } });
});
