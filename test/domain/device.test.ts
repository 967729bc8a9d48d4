import t from "tap";
import { deviceLifetimeSeconds, parseDeviceName } from "../../src/domain/device.ts";

t.test("the name of a device is one line of at most 100 characters", async (t) => {
  t.equal(parseDeviceName(" De\t\n\u0000laptop\u2028 van  Noor "), "De laptop van Noor");
  t.equal(parseDeviceName("cafe\u0301"), "caf\u00e9");
  t.equal(parseDeviceName(" \n\u200b"), "");
  t.equal(parseDeviceName("\u{1f600}".repeat(101)), "\u{1f600}".repeat(100));
  t.equal(parseDeviceName(`${"a".repeat(99)} b`), "a".repeat(99));
});

t.test("a device expires 180 days after its last use", async (t) => {
  t.equal(deviceLifetimeSeconds, 15_552_000);
});
