// Delivery events of mails that the mail server had accepted, reported by the mail system of the operator
// or by a mail provider.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import type { MailEventService } from "../../services/background/mail-events.ts";
import { jsonParserOf } from "../plugins/json-parser.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { noBody } from "../schemas/answer.ts";
import { MailEvents, mailEventsOf } from "../schemas/mail-events.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";
import { eventOfMailgun, MailgunEvent } from "../webhooks/mailgun.ts";
import { eventOfPostmark, PostmarkEvent } from "../webhooks/postmark.ts";
import { eventOfSes, SesNotification } from "../webhooks/ses.ts";

export interface MailEventRoutesOptions {
  readonly mailEvents: MailEventService;
}

const tags = ["Mail events"];
const bodyLimit = 512 * 1024;
const harmless =
  "The operation is idempotent: a repeated event and an event of an unknown mail change nothing. The order of the events does not matter.";
// Providers accept only 200 as success and would retry otherwise.
const taken = noBody(
  "The event is recorded or ignored. A provider sends an event again when the response is not 200.",
);

/** Operations that require the mail event secret of the operator. */
export const mailEventRoutes: FastifyPluginAsyncTypebox<MailEventRoutesOptions> = async (
  app,
  { mailEvents },
) => {
  const { knowsSecret } = mailEvents.senders;
  app.addHook("onRequest", async (request, reply) => {
    const isKnown = requireSetUp(knowsSecret);
    const secret = readSecret(request);
    if (secret === undefined || !isKnown(secret)) throw refuse(reply);
  });

  app.post(
    "/v1/mail-events",
    {
      bodyLimit,
      schema: {
        operationId: "recordMailEvents",
        tags,
        summary: "Send delivery events of the mail system to this service",
        description: `Records delivery events of mails that this service sent. A permanent bounce or a spam report sets \`mail.status\`, and the status of the address for each pupil in the mail, to \`bounced\`. An address with a password stays \`activated\`, and a newer mail to the address decides. Other events change nothing. If one event of an array is invalid, the response is 400 and none is recorded. ${harmless} Callers: the mail system of the operator, with the mail event secret. Answers 404 when the operator has not configured the secret.`,
        body: ref(MailEvents),
        response: {
          204: noBody("The events are recorded."),
          ...problemResponsesWithBody("unauthorized", "not-found"),
        },
      },
    },
    async (request, reply) => {
      await mailEvents.record(mailEventsOf(request.body), requestContextOf(request));
      return reply.code(204).send();
    },
  );

  app.post(
    "/v1/mail-events/postmark",
    {
      bodyLimit,
      schema: {
        operationId: "recordPostmarkEvent",
        tags,
        summary: "Receive a webhook event of Postmark",
        description: `Receives the Postmark webhook for bounces and spam complaints. The types \`HardBounce\`, \`BadEmailAddress\` and \`ManuallyDeactivated\`, and any type with \`Inactive\`, are permanent; other bounces change nothing. Configure the webhook with HTTP Basic authentication, any user name, and the mail event secret as password. ${harmless} Callers: Postmark. Answers 404 when the operator has not configured the secret.`,
        body: ref(PostmarkEvent),
        response: { 200: taken, ...problemResponsesWithBody("unauthorized", "not-found") },
      },
    },
    async (request, reply) => {
      await mailEvents.record(eventOfPostmark(request.body), requestContextOf(request));
      return reply.send();
    },
  );
};

/** Webhooks of providers that sign their requests. */
export const signedMailEventRoutes: FastifyPluginAsyncTypebox<MailEventRoutesOptions> = async (
  app,
  { mailEvents },
) => {
  const { isOfMailgun, sesTopic } = mailEvents.senders;
  // Amazon SNS sends its JSON as text.
  app.addContentTypeParser("text/plain", { parseAs: "string" }, jsonParserOf(app));

  app.post(
    "/v1/mail-events/mailgun",
    {
      bodyLimit,
      onRequest: async () => void requireSetUp(isOfMailgun),
      schema: {
        operationId: "recordMailgunEvent",
        tags,
        summary: "Receive a webhook event of Mailgun",
        description: `Receives the Mailgun webhook for permanent and temporary failures and spam complaints. The signature in the body is valid for twelve hours. ${harmless} Callers: Mailgun. Answers 404 when the operator has not configured Mailgun.`,
        consumes: ["application/json"],
        body: ref(MailgunEvent),
        response: { 200: taken, ...problemResponsesWithBody("signature-invalid", "not-found") },
      },
    },
    async (request, reply) => {
      if (!requireSetUp(isOfMailgun)(request.body.signature)) throw forged();
      await mailEvents.record(eventOfMailgun(request.body), requestContextOf(request));
      return reply.send();
    },
  );

  app.post(
    "/v1/mail-events/ses",
    {
      bodyLimit,
      onRequest: async () => void requireSetUp(sesTopic),
      schema: {
        operationId: "recordSesNotification",
        tags,
        summary: "Receive a notification of Amazon SES",
        description: `Receives the notifications of an HTTPS subscription to the Amazon SNS topic for bounces and complaints. The service confirms the subscription. It verifies the signature in the body. Amazon SNS sends JSON with \`Content-Type: text/plain\`. Configure Amazon SES to include the original headers in the notifications. ${harmless} Callers: Amazon SNS. Answers 404 when the operator has not configured the topic.`,
        consumes: ["text/plain", "application/json"],
        body: ref(SesNotification),
        response: { 200: taken, ...problemResponsesWithBody("signature-invalid", "not-found") },
      },
    },
    async (request, reply) => {
      const topic = requireSetUp(sesTopic);
      const { body } = request;
      if (!(await topic.verify(body))) throw forged();
      if (body.Type === "SubscriptionConfirmation") await topic.subscribe(body);
      if (body.Type === "Notification") {
        await mailEvents.record(eventOfSes(body.Message), requestContextOf(request));
      }
      return reply.send();
    },
  );
};

/** Returns the sender. Throws `not-found` when the operator has not configured it. */
function requireSetUp<Sender>(sender: Sender | undefined): Sender {
  if (sender === undefined)
    throw new ServiceError("not-found", "There is no resource at this path.");
  return sender;
}

/** Reads the secret from a bearer token, or from the password of HTTP Basic; the user name is ignored. */
function readSecret({ headers }: FastifyRequest): string | undefined {
  const [, scheme = "", value = ""] = /^(\w+) +(\S+)$/.exec(headers.authorization ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const credentials = Buffer.from(value, "base64").toString("utf8");
  return credentials.slice(credentials.indexOf(":") + 1);
}

function refuse(reply: FastifyReply): ServiceError {
  reply.header("WWW-Authenticate", 'Bearer realm="mail events", Basic realm="mail events"');
  return new ServiceError("unauthorized", "This operation requires the mail event secret.");
}

function forged(): ServiceError {
  return new ServiceError("signature-invalid", "The signature is missing, invalid or too old.");
}
