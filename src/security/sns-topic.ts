// Verifies Amazon SNS notifications. Nothing is fetched until the topic is the configured one and
// the URL is an SNS host in the topic's region, so that a stranger cannot choose what the service
// fetches.
import { createPublicKey, createVerify, type KeyObject } from "node:crypto";
import { ServiceError } from "../domain/errors.ts";
import type { SnsMessage, SnsTopic } from "../domain/mail/webhooks.ts";

/** Fetches a text; throws for every status except 200. */
export type FetchText = (url: string) => Promise<string>;

const fetchTimeoutMs = 5_000;
const retryAfterSeconds = 60;
const keysMax = 10;
const certificatePath = /^\/SimpleNotificationService-[a-f\d]{32}\.pem$/;
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
const algorithms: Readonly<Record<string, string>> = { 1: "RSA-SHA1", 2: "RSA-SHA256" };
const signedFields = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ],
} as const;

export const fetchText: FetchText = async (url) => {
  const signal = AbortSignal.timeout(fetchTimeoutMs);
  const response = await fetch(url, { redirect: "error", signal });
  if (response.status !== 200) throw new Error(`The answer was ${response.status}.`);
  return await response.text();
};

export function createSnsTopic(deps: {
  /** `arn:aws:sns:<region>:<account>:<name>` */
  readonly arn: string;
  readonly fetchText: FetchText;
}): SnsTopic {
  const [, partition, , region] = deps.arn.split(":");
  const host = `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
  const keys = new Map<string, KeyObject>();

  const isOfSns = (address: string) =>
    URL.canParse(address) && new URL(address).origin === `https://${host}`;

  async function readFromSns(address: string): Promise<string> {
    return await deps.fetchText(address).catch((cause) => {
      const detail = "Amazon SNS cannot be reached now.";
      throw new ServiceError("unavailable", detail, { retryAfterSeconds, cause });
    });
  }

  /** Fetches a key once; caches only valid keys. */
  async function readKey(address: string): Promise<KeyObject | undefined> {
    const known = keys.get(address);
    if (known) return known;
    const certificate = await readFromSns(address);
    try {
      const key = createPublicKey(certificate);
      if (keys.size >= keysMax) keys.clear();
      keys.set(address, key);
      return key;
    } catch {
      return undefined;
    }
  }

  return {
    verify: async (message) => {
      const { SigningCertURL: address, SignatureVersion: version, Signature: signature } = message;
      const algorithm = Object.hasOwn(algorithms, version) ? algorithms[version] : undefined;
      if (message.TopicArn !== deps.arn || algorithm === undefined) return false;
      if (!isOfSns(address) || !certificatePath.test(address.slice(`https://${host}`.length))) {
        return false;
      }
      const key = await readKey(address);
      if (key?.asymmetricKeyType !== "rsa") return false;
      return createVerify(algorithm).update(signedText(message)).verify(key, signature, "base64");
    },
    subscribe: async ({ SubscribeURL: address = "" }) => {
      if (isOfSns(address)) await readFromSns(address);
    },
  };
}

function signedText(message: SnsMessage): string {
  const isNotification = message.Type === "Notification";
  return signedFields[isNotification ? "Notification" : "SubscriptionConfirmation"]
    .filter((field) => message[field as keyof SnsMessage] !== undefined)
    .map((field) => `${field}\n${message[field as keyof SnsMessage]}\n`)
    .join("");
}
