import { generateKeyPairSync } from "node:crypto";
import { jwtVerify } from "jose";
import t from "tap";
import { createLaunchTokens } from "../../src/security/launch-token.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const now = new Date("2026-09-01T08:30:00Z");

t.test(
  "a launch token is for one publisher, for one minute, and holds what it needs",
  async (t) => {
    const kids = ["first", "first", "second"];
    const { issue } = createLaunchTokens({
      signingKeys: { current: async () => ({ kid: kids.shift() ?? "", privateKey: pem }) },
      clock: { now: () => now },
      publicUrl: "https://api.thuisinlog.example",
    });
    const none = { firstName: null, groupName: null, eckId: null, brin: null };
    const claims = { publisherKey: "malmberg", pseudonym: "p", ...none };
    const verify = async (token: string) =>
      await jwtVerify(token, publicKey, { currentDate: now, typ: "launch+jwt" });
    const bare = await issue(claims);
    t.equal(bare.expiresIn, 60);
    const { payload, protectedHeader } = await verify(bare.token);
    t.equal(protectedHeader.kid, "first");
    const { jti, ...others } = payload;
    const iat = now.getTime() / 1000;
    t.strictSame(others, {
      iss: "https://api.thuisinlog.example",
      aud: "malmberg",
      sub: "p",
      iat,
      exp: iat + 60,
    });
    const data = { firstName: "Noor", groupName: "7", eckId: "https://k.example/1", brin: "01AB" };
    const full = await verify((await issue({ ...claims, ...data })).token);
    t.not(full.payload.jti, jti);
    t.match(full.payload, {
      given_name: "Noor",
      group: "7",
      eck_id: "https://k.example/1",
      school: "01AB",
    });
    const later = await verify((await issue(claims)).token);
    t.equal(later.protectedHeader.kid, "second");
  },
);
