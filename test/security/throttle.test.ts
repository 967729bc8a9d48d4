import t from "tap";
import * as throttle from "../../src/security/throttle.ts";

const policies = Object.values(throttle);
const byNetwork = [
  throttle.loginByNetwork,
  throttle.deviceByNetwork,
  throttle.linkByNetwork,
  throttle.linkRequestByNetwork,
  throttle.clientByNetwork,
];

t.test("each policy counts by itself, under a name of its own", async (t) => {
  const names = policies.map(({ name }) => name);
  t.equal(new Set(names).size, names.length);
  for (const name of names) t.match(name, /^[a-z]+ (?:[a-z]+ )?by [a-z]+$/);
});

t.test("who mistypes a few times waits for nothing, and then seconds, not minutes", async (t) => {
  for (const { name, freeFailures, firstDelaySeconds } of policies) {
    t.ok(freeFailures >= 3, name);
    t.ok(firstDelaySeconds >= 1 && firstDelaySeconds <= 2, name);
  }
});

t.test("whoever tries, a delay ends within a quarter of an hour", async (t) => {
  const delays = new Map(policies.map(({ name, delayMaxSeconds }) => [name, delayMaxSeconds]));
  t.equal(delays.get("login by address"), 900);
  t.equal(delays.get("login by network"), 60);
  for (const name of ["pictures", "device", "link", "link request", "client"]) {
    t.equal(delays.get(`${name} by ${name === "pictures" ? "child" : "network"}`), 300, name);
  }
});

t.test("a hundred failures in a row close a login, for 90 days without a try", async (t) => {
  const { failuresMax, forgottenAfterSeconds } = throttle.loginByAddress;
  t.equal(failuresMax, 100);
  t.equal(forgottenAfterSeconds, 7_776_000);
});

t.test("ten failures close the pictures of a child, for longer than it has them", async (t) => {
  const { failuresMax, forgottenAfterSeconds } = throttle.picturesByChild;
  t.equal(failuresMax, 10);
  t.equal(forgottenAfterSeconds, 157_680_000);
});

t.test("a network is never closed, and forgiven after an hour", async (t) => {
  for (const { name, failuresMax, forgottenAfterSeconds } of byNetwork) {
    t.ok(failuresMax > 1_000_000_000 && failuresMax < 2 ** 31, name);
    t.equal(forgottenAfterSeconds, 3_600, name);
  }
});
