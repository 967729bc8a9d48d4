import t from "tap";
import { isPublicAddress } from "../../../src/security/webhooks/public-address.ts";

t.test("an address of the public internet is public", async (t) => {
  for (const address of ["8.8.8.8", "185.199.108.153", "2a00:1450:400e:80c::200e", "11.0.0.1"]) {
    t.ok(isPublicAddress(address), address);
  }
});

t.test("a private, local, mapped or reserved address is not public", async (t) => {
  for (const address of [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2002:7f00:1::",
    "not an address",
    "",
  ]) {
    t.notOk(isPublicAddress(address), address);
  }
});
