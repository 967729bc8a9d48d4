import { createHmac, timingSafeEqual } from "node:crypto";
import { addSeconds, type Clock } from "../domain/clock.ts";
import { hashSecret, secretMatches } from "./secret.ts";
import { createSnsTopic, type FetchText, type SnsTopic } from "./sns-topic.ts";

export interface MailgunSignature {
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly token: string;
  /** In hexadecimal. */
  readonly signature: string;
}

/** Who may tell what became of mails. Who is `undefined` has not been set up. */
export interface WebhookVerifiers {
  /** Whether this is the operator's secret; in constant time. */
  readonly knowsSecret: ((secret: string) => boolean) | undefined;
  readonly isOfMailgun: ((signature: MailgunSignature) => boolean) | undefined;
  readonly sesTopic: SnsTopic | undefined;
}

/** Mailgun tries for eight hours, and a clock may be wrong. What comes twice does nothing. */
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
 * The signature is of a moment and a token, not of what is told. Whoever catches one can so speak of
 * mails whose Message-ID they know, for as long as it counts.
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
