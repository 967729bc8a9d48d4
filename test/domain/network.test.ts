import t from "tap";
import { networkPath, networksAround } from "../../src/domain/network.ts";

t.test("an IPv4 address is part of its /24", async (t) => {
  t.strictSame(networksAround("192.0.2.7"), [
    { prefix: "/32", name: "192.0.2.7" },
    { prefix: "/24", name: "192.0.2.0/24" },
  ]);
});

t.test("the /64 of an IPv6 address is part of its /56 and its /48", async (t) => {
  t.strictSame(networksAround("2001:db8:1:ab3::/64"), [
    { prefix: "/64", name: "2001:db8:1:ab3::/64" },
    { prefix: "/56", name: "2001:db8:1:a00::/56" },
    { prefix: "/48", name: "2001:db8:1::/48" },
  ]);
  t.strictSame(networkPath("0:0:0:0::/64"), ["0:0:0::/48", "0:0:0:0::/56", "0:0:0:0::/64"]);
});

t.test("a text that is not an address counts as one network", async (t) => {
  t.strictSame(networksAround("unknown"), [{ prefix: "/32", name: "unknown" }]);
});
