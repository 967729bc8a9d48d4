// Payloads are those of each provider's documentation.
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import t from "tap";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { type Answer, createApi } from "../../support/api.ts";
import { createTestDatabase } from "../../support/database.ts";
import { startTestService } from "../../support/service.ts";

const secret = "a-secret-for-mail-events-alone-of-enough-characters";
const signingKey = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0";
const topicArn = "arn:aws:sns:eu-west-1:123456789012:bounces";
const certificateUrl =
  "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
const day = 86_400;

const ofSns = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ofStranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const fetched: string[] = [];
let isSnsDown = false;

const databaseUrl = await createTestDatabase(t);
const service = await startTestService(
  t,
  { MAIL_EVENTS_SECRET: secret, MAILGUN_SIGNING_KEY: signingKey, SES_TOPIC_ARN: topicArn },
  databaseUrl,
  {
    fetchFromSns: async (url) => {
      fetched.push(url);
      if (isSnsDown) throw new Error("away");
      return ofSns.publicKey.export({ type: "spki", format: "pem" }).toString();
    },
  },
);
const { api, smtp } = service;
const { token } = await service.addClient("01AA");
const names = Array.from({ length: 40 }, (_, index) => `${index}`);
await api("putRoster", {
  token,
  body: {
    groups: [{ externalId: "4A", name: "4A" }],
    teachers: [],
    pupils: names.map((name) => ({ externalId: name, firstName: name, group: "4A" })),
  },
});
const groupId = (await api("listGroups", { token })).body.items[0].id;
const pupilIds: string[] = (await api("getGroup", { token, path: { groupId } })).body.pupils.map(
  ({ id }: { id: string }) => id,
);

/** A pupil whose mail has been sent, to an address that no other pupil has. */
async function invite(): Promise<Invited> {
  const pupilId = pupilIds.pop() ?? "";
  const email = `ouder${pupilIds.length}@home.nl`;
  await api("setHomeLogin", { token, path: { pupilId }, body: { emails: [email] } });
  return { pupilId, email, ...(await sendMail(email)) };
}

interface Invited {
  readonly pupilId: string;
  readonly email: string;
  readonly messageId: string;
  readonly mailId: string;
}

async function sendMail(email: string) {
  await service.dispatchAll();
  const messageId = smtp.messagesTo(email).at(-1)?.messageId ?? "";
  return { messageId, mailId: messageId.slice(1, messageId.indexOf("@")) };
}

/** The only address of a pupil, as a teacher sees it. */
async function seen({ pupilId }: Invited) {
  const { body } = await api("getHomeLogin", { token, path: { pupilId } });
  const [{ status, mail }] = body.addresses;
  return { status, mail: mail.status, reason: mail.reason };
}

const sent = { status: "invited", mail: "sent", reason: null };
const bounced = (reason: string) => ({ status: "bounced", mail: "bounced", reason });
const eventOf = (invited: Pick<Invited, "messageId">, rest: object = {}) => ({
  messageId: invited.messageId,
  event: "bounced",
  reason: "550 5.1.1 no such user",
  occurredAt: "2026-09-01T08:31:00Z",
  ...rest,
});
const record = (body: unknown) => api("recordMailEvents", { token: secret, body });

async function countAudits({ pupilId }: Invited): Promise<number> {
  const [row] = await service.infrastructure.db.asService((tx) =>
    execute(
      tx,
      listRows<{ count: number }>(
        {
          name: "count_bounces",
          text: `select count(*)::int as count from audit_events
                where action = 'address-bounced' and actor_kind = 'service' and pupil_id = $1`,
        },
        [pupilId],
      ),
    ),
  );
  return row?.count ?? Number.NaN;
}

t.test(
  "a permanent bounce is shown with a reason, and the reason contains no address",
  async (t) => {
    const invited = await invite();
    t.strictSame(await seen(invited), sent);
    const { status, text } = await record(
      eventOf(invited, { reason: `550 5.1.1 <${invited.email}>` }),
    );
    t.equal(status, 204);
    t.equal(text, "");
    t.strictSame(await seen(invited), bounced("address-unknown"));
    t.equal(await countAudits(invited), 1);
  },
);

t.test(
  "one request may have several events, with or without brackets around each Message-ID",
  async (t) => {
    const [first, second] = [await invite(), await invite()];
    const bare = { messageId: second.messageId.slice(1, -1) };
    await record([eventOf(first), eventOf(bare, { event: "complained", reason: undefined })]);
    t.strictSame(await seen(first), bounced("address-unknown"));
    t.strictSame(await seen(second), bounced("reported-as-spam"));
  },
);

t.test("delayed, delivered and unknown mails change nothing", async (t) => {
  const invited = await invite();
  const unknown = { messageId: "<0198f0f2-6c1e-7c3a-9d5e-0a1b2c3d4e5f@thuisinlog.example>" };
  const events = [
    eventOf(invited, { event: "deferred", reason: "452 4.2.2 mailbox full" }),
    eventOf(invited, { event: "delivered", reason: undefined }),
    eventOf(unknown),
    eventOf({ messageId: "<1@elsewhere.example>" }),
    eventOf({ messageId: "" }),
  ];
  for (const event of events) t.equal((await record(event)).status, 204);
  t.strictSame(await seen(invited), sent);
});

t.test("events that arrive twice or out of order leave one bounce", async (t) => {
  const invited = await invite();
  const bounce = eventOf(invited);
  await Promise.all([record(bounce), record(bounce), record([bounce, bounce])]);
  await record(eventOf(invited, { event: "delivered", occurredAt: "2026-09-01T08:30:30Z" }));
  await record(eventOf(invited, { event: "bounced", reason: "552 5.2.2 full" }));
  t.strictSame(await seen(invited), bounced("address-unknown"));
  t.equal(await countAudits(invited), 1);
});

t.test("an address is bounced since the time of the event, between its mail and now", async (t) => {
  const minute = 60_000;
  const invited = await invite();
  const others = [await invite(), await invite()];
  const sentAt = service.clock.now();
  service.advance(300);
  const now = service.clock.now();
  const at = (ms: number) => ({ occurredAt: new Date(ms).toISOString() });
  await record(eventOf(invited, at(sentAt.getTime() + minute)));
  await record(eventOf(others[0] as Invited, at(now.getTime() + minute)));
  await record(eventOf(others[1] as Invited, at(sentAt.getTime() - 24 * 60 * minute)));
  const { body } = await api("listHomeLogins", { token, query: { status: "bounced" } });
  const sinceOf = ({ email }: Invited) =>
    body.items
      .flatMap(({ addresses }: { addresses: { email: string; since: string }[] }) => addresses)
      .find((address: { email: string }) => address.email === email)?.since;
  t.equal(sinceOf(invited), new Date(sentAt.getTime() + minute).toISOString());
  t.equal(sinceOf(others[0] as Invited), now.toISOString());
  t.equal(sinceOf(others[1] as Invited), sentAt.toISOString());
});

t.test("an address with a password stays activated when a mail bounces", async (t) => {
  const invited = await invite();
  const [, link = ""] =
    /activate#(\S+)/.exec(`${smtp.messagesTo(invited.email).at(-1)?.text}`) ?? [];
  await api("activate", { body: { token: link, password: "vrolijke fietsbel" } });
  await record(eventOf(invited));
  t.strictSame(await seen(invited), { ...bounced("address-unknown"), status: "activated" });
  t.equal(await countAudits(invited), 0);
});

t.test("the bounce of an older mail does not affect the newer one", async (t) => {
  const invited = await invite();
  service.advance(600);
  const { pupilId, email } = invited;
  const { token } = await service.addClient("01AA");
  await api("sendActivationMails", { token, path: { pupilId }, body: { email } });
  const newer = await sendMail(email);
  t.not(newer.messageId, invited.messageId);
  await record(eventOf(invited));
  t.strictSame(await seen(invited), sent);
  await record(eventOf(newer));
  t.strictSame(await seen(invited), bounced("address-unknown"));
});

t.test("events without the secret are rejected", async (t) => {
  const invited = await invite();
  const body = eventOf(invited);
  const basic = (text: string) => ({ Authorization: `Basic ${btoa(text)}` });
  const attempts = [
    {},
    { token },
    { token: `${secret}.` },
    { headers: basic(`${secret}:`) },
    { headers: basic("postmark:wrong") },
    { headers: { Authorization: secret } },
  ];
  for (const operationId of ["recordMailEvents", "recordPostmarkEvent"]) {
    for (const attempt of attempts) {
      const { status, headers } = await api(operationId, { ...attempt, body });
      t.equal(status, 401, JSON.stringify(attempt));
      t.match(headers.get("www-authenticate"), /^Bearer .*, Basic /);
    }
  }
  t.strictSame(await seen(invited), sent);
});

t.test("invalid events are rejected, with all validation errors and their places", async (t) => {
  const event = eventOf({ messageId: "<a@b>" });
  const validationErrorsOf = async (body: unknown) => (await record(body)).body.errors;
  t.match(await validationErrorsOf({ ...event, event: "opened", to: "x" }), [
    { pointer: "/event" },
    { pointer: "/to", detail: "is an unknown property" },
  ]);
  t.match(await validationErrorsOf([event, { ...event, occurredAt: "yesterday" }]), [
    { pointer: "/1/occurredAt" },
  ]);
  t.match(await validationErrorsOf([]), [{ pointer: "" }]);
});

t.test("Postmark", async (t) => {
  const headers = { Authorization: `Basic ${btoa(`postmark:${secret}`)}` };
  const post = (body: unknown) => api("recordPostmarkEvent", { headers, body });
  const bounce = ({ mailId, email }: Invited, rest: object = {}) => ({
    RecordType: "Bounce",
    ID: 692560173,
    Type: "HardBounce",
    TypeCode: 1,
    Tag: "",
    MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
    Metadata: { mailid: mailId },
    ServerID: 23,
    MessageStream: "outbound",
    Name: "Hard bounce",
    Description: "The server was unable to deliver your message (ex: unknown user).",
    Details: "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
    Email: email,
    From: "no-reply@thuisinlog.example",
    BouncedAt: "2026-09-01T08:31:00.0000000Z",
    Inactive: true,
    DumpAvailable: true,
    CanActivate: true,
    Subject: "Thuis inloggen",
    ...rest,
  });

  await t.test("every mail carries the id that its events contain", async (t) => {
    const { email, mailId } = await invite();
    t.equal(smtp.messagesTo(email)[0]?.headers.get("x-pm-metadata-mailid"), mailId);
  });

  await t.test("a hard bounce and a spam complaint are recorded", async (t) => {
    const [first, second, third] = [await invite(), await invite(), await invite()];
    t.equal((await post(bounce(first))).status, 200);
    await post(bounce(second, { Details: "", Type: "BadEmailAddress" }));
    await post(bounce(third, { RecordType: "SpamComplaint", Type: "SpamComplaint" }));
    t.strictSame(await seen(first), bounced("address-unknown"));
    t.strictSame(await seen(second), bounced("address-unknown"));
    t.strictSame(await seen(third), bounced("reported-as-spam"));
  });

  await t.test("other events change nothing", async (t) => {
    const invited = await invite();
    const soft = { Type: "SoftBounce", TypeCode: 4096, Inactive: false };
    for (const rest of [
      soft,
      { Metadata: {} },
      { RecordType: "Delivery" },
      { RecordType: "Open" },
    ]) {
      t.equal((await post(bounce(invited, rest))).status, 200);
    }
    t.strictSame(await seen(invited), sent);
  });
});

t.test("Mailgun", async (t) => {
  const seconds = () => Math.floor(service.clock.now().getTime() / 1000);
  const signed = (key = signingKey, timestamp = `${seconds()}`) => {
    const token = "ae76d5cd2fbb4cd2a7fb9f7ae7bb2d9eeb1cb5c4e7ae5fce0f";
    const signature = createHmac("sha256", key)
      .update(timestamp + token)
      .digest("hex");
    return { timestamp, token, signature };
  };
  const failed = ({ messageId, email }: Invited, rest: object = {}) => ({
    event: "failed",
    severity: "permanent",
    reason: "bounce",
    id: "G9Bn5sl1TC6nu79C8C0bwg",
    timestamp: seconds() + 0.37,
    "log-level": "error",
    recipient: email,
    "delivery-status": {
      "attempt-no": 1,
      code: 550,
      "enhanced-code": "5.1.1",
      message: "5.1.1 The email account that you tried to reach does not exist.",
      description: "",
    },
    message: { headers: { to: email, "message-id": messageId.slice(1, -1) }, size: 111 },
    "user-variables": {},
    ...rest,
  });
  const post = (data: unknown, signature: object = signed()) =>
    api("recordMailgunEvent", { body: { signature, "event-data": data } });

  await t.test("a permanent failure, a suppression and a complaint are recorded", async (t) => {
    const [first, second, third] = [await invite(), await invite(), await invite()];
    t.equal((await post(failed(first))).status, 200);
    const suppressed = { reason: "suppress-bounce", "delivery-status": { code: 605 } };
    await post(failed(second, suppressed));
    await post(failed(third, { event: "complained", severity: undefined }));
    t.strictSame(await seen(first), bounced("address-unknown"));
    t.strictSame(await seen(second), bounced("address-unknown"));
    t.strictSame(await seen(third), bounced("reported-as-spam"));
  });

  await t.test("a repeated event changes nothing, also hours later", async (t) => {
    const invited = await invite();
    const signature = signed();
    await post(failed(invited), signature);
    service.advance(8 * 3_600);
    t.equal((await post(failed(invited), signature)).status, 200);
    t.equal(await countAudits(invited), 1);
    service.advance(-8 * 3_600);
  });

  await t.test("other events change nothing", async (t) => {
    const invited = await invite();
    for (const rest of [{ severity: "temporary" }, { event: "delivered" }, { event: "opened" }]) {
      t.equal((await post(failed(invited, rest))).status, 200);
    }
    t.strictSame(await seen(invited), sent);
  });

  await t.test("an event with an invalid or old signature is rejected", async (t) => {
    const invited = await invite();
    const forgeries = [
      signed("key-of-a-stranger"),
      { ...signed(), token: "another" },
      { ...signed(), signature: "" },
      { ...signed(), signature: "zz".repeat(32) },
      signed(signingKey, `${seconds() - day}`),
      signed(signingKey, `${seconds() + day}`),
      signed(signingKey, "soon"),
    ];
    for (const forgery of forgeries) {
      const { status, body } = await post(failed(invited), forgery);
      t.equal(status, 403);
      t.match(body.type, /signature-invalid$/);
    }
    const unsigned = await api("recordMailgunEvent", { body: { "event-data": failed(invited) } });
    t.match(unsigned.body, { status: 400, errors: [{ pointer: "/signature" }] });
    t.strictSame(await seen(invited), sent);
  });
});

t.test("Amazon SES", async (t) => {
  const notification = ({ messageId, email }: Invited, rest: object = {}) => ({
    notificationType: "Bounce",
    bounce: {
      bounceType: "Permanent",
      bounceSubType: "General",
      bouncedRecipients: [
        {
          emailAddress: email,
          action: "failed",
          status: "5.1.1",
          diagnosticCode: "smtp; 550 5.1.1 user unknown",
        },
      ],
      timestamp: "2026-09-01T08:31:00.000Z",
      feedbackId: "00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000",
      reportingMTA: "dns; email.example.com",
    },
    mail: {
      timestamp: "2026-09-01T08:30:00.000Z",
      source: "no-reply@thuisinlog.example",
      messageId: "00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000",
      destination: [email],
      headersTruncated: false,
      headers: [
        { name: "From", value: "no-reply@thuisinlog.example" },
        { name: "Message-ID", value: messageId },
      ],
      commonHeaders: { from: ["no-reply@thuisinlog.example"], to: [email], messageId },
    },
    ...rest,
  });
  const message = (inner: unknown, rest: Readonly<Record<string, unknown>> = {}) => ({
    Type: "Notification",
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    TopicArn: topicArn,
    Message: typeof inner === "string" ? inner : JSON.stringify(inner),
    Timestamp: "2026-09-01T08:31:01.000Z",
    SignatureVersion: "2",
    SigningCertURL: certificateUrl,
    UnsubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
    ...rest,
  });
  type Message = ReturnType<typeof message> & Readonly<Record<string, unknown>>;
  const signed = (unsigned: Message, { privateKey } = ofSns) => {
    const fields = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token"]
      .concat("TopicArn", "Type")
      .filter((name) => unsigned[name] !== undefined);
    const text = fields.map((name) => `${name}\n${unsigned[name]}\n`).join("");
    const algorithm = unsigned.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
    const Signature = createSign(algorithm).update(text).sign(privateKey, "base64");
    return { ...unsigned, Signature };
  };
  /** As SNS sends it: JSON with the content type text/plain. */
  const post = (body: unknown): Promise<Answer> =>
    api("recordSesNotification", {
      headers: { "Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-topic-arn": topicArn },
      body,
    });

  await t.test(
    "a permanent bounce, with either signature version, and a complaint are recorded",
    async (t) => {
      const [first, second, third] = [await invite(), await invite(), await invite()];
      t.equal((await post(signed(message(notification(first))))).status, 200);
      await post(
        signed(message(notification(second), { SignatureVersion: "1", Subject: "Bounce" })),
      );
      const complaint = { timestamp: "2026-09-01T08:31:00.000Z", complaintFeedbackType: "abuse" };
      const complained = { eventType: "Complaint", bounce: undefined, complaint };
      await post(signed(message(notification(third, complained))));
      t.strictSame(await seen(first), bounced("address-unknown"));
      t.strictSame(await seen(second), bounced("address-unknown"));
      t.strictSame(await seen(third), bounced("reported-as-spam"));
      t.strictSame(fetched, [certificateUrl], "the key is read once");
    },
  );

  await t.test("other events change nothing", async (t) => {
    const invited = await invite();
    const { bounce } = notification(invited);
    const others = [
      notification(invited, { bounce: { ...bounce, bounceType: "Transient" } }),
      notification(invited, { notificationType: "Delivery", bounce: undefined, delivery: {} }),
      "Successfully validated SNS topic for Amazon SES event publishing.",
      { notificationType: "AmazonSnsSubscriptionSucceeded" },
    ];
    for (const other of others) t.equal((await post(signed(message(other)))).status, 200);
    t.strictSame(await seen(invited), sent);
  });

  await t.test(
    "a message that SNS did not sign for the topic is rejected, and nothing is fetched",
    async (t) => {
      const invited = await invite();
      const genuine = signed(message(notification(invited)));
      const elsewhere = [
        "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
        "http://169.254.169.254/latest/meta-data",
        "no address",
      ];
      const forgeries = [
        signed(message(notification(invited)), ofStranger),
        { ...genuine, Signature: "" },
        { ...genuine, Message: JSON.stringify(notification(invited, { extra: 1 })) },
        { ...genuine, Timestamp: "2026-09-01T08:32:00.000Z" },
        { ...genuine, SignatureVersion: "3" },
        { ...genuine, SignatureVersion: "toString" },
        { ...genuine, Type: "SubscriptionConfirmation" },
        signed(
          message(notification(invited), {
            TopicArn: "arn:aws:sns:eu-west-1:210987654321:bounces",
          }),
        ),
        ...elsewhere.map((SigningCertURL) => ({ ...genuine, SigningCertURL })),
      ];
      const before = fetched.length;
      for (const forgery of forgeries) {
        const { status, body } = await post(forgery);
        t.equal(status, 403);
        t.match(body.type, /signature-invalid$/);
      }
      t.equal(fetched.length, before);
      t.equal((await post(message(notification(invited)))).status, 400, "not signed at all");
      t.strictSame(await seen(invited), sent);
    },
  );

  await t.test("while the signing key cannot be fetched SNS is asked to retry", async (t) => {
    const invited = await invite();
    const other = certificateUrl.replace("0123456789", "abcdefabcd");
    const genuine = signed(message(notification(invited), { SigningCertURL: other }));
    isSnsDown = true;
    const { status, headers } = await post(genuine);
    t.equal(status, 503);
    t.match(headers.get("retry-after"), /^\d+$/);
    isSnsDown = false;
    t.equal((await post(genuine)).status, 200);
    t.strictSame(await seen(invited), bounced("address-unknown"));
  });

  await t.test("a subscription is confirmed only at SNS", async (t) => {
    const offer = (SubscribeURL: string) =>
      signed(
        message("You have chosen to subscribe to the topic.", {
          Type: "SubscriptionConfirmation",
          Token: "2336412f37fb687f5d51e6e2425dacbba",
          SubscribeURL,
        }),
      );
    const genuine =
      "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn&Token=2336";
    t.equal((await post(offer(genuine))).status, 200);
    t.equal(fetched.at(-1), genuine);
    t.equal((await post(offer("https://evil.example/"))).status, 200);
    t.equal(fetched.at(-1), genuine);
    t.equal((await post(signed(offer(genuine), ofStranger))).status, 403);
  });
});

t.test("webhooks that are not configured answer 404", async (t) => {
  const bare = await startTestService(t, {}, databaseUrl);
  const bareApi = createApi(bare.url);
  const operations = [
    "recordMailEvents",
    "recordPostmarkEvent",
    "recordMailgunEvent",
    "recordSesNotification",
  ];
  for (const operationId of operations) {
    for (const token of [undefined, "", secret]) {
      const call = { body: {}, ...(token !== undefined && { token }) };
      t.equal((await bareApi(operationId, call)).status, 404, operationId);
    }
  }
});
