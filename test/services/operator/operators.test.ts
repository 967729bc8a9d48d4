import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { noMetrics } from "../../../src/domain/metrics.ts";
import { createAccessTokens } from "../../../src/security/access-token.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createRemoteKeys } from "../../../src/security/remote-keys.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createApiClientService } from "../../../src/services/operator/api-clients.ts";
import { createSchoolService } from "../../../src/services/operator/schools.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { createTokenIssuerService } from "../../../src/services/operator/token-issuers.ts";
import { createAudit } from "../../../src/services/shared/audit.ts";
import { createThrottle } from "../../../src/services/shared/throttle.ts";
import type { Database } from "../../../src/store/database.ts";
import { startDatabase } from "../../support/database.ts";

const random = systemRandom;
const secretOfTests = "a secret key for tests alone, of enough bytes";
const keys = createSecretKeys(secretOfTests);
const tokenLifetimeMaxSeconds = 600;
const network = { requestId: "a request", network: "203.0.113.7" };
const errorsAt = (...pointers: string[]) => ({
  code: "invalid-request",
  validationErrors: pointers.map((pointer) => ({ pointer })),
});

let moment = new Date("2026-09-01T08:30:00Z");
const clock = { now: () => moment };
const advance = (seconds: number) => {
  moment = new Date(moment.getTime() + seconds * 1000);
};

const { db: realDb } = await startDatabase(t);
let transactions = 0;
const db: Database = {
  ...realDb,
  asService: (work) => {
    transactions += 1;
    return realDb.asService(work);
  },
};

const startSigningKeys = () =>
  createSigningKeyService({ db, clock, random, keys, tokenLifetimeMaxSeconds });
const schools = createSchoolService({ db, clock, random });
const throttle = createThrottle({ db, clock, random, keys, metrics: noMetrics });
const clients = createApiClientService({
  db,
  clock,
  random,
  throttle,
  audit: createAudit({ clock, random }),
  accessTokens: createAccessTokens({
    signingKeys: startSigningKeys(),
    clock,
    publicUrl: "https://api.thuisinlog.example",
  }),
});
const kidsOf = async (service: ReturnType<typeof startSigningKeys>) =>
  (await service.jwks()).keys.map(({ kid }) => kid);

t.test("eight services that start concurrently share one first key", async (t) => {
  const services = Array.from({ length: 8 }, startSigningKeys);
  const current = await Promise.all(services.map((service) => service.current()));
  t.equal(new Set(current.map(({ kid }) => kid)).size, 1);
  t.match(await services[0]?.list(), [{ id: current[0]?.kid, status: "signing", retiredAt: null }]);
});

t.test("the published key verifies signatures of the current key", async (t) => {
  const service = startSigningKeys();
  const { kid, privateKey } = await service.current();
  const signature = sign("sha256", Buffer.from("token"), createPrivateKey(privateKey));
  const publicKey = createPublicKey((await service.findPublic(kid)) ?? "");
  t.ok(verify("sha256", Buffer.from("token"), publicKey, signature));
});

t.test("the JWKS contains only public parts", async (t) => {
  const { keys: published } = await startSigningKeys().jwks();
  t.match(published, [{ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: String }]);
  for (const key of published) t.notOk("d" in key);
});

t.test(
  "a new key is published before it signs, and the old key until its tokens expire",
  async (t) => {
    const here = startSigningKeys();
    const replica = startSigningKeys();
    const old = await replica.current();
    const made = await here.rotate();
    t.equal(made.activeAt.getTime(), moment.getTime() + 300_000);
    t.strictSame(await kidsOf(here), [old.kid, made.id]);
    t.equal((await here.current()).kid, old.kid);

    t.strictSame(await here.rotate(), made, "a rotation is idempotent until the new key signs");

    advance(61);
    t.strictSame(
      await kidsOf(replica),
      [old.kid, made.id],
      "another replica publishes it within a minute",
    );

    advance(300 - 61 - 1);
    t.equal((await replica.current()).kid, old.kid);
    t.strictSame(
      (await here.list()).map(({ status }) => status),
      ["signing", "coming"],
    );

    advance(1);
    for (const service of [here, replica]) t.equal((await service.current()).kid, made.id);
    t.strictSame(
      (await here.list()).map(({ status }) => status),
      ["retiring", "signing"],
    );

    advance(tokenLifetimeMaxSeconds);
    t.ok(await replica.findPublic(old.kid), "the last token of the old key expires only now");
    advance(61);
    t.notOk(await replica.findPublic(old.kid));
    t.strictSame(await kidsOf(replica), [made.id]);
  },
);

t.test("concurrent rotations create one key", async (t) => {
  const made = await Promise.all(Array.from({ length: 4 }, () => startSigningKeys().rotate()));
  t.equal(new Set(made.map(({ id }) => id)).size, 1);
  t.equal((await startSigningKeys().list()).length, 2);
});

t.test("unknown key ids cause at most one query a minute", async (t) => {
  const service = startSigningKeys();
  await service.jwks();
  const findForged = async () => {
    const before = transactions;
    for (let index = 0; index < 5; index += 1) {
      t.notOk(await service.findPublic(`forged ${index}`));
    }
    return transactions - before;
  };
  t.equal(await findForged(), 1);
  advance(30);
  t.equal(await findForged(), 0);
  advance(31);
  t.ok((await findForged()) <= 2, "one refresh of the cached keys and one for the unknown id");
});

t.test("concurrent readers share one query", async (t) => {
  const service = startSigningKeys();
  const before = transactions;
  await Promise.all([service.current(), service.jwks(), service.findPublic("unknown")]);
  t.equal(transactions - before, 2, "the unknown id has a second one");
});

t.test("keys of another SECRET_KEY cause an error, not a new key", async (t) => {
  const others = createSecretKeys("another secret key for tests alone, long enough");
  const service = createSigningKeyService({
    db,
    clock,
    random,
    keys: others,
    tokenLifetimeMaxSeconds,
  });
  await t.rejects(service.current(), /SECRET_KEY/);
  await t.rejects(service.prepare(), /SECRET_KEY_PREVIOUS/);
});

t.test("a secret key can be rotated twice if each start has the previous one", async (t) => {
  const secrets = ["first", "second", "third"].map((word) => `the ${word} secret key, long enough`);
  const startWith = (secret = "", previous?: string) =>
    createSigningKeyService({
      db,
      clock,
      random,
      keys: createSecretKeys(secret, previous),
      tokenLifetimeMaxSeconds,
    });
  const [first, second, third] = secrets;
  // Moves the keys of the tests above to the first secret.
  await startWith(first, secretOfTests).prepare();
  const { privateKey } = await startWith(first).current();

  const replicas = Array.from({ length: 4 }, () => startWith(second, first));
  await Promise.all(replicas.map((replica) => replica.prepare()));
  await startWith(third, second).prepare();
  t.equal((await startWith(third).current()).privateKey, privateKey, "the same key signs");
  await t.rejects(startWith(first, secretOfTests).prepare(), /SECRET_KEY_PREVIOUS/);

  await startWith(secretOfTests, third).prepare();
  t.equal(
    (await startSigningKeys().current()).privateKey,
    privateKey,
    "an earlier secret can return",
  );
});

t.test("a key that no secret decrypts is replaced by a rotation", async (t) => {
  const lost = createSigningKeyService({
    db,
    clock,
    random,
    keys: createSecretKeys("a secret key that everyone has lost, long enough"),
    tokenLifetimeMaxSeconds,
  });
  advance(301); // Ends a rotation above.
  await t.rejects(lost.prepare(), /key rotate/);
  await lost.rotate();
  advance(301);
  await lost.prepare();
  await lost.current();
  await startSigningKeys().rotate();
  advance(301);
});

t.test("a school is added once, and its BRIN is normalised", async (t) => {
  t.match(await schools.add({ brin: "01AA00", name: " De Regenboog " }), {
    brin: "01AA",
    name: "De Regenboog",
  });
  await schools.add({ brin: "02BB02", name: "De Zonnebloem" });
  for (const brin of ["01AA", "01AA00"]) {
    const again = schools.add({ brin, name: "De Regenboog" });
    await t.rejects(again, errorsAt("/brin"));
  }
  const faulty = schools.add({ brin: "1A", name: "\n" });
  await t.rejects(faulty, errorsAt("/brin", "/name"));
  t.match(await schools.list(), [{ brin: "01AA" }, { brin: "02BB02" }]);

  const race = Array.from({ length: 4 }, () => schools.add({ brin: "03CC", name: "De Linde" }));
  const refused = (await Promise.allSettled(race)).filter(({ status }) => status === "rejected");
  t.match(refused, Array(3).fill({ reason: { code: "invalid-request" } }));
});

t.test("a client authenticates with its secret until it is revoked", async (t) => {
  const made = await clients.add({ brin: "01AA00", role: "teacher", teacher: "LK1" });
  const { clientId, clientSecret } = made;
  t.strictSame(await clients.authenticate(clientId, clientSecret, network), {
    clientId,
    role: "teacher",
    brin: "01AA",
    subject: "LK1",
  });
  advance(1);
  const portal = await clients.add({ brin: "01AA", role: "portal", name: "Basispoort" });
  t.match(await clients.authenticate(portal.clientId, portal.clientSecret, network), {
    role: "portal",
    subject: portal.clientId,
  });
  t.notMatch(JSON.stringify(await clients.list()), new RegExp(clientSecret));

  t.ok(await clients.revoke(clientId));
  t.notOk(await clients.revoke(clientId));
  t.notOk(await clients.revoke("no uuid"));
  t.equal(await clients.authenticate(clientId, clientSecret, network), undefined);
  t.match(await clients.list(), [{ id: clientId, revokedAt: moment }, { revokedAt: null }]);
});

t.test("every validation error of a new client is reported", async (t) => {
  await t.rejects(
    clients.add({ brin: "99ZZ", role: "head", name: "" }),
    errorsAt("/brin", "/role", "/name"),
  );
  await t.rejects(clients.add({ brin: "01AA", role: "teacher" }), errorsAt("/teacher"));
  const portal = clients.add({ brin: "01AA", role: "portal", teacher: "LK1" });
  await t.rejects(portal, errorsAt("/teacher"));
});

t.test(
  "all wrong credentials get the same answer, and many of them block the network for a while",
  async (t) => {
    const { clientId, clientSecret } = await clients.add({ brin: "01AA", role: "coordinator" });
    const busy = { requestId: "a request", network: "198.51.100.9" };
    for (let round = 0; round < 50; round += 1) {
      t.ok(
        await clients.authenticate(clientId, clientSecret, busy),
        "valid credentials are never delayed",
      );
    }
    const wrong = [
      [clientId, `${clientSecret}x`],
      ["0199aaaa-0000-7000-8000-000000000000", clientSecret],
      ["no uuid", clientSecret],
      ["", ""],
    ] as const;
    for (const [id, secret] of wrong) {
      t.equal(await clients.authenticate(id, secret, network), undefined);
    }
    const refused = { code: "too-many-requests", retryAfterSeconds: Number };
    const guess = async () => {
      for (let count = 0; count < 100; count += 1)
        await clients.authenticate(clientId, "guess", network);
    };
    await t.rejects(guess(), refused);
    await t.rejects(clients.authenticate(clientId, clientSecret, network), refused);
    t.ok(
      await clients.authenticate(clientId, clientSecret, busy),
      "another network is not blocked",
    );
    advance(3601);
    t.ok(await clients.authenticate(clientId, clientSecret, network));
  },
);

async function startPortal(t: Test) {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "r1", use: "sig" };
  const symmetric = { kty: "oct", k: "c2VjcmV0", kid: "s1" };
  const requests: string[] = [];
  let answer = (_request: IncomingMessage, response: ServerResponse): void => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ keys: [jwk, symmetric] }));
  };
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return {
    jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    pem: publicKey.export({ format: "pem", type: "spki" }),
    requests,
    answerWith(other: typeof answer) {
      answer = other;
    },
  };
}

const startIssuers = () =>
  createTokenIssuerService({
    db,
    clock,
    random,
    remoteKeys: createRemoteKeys({ clock }),
    audit: createAudit({ clock, random }),
  });
const iss = "https://portal.example";

t.test("the key of a trusted portal is found, only for asymmetric algorithms", async (t) => {
  const portal = await startPortal(t);
  const issuers = startIssuers();
  const header = { alg: "RS256", kid: "r1" };
  t.equal(await issuers.findKey(iss, header), undefined, "the issuer is unknown");
  await issuers.add({ iss, jwksUri: portal.jwksUri, brins: ["01AA00"] });
  const found = await issuers.findKey(iss, header);
  t.equal(found?.publicKey, portal.pem);
  t.equal((await issuers.findKey(iss, { alg: "PS256" }))?.publicKey, portal.pem);
  for (const alg of ["HS256", "none", "A128KW", "dir", ""]) {
    t.equal(await issuers.findKey(iss, { alg, kid: "s1" }), undefined, alg);
    t.equal(await issuers.findKey(iss, { alg, kid: "r1" }), undefined, alg);
  }
  for (const kid of ["x1", "x2", "x3"]) {
    t.equal(await issuers.findKey(iss, { alg: "RS256", kid }), undefined);
  }
  t.equal(portal.requests.length, 1, "unknown keys cause one fetch a minute");

  await issuers.add({ iss, jwksUri: portal.jwksUri, brins: ["02BB02"] });
  t.strictSame(await issuers.list(), [{ iss, jwksUri: portal.jwksUri, brins: ["01AA", "02BB02"] }]);
  t.equal(
    (await issuers.findKey(iss, header))?.issuerId,
    found?.issuerId,
    "the issuer keeps its id",
  );

  t.ok(await issuers.remove(iss));
  t.notOk(await issuers.remove(iss));
  t.equal(await issuers.findKey(iss, header), undefined);
});

t.test("unknown issuers cause one query a minute", async (t) => {
  const issuers = startIssuers();
  const before = transactions;
  for (let index = 0; index < 5; index += 1) {
    t.equal(await issuers.findKey(`https://${index}.example`, { alg: "ES256" }), undefined);
  }
  t.equal(transactions - before, 1);
});

t.test(
  "a portal that redirects or fails is unavailable, and is not called again immediately",
  async (t) => {
    const portal = await startPortal(t);
    const issuers = startIssuers();
    await issuers.add({ iss, jwksUri: portal.jwksUri, brins: ["01AA"] });
    const find = () => issuers.findKey(iss, { alg: "RS256", kid: "r1" });
    const unavailable = { code: "unavailable", retryAfterSeconds: Number };
    portal.answerWith((_request, response) => {
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    await t.rejects(find(), unavailable);
    await t.rejects(find(), unavailable);
    t.strictSame(portal.requests, ["/jwks"]);
    advance(6);
    portal.answerWith((_request, response) => {
      response.end("no JSON");
    });
    await t.rejects(find(), unavailable);
    t.strictSame(portal.requests, ["/jwks", "/jwks"]);
  },
);

t.test("every validation error of a new issuer is reported", async (t) => {
  const issuers = startIssuers();
  const faulty = issuers.add({
    iss: "portal",
    jwksUri: "http://portal.example/jwks",
    brins: ["01AA", "x", "99ZZ"],
  });
  await t.rejects(faulty, errorsAt("/iss", "/jwksUri", "/brins/1", "/brins/2"));
  const nowhere = issuers.add({ iss, jwksUri: "https://u:p@portal.example/jwks", brins: [] });
  await t.rejects(nowhere, errorsAt("/jwksUri", "/brins"));
});
