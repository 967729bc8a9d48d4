import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { addSeconds, type Clock } from "../../domain/clock.ts";
import { notFound } from "../../domain/errors.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { SecurityText } from "../schemas/service.ts";

export interface SecurityContactRoutesOptions {
  readonly clock: Clock;
  readonly publicUrl: string;
  /** A `mailto:` or `https:` URI; `undefined` if the operator publishes none. */
  readonly securityContact: string | undefined;
}

const path = "/.well-known/security.txt";
const text = "text/plain";
/** RFC 9116 §2.5.5 recommends less than a year. */
const validSeconds = 180 * 24 * 60 * 60;

export const securityContactRoutes: FastifyPluginAsyncTypebox<
  SecurityContactRoutesOptions
> = async (app, { clock, publicUrl, securityContact }) => {
  app.get(
    path,
    {
      schema: {
        operationId: "getSecurityContact",
        tags: ["Service"],
        summary: "Get the security contact",
        description:
          "Returns a security.txt file (RFC 9116) with the contact for vulnerability reports. `Expires` is 180 days after the day of the request. Answers 404 when the operator publishes no contact. Callers need no token.",
        response: {
          200: answer("The security.txt file.", SecurityText, text),
          ...problemResponses("not-found"),
        },
      },
      config: { isResource: true, produces: [text] },
    },
    async (_request, reply) => {
      if (securityContact === undefined) throw notFound();
      const file = securityText(securityContact, `${publicUrl}${path}`, clock.now());
      return await reply.type(`${text}; charset=utf-8`).send(file);
    },
  );
};

/** `Expires` is a midnight, so that the file and its `ETag` change once a day. */
function securityText(contact: string, canonical: string, now: Date): string {
  const midnight = new Date(now);
  midnight.setUTCHours(0, 0, 0, 0);
  const lines = [
    `Contact: ${contact}`,
    `Expires: ${addSeconds(midnight, validSeconds).toISOString()}`,
    "Preferred-Languages: nl, en",
    `Canonical: ${canonical}`,
  ];
  return `${lines.join("\n")}\n`;
}
