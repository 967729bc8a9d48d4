import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t from "tap";
import type { SnsMessage } from "../../src/domain/mail/webhooks.ts";
import { createSnsTopic, fetchText } from "../../src/security/sns-topic.ts";

const arn = "arn:aws:sns:eu-west-1:123456789012:bounces";
const origin = "https://sns.eu-west-1.amazonaws.com";
const hexadecimal = "0123456789abcdef0123456789abcdef";
const certificateAt = (digits: string) => `${origin}/SimpleNotificationService-${digits}.pem`;
const ofSns = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ofStranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pemOf = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();

const message: Omit<SnsMessage, "Signature"> = {
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: arn,
  Message: "a bounce",
  Timestamp: "2026-09-01T08:31:01.000Z",
  SignatureVersion: "2",
  SigningCertURL: certificateAt(hexadecimal),
};
const offer = {
  ...message,
  Type: "SubscriptionConfirmation" as const,
  SubscribeURL: `${origin}/?Action=ConfirmSubscription`,
  Token: "2336",
};
const fieldsOf = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: "Message MessageId SubscribeURL Timestamp Token TopicArn Type".split(
    " ",
  ),
};

/** Signs a message as Amazon SNS documents. */
function signed(
  unsigned: Omit<SnsMessage, "Signature">,
  { privateKey } = ofSns,
  algorithm = "RSA-SHA256",
): SnsMessage {
  const values: Readonly<Record<string, unknown>> = { ...unsigned };
  const kind = unsigned.Type === "Notification" ? "Notification" : "SubscriptionConfirmation";
  const text = fieldsOf[kind]
    .filter((field) => field in unsigned)
    .map((field) => `${field}\n${values[field]}\n`)
    .join("");
  return { ...unsigned, Signature: createSign(algorithm).update(text).sign(privateKey, "base64") };
}

/** A topic, and the URLs that it fetched. */
function listen(pem = pemOf(ofSns.publicKey), topicArn = arn) {
  const asked: string[] = [];
  const topic = createSnsTopic({
    arn: topicArn,
    fetchText: async (url) => {
      asked.push(url);
      return pem;
    },
  });
  return { ...topic, asked };
}

t.test("messages that SNS signed are accepted, of both versions and every kind", async (t) => {
  const { verify } = listen();
  t.ok(await verify(signed(message)));
  t.ok(await verify(signed({ ...message, Subject: "a subject" })));
  t.ok(await verify(signed({ ...message, SignatureVersion: "1" }, ofSns, "RSA-SHA1")));
  t.ok(await verify(signed(offer)));
  t.ok(await verify(signed({ ...offer, Type: "UnsubscribeConfirmation" })));
});

t.test("each certificate is fetched once", async (t) => {
  const { verify, asked } = listen();
  await verify(signed(message));
  await verify(signed(message));
  t.strictSame(asked, [message.SigningCertURL]);
});

t.test("only the keys of the newest certificates are cached", async (t) => {
  const { verify, asked } = listen();
  const sign = (digit: number) =>
    signed({ ...message, SigningCertURL: certificateAt(`${digit}`.padStart(32, "0")) });
  for (let digit = 0; digit < 10; digit += 1) await verify(sign(digit));
  await verify(sign(0));
  t.equal(asked.length, 10, "ten are cached");
  await verify(sign(10));
  await verify(sign(0));
  t.equal(asked.length, 12, "an eleventh replaces the oldest");
});

t.test("a changed message, or one with a foreign signature, is rejected", async (t) => {
  const { verify } = listen();
  t.notOk(await verify(signed(message, ofStranger)));
  for (const field of ["Message", "MessageId", "Timestamp"] as const) {
    t.notOk(await verify({ ...signed(message), [field]: "another" }), field);
  }
  for (const field of ["SubscribeURL", "Token"] as const) {
    t.notOk(await verify({ ...signed(offer), [field]: "another" }), field);
  }
  t.notOk(await verify({ ...signed(message), Subject: "added" }));
  t.notOk(
    await verify(signed({ ...message, SignatureVersion: "1" })),
    "the algorithm of another version",
  );
});

t.test(
  "no certificate is fetched for another topic, an unknown version or another host",
  async (t) => {
    const { verify, asked } = listen();
    t.notOk(await verify(signed({ ...message, TopicArn: `${arn}-of-another` })));
    for (const SignatureVersion of ["", "3", "toString"]) {
      t.notOk(await verify(signed({ ...message, SignatureVersion })), SignatureVersion);
    }
    for (const SigningCertURL of [
      "",
      "no address",
      certificateAt(hexadecimal).replace("https", "http"),
      certificateAt(hexadecimal).replace("eu-west-1", "us-east-1"),
      certificateAt(hexadecimal).replace(".com/", ".com.evil.example/"),
      certificateAt(hexadecimal).replace(".com/", ".com@evil.example/"),
      certificateAt(hexadecimal.toUpperCase()),
      certificateAt(`${hexadecimal}0`),
      certificateAt(hexadecimal.slice(1)),
      `${certificateAt(hexadecimal)}?`,
      `${origin}/at${new URL(certificateAt(hexadecimal)).pathname}`,
      `${origin}/?Action=Unsubscribe`,
    ]) {
      t.notOk(await verify(signed({ ...message, SigningCertURL })), SigningCertURL);
    }
    t.strictSame(asked, []);
  },
);

t.test("an invalid key, or one that is not RSA, verifies no message", async (t) => {
  t.notOk(await listen("no certificate").verify(signed(message)));
  t.notOk(await listen(pemOf(elliptic.publicKey)).verify(signed(message)));
});

t.test("while SNS is down messages are rejected for a minute, with the cause", async (t) => {
  const cause = new Error("away");
  const topic = createSnsTopic({ arn, fetchText: () => Promise.reject(cause) });
  const away = { code: "unavailable", retryAfterSeconds: 60, detail: /\w+ .*\.$/, cause };
  await t.rejects(topic.verify(signed(message)), away);
  await t.rejects(topic.subscribe(signed(offer)), away);
});

t.test("a subscription is confirmed only at SNS", async (t) => {
  const { subscribe, asked } = listen();
  await subscribe(signed(offer));
  t.strictSame(asked, [offer.SubscribeURL]);
  const { SubscribeURL, ...without } = signed(offer);
  await subscribe(without);
  await subscribe({ ...without, SubscribeURL: "https://evil.example/" });
  t.equal(asked.length, 1);
});

t.test("the topics of China have their own domain", async (t) => {
  const chinese = "arn:aws-cn:sns:cn-north-1:123456789012:bounces";
  const { verify } = listen(undefined, chinese);
  const SigningCertURL = certificateAt(hexadecimal).replace(
    "eu-west-1.amazonaws.com",
    "cn-north-1.amazonaws.com.cn",
  );
  t.ok(await verify(signed({ ...message, TopicArn: chinese, SigningCertURL })));
});

t.test("only a response with status 200 is read, and redirects are not followed", async (t) => {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    if (url === "/moved") response.writeHead(302, { Location: "/text" }).end();
    else response.writeHead(url === "/text" ? 200 : 404).end("a text");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  t.equal(await fetchText(`${address}/text`), "a text");
  await t.rejects(fetchText(`${address}/none`), { message: /\b404\b/ });
  await t.rejects(fetchText(`${address}/moved`));
  t.strictSame(asked, ["/text", "/none", "/moved"]);
});
