import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createLoginDevices } from "../../../src/services/family/login-devices.ts";

const email = "ouder@home.nl";
let moment = new Date("2026-09-01T08:30:00Z");
const advanceDays = (days: number) => {
  moment = new Date(moment.getTime() + days * 86_400_000);
};
const { find, issue } = createLoginDevices({
  clock: { now: () => moment },
  random: systemRandom,
  keys: createSecretKeys("a secret key for tests alone, of enough bytes"),
});

t.test("a caller without a valid token gets a new device", async (t) => {
  const other = issue("ander@home.nl", []).token;
  const one = issue(email, []);
  const two = issue(email, ["junk", other]);
  t.strictSame([one.replaces, two.replaces], [undefined, undefined]);
  t.not(find(email, [one.token])?.id, find(email, [two.token])?.id);
  t.equal(find(email, ["junk", other]), undefined);
});

t.test("a later login renews the token of the same device, among those of siblings", async (t) => {
  const { token } = issue(email, []);
  const tokens = [issue("ander@home.nl", []).token, token];
  advanceDays(390);
  const renewed = issue(email, tokens);
  t.equal(renewed.replaces, token);
  advanceDays(20);
  t.equal(find(email, tokens), undefined, "the old token has expired");
  t.ok(find(email, [renewed.token]));
});

t.test("a renewed token keeps the id by which attempts are counted", async (t) => {
  const { token } = issue(email, []);
  advanceDays(1);
  const { token: renewed } = issue(email, [token]);
  t.not(renewed, token);
  t.equal(find(email, [renewed])?.id, find(email, [token])?.id);
});
