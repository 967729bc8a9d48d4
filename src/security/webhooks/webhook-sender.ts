// Sends a signed notice to the server of a portal. The host name is resolved and checked by the lookup of
// the connection itself, so that the checked address is the one that is called.
import { type LookupAddress, lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import type { NoticeFailure, NoticeOutcome } from "../../domain/feed/webhook.ts";
import { isPublicAddress } from "./public-address.ts";

export interface DeliveryResult {
  readonly outcome: NoticeOutcome;
  readonly failure?: NoticeFailure;
  /** Status of the response, if there was one. */
  readonly status?: number;
}

/** Never rejects. Follows no redirect. */
export type SendNotice = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<DeliveryResult>;

export interface WebhookSenderOptions {
  /** Also calls the own machine; only tests set it. */
  readonly isLoopbackAllowed?: boolean;
  readonly timeoutMs?: number;
  /** Resolves a host name to its addresses. */
  readonly resolve?: typeof lookup;
}

const defaultTimeoutMs = 10_000;
const responseBytesMax = 16 * 1024;

class PrivateAddressError extends Error {}

export function createWebhookSender(options: WebhookSenderOptions = {}): SendNotice {
  const { isLoopbackAllowed = false, timeoutMs = defaultTimeoutMs, resolve = lookup } = options;
  const isAllowed = (address: string) =>
    isPublicAddress(address) || (isLoopbackAllowed && address === "127.0.0.1");

  /** Every address must be public: the driver may call any of them. */
  const publicLookup: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, found) => {
      const addresses = found as LookupAddress[];
      if (error) return callback(error, "");
      if (addresses.length === 0 || !addresses.every(({ address }) => isAllowed(address))) {
        return callback(new PrivateAddressError("The address is not public."), "");
      }
      if (lookupOptions.all) return callback(null, addresses);
      const [{ address, family } = { address: "", family: 0 }] = addresses;
      callback(null, address, family);
    });
  };

  return async (url, body, headers) => {
    try {
      const response = await post(url, body, headers, publicLookup, timeoutMs);
      return resultOf(response);
    } catch (error) {
      const failure = failureOf(error);
      return { outcome: failure === "private-address" ? "refused" : "failed", failure };
    }
  };
}

class TooLargeError extends Error {}

/** Resolves to the status after the whole response, which is discarded. */
async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  publicLookup: LookupFunction,
  timeoutMs: number,
): Promise<number> {
  // An import of `node:http` reads its getters too, which load a WebSocket client: 60 ms of a start.
  const { request: send } = process.getBuiltinModule(
    url.startsWith("http:") ? "node:http" : "node:https",
  );
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = send(url, {
    method: "POST",
    // No connection is shared: the name is resolved and checked each time.
    agent: false,
    lookup: publicLookup,
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      "User-Agent": "Thuisinlog",
      ...headers,
    },
  });
  request.on("error", reject);
  request.on("response", (response: IncomingMessage) => {
    let bytes = 0;
    response.on("error", reject);
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > responseBytesMax)
        request.destroy(new TooLargeError("The response is too large."));
    });
    response.on("end", () => resolve(response.statusCode ?? 0));
  });
  request.end(body);
  return await promise;
}

function resultOf(status: number): DeliveryResult {
  if (status >= 200 && status < 300) return { outcome: "delivered", status };
  if (status === 410) return { outcome: "gone", status };
  const isRedirect = status >= 300 && status < 400;
  return { outcome: "failed", failure: isRedirect ? "redirect" : "status", status };
}

function failureOf(error: unknown): NoticeFailure {
  if (error instanceof PrivateAddressError) return "private-address";
  if (error instanceof TooLargeError) return "too-large";
  const { name, code = "" } = error as NodeJS.ErrnoException;
  if (name === "AbortError" || name === "TimeoutError") return "timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name-unknown";
  if (/CERT|TLS|SSL|EPROTO|SELF_SIGNED|ALTNAME|VERIFY/.test(code)) return "tls";
  return "connection";
}
