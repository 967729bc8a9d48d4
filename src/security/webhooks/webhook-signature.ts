// Signatures of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, spec v1): its
// library brings hash functions of its own, and node:crypto needs a few lines.
import { createHmac } from "node:crypto";
import type { Random } from "../random.ts";

const prefix = "whsec_";
const secretBytes = 32;

export function newWebhookSecret(random: Random): string {
  return `${prefix}${random.bytes(secretBytes).toString("base64")}`;
}

export interface SignedHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
}

/** Signs the exact bytes of a body. A retry has the same id and another timestamp. */
export function signWebhook(
  secret: string,
  { id, sentAt, body }: { readonly id: string; readonly sentAt: Date; readonly body: string },
): SignedHeaders {
  const timestamp = `${Math.floor(sentAt.getTime() / 1000)}`;
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
