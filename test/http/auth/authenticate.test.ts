// Principal of a token, without the rest of the service: an app with one route for each kind of caller, and the
// keys of two issuers. authentication.test.ts tests the responses of the whole service.
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import Fastify, { type FastifyRequest } from "fastify";
import { SignJWT } from "jose";
import t from "tap";
import { ServiceError } from "../../../src/domain/errors.ts";
import { registerAuthentication } from "../../../src/http/auth/authenticate.ts";
import { createAccessTokens } from "../../../src/security/access-token.ts";

const publicUrl = "https://api.thuisinlog.example";
const portalUrl = "https://portal.example";
const startSeconds = Date.UTC(2026, 8, 1) / 1000;
const clock = { now: () => new Date(world.seconds * 1000) };

function makeKeys() {
  return generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { format: "pem", type: "spki" },
    privateKeyEncoding: { format: "pem", type: "pkcs8" },
  });
}

const ours = makeKeys();
const theirs = makeKeys();
const world = {
  seconds: startSeconds,
  asked: [] as unknown[],
  /** Public key that the service trusts now as its own. */
  ownKey: ours.publicKey as string | undefined,
  /** Public key of the portal that the service knows, and the one that the portal publishes. */
  theirKey: theirs.publicKey as string | undefined,
  newestKey: theirs.publicKey,
  canRenew: true,
  renewed: 0,
};
const signingKeys = {
  current: async () => ({ kid: "ours", privateKey: ours.privateKey }),
  findPublic: async (kid: string) => {
    world.asked.push(kid);
    return kid === "ours" ? world.ownKey : undefined;
  },
  list: async () => [],
  rotate: async () => "",
  reseal: async () => 0,
};
const tokenIssuers = {
  findKey: async (iss: string, header: unknown) => {
    world.asked.push(header);
    return iss === portalUrl ? { issuerId: "portal-1", publicKey: world.theirKey } : undefined;
  },
  renewKeys: async () => {
    world.renewed += 1;
    world.theirKey = world.newestKey;
    return world.canRenew;
  },
  add: async () => {},
  list: async () => [],
  remove: async () => false,
};

const app = Fastify();
t.teardown(() => app.close());
const tokens = createAccessTokens({ signingKeys, clock, publicUrl });
const options = { signingKeys, tokenIssuers, accessTokens: tokens, publicUrl };
const authenticate = await registerAuthentication(
  app,
  options as unknown as Parameters<typeof registerAuthentication>[1],
);
app.setErrorHandler((error, request, reply) => {
  if (!(error instanceof ServiceError)) return reply.code(500).send({ message: `${error}` });
  const { code, detail, cause, rejectedToken } = error;
  const { tokenIssuer: issuer } = request;
  const hasCause = cause !== undefined;
  return reply.code(400).send({ code, detail, hasCause, rejectedToken, issuer });
});
app.get("/school", { onRequest: authenticate.school }, (request: FastifyRequest) => ({
  school: request.schoolPrincipal,
}));
app.get("/family", { onRequest: authenticate.family }, (request: FastifyRequest) => ({
  family: request.familyPrincipal,
}));

type Values = Readonly<Record<string, unknown>>;
const sign = (keys: typeof ours, claims: Values, header: Values) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "ES256", ...header })
    .sign(createPrivateKey(keys.privateKey), { crit: { "urn:x": true } });
const coordinator = { sub: "piet", school: "01AA", role: "coordinator" };
const alive = { aud: publicUrl, exp: startSeconds + 300 };
/** A valid token of an API client, with the changes of the test. */
const ownToken = (claims: Values = {}, header: Values = {}) =>
  sign(
    ours,
    { ...alive, ...coordinator, iss: publicUrl, client_id: "client-1", ...claims },
    { kid: "ours", typ: "at+jwt", ...header },
  );
const portalToken = (claims: Values = {}, header: Values = {}) =>
  sign(
    theirs,
    { ...alive, ...coordinator, iss: portalUrl, ...claims },
    { kid: "theirs", typ: "JWT", ...header },
  );
const session = { sid: "session-1", school_id: "school-1" };

async function ask(side: "school" | "family", token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await app.inject({ url: `/${side}`, headers })).json();
}
/** Without a valid signature the answer has no reason; with one it has. */
const refused = {
  code: "unauthorized",
  detail: /^This access token (is invalid or has expired|is not accepted: .+)\.$/,
};
const isAccepted = async (token: string) => {
  const answer = await ask("school", token);
  if (!answer.school) t.match(answer, refused);
  return answer.school !== undefined;
};

t.test("the token of an API client names its principal", async (t) => {
  t.match((await ask("school", await ownToken())).school, {
    role: "coordinator",
    brin: "01AA",
    subject: "piet",
    credential: { kind: "client", clientId: "client-1" },
    origin: { requestId: /./, network: "127.0.0.1" },
  });
});

t.test("the token of a portal names its principal, which is never an API client", async (t) => {
  t.match((await ask("school", await portalToken({ client_id: "client-1" }))).school, {
    subject: "piet",
    credential: { kind: "issuer", issuerId: "portal-1" },
  });
});

t.test("the token of a child names its session", async (t) => {
  const answer = await ask("family", await ownToken(session));
  t.strictSame(answer, { family: { schoolId: "school-1", sessionId: "session-1" } });
});

t.test(
  "a school token is forbidden for families and a family token for schools, with a reason",
  async (t) => {
    const wrongKind = { code: "forbidden", detail: /this kind of access token\.$/ };
    t.match(await ask("family", await ownToken()), wrongKind);
    t.match(await ask("school", await ownToken(session)), wrongKind);
  },
);

t.test("a portal cannot sign a family token", async (t) => {
  t.match(await ask("family", await portalToken({ ...session, school: undefined })), refused);
});

t.test("without a token the response says that a token is needed", async (t) => {
  const needed = { code: "unauthorized", detail: "This needs an access token.", hasCause: false };
  for (const side of ["school", "family"] as const) t.match(await ask(side), needed);
});

t.test("without a valid signature only the log has the reason", async (t) => {
  const silent = { code: "unauthorized", detail: "This access token is invalid or has expired." };
  const signature = { claims: [], reason: "the signature does not fit the key of the issuer" };
  const other = makeKeys();
  const claims = { ...alive, ...coordinator };
  const forgedToken = (iss: unknown, header: Values = { kid: "theirs" }) =>
    sign(other, { ...claims, iss }, header);
  const cases: [string, unknown, string?][] = [
    ["no.token.atall", { claims: [], reason: "the token is not a signed JWT" }],
    [await forgedToken(portalUrl), signature, portalUrl],
    [await forgedToken(publicUrl, { kid: "ours" }), signature, publicUrl],
    [
      await forgedToken(publicUrl, { kid: "x" }),
      { claims: ["kid"], reason: "kid is not a key of this service" },
      publicUrl,
    ],
    [
      await forgedToken("https://elsewhere.example/a/"),
      { claims: ["iss"], reason: "iss is not a trusted issuer" },
      "https://elsewhere.example/a/",
    ],
    [await forgedToken(1), { claims: ["iss"], reason: "iss must be a text" }],
    [
      await ownToken({}, { crit: ["urn:x"], "urn:x": 1 }),
      { claims: ["crit"], reason: "crit must be absent" },
      publicUrl,
    ],
  ];
  for (const [token, expected, issuer] of cases) {
    const answer = await ask("school", token);
    t.match(answer, { ...silent, rejectedToken: { ...(expected as object), isSigned: false } });
    t.equal(answer.issuer, issuer);
  }
  world.theirKey = undefined;
  t.match((await ask("school", await portalToken())).rejectedToken, {
    claims: ["kid"],
    reason: /^kid and alg must fit exactly one key of the JWKS; .* 2048 bits/,
    isSigned: false,
  });
  world.theirKey = theirs.publicKey;
});

t.test("an `iss` that is not a plain HTTP URL does not reach the log", async (t) => {
  const other = makeKeys();
  const issuerOf = async (iss: string) =>
    (await ask("school", await sign(other, { ...alive, iss }, { kid: "x" }))).issuer;
  t.equal(await issuerOf("https://portal.example:8443/a%20b"), "https://portal.example:8443/a%20b");
  for (const iss of [
    "piet@school.nl",
    "mailto:piet@school.nl",
    "https://u:p@portal.example",
    "https://portal.example/?b=c",
    "https://portal.example/#b",
    `https://portal.example/${"x".repeat(256)}`,
    "https://portal.example/\u0000",
    "https://portal.example/\u0085",
    "https://portal.example/\u001b[31m",
    "https://portal.example\r\nb",
    "https://portal.example\n",
    "https://p\u00f6.example/",
  ]) {
    t.equal(await issuerOf(iss), undefined, JSON.stringify(iss));
  }
});

const reasons: Readonly<Record<string, readonly [Values, string]>> = {
  "another audience": [{ aud: "https://elsewhere.example" }, `aud must be ${publicUrl}`],
  "no audience": [{ aud: undefined }, `aud must be ${publicUrl}`],
  "an expiry in the past": [
    { exp: startSeconds - 60 },
    "exp must be in the future: the token has expired",
  ],
  "no expiry": [{ exp: undefined }, "exp must be a time in seconds since 1970"],
  "an expiry far ahead": [{ exp: startSeconds + 100_000 }, "exp must be at most a day from now"],
  "a life of more than a day": [
    { exp: startSeconds + 300, iat: startSeconds - 86_400 },
    "exp must be at most a day after iat",
  ],
  "an iat that is a text": [{ iat: "now" }, "iat must be a time in seconds since 1970"],
  "an nbf in the future": [
    { nbf: startSeconds + 61 },
    "nbf must be a time in seconds since 1970, and in the past",
  ],
  "no sub": [
    { sub: undefined },
    "sub must be a text of 1 to 256 characters, without control characters",
  ],
  "a sub with a control character": [
    { sub: "a\r\nX-Evil: 1" },
    "sub must be a text of 1 to 256 characters, without control characters",
  ],
  "no school": [{ school: undefined }, "school must be a BRIN, such as 01AA"],
  "no role": [{ role: undefined }, "role must be one of: teacher, coordinator, portal"],
  "an unknown role": [{ role: 'boss"\u0007' }, "role must be one of: teacher, coordinator, portal"],
};
for (const [name, [claims, reason]] of Object.entries(reasons)) {
  t.test(`a portal token with ${name} is rejected with the reason`, async (t) => {
    const answer = await ask("school", await portalToken(claims));
    t.match(answer, {
      code: "unauthorized",
      detail: `This access token is not accepted: ${reason}.`,
      rejectedToken: { claims: [reason.split(" ")[0]], reason, isSigned: true },
      issuer: portalUrl,
    });
  });
}

t.test("all reasons to reject a token are named at once, without a value of it", async (t) => {
  const token = await portalToken(
    { aud: "geheim", exp: "geheim", sub: "", school: "geheim", role: "geheim", client_id: 1 },
    { typ: "geheim" },
  );
  const answer = await ask("school", token);
  t.strictSame(answer.rejectedToken.claims, [
    "typ",
    "aud",
    "exp",
    "client_id",
    "sub",
    "school",
    "role",
  ]);
  t.match(answer.rejectedToken.reason, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, "RFC 6750 §3");
  t.notMatch(JSON.stringify(answer), "geheim");
});

t.test("a wrong signature of a portal is checked again with the newest key", async (t) => {
  const newKeys = makeKeys();
  const claims = { ...alive, ...coordinator, iss: portalUrl };
  const renewed = await sign(newKeys, claims, { kid: "theirs", typ: "JWT" });
  world.newestKey = newKeys.publicKey;
  world.canRenew = false;
  world.renewed = 0;
  t.notOk(await isAccepted(renewed), "the keys were fetched less than a minute ago");
  world.theirKey = theirs.publicKey;
  world.canRenew = true;
  t.ok(await isAccepted(renewed));
  t.equal(world.renewed, 2);
  t.ok(await isAccepted(renewed));
  t.notOk(await isAccepted(await portalToken()), "the replaced key");
  t.notOk(await isAccepted(await portalToken({ iss: publicUrl }, { kid: "ours" })));
  t.equal(world.renewed, 3, "an own key is never fetched");
  world.newestKey = theirs.publicKey;
  world.theirKey = theirs.publicKey;
});

t.test("a token must be signed with a key of the issuer that it names", async (t) => {
  const other = makeKeys();
  const claims = { ...alive, ...coordinator, client_id: "client-1" };
  for (const token of [
    await ownToken({}, { kid: "another" }),
    await ownToken({}, { kid: undefined }),
    await ownToken({}, { kid: 1 }),
    await ownToken({ iss: undefined }),
    await ownToken({ iss: [publicUrl] }),
    await ownToken({ iss: portalUrl }),
    await ownToken({ iss: "https://elsewhere.example" }),
    await portalToken({ iss: publicUrl }),
    await sign(other, { ...claims, iss: publicUrl }, { kid: "ours", typ: "at+jwt" }),
    await sign(other, { ...claims, iss: portalUrl }, { kid: "theirs", typ: "JWT" }),
  ]) {
    t.notOk(await isAccepted(token));
  }
});

t.test("only `kid` selects the key of a portal; no other header of the token does", async (t) => {
  world.asked = [];
  for (const kid of ["theirs", undefined, 1]) await isAccepted(await portalToken({}, { kid }));
  t.strictSame(world.asked, [{ alg: "ES256", kid: "theirs" }, { alg: "ES256" }, { alg: "ES256" }]);
});

t.test("an own token must have the type at+jwt", async (t) => {
  for (const typ of ["at+jwt", "AT+JWT", "application/at+jwt"]) {
    t.ok(await isAccepted(await ownToken({}, { typ })), typ);
  }
  for (const typ of ["JWT", "logout+jwt", "launch+jwt", "at+application/jwt", "", undefined, 1]) {
    t.notOk(await isAccepted(await ownToken({}, { typ })), `${typ}`);
  }
});

t.test("a portal token may have the type JWT or at+jwt, or no type", async (t) => {
  for (const typ of ["JWT", "at+jwt", "application/jwt", undefined]) {
    t.ok(await isAccepted(await portalToken({}, { typ })), `${typ}`);
  }
  for (const typ of ["logout+jwt", "", 1, null]) {
    t.notOk(await isAccepted(await portalToken({}, { typ })), `${typ}`);
  }
});

t.test("the audience of a token must contain the service", async (t) => {
  t.ok(await isAccepted(await ownToken({ aud: ["https://elsewhere.example", publicUrl] })));
  for (const aud of ["https://elsewhere.example", `${publicUrl}/`, [], undefined]) {
    t.notOk(await isAccepted(await ownToken({ aud })), `${aud}`);
  }
});

t.test("an own token expires to the second, also when it was verified before", async (t) => {
  const token = await ownToken({ nbf: startSeconds });
  t.ok(await isAccepted(token));
  world.seconds = startSeconds + 299.999;
  t.ok(await isAccepted(token));
  world.seconds = startSeconds + 300;
  t.notOk(await isAccepted(token));
  world.seconds = startSeconds - 1;
  t.notOk(await isAccepted(token));
  world.seconds = startSeconds;
});

t.test("only the clock of the service decides whether a token has expired", async (t) => {
  const future = Date.UTC(2200, 0, 1) / 1000;
  const past = Date.UTC(2000, 0, 1) / 1000;
  for (const seconds of [future, past]) {
    world.seconds = seconds;
    const times = { nbf: seconds, exp: seconds + 1, iat: seconds };
    t.ok(await isAccepted(await ownToken(times)));
    t.ok(await isAccepted(await portalToken(times)));
  }
  world.seconds = startSeconds;
});

t.test("the clock of a portal may differ by one minute", async (t) => {
  t.ok(await isAccepted(await portalToken({ exp: startSeconds - 59 })));
  t.notOk(await isAccepted(await portalToken({ exp: startSeconds - 60 })));
  t.ok(await isAccepted(await portalToken({ nbf: startSeconds + 60 })));
  t.notOk(await isAccepted(await portalToken({ nbf: startSeconds + 61 })));
});

t.test("a token whose expiry is missing or not a time is rejected", async (t) => {
  for (const times of [{ exp: undefined }, { exp: "2030" }, { nbf: "2020" }, { nbf: null }]) {
    t.notOk(await isAccepted(await ownToken(times)), JSON.stringify(times));
  }
});

t.test("a portal token is valid for one day at most", async (t) => {
  const day = 24 * 60 * 60;
  const exp = startSeconds + day;
  for (const times of [
    { exp },
    { exp, iat: startSeconds },
    { exp: startSeconds + 300, iat: startSeconds + 300 - day },
  ]) {
    t.ok(await isAccepted(await portalToken(times)), JSON.stringify(times));
  }
  for (const times of [
    { exp: exp + 61 },
    { exp: exp + 1, iat: startSeconds },
    { exp: exp + 61, iat: exp },
    { exp: startSeconds + 300, iat: startSeconds + 299 - day },
    { exp: startSeconds + 50 * 365 * day, iat: startSeconds },
    { exp: startSeconds + 50 * 365 * day },
    { exp: 1e308 },
    { exp, iat: null },
    { exp, iat: `${startSeconds}` },
  ]) {
    t.notOk(await isAccepted(await portalToken(times)), JSON.stringify(times));
  }
});

t.test("a token that lacks a part of its principal is rejected", async (t) => {
  for (const claims of [
    { client_id: undefined },
    { client_id: 1 },
    { sub: undefined },
    { sub: "" },
    { sub: "x".repeat(257) },
    { sub: "a\u0000b" },
    { sub: "a\n" },
    { sub: "\u0085" },
    { role: "operator" },
    { role: ["coordinator"] },
    { role: undefined },
    { school: undefined },
    { school: "01aa" },
  ]) {
    t.notOk(await isAccepted(await ownToken(claims)), JSON.stringify(claims));
    if (!("client_id" in claims)) t.notOk(await isAccepted(await portalToken(claims)));
  }
  t.ok(await isAccepted(await ownToken({ sub: "x".repeat(256), school: "01AA00" })));
  const half = await ownToken({ sid: "session-1", school: undefined });
  t.match(await ask("family", half), refused);
});

t.test(
  "own tokens are accepted for an hour, those of families for a quarter of an hour",
  async (t) => {
    const client = { schoolId: "school-1", clientId: "client-1", role: "teacher", brin: "01AA" };
    const school = await tokens.issueToClient({ ...client, subject: "LK1" } as never);
    t.equal(school.expiresIn, 3_600);
    t.match((await ask("school", school.accessToken)).school, {
      role: "teacher",
      brin: "01AA",
      subject: "LK1",
      credential: { kind: "client", clientId: "client-1" },
    });
    const subject = { pupilId: "pupil-1", sessionId: "session-1", brin: "01AA" };
    const child = await tokens.issueToSession({ schoolId: "school-1", subject } as never);
    t.equal(child.expiresIn, 900);
    t.strictSame((await ask("family", child.accessToken)).family, {
      schoolId: "school-1",
      sessionId: "session-1",
    });
    const { sub, school: brin } = JSON.parse(
      `${Buffer.from(`${child.accessToken.split(".")[1]}`, "base64url")}`,
    );
    t.strictSame({ sub, brin }, { sub: "pupil-1", brin: "01AA" });
  },
);

t.test("a verified token is rejected once its key is no longer trusted", async (t) => {
  const token = await ownToken();
  t.ok(await isAccepted(token));
  t.ok(await isAccepted(token), "also when it is sent again");
  for (const key of [undefined, theirs.publicKey]) {
    world.ownKey = key;
    t.notOk(await isAccepted(token));
  }
  world.ownKey = ours.publicKey;
  t.ok(await isAccepted(token));
});
