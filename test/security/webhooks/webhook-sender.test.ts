import type { LookupAddress } from "node:dns";
import t from "tap";
import { createWebhookSender } from "../../../src/security/webhooks/webhook-sender.ts";
import { startWebhookReceiver } from "../../support/feed/webhook-receiver.ts";

const receiver = await startWebhookReceiver(t);
const send = createWebhookSender({ isLoopbackAllowed: true, timeoutMs: 60_000 });
const resolvingTo = (...addresses: string[]) =>
  createWebhookSender({
    resolve: ((_name: string, _options: object, callback: (...found: unknown[]) => void) =>
      callback(
        null,
        addresses.map(
          (address): LookupAddress => ({
            address,
            family: address.includes(":") ? 6 : 4,
          }),
        ),
      )) as never,
  });

t.test("a notice is delivered when the answer is 2xx", async (t) => {
  for (const status of [200, 202, 204]) {
    receiver.answer = (response) => response.writeHead(status).end();
    t.strictSame(await send(receiver.url, "{}", {}), { outcome: "delivered", status });
  }
});

t.test("another status is a failure, 410 is the end, and no redirect is followed", async (t) => {
  const before = receiver.notices.length;
  for (const [status, expected] of [
    [500, { outcome: "failed", failure: "status", status: 500 }],
    [404, { outcome: "failed", failure: "status", status: 404 }],
    [410, { outcome: "gone", status: 410 }],
    [302, { outcome: "failed", failure: "redirect", status: 302 }],
    [308, { outcome: "failed", failure: "redirect", status: 308 }],
  ] as const) {
    receiver.answer = (response) => response.writeHead(status, { Location: receiver.url }).end();
    t.strictSame(await send(receiver.url, "{}", {}), expected);
  }
  t.equal(receiver.notices.length, before + 5);
});

t.test("a slow, endless or broken answer ends the delivery", async (t) => {
  receiver.answer = () => {};
  const impatient = createWebhookSender({ isLoopbackAllowed: true, timeoutMs: 1 });
  t.match(await impatient(receiver.url, "{}", {}), { outcome: "failed", failure: "timeout" });
  receiver.answer = (response) => void response.end(Buffer.alloc(1024 * 1024));
  t.match(await send(receiver.url, "{}", {}), { outcome: "failed", failure: "too-large" });
  receiver.answer = (response) => response.destroy();
  t.match(await send(receiver.url, "{}", {}), { outcome: "failed", failure: "connection" });
});

t.test("a name that resolves to an address that is not public is not called", async (t) => {
  const before = receiver.notices.length;
  const port = new URL(receiver.url).port;
  for (const addresses of [
    ["127.0.0.1"],
    ["::1"],
    ["10.0.0.1"],
    ["169.254.169.254"],
    ["::ffff:127.0.0.1"],
    ["8.8.8.8", "192.168.1.1"],
    [],
  ]) {
    for (const scheme of ["http", "https"]) {
      const result = await resolvingTo(...addresses)(
        `${scheme}://portal.example:${port}/`,
        "{}",
        {},
      );
      t.strictSame(result, { outcome: "refused", failure: "private-address" }, `${addresses}`);
    }
  }
  const real = await createWebhookSender()(`http://localhost:${port}/`, "{}", {});
  t.strictSame(real, { outcome: "refused", failure: "private-address" });
  t.equal(receiver.notices.length, before);
});
