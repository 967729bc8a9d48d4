import { createHmac } from "node:crypto";
import t from "tap";
import { createWebhookVerifiers } from "../../src/security/webhook-verifiers.ts";

const now = new Date("2026-09-01T08:30:00Z");
const nothing = { secret: undefined, mailgunSigningKey: undefined, sesTopicArn: undefined };
const shared = { clock: { now: () => now }, fetchText: async () => "", ...nothing };
const signingKey = "key-of-mailgun";

/** Signature of Mailgun: the HMAC of timestamp and token. */
function signed(secondsAgo: number, key = signingKey) {
  const timestamp = `${now.getTime() / 1000 - secondsAgo}`;
  const token = "50 characters by chance";
  const signature = createHmac("sha256", key).update(`${timestamp}${token}`).digest("hex");
  return { timestamp, token, signature };
}

t.test("a sender without configuration is rejected", async (t) => {
  t.strictSame(createWebhookVerifiers(shared), {
    knowsSecret: undefined,
    isOfMailgun: undefined,
    sesTopic: undefined,
  });
});

t.test("only the complete secret is accepted", async (t) => {
  const { knowsSecret, isOfMailgun } = createWebhookVerifiers({ ...shared, secret: "the secret" });
  t.equal(isOfMailgun, undefined);
  t.equal(knowsSecret?.("the secret"), true);
  for (const other of ["", "the secre", "the secret ", "The secret"]) {
    t.equal(knowsSecret?.(other), false, other);
  }
});

t.test("an Amazon SNS topic is accepted once it is configured", async (t) => {
  const sesTopicArn = "arn:aws:sns:eu-west-1:123456789012:bounces";
  t.type(createWebhookVerifiers({ ...shared, sesTopicArn }).sesTopic?.verify, "function");
});

t.test(
  "a Mailgun signature is valid for twelve hours, and five minutes into the future",
  async (t) => {
    const { isOfMailgun } = createWebhookVerifiers({ ...shared, mailgunSigningKey: signingKey });
    const twelveHours = 12 * 60 * 60;
    for (const secondsAgo of [0, 1, twelveHours, -5 * 60]) {
      t.equal(isOfMailgun?.(signed(secondsAgo)), true, `${secondsAgo}`);
    }
    for (const secondsAgo of [twelveHours + 1, -5 * 60 - 1, Number.NaN]) {
      t.equal(isOfMailgun?.(signed(secondsAgo)), false, `${secondsAgo}`);
    }
  },
);

t.test("a signature of another key, timestamp or token is rejected", async (t) => {
  const { isOfMailgun } = createWebhookVerifiers({ ...shared, mailgunSigningKey: signingKey });
  const right = signed(60);
  for (const forged of [
    signed(60, "another key"),
    { ...right, timestamp: signed(61).timestamp },
    { ...right, token: "another token" },
    { ...right, signature: "" },
    { ...right, signature: right.signature.slice(2) },
    { ...right, signature: `${right.signature}00` },
    { ...right, signature: "no hexadecimal" },
  ]) {
    t.equal(isOfMailgun?.(forged), false, JSON.stringify(forged));
  }
});
