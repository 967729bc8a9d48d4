import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { newWebhookSecret, signWebhook } from "../../../src/security/webhooks/webhook-signature.ts";

t.test("a signature is that of the example of the specification", async (t) => {
  // The example of the reference libraries of Standard Webhooks.
  const headers = signWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    sentAt: new Date(1_614_265_330_999),
    body: '{"test": 2432232314}',
  });
  t.strictSame(headers, {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

t.test("a secret has the form of Standard Webhooks, and is never the same twice", async (t) => {
  const secret = newWebhookSecret(systemRandom);
  t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  t.not(newWebhookSecret(systemRandom), secret);
});
