import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import t from "tap";
import { tokenLifetimeMaxSeconds } from "../../../src/domain/access-token.ts";
import { systemRandom } from "../../../src/security/random.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import type { Answer } from "../../support/api.ts";
import { publicUrl, requestToken, startTestService } from "../../support/service.ts";

const service = await startTestService(t, { TRUSTED_PROXIES: "127.0.0.1" });
const { api, clock, infrastructure } = service;
const client = await service.addClient("01AA");
const { clientId, clientSecret } = client;
const unknownId = "00000000-0000-7000-8000-000000000000";

type Fields = Readonly<Record<string, string>>;

const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`,
});
const credentials = (id: string, secret: string) => ({ client_id: id, client_secret: secret });
const ask = (fields: Fields, headers: Fields = {}) =>
  api("createToken", { body: new URLSearchParams(fields), headers });
const grant = { grant_type: "client_credentials" };
/** Each test has its own network, so that throttles do not affect other tests. */
const from = (network: string) => ({ "X-Forwarded-For": network });
/** The response without the headers that always differ. */
const everything = ({ status, headers, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
});

t.test(
  "a caller that asks for Dutch gets its error in Dutch, in characters of RFC 6749",
  async (t) => {
    const inDutch = { ...from("203.0.113.77"), "Accept-Language": "nl" };
    const wrong = await ask({ ...grant, ...credentials(clientId, "wrong") }, inDutch);
    t.equal(wrong.headers.get("content-language"), "nl");
    t.match(wrong.body, {
      error: "invalid_client",
      title: "Niet ingelogd",
      error_description: "De client-id of het secret klopt niet, of is ingetrokken.",
    });
    for (const fields of [
      {},
      { grant_type: "password" },
      { ...grant, client_id: "x".repeat(999) },
    ]) {
      const { body } = await ask(fields, inDutch);
      t.equal(body.title, "De aanvraag klopt niet");
      t.match(body.error_description, /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/);
    }
    const english = await ask(
      { ...grant, ...credentials(clientId, "wrong") },
      from("203.0.113.78"),
    );
    t.equal(english.body.error_description, "Client authentication failed.");
  },
);

t.test("a client gets a token with HTTP Basic and with a form (RFC 6749 §5.1)", async (t) => {
  const answers = [
    await ask(grant, basic(clientId, clientSecret)),
    await ask({ ...grant, ...credentials(clientId, clientSecret) }),
    await ask({ ...grant, client_id: clientId }, basic(clientId, clientSecret)),
  ];
  for (const { status, headers, body } of answers) {
    t.equal(status, 200);
    t.equal(headers.get("cache-control"), "no-store");
    t.match(headers.get("content-type"), /^application\/json/);
    t.strictSame(Object.keys(body).sort(), ["access_token", "expires_in", "token_type"]);
    t.match(body, { token_type: "Bearer", expires_in: 3600 });
    t.equal((await api("listGroups", { token: body.access_token })).status, 200);
  }
});

t.test("unknown parameters are ignored (RFC 6749 §3.2)", async (t) => {
  const fields = { ...grant, ...credentials(clientId, clientSecret), scope: "all", colour: "red" };
  t.equal((await ask(fields)).status, 200);
});

t.test("all wrong credentials get the same bytes", async (t) => {
  const revoked = await service.addClient("01AA");
  await service.clients.revoke(revoked.clientId);
  const wrong: [string, string][] = [
    [clientId, "wrong"],
    [clientId, ""],
    [clientId, clientSecret.slice(0, -1)],
    [unknownId, clientSecret],
    ["not-a-uuid", clientSecret],
    ["", clientSecret],
    [revoked.clientId, revoked.clientSecret],
  ];
  const expected = everything(await ask({ ...grant, ...credentials(unknownId, "wrong") }));
  t.match(expected, { status: 401, text: /"error":"invalid_client"/ });
  for (const [id, secret] of wrong) {
    t.strictSame(
      everything(await ask({ ...grant, ...credentials(id, secret) })),
      expected,
      `form ${id}`,
    );
    t.strictSame(everything(await ask(grant, basic(id, secret))), expected, `Basic ${id}`);
  }
  t.strictSame(everything(await ask(grant)), expected, "none");
  t.strictSame(everything(await ask({ ...grant, client_id: clientId })), expected, "half");
  for (const Authorization of ["Basic", "Basic !", "Basic AAAA", "Basic JTolJQ==", "Bearer x"]) {
    t.strictSame(everything(await ask(grant, { Authorization })), expected, Authorization);
  }
});

t.test("a rejected client gets a Basic challenge (RFC 6749 §5.2)", async (t) => {
  const { headers, body } = await ask(grant, basic(clientId, "wrong"));
  t.match(headers.get("www-authenticate"), /^Basic realm="/);
  t.match(body, { error: "invalid_client", error_description: body.detail });
});

t.test("an error has the members of RFC 6749 and of a problem, in both media types", async (t) => {
  const wrong: [Fields, string, string, number][] = [
    [credentials(clientId, clientSecret), "invalid_request", "invalid-request", 400],
    [{ grant_type: "password" }, "unsupported_grant_type", "invalid-request", 400],
    [{ ...grant, ...credentials(clientId, "wrong") }, "invalid_client", "unauthorized", 401],
  ];
  const accepting: [string | undefined, string][] = [
    [undefined, "application/json"],
    ["*/*", "application/json"],
    ["application/json", "application/json"],
    ["application/problem+json", "application/problem+json"],
    ["application/json, application/problem+json;q=0.5", "application/problem+json"],
    ["application/json, application/problem+json;q=0", "application/json"],
  ];
  for (const [fields, error, type, status] of wrong) {
    for (const [Accept, mediaType] of accepting) {
      const answer = await ask(fields, { ...(Accept !== undefined && { Accept }) });
      t.equal(answer.headers.get("content-type")?.split(";")[0], mediaType, `${Accept}`);
      t.equal(answer.status, status);
      t.match(answer.body, {
        error,
        error_description: answer.body.detail,
        type: `${publicUrl}/problems/${type}`,
        status,
        title: String,
        detail: /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, // RFC 6749 §5.2
        instance: "/v1/oauth/token",
      });
    }
  }
});

t.test("a client that authenticates in two ways is rejected, even if both are right", async (t) => {
  const fields = { ...grant, ...credentials(clientId, clientSecret) };
  const { status, body } = await ask(fields, basic(clientId, clientSecret));
  t.match({ status, body }, { status: 400, body: { error: "invalid_request" } });
});

t.test("an invalid request gets its reason in the format of RFC 6749 §5.2", async (t) => {
  const right = credentials(clientId, clientSecret);
  const validationErrors: [Fields | string, string][] = [
    [right, "invalid_request"],
    [{}, "invalid_request"],
    [`grant_type=client_credentials&grant_type=client_credentials`, "invalid_request"],
    [{ ...right, grant_type: "" }, "unsupported_grant_type"],
    [{ ...right, grant_type: "password" }, "unsupported_grant_type"],
    [{ ...right, grant_type: "authorization_code" }, "unsupported_grant_type"],
  ];
  for (const [fields, error] of validationErrors) {
    const { status, body } = await api("createToken", { body: new URLSearchParams(fields) });
    t.match({ status, body }, { status: 400, body: { error } }, JSON.stringify(fields));
  }
});

t.test("credentials in JSON or in the query are rejected", async (t) => {
  const fields = { ...grant, ...credentials(clientId, clientSecret) };
  t.equal((await api("createToken", { body: fields })).status, 415);
  const { status, body } = await api("createToken", {
    query: fields,
    body: new URLSearchParams(grant),
  });
  t.match({ status, body }, { status: 400, body: { error: "invalid_request" } });
  t.notMatch(JSON.stringify(body), clientSecret);
});

t.test("each guess doubles the delay, and other clients are not delayed", async (t) => {
  const guesses = { ...grant, ...credentials(clientId, "wrong") };
  const right = { ...grant, ...credentials(clientId, clientSecret) };
  const network = from("203.0.113.7");
  const other = await service.addClient("01AA");
  const otherClient = { ...grant, ...credentials(other.clientId, other.clientSecret) };
  for (let guess = 1; guess <= 31; guess += 1) {
    t.equal((await ask(guesses, network)).status, 401, `guess ${guess}`);
  }
  for (const seconds of [1, 2, 4]) {
    const refused = await ask(guesses, network);
    t.equal(refused.status, 429);
    t.equal(refused.headers.get("retry-after"), `${seconds}`);
    t.equal(
      (await ask(right, network)).status,
      429,
      "a guess during the block must not be revealed",
    );
    t.equal((await ask(right, from("203.0.113.8"))).status, 200, "another network is not blocked");
    t.equal((await ask(otherClient, network)).status, 200, "and so does another client there");
    service.advance(seconds);
    if (seconds < 4) t.equal((await ask(guesses, network)).status, 401);
  }
  for (const _again of [1, 2, 3]) {
    t.equal((await ask(right, network)).status, 200, "a right one never has to wait for the next");
  }
});

t.test("a client with the right secret is never throttled, also when concurrent", async (t) => {
  const network = from("203.0.113.9");
  const right = { ...grant, ...credentials(clientId, clientSecret) };
  const logins = Array.from({ length: 60 }, () => ask(right, network));
  for (const { status } of await Promise.all(logins)) t.equal(status, 200);
});

t.test("a third party can verify a token with only the published keys", async (t) => {
  const teacher = await service.addClient("01AA", "teacher", "LK1");
  const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(teacher.token, keys, {
    issuer: publicUrl,
    audience: publicUrl,
    typ: "at+jwt",
    algorithms: ["ES256"],
    requiredClaims: ["sub", "iat", "exp", "jti", "client_id"], // RFC 9068 §2.2
    currentDate: clock.now(),
  });
  t.strictSame(Object.keys(protectedHeader).sort(), ["alg", "kid", "typ"]);
  t.match(payload, { sub: "LK1", client_id: teacher.clientId, school: "01AA", role: "teacher" });
  t.equal((payload.exp ?? 0) - (payload.iat ?? 0), 3600);
  t.not(payload.jti, decodeJwt(client.token).jti);
});

t.test("the published keys contain no private part", async (t) => {
  const { body } = await api("getKeys");
  for (const key of body.keys) {
    t.strictSame(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    t.match(key, { kty: "EC", crv: "P-256", alg: "ES256", use: "sig" });
  }
});

t.test("a new key is published before it signs, and unexpired tokens stay valid", async (t) => {
  const { db, keys } = infrastructure;
  const shared = { db, keys, clock, random: systemRandom };
  const operator = createSigningKeyService({ ...shared, tokenLifetimeMaxSeconds });
  const kidOf = (token: string) => decodeProtectedHeader(token).kid;
  const publishedKids = async () =>
    (await api("getKeys")).body.keys.map(({ kid }: { kid: string }) => kid);
  const isAccepted = async (token: string) => (await api("listGroups", { token })).status === 200;

  const before = await requestToken(api, client);
  const oldKid = kidOf(before);
  t.strictSame(await publishedKids(), [oldKid]);
  const { id: newKid } = await operator.rotate();

  service.advance(60);
  t.strictSame(await publishedKids(), [oldKid, newKid], "within a minute");
  service.advance(239);
  const last = await requestToken(api, client);
  t.equal(kidOf(last), oldKid, "up to five minutes the old key signs");

  service.advance(61);
  const after = await requestToken(api, client);
  t.equal(kidOf(after), newKid);
  t.ok(
    (await isAccepted(before)) && (await isAccepted(last)) && (await isAccepted(after)),
    "side by side",
  );

  service.advance(3600 - 360 - 1);
  t.ok(await isAccepted(before));
  service.advance(1);
  t.notOk(await isAccepted(before), "and then it has expired");
  service.advance(298);
  t.ok(await isAccepted(last));
  service.advance(1);
  t.notOk(await isAccepted(last));
  t.ok(await isAccepted(after));
  service.advance(61);
  t.strictSame(
    await publishedKids(),
    [newKid],
    "the old key goes when nothing lives that it signed",
  );
});

t.test("an unexpired token of a revoked client is rejected immediately", async (t) => {
  const leaving = await service.addClient("01AA");
  t.equal((await api("listGroups", { token: leaving.token })).status, 200);
  await service.clients.revoke(leaving.clientId);
  const { status, headers } = await api("listGroups", { token: leaving.token });
  t.equal(status, 401);
  t.match(headers.get("www-authenticate"), /error="invalid_token"/);
  t.equal((await api("listGroups", { token: await requestToken(api, client) })).status, 200);
});
