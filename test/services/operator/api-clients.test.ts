import t from "tap";
import { noMetrics } from "../../../src/domain/metrics.ts";
import { createAccessTokens } from "../../../src/security/access-token.ts";
import { systemRandom as random } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createApiClientService } from "../../../src/services/operator/api-clients.ts";
import { createSchoolService } from "../../../src/services/operator/schools.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { createAudit } from "../../../src/services/shared/audit.ts";
import { createThrottle } from "../../../src/services/shared/throttle.ts";
import { startDatabase } from "../../support/database.ts";

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

const { db } = await startDatabase(t);
const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
const clients = createApiClientService({
  db,
  clock,
  random,
  throttle: createThrottle({ db, clock, random, keys, metrics: noMetrics }),
  audit: createAudit({ clock, random }),
  accessTokens: createAccessTokens({
    signingKeys: createSigningKeyService({ db, clock, random, keys, tokenLifetimeMaxSeconds: 600 }),
    clock,
    publicUrl: "https://api.thuisinlog.example",
  }),
});
await createSchoolService({ db, clock, random }).add({ brin: "01AA", name: "De Regenboog" });

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
