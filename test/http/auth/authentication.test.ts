// Every way in which a token can be invalid, for own tokens and for those of portals; so the file is long.
import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, importPKCS8, type JWTPayload, SignJWT } from "jose";
import t from "tap";
import { tokenAlgorithms, tokenLifetimeMaxSeconds } from "../../../src/domain/access-token.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createRemoteKeys } from "../../../src/security/remote-keys.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { createTokenIssuerService } from "../../../src/services/operator/token-issuers.ts";
import { createAudit } from "../../../src/services/shared/audit.ts";
import type { Answer } from "../../support/api.ts";
import { publicUrl, requestToken, startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api, clock, infrastructure } = service;
const shared = { ...infrastructure, clock, random: systemRandom };
const client = await service.addClient("01AA");
const stranger = await service.addClient("02BB");
const roster = {
  groups: [
    { externalId: "4A", name: "4A" },
    { externalId: "5A", name: "5A" },
  ],
  teachers: [{ externalId: "LK1", firstName: "Lia", groups: ["4A"] }],
  pupils: [{ externalId: "1", firstName: "Wimpie", group: "4A" }],
};
for (const { token } of [client, stranger]) await api("putRoster", { token, body: roster });

type Header = Readonly<Record<string, unknown>>;
type Claims = Readonly<Record<string, unknown>>;

/** Signs any claims and headers. */
function sign(claims: Claims, header: Header, key: Parameters<SignJWT["sign"]>[0]) {
  const crit = { "urn:x": true };
  return new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: "ES256", ...header })
    .sign(key, { crit });
}

const nowSeconds = () => Math.floor(clock.now().getTime() / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const listWith = (Authorization: string) => api("listGroups", { headers: { Authorization } });
const list = (token: string) => api("listGroups", { token });
const invalidToken = 'Bearer realm="thuisinlog", error="invalid_token"';
/** The challenge of a token with a valid signature (RFC 6750 §3). */
const describedToken =
  /^Bearer realm="thuisinlog", error="invalid_token", error_description="([\x20\x21\x23-\x5b\x5d-\x7e]+)"$/;
const statusOf = async (token: string) => (await list(token)).status;
/** The response without the headers that always differ. */
const everything = ({ status, headers, text }: Answer, id = "no id") => ({
  status,
  text: text.replaceAll(id, "<id>"),
  headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
});

/** A web server on the loopback address that counts its requests. */
async function startServer(answer: (response: ServerResponse) => void) {
  const state = { answer, requests: 0, url: "" };
  const server = createServer((_request, response) => {
    state.requests += 1;
    response.setHeader("Connection", "close");
    state.answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return state;
}

await t.test("own tokens", async (t) => {
  const { kid, privateKey } = await createSigningKeyService({
    ...shared,
    tokenLifetimeMaxSeconds,
  }).current();
  const ourKey = await importPKCS8(privateKey, "ES256");
  const ourPem = createPublicKey(privateKey).export({ format: "pem", type: "spki" }).toString();
  const attacker = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const attackerJwk = { ...attacker.publicKey.export({ format: "jwk" }), kid };
  const attackerServer = await startServer((response) => {
    response.end(JSON.stringify({ keys: [attackerJwk] }));
  });
  const header = { kid, typ: "at+jwt" };
  const claims: Claims = decodeJwt(client.token);
  /** A token as the service signs it, with the changes of the test. */
  const signed = (change: Claims, headerChange: Header = {}) =>
    sign({ ...claims, ...change }, { ...header, ...headerChange }, ourKey);
  const unsigned = (alg: string) => `${encode({ ...header, alg })}.${encode(claims)}.`;

  await t.test("a token that this test signs without changes is accepted", async (t) => {
    t.equal(await statusOf(await signed({})), 200);
    t.equal(await statusOf(await signed({ aud: ["https://elsewhere.example", publicUrl] })), 200);
    t.equal(await statusOf(await signed({}, { typ: "application/at+jwt" })), 200);
    t.equal((await listWith(`bearer ${client.token}`)).status, 200, "a scheme has no case");
  });

  await t.test("without a token the challenge has no error code (RFC 6750 §3.1)", async (t) => {
    const answers = [
      await api("listGroups"),
      await listWith(`Basic ${Buffer.from("id:secret").toString("base64")}`),
      await listWith(client.token),
      await listWith("Bearer"),
      await api("listGroups", { query: { access_token: client.token } }),
      await api("listGroups", { headers: { Cookie: `token=${client.token}` } }),
    ];
    for (const { status, headers, body } of answers) {
      t.equal(status, 401);
      t.equal(headers.get("www-authenticate"), 'Bearer realm="thuisinlog"');
      t.equal(body.type, `${publicUrl}/problems/unauthorized`);
    }
  });

  const [head, payload, signature] = (await signed({})).split(".");
  const refused: Readonly<Record<string, string>> = {
    "that is no JWT": "x",
    "that has three parts and no JSON": "a.b.c",
    "that has three empty parts": "..",
    "after two spaces": ` ${client.token}`,
    "after a tab": `\t${client.token}`,
    "before another one": `${client.token} ${client.token}`,
    "before a comma": `${client.token}, ${client.token}`,
    "of another issuer": await signed({ iss: "https://elsewhere.example" }),
    "of an issuer that is ours and a slash": await signed({ iss: `${publicUrl}/` }),
    "of an issuer that is a list": await signed({ iss: [publicUrl] }),
    "of no issuer": await signed({ iss: undefined }),
    "with an unknown kid": await signed({}, { kid: "unknown" }),
    "with a kid that is a number": await signed({}, { kid: 1 }),
    "without a kid": await signed({}, { kid: undefined }),
    "with alg none": unsigned("none"),
    "with alg None": unsigned("None"),
    "with alg none and a signature": `${unsigned("none")}${signature}`,
    "with HS256 and our public key as the secret": await sign(
      claims,
      { ...header, alg: "HS256" },
      Buffer.from(ourPem),
    ),
    "without its signature": `${head}.${payload}.`,
    "without its last part": `${head}.${payload}`,
    "with the signature of another one": `${head}.${payload}.${stranger.token.split(".")[2]}`,
    "with an added character": `${head}.${payload}.${signature}A`,
    "with another payload": `${head}.${encode({ ...claims, school: "02BB" })}.${signature}`,
    "of another key under our kid": await sign(claims, header, attacker.privateKey),
    "with its own key in jwk": await sign(
      claims,
      { ...header, jwk: attackerJwk },
      attacker.privateKey,
    ),
    "with the place of its key in jku": await sign(
      claims,
      { ...header, jku: attackerServer.url },
      attacker.privateKey,
    ),
    "with the place of its key in x5u": await sign(
      claims,
      { ...header, x5u: attackerServer.url },
      attacker.privateKey,
    ),
    "with a critical header that is unknown": await signed({}, { crit: ["urn:x"], "urn:x": 1 }),
  };

  const notAccepted: Readonly<Record<string, string>> = {
    "for another audience": await signed({ aud: "https://elsewhere.example" }),
    "for an audience that begins like ours": await signed({ aud: `${publicUrl}.evil.example` }),
    "for no audience": await signed({ aud: undefined }),
    "of type JWT": await signed({}, { typ: "JWT" }),
    "of type logout+jwt": await signed({}, { typ: "logout+jwt" }),
    "of no type": await signed({}, { typ: undefined }),
    "that never expires": await signed({ exp: undefined }),
    "that expires in a word": await signed({ exp: "never" }),
    "that does not hold yet": await signed({ nbf: nowSeconds() + 1 }),
    "that holds from a word on": await signed({ nbf: "now" }),
    "for an unknown role": await signed({ role: "operator" }),
    "for a school that is none": await signed({ school: "1" }),
  };

  const sides = ["listGroups", "getHomeSession"];
  for (const operationId of sides) {
    const token = refused["with an unknown kid"] ?? "";
    const expected = await api(operationId, { token });
    t.equal(expected.status, 401);
    t.equal(expected.headers.get("www-authenticate"), invalidToken);
    t.equal(expected.body.type, `${publicUrl}/problems/unauthorized`);
    for (const [name, token] of Object.entries(refused)) {
      await t.test(
        `a token ${name} gets the same bytes as any other from ${operationId}`,
        async (t) => {
          t.strictSame(everything(await api(operationId, { token })), everything(expected));
        },
      );
    }
    for (const [name, token] of Object.entries(notAccepted)) {
      await t.test(
        `a token ${name} with a valid signature is rejected by ${operationId} with the reason`,
        async (t) => {
          const { status, headers, body } = await api(operationId, { token });
          t.equal(status, 401);
          const [, reason] = describedToken.exec(`${headers.get("www-authenticate")}`) ?? [];
          t.equal(body.detail, `This access token is not accepted: ${reason}.`);
          t.equal(body.type, `${publicUrl}/problems/unauthorized`);
        },
      );
    }
  }

  await t.test("a token without an existing client is rejected", async (t) => {
    const withdrawn = [await signed({ school: "02BB" }), await signed({ client_id: randomUUID() })];
    for (const token of withdrawn) {
      const { status, headers } = await list(token);
      t.equal(status, 401);
      t.match(
        headers.get("www-authenticate"),
        /error_description="the API client has been revoked"$/,
      );
    }
  });

  t.equal(attackerServer.requests, 0, "nothing is fetched from where a token says");

  await t.test("a token is rejected from the second in which it expires", async (t) => {
    const token = await requestToken(api, client);
    service.advance(3599);
    t.equal(await statusOf(token), 200);
    service.advance(1);
    t.equal(await statusOf(token), 401, "also one that was verified before");
  });
});

await t.test("families and schools", async (t) => {
  const token = await requestToken(api, client);
  const strangers = await requestToken(api, stranger);
  const [group] = (await api("listGroups", { token: strangers })).body.items;
  const path = { groupId: group.id };
  const [pupil] = (await api("listGroupPupils", { token: strangers, path })).body.items;

  await t.test(
    "a family token works only for families, a school token only for schools",
    async (t) => {
      const email = "ouder@home.nl";
      const home = { token: strangers, path: { pupilId: pupil.id } };
      await api("setHomeLogin", { ...home, body: { emails: [email] } });
      await service.dispatchAll();
      const [, link] = /activate#(\S+)/.exec(`${service.smtp.messages[0]?.text}`) ?? [];
      const password = "vrolijke fietsbel";
      t.equal((await api("activate", { body: { token: link, password } })).status, 201);
      const { body } = await api("createHomeSession", { body: { email, password } });
      t.equal((await api("getHomeSession", { token: body.accessToken })).status, 200);
      const { status, headers } = await list(body.accessToken);
      t.strictSame([status, headers.get("www-authenticate")], [403, null]);
      t.equal((await api("getHomeSession", { token })).status, 403);
      t.equal((await api("endHomeSession", { token })).status, 403);
    },
  );
});

await t.test("tokens of trusted portals", async (t) => {
  const operator = createTokenIssuerService({
    ...shared,
    remoteKeys: createRemoteKeys({ clock }),
    audit: createAudit(shared),
  });
  const pairOf: Readonly<Record<string, { publicKey: KeyObject; privateKey: KeyObject }>> = {
    rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
    ES384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
    ES512: generateKeyPairSync("ec", { namedCurve: "P-521" }),
    EdDSA: generateKeyPairSync("ed25519"),
  };
  const kidFor = (alg: string) => (alg in pairOf ? alg : "rsa");
  const jwkOf = (kid: string) => ({ ...pairOf[kid]?.publicKey.export({ format: "jwk" }), kid });
  const keySet = (...keys: object[]) => JSON.stringify({ keys });

  /** A portal that the service trusts for these schools, with its JWKS on a separate server. */
  async function startPortal(brins: readonly string[], jwks = keySet(jwkOf("ES256"))) {
    const server = await startServer((response) => response.end(jwks));
    const iss = new URL("/portal", server.url).href;
    await operator.add({ iss, jwksUri: new URL("/keys", server.url).href, brins });
    service.advance(60); // until every replica has reloaded its issuers
    return Object.assign(server, {
      iss,
      publish: (text: string) => {
        server.answer = (response) => response.end(text);
      },
      sign: (change: Claims = {}, headerChange: Header = {}) => {
        const alg = `${headerChange["alg"] ?? "ES256"}`;
        const exp = nowSeconds() + 300;
        const coordinator = { sub: "piet", school: "01AA", role: "coordinator" };
        return sign(
          { iss, aud: publicUrl, exp, ...coordinator, ...change },
          { alg, kid: kidFor(alg), typ: "JWT", ...headerChange },
          pairOf[kidFor(alg)]?.privateKey as KeyObject,
        );
      },
    });
  }

  const portal = await startPortal(["01AA"], keySet(...Object.keys(pairOf).map(jwkOf)));

  for (const alg of tokenAlgorithms) {
    await t.test(`a portal token with ${alg} works without a token of the service`, async (t) => {
      const teacher = await portal.sign({ sub: "LK1", role: "teacher" }, { alg });
      const { status, body } = await list(teacher);
      t.equal(status, 200);
      t.match(body.items, [{ externalId: "4A" }]);
      t.equal(body.items.length, 1, "a teacher's own group");
      const coordinator = await portal.sign({}, { alg });
      t.equal((await list(coordinator)).body.items.length, 2);
      const [group] = body.items;
      const path = { groupId: group.id };
      t.equal((await api("getGroup", { token: coordinator, path })).status, 200);
      const itself = await portal.sign({ sub: "portal", role: "portal" }, { alg });
      t.equal((await api("putRoster", { token: itself, body: roster })).status, 200);
      t.equal((await api("getGroup", { token: itself, path })).status, 403);
    });
  }

  await t.test("the keys of the portal were fetched once for all these tokens", async (t) => {
    t.equal(portal.requests, 1);
  });

  await t.test("only types that an access token may have are accepted", async (t) => {
    for (const typ of ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", undefined]) {
      t.equal(await statusOf(await portal.sign({}, { typ })), 200, `${typ}`);
    }
    for (const typ of ["logout+jwt", "secevent+jwt", "dpop+jwt", "at+jwt+x", ""]) {
      t.equal(await statusOf(await portal.sign({}, { typ })), 401, typ);
    }
  });

  await t.test("a BRIN with location code 00 equals one without", async (t) => {
    t.equal(await statusOf(await portal.sign({ school: "01AA00" })), 200);
    t.equal(await statusOf(await portal.sign({ school: "01AA01" })), 401);
  });

  await t.test(
    "a school that the portal does not serve gets the response of an unknown school",
    async (t) => {
      const foreign = await list(await portal.sign({ school: "02BB" }));
      const unknown = await list(await portal.sign({ school: "09ZZ" }));
      t.equal(foreign.status, 401);
      t.match(
        foreign.headers.get("www-authenticate"),
        /error_description="school must be one that the issuer may sign for"$/,
      );
      t.strictSame(everything(foreign), everything(unknown));
    },
  );

  const seconds = nowSeconds();
  const wrongClaims: Readonly<Record<string, Claims>> = {
    "with an unknown role": { role: "operator" },
    "with roles in a list": { role: ["coordinator"] },
    "without a role": { role: undefined },
    "without a subject": { sub: undefined },
    "with an empty subject": { sub: "" },
    "without a school": { school: undefined },
    "with a school that is not a BRIN": { school: "01aa" },
    "that never expires": { exp: undefined },
    "that expired more than a minute ago": { exp: seconds - 60 },
    "that becomes valid more than a minute from now": { nbf: seconds + 61 },
    "without an audience": { aud: undefined },
    "for another audience": { aud: "https://elsewhere.example" },
  };
  for (const [name, claims] of Object.entries(wrongClaims)) {
    await t.test(
      `a portal token ${name} is rejected, and the log and the answer say why`,
      async (t) => {
        const before = service.logLines.length;
        const { status, headers } = await list(await portal.sign(claims));
        t.equal(status, 401);
        const [, reason] = describedToken.exec(`${headers.get("www-authenticate")}`) ?? [];
        t.match(reason, new RegExp(`^${Object.keys(claims)[0]} must be `));
        const [line] = service.logLines.slice(before).map((text) => JSON.parse(text));
        t.match(line, {
          event: "authz_fail",
          issuer: portal.iss,
          claims: Object.keys(claims),
          reason,
        });
      },
    );
  }

  await t.test(
    "a token in another's name is rejected without a reason; the log has it",
    async (t) => {
      const reasonOf: Readonly<Record<string, string>> = {
        [publicUrl]: "kid is not a key of this service",
        [`${portal.iss}x`]: "iss is not a trusted issuer",
      };
      for (const [iss, reason] of Object.entries(reasonOf)) {
        const before = service.logLines.length;
        const token = await portal.sign({ iss });
        const { status, headers } = await list(token);
        t.strictSame([status, headers.get("www-authenticate")], [401, invalidToken]);
        const lines = service.logLines.slice(before).join("\n");
        t.match(JSON.parse(lines), { event: "authz_fail", issuer: iss, reason });
        for (const part of token.split(".")) t.notMatch(lines, part);
      }
    },
  );

  await t.test(
    "a control character in a claim reaches neither the log nor the header",
    async (t) => {
      const before = service.logLines.length;
      const evil = "x\u0000\r\nX-Evil: 1\u0085\u001b[31m\u202e";
      for (const claims of [{ role: evil }, { school: evil }, { sub: evil }, { aud: evil }]) {
        const { status, headers } = await list(await portal.sign(claims));
        t.equal(status, 401);
        t.match(headers.get("www-authenticate"), describedToken);
        t.equal(headers.get("x-evil"), null);
      }
      for (const iss of [`${portal.iss}${evil}`, evil]) {
        t.equal(
          (await list(await portal.sign({ iss }))).headers.get("www-authenticate"),
          invalidToken,
        );
      }
      const lines = service.logLines.slice(before);
      t.equal(lines.length, 6);
      for (const line of lines) t.match(line, /^[\x20-\x7e]+\n?$/);
    },
  );

  await t.test("a key that is replaced under its kid works after the cool-down", async (t) => {
    const rotating = await startPortal(["01AA"]);
    const { iss } = rotating;
    t.equal(await statusOf(await rotating.sign()), 200);
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    rotating.publish(keySet({ ...publicKey.export({ format: "jwk" }), kid: "ES256" }));
    const claims = decodeJwt(await rotating.sign());
    const token = await sign({ ...claims, iss }, { kid: "ES256" }, privateKey);
    t.equal(await statusOf(token), 401);
    t.equal(rotating.requests, 1, "within the minute");

    const realNow = Date.now; // jose takes no clock
    t.intercept(Date, "now", { value: () => realNow() + 60_000 });
    t.equal(await statusOf(token), 200);
    t.equal(await statusOf(await rotating.sign()), 401, "the key of before");
    t.equal(rotating.requests, 2, "a minute after the last one");
  });

  await t.test("a portal that is removed and added again with new keys works", async (t) => {
    const moving = await startPortal(["01AA"]);
    const { iss } = moving;
    t.equal(await statusOf(await moving.sign()), 200);
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    moving.publish(keySet({ ...publicKey.export({ format: "jwk" }), kid: "ES256" }));
    await operator.remove(iss);
    await operator.add({ iss, jwksUri: new URL("/keys", moving.url).href, brins: ["01AA"] });
    service.advance(60); // until every replica has reloaded its issuers
    const claims = decodeJwt(await moving.sign());
    t.equal(await statusOf(await sign(claims, { kid: "ES256" }, privateKey)), 200);
    t.equal(moving.requests, 2);
  });

  await t.test("the clock of a portal may differ by one minute", async (t) => {
    t.equal(await statusOf(await portal.sign({ exp: nowSeconds() - 59 })), 200);
    t.equal(await statusOf(await portal.sign({ nbf: nowSeconds() + 60 })), 200);
  });

  await t.test("a portal cannot sign a token of a family or of an API client", async (t) => {
    const session = { sid: randomUUID(), school_id: randomUUID() };
    const family = await portal.sign({ ...session, school: undefined });
    t.equal((await api("getHomeSession", { token: family })).status, 401);
    const both = await portal.sign(session);
    t.equal((await api("getHomeSession", { token: both })).status, 403);
    const asClient = await portal.sign({ client_id: stranger.clientId, school: "02BB" });
    t.equal(await statusOf(asClient), 401);
  });

  await t.test("a portal cannot sign in the name of another portal", async (t) => {
    const other = await startPortal(["02BB"], keySet({ ...jwkOf("EdDSA"), kid: "ES256" }));
    t.equal(await statusOf(await portal.sign({ iss: other.iss, school: "02BB" })), 401);
    t.equal(await statusOf(await portal.sign({ iss: other.iss })), 401);
  });

  await t.test("a symmetric key in a JWKS verifies no token", async (t) => {
    const secret = Buffer.alloc(32, "s");
    const jwk = { kty: "oct", kid: "oct", alg: "HS256", k: secret.toString("base64url") };
    const weakPortal = await startPortal(["01AA"], keySet(jwk));
    const { iss } = weakPortal;
    const claims = { ...decodeJwt(await portal.sign()), iss };
    t.equal(await statusOf(await sign(claims, { alg: "HS256", kid: "oct" }, secret)), 401);
    t.equal(weakPortal.requests, 0);
  });

  await t.test("a token without kid is accepted if only one key fits", async (t) => {
    const simple = await startPortal(["01AA"]);
    t.equal(await statusOf(await simple.sign({}, { kid: undefined })), 200);
    const double = await startPortal(
      ["01AA"],
      keySet(jwkOf("ES256"), { ...jwkOf("ES256"), kid: "b" }),
    );
    t.equal(await statusOf(await double.sign({}, { kid: undefined })), 401);
  });

  await t.test("an unknown kid refetches the keys at most once a minute", async (t) => {
    const rotating = await startPortal(["01AA"]);
    const statusWith = async (kid: string) => await statusOf(await rotating.sign({}, { kid }));
    t.equal(await statusWith("ES256"), 200);
    rotating.publish(keySet(jwkOf("ES256"), { ...jwkOf("ES256"), kid: "new" }));
    for (const kid of ["new", "a", "b", "c"]) t.equal(await statusWith(kid), 401);
    t.equal(rotating.requests, 1, "within the minute");

    const realNow = Date.now; // jose takes no clock
    t.intercept(Date, "now", { value: () => realNow() + 60_000 });
    t.equal(await statusWith("new"), 200);
    for (const kid of ["a", "b", "c"]) t.equal(await statusWith(kid), 401);
    t.equal(rotating.requests, 2, "after it");
  });

  await t.test("a key that a portal withdraws is rejected within ten minutes", async (t) => {
    const rotating = await startPortal(["01AA"]);
    const token = await rotating.sign();
    t.equal(await statusOf(token), 200);
    rotating.publish(keySet({ ...jwkOf("EdDSA"), kid: "new" }));
    const realNow = Date.now;
    t.intercept(Date, "now", { value: () => realNow() + 600_000 });
    t.equal(await statusOf(token), 401, "also for a token that was verified before");
  });

  await t.test("an unreadable JWKS neither validates nor invalidates a token", async (t) => {
    const broken = await startPortal(["01AA"]);
    const elsewhere = await startServer((response) => response.end(keySet(jwkOf("ES256"))));
    const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
      redirect: (response) => response.writeHead(302, { Location: elsewhere.url }).end(),
      error: (response) => response.writeHead(500).end(keySet(jwkOf("ES256"))),
      text: (response) => response.end("<html>"),
      "other JSON": (response) => response.end("[]"),
      nothing: (response) => response.destroy(),
    };
    let requests = 0;
    for (const [name, answer] of Object.entries(answers)) {
      broken.answer = answer;
      for (const _again of [1, 2]) {
        const { status, headers, body } = await list(await broken.sign());
        t.equal(status, 503, name);
        t.equal(headers.get("retry-after"), "5");
        t.equal(body.type, `${publicUrl}/problems/unavailable`);
      }
      requests += 1;
      t.equal(broken.requests, requests, "the failing portal is not called for five seconds");
      service.advance(5);
    }
    t.equal(elsewhere.requests, 0, "a redirect leads nowhere");
    broken.publish(keySet(jwkOf("ES256")));
    t.equal(await statusOf(await broken.sign()), 200, "when they are back all is well");
  });

  await t.test("an unexpired token of a removed portal is rejected immediately", async (t) => {
    const leaving = await startPortal(["01AA"]);
    const token = await leaving.sign();
    t.equal(await statusOf(token), 200);
    await operator.remove(leaving.iss);
    t.equal(await statusOf(token), 401);
    service.advance(60);
    t.equal(await statusOf(await leaving.sign()), 401);
    t.equal(await statusOf(await portal.sign()), 200);
  });
});
