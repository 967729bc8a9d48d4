import { createHmac, timingSafeEqual } from "node:crypto";
import { addSeconds, type Clock } from "../domain/clock.ts";
import type { MailgunSignature, WebhookVerifiers } from "../domain/mail/webhooks.ts";
import { hashSecret, secretMatches } from "./secret.ts";
import { createSnsTopic, type FetchText } from "./sns-topic.ts";

/** Mailgun retries for eight hours, and clocks may differ. A repeated event changes nothing. */
const mailgunAgeMaxSeconds = 12 * 60 * 60;
const mailgunAheadMaxSeconds = 5 * 60;

export function createWebhookVerifiers(deps: {
  readonly clock: Clock;
  readonly fetchText: FetchText;
  readonly secret: string | undefined;
  readonly mailgunSigningKey: string | undefined;
  readonly sesTopicArn: string | undefined;
}): WebhookVerifiers {
  const { clock, fetchText, secret, mailgunSigningKey, sesTopicArn: arn } = deps;
  return {
    knowsSecret: secret === undefined ? undefined : createSecretCheck(secret),
    isOfMailgun:
      mailgunSigningKey === undefined ? undefined : createMailgunCheck(mailgunSigningKey, clock),
    sesTopic: arn === undefined ? undefined : createSnsTopic({ arn, fetchText }),
  };
}

function createSecretCheck(secret: string): (given: string) => boolean {
  const hash = hashSecret(secret);
  return (given) => secretMatches(given, hash);
}

/**
 * The signature covers a timestamp and a token, not the event. An attacker with an intercepted
 * signature could report events of known Message-IDs until it expires.
 */
function createMailgunCheck(key: string, clock: Clock): (signed: MailgunSignature) => boolean {
  return ({ timestamp, token, signature }) => {
    const now = clock.now();
    const signedAt = new Date(Number(timestamp) * 1000);
    const isInTime =
      signedAt >= addSeconds(now, -mailgunAgeMaxSeconds) &&
      signedAt <= addSeconds(now, mailgunAheadMaxSeconds);
    const expected = createHmac("sha256", key)
      .update(timestamp + token)
      .digest();
    const given = Buffer.from(signature, "hex");
    return isInTime && given.length === expected.length && timingSafeEqual(given, expected);
  };
}
