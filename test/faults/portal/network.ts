// Preloaded in replicas: the network between them and the portal of a test. The name of the portal resolves to an
// address of the public internet, which the service checks as in production, and a connection to it ends at
// 127.0.0.1, like behind a router that translates addresses. TLS and everything else is untouched.
import dns, { type LookupAddress } from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { type LookupFunction, Socket } from "node:net";
import { portalHost } from "./host.ts";

const publicAddress = "8.8.8.8";
const local: LookupAddress = { address: "127.0.0.1", family: 4 };

const lookup = dns.lookup as LookupFunction;
const lookupWithPortal: LookupFunction = (hostname, options, callback) => {
  if (hostname !== portalHost) return lookup(hostname, options, callback);
  if (options.all) callback(null, [{ address: publicAddress, family: 4 }]);
  else callback(null, publicAddress, 4);
};
Object.assign(dns, { lookup: lookupWithPortal });
syncBuiltinESMExports();

/** Lets the lookup of the connection judge the public address, and then connects to the own machine. */
function translating(original: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    original(hostname, options, (error) => {
      if (error) callback(error, "");
      else if (options.all) callback(null, [local]);
      else callback(null, local.address, local.family);
    });
}

interface Target {
  readonly host?: string;
  lookup?: LookupFunction;
}

const connect = Socket.prototype.connect as (...args: unknown[]) => Socket;
Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  const [first] = args;
  const target = (Array.isArray(first) ? first[0] : first) as Target | undefined;
  if (target?.host === portalHost) target.lookup = translating(target.lookup ?? lookupWithPortal);
  return connect.apply(this, args);
} as typeof Socket.prototype.connect;
