import t from "tap";
import {
  mintLoginDevice,
  newLoginDevice,
  openLoginDevice,
} from "../../src/security/login-device.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";

const keys = createSecretKeys("an older secret key of more than 32 octets");
const base64 = (bytes: Buffer) => bytes.toString("base64url");
const start = new Date("2026-09-01T08:30:00Z");
const later = (days: number) => new Date(start.getTime() + days * 86_400_000);

t.test("the token of a known browser is the same in every version", async (t) => {
  const device = { id: base64(Buffer.alloc(16, 7)), issuedAt: new Date("2026-09-01T08:30:00Z") };
  t.equal(
    mintLoginDevice(keys, "ouder@home.nl", device),
    "BwcHBwcHBwcHBwcHBwcHBwBqlo0I.67efnW5l3hRfTUCkd40z5Gq3ekbJtlAm19CaBNwFOcI",
  );
});

t.test("a token is valid for its address for 400 days, also after a key rotation", async (t) => {
  const device = newLoginDevice(systemRandom, start);
  const token = mintLoginDevice(keys, "ouder@home.nl", device);
  t.strictSame(openLoginDevice(keys, "ouder@home.nl", token, later(400)), device);
  t.equal(openLoginDevice(keys, "ouder@home.nl", token, later(401)), undefined);
  t.equal(openLoginDevice(keys, "ander@home.nl", token, start), undefined);
  const [newest] = createSecretKeys("a newer secret key of more than 32 bytes");
  t.strictSame(openLoginDevice([newest, ...keys], "ouder@home.nl", token, start), device);
  t.equal(openLoginDevice([newest], "ouder@home.nl", token, start), undefined);
});

t.test("a changed or malformed token is of no device", async (t) => {
  const token = mintLoginDevice(keys, "ouder@home.nl", newLoginDevice(systemRandom, start));
  const [encoded = "", signature = ""] = token.split(".");
  const other = (text: string) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
  for (const changed of [
    "",
    encoded,
    `${other(encoded)}.${signature}`,
    `${encoded}.${other(signature)}`,
    `${token}A`,
    `${token}.`,
    token.slice(1),
  ]) {
    t.equal(openLoginDevice(keys, "ouder@home.nl", changed, start), undefined, changed);
  }
});
