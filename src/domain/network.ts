// Networks of callers. One subscriber or rented server has a whole prefix of addresses, so failures
// are counted at several prefixes of an address.
const bytesOfIpv4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;
const ipv6Network = /^([\da-f]+):([\da-f]+):([\da-f]+):([\da-f]+)::\/64$/;

/** The prefixes at which a network is counted, narrowest first. */
export type NetworkPrefix = "/32" | "/24" | "/64" | "/56" | "/48";

export interface Network {
  readonly prefix: NetworkPrefix;
  readonly name: string;
}

/**
 * Returns the networks around an IPv4 address or the /64 of an IPv6 one (`RequestContext.network`),
 * narrowest first. Other text counts as one network.
 */
export function networksAround(network: string): readonly [Network, ...Network[]] {
  const [, a, b, c] = bytesOfIpv4.exec(network) ?? [];
  if (a !== undefined) {
    return [
      { prefix: "/32", name: network },
      { prefix: "/24", name: `${a}.${b}.${c}.0/24` },
    ];
  }
  const [, g1, g2, g3, g4 = ""] = ipv6Network.exec(network) ?? [];
  if (g1 === undefined) return [{ prefix: "/32", name: network }];
  const firstByte = (Number.parseInt(g4, 16) & 0xff00).toString(16);
  return [
    { prefix: "/64", name: network },
    { prefix: "/56", name: `${g1}:${g2}:${g3}:${firstByte}::/56` },
    { prefix: "/48", name: `${g1}:${g2}:${g3}::/48` },
  ];
}

/** Returns the names of the same networks, widest first, as buckets of a fair queue. */
export function networkPath(network: string): readonly string[] {
  return networksAround(network)
    .map(({ name }) => name)
    .toReversed();
}
