import { generateKeyPairSync } from "node:crypto";
import { jwtVerify } from "jose";
import t from "tap";
import { createTokenSigner } from "../../src/security/token-signer.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const privatePem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const now = new Date("2026-09-01T08:30:00.900Z");
const options = {
  signingKeys: { current: async () => ({ kid: "key", privateKey: privatePem }) },
  clock: { now: () => now },
  publicUrl: "https://api.thuisinlog.example",
};

t.test("a token has its type, its times in whole seconds, and a unique id", async (t) => {
  const sign = createTokenSigner("x+jwt", options);
  const form = { aud: "an audience", lifetimeSeconds: 60 };
  const tokens = await Promise.all([sign(form, { sub: "a" }), sign(form, { sub: "a" })]);
  const [first, second] = await Promise.all(
    tokens.map((token) => jwtVerify(token, publicKey, { currentDate: now })),
  );
  t.strictSame(first?.protectedHeader, { alg: "ES256", typ: "x+jwt", kid: "key" });
  const { jti, ...claims } = first?.payload ?? {};
  const iat = Math.floor(now.getTime() / 1_000);
  t.strictSame(claims, {
    iss: options.publicUrl,
    aud: "an audience",
    sub: "a",
    iat,
    exp: iat + 60,
  });
  t.not(second?.payload.jti, jti);
});

t.test("no claim replaces the lifetime or the id of a token", async (t) => {
  const sign = createTokenSigner("x+jwt", options);
  const token = await sign({ aud: "a", lifetimeSeconds: 60 }, { exp: "9999999999", jti: "mine" });
  const { payload } = await jwtVerify(token, publicKey, { currentDate: now });
  t.equal(payload.exp, Math.floor(now.getTime() / 1_000) + 60);
  t.not(payload.jti, "mine");
});
