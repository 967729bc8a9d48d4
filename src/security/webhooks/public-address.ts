// Addresses that a webhook may reach: those of the public internet. A target that resolves to another
// address could make the service call what only its own network reaches (SSRF).
import { BlockList, isIP } from "node:net";

// https://www.iana.org/assignments/iana-ipv4-special-registry
const specialIpv4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
// https://www.iana.org/assignments/iana-ipv6-special-registry, within 2000::/3
const specialIpv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

const special = new BlockList();
for (const range of specialIpv4) special.addSubnet(...subnet(range), "ipv4");
for (const range of specialIpv6) special.addSubnet(...subnet(range), "ipv6");
/** Global unicast: everything outside is private, local, mapped, multicast or reserved. */
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** Returns whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !special.check(address, "ipv4");
  return version === 6 && global.check(address, "ipv6") && !special.check(address, "ipv6");
}

function subnet(range: string): [network: string, prefix: number] {
  const [network = "", prefix] = range.split("/");
  return [network, Number(prefix)];
}
