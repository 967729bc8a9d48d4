import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { systemRandom as random } from "../../../src/security/random.ts";
import { createRemoteKeys } from "../../../src/security/remote-keys.ts";
import { createSchoolService } from "../../../src/services/operator/schools.ts";
import { createTokenIssuerService } from "../../../src/services/operator/token-issuers.ts";
import { createAudit } from "../../../src/services/shared/audit.ts";
import type { Database } from "../../../src/store/database.ts";
import { startDatabase } from "../../support/database.ts";

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
const schools = createSchoolService({ db, clock, random });
await schools.add({ brin: "01AA", name: "De Regenboog" });
await schools.add({ brin: "02BB02", name: "De Zonnebloem" });

const startIssuers = () =>
  createTokenIssuerService({
    db,
    clock,
    random,
    remoteKeys: createRemoteKeys({ clock }),
    audit: createAudit({ clock, random }),
  });
const iss = "https://portal.example";

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
    for (const kid of ["s1", "r1"]) {
      t.strictSame(
        await issuers.findKey(iss, { alg, kid }),
        { ...found, publicKey: undefined },
        alg,
      );
    }
  }
  for (const kid of ["x1", "x2", "x3"]) {
    t.equal((await issuers.findKey(iss, { alg: "RS256", kid }))?.publicKey, undefined);
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

t.test("a portal that is removed and added again gets its keys fetched again", async (t) => {
  const portal = await startPortal(t);
  const issuers = startIssuers();
  const issuer = { iss, jwksUri: portal.jwksUri, brins: ["01AA"] };
  const header = { alg: "RS256", kid: "r1" };
  await issuers.add(issuer);
  const before = await issuers.findKey(iss, header);
  t.notOk(await issuers.renewKeys(`${before?.issuerId}`), "fetched less than a minute ago");
  t.notOk(await issuers.renewKeys("unknown"));
  await issuers.remove(iss);
  await issuers.add(issuer);
  const after = await issuers.findKey(iss, header);
  t.not(after?.issuerId, before?.issuerId);
  t.equal(after?.publicKey, portal.pem);
  t.equal(portal.requests.length, 2);
  await issuers.remove(iss);
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
