import { isIPv4, isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";
import type { RequestContext } from "../../domain/audit-event.ts";

const ipv6PrefixGroups = 4; // a /64, the usual prefix of one household

/**
 * Returns the network under which attempts are counted: an IPv4 address, or the /64 of an IPv6
 * address.
 */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(ip) || !isIPv6(ip)) return ip;
  const [head = "", tail] = ip.split("%", 1).join("").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  const groups = [...left, ...zeros, ...right].slice(0, ipv6PrefixGroups);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

export function requestContextOf(request: FastifyRequest): RequestContext {
  return { requestId: request.id, network: networkOf(request.ip) };
}
