import t from "tap";
import * as throttle from "../../src/security/throttle-policies.ts";

const { loginByNetwork, deviceByNetwork, linkByNetwork, linkRequestByNetwork } = throttle;
const networkPolicies = [loginByNetwork, deviceByNetwork, linkByNetwork, linkRequestByNetwork];
const single = [
  throttle.loginByAddress,
  throttle.loginByDevice,
  throttle.clientByNetwork,
  throttle.activationByLink,
  throttle.activationByAddress,
  throttle.picturesByDevice,
  throttle.picturesByChild,
];
const all = [...single, ...networkPolicies.flatMap((policy) => Object.values(policy))];

t.test("each policy has a unique name and a separate count", async (t) => {
  const names = [...single, ...networkPolicies.map((policy) => policy["/32"])].map(
    ({ name }) => name,
  );
  t.equal(new Set(names).size, names.length);
  for (const name of names) t.match(name, /^[a-z]+ (?:[a-z]+ )?by [a-z]+$/);
});

t.test(
  "a few mistakes cause no delay, and the longest delay is a quarter of an hour",
  async (t) => {
    for (const { name, freeTries, delayMaxSeconds } of all) {
      t.ok(freeTries >= 3, name);
      t.ok(delayMaxSeconds <= 900, name);
    }
  },
);

t.test("a level drains within hours, even after many attempts", async (t) => {
  // Each delay admits one attempt, so the level is stable where delay and drain are equal.
  for (const policy of [throttle.loginByAddress, ...Object.values(loginByNetwork)]) {
    const { freeTries, firstDelaySeconds, drainSeconds } = policy;
    const levelMax = freeTries + Math.log2(drainSeconds / firstDelaySeconds) + 2;
    t.ok(levelMax * drainSeconds <= 5 * 3_600, policy.name);
  }
});

t.test("a wider network has more attempts, but far fewer than its parts together", async (t) => {
  for (const policy of networkPolicies) {
    const of = (...prefixes: (keyof typeof policy)[]) =>
      prefixes.map((prefix) => policy[prefix].freeTries);
    const [household = 0, site = 0, customer = 0] = of("/64", "/56", "/48");
    const [host = 0, block = 0] = of("/32", "/24");
    t.ok(household < site && site < customer && customer < 10 * household);
    t.ok(host < block && block < 10 * host);
    t.equal(policy["/48"].drainSeconds * policy["/48"].freeTries, 3_600, "drained in an hour");
  }
});

t.test("a hundred consecutive failures (NIST) are counted for 90 days", async (t) => {
  t.equal(throttle.failuresInARowMax, 100);
  t.equal(throttle.loginByAddress.keptSeconds, 7_776_000);
  t.equal(throttle.loginByAddress.closesAt, null, "unknown browsers never close an address");
});

t.test("ten consecutive failures close a picture code for longer than it lives", async (t) => {
  t.equal(throttle.picturesByChild.closesAt, 10);
  t.equal(throttle.picturesByChild.keptSeconds, 157_680_000);
});

t.test("a link allows ten attempts in a burst, ten an hour and fifty in total", async (t) => {
  const { freeTries, drainSeconds, closesAt } = throttle.activationByLink;
  t.strictSame([freeTries, 3_600 / drainSeconds, closesAt], [10, 10, 50]);
});
