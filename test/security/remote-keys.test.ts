import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { systemRandom } from "../../src/security/random.ts";
import { createRemoteKeys, type KeyHeader } from "../../src/security/remote-keys.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { newSigningKey } from "../../src/security/signing-key.ts";

const secretKeys = createSecretKeys("an older secret key of more than 32 bytes");
const [first, second] = [1, 2].map(() => newSigningKey(secretKeys, systemRandom).publicJwk);
const alg = "ES256";
const kidOf = (jwk: Readonly<Record<string, unknown>> | undefined) => `${jwk?.["kid"]}`;

/** A portal that publishes keys, and a settable clock. */
async function publish(t: Test, keys: readonly unknown[]) {
  const portal = { keys, status: 200, asked: 0, now: new Date("2026-09-01T08:30:00Z"), url: "" };
  const server = createServer((_request, response) => {
    portal.asked += 1;
    response.writeHead(portal.status, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ keys: portal.keys }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  portal.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const remoteKeys = createRemoteKeys({ clock: { now: () => portal.now } });
  return {
    portal,
    find: (jwksUri: string, header: KeyHeader, id = "issuer-1") =>
      remoteKeys.find({ id, jwksUri }, header),
    renew: () => remoteKeys.renew({ id: "issuer-1", jwksUri: portal.url }),
  };
}

t.test("a key is found by its kid, and fetched once for all tokens", async (t) => {
  const { portal, find } = await publish(t, [first, second]);
  const pem = await find(portal.url, { alg, kid: kidOf(second) });
  const jwk = createPublicKey(`${pem}`).export({ format: "jwk" });
  t.match(second, jwk);
  t.equal(await find(portal.url, { alg, kid: kidOf(second) }), pem);
  t.not(await find(portal.url, { alg, kid: kidOf(first) }), pem);
  t.equal(portal.asked, 1);
});

t.test("without a kid the only key of a portal is used", async (t) => {
  const one = await publish(t, [first]);
  t.type(await one.find(one.portal.url, { alg }), "string");
  const two = await publish(t, [first, second]);
  t.equal(await two.find(two.portal.url, { alg }), undefined);
});

t.test("a key that the portal does not publish is not found", async (t) => {
  const { portal, find } = await publish(t, [first]);
  t.equal(await find(portal.url, { alg, kid: "another" }), undefined);
  t.equal(await find(portal.url, { alg: "ES512", kid: kidOf(first) }), undefined);
});

t.test("an RSA key of fewer than 2048 bits is not used", async (t) => {
  const rsaOf = (modulusLength: number) => ({
    ...generateKeyPairSync("rsa", { modulusLength }).publicKey.export({ format: "jwk" }),
    kid: `${modulusLength}`,
  });
  const { portal, find } = await publish(t, [rsaOf(1_024), rsaOf(2_047), rsaOf(2_048)]);
  for (const rsa of ["RS256", "PS512"]) {
    t.equal(await find(portal.url, { alg: rsa, kid: "1024" }), undefined, rsa);
    t.equal(await find(portal.url, { alg: rsa, kid: "2047" }), undefined, rsa);
    t.type(await find(portal.url, { alg: rsa, kid: "2048" }), "string", rsa);
  }
});

t.test("for an algorithm without a public key no key is fetched", async (t) => {
  const { portal, find } = await publish(t, [first]);
  for (const forbidden of ["HS256", "none", "", "toString"]) {
    t.equal(await find(portal.url, { alg: forbidden, kid: kidOf(first) }), undefined, forbidden);
  }
  t.equal(portal.asked, 0);
});

t.test("a portal that fails is not called for five seconds, then called again", async (t) => {
  const { portal, find } = await publish(t, [first]);
  const header = { alg, kid: kidOf(first) };
  const away = {
    code: "unavailable",
    retryAfterSeconds: 5,
    detail: /\w+ .*\.$/,
    cause: /Expected 200 OK/,
  };
  portal.status = 503;
  await t.rejects(find(portal.url, header), away);
  t.equal(portal.asked, 1);

  portal.now = new Date(portal.now.getTime() + 5_000);
  await t.rejects(find(portal.url, header), away);
  t.equal(portal.asked, 2, "after five seconds");

  portal.status = 200;
  portal.now = new Date(portal.now.getTime() + 4_999);
  await t.rejects(find(portal.url, header), { ...away, cause: /last fetch failed/ });
  t.equal(portal.asked, 2, "further requests do not extend the pause");

  portal.now = new Date(portal.now.getTime() + 1);
  t.type(await find(portal.url, header), "string");
  t.equal(portal.asked, 3);
});

t.test("a portal that is down does not delay another", async (t) => {
  const { portal, find } = await publish(t, [first]);
  const other = await publish(t, [second]);
  portal.status = 503;
  await t.rejects(find(portal.url, { alg, kid: kidOf(first) }));
  t.type(await find(other.portal.url, { alg, kid: kidOf(second) }), "string");
});

t.test("an issuer that is added again gets its keys fetched again", async (t) => {
  const { portal, find } = await publish(t, [first]);
  const header = { alg, kid: kidOf(first) };
  const pem = await find(portal.url, header);
  portal.keys = [{ ...second, kid: kidOf(first) }];
  t.equal(await find(portal.url, header), pem, "the known key, for ten minutes");
  t.not(await find(portal.url, header, "issuer-2"), pem);
  t.equal(portal.asked, 2);
});

t.test("keys are renewed at most once a minute, and a failure leaves the known keys", async (t) => {
  const { portal, find, renew } = await publish(t, [first]);
  const header = { alg, kid: kidOf(first) };
  const pem = await find(portal.url, header);
  portal.keys = [{ ...second, kid: kidOf(first) }];
  t.notOk(await renew());
  t.equal(portal.asked, 1, "within the minute");

  const realNow = Date.now; // jose takes no clock
  t.intercept(Date, "now", { value: () => realNow() + 60_000 });
  portal.status = 503;
  t.notOk(await renew());
  t.notOk(await renew());
  t.equal(portal.asked, 2, "a portal that fails is not called for five seconds");
  t.equal(await find(portal.url, header), pem);

  portal.status = 200;
  portal.now = new Date(portal.now.getTime() + 5_000);
  t.ok(await renew());
  t.not(await find(portal.url, header), pem);
  t.equal(portal.asked, 3);
});
