// What became of mails after the mail server had taken them, told by the operator's mail system or by
// the provider itself.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import type { MailEventService } from "../../services/background/mail-events.ts";
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
  "What comes twice, in another order or of a mail that is not known changes nothing.";
// Providers take nothing else for a success, and would send it again.
const taken = noBody("It was taken in.");

/** For who has the operator's secret. */
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
        summary: "Tell what became of mails",
        description: `A mail that bounced for good, or that somebody complained of, shows so at its addresses. ${harmless}`,
        body: ref(MailEvents),
        response: {
          204: noBody("They were taken in."),
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
        summary: "Take an event of Postmark",
        description: `The address of a webhook for bounces and spam complaints, with any user name and the secret as password. ${harmless}`,
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

/** For providers that sign what they send. */
export const signedMailEventRoutes: FastifyPluginAsyncTypebox<MailEventRoutesOptions> = async (
  app,
  { mailEvents },
) => {
  const { isOfMailgun, sesTopic } = mailEvents.senders;
  // Amazon SNS sends its JSON as text.
  app.addContentTypeParser(
    "text/plain",
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );

  app.post(
    "/v1/mail-events/mailgun",
    {
      bodyLimit,
      onRequest: async () => void requireSetUp(isOfMailgun),
      schema: {
        operationId: "recordMailgunEvent",
        tags,
        summary: "Take an event of Mailgun",
        description: `The address of a webhook for failures and complaints. The signature stands in the body and counts for twelve hours. ${harmless}`,
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
        summary: "Take a notification of Amazon SES",
        description: `The address of an HTTPS subscription to the SNS topic for bounces and complaints, which is accepted by itself. The signature stands in the body. The original headers must be part of the notifications. ${harmless}`,
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

/** Where the operator has set up no sender there is nothing. */
function requireSetUp<Sender>(sender: Sender | undefined): Sender {
  if (sender === undefined) throw new ServiceError("not-found", "There is nothing at this path.");
  return sender;
}

/** As a bearer token, or as the password of whatever user. */
function readSecret({ headers }: FastifyRequest): string | undefined {
  const [, scheme = "", value = ""] = /^(\w+) +(\S+)$/.exec(headers.authorization ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const credentials = Buffer.from(value, "base64").toString("utf8");
  return credentials.slice(credentials.indexOf(":") + 1);
}

function refuse(reply: FastifyReply): ServiceError {
  reply.header("WWW-Authenticate", 'Bearer realm="mail events", Basic realm="mail events"');
  return new ServiceError("unauthorized", "This needs the secret for mail events.");
}

function forged(): ServiceError {
  return new ServiceError("signature-invalid", "This does not carry a valid signature.");
}
