// Requests that the service sends: the `webhooks` of the document of the API.
import { noticeType } from "../../domain/feed/webhook.ts";
import { noticeExample } from "./examples/feed.ts";

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
  example,
});

export const webhookDescriptions = {
  [noticeType]: {
    post: {
      operationId: "homeLoginChanged",
      tags: ["Home login"],
      summary: "Receive a notice of new changes",
      description:
        "The service sends this request to the URL that the operator registered with `cli webhook add`. It says that `listHomeLoginChanges` has something new, and nothing else. A webhook has one pending notice at most, whatever the number of changes, and notices can arrive twice. Verify the signature (Standard Webhooks 1.0.0) before you use the body, answer at once, and read the changes afterwards.",
      security: [],
      parameters: [
        header(
          "webhook-id",
          "Id of the notice, a UUID. A retry has the same id.",
          "3f0e2a4c-5b6d-4e7f-8a90-1b2c3d4e5f60",
        ),
        header(
          "webhook-timestamp",
          "Time of this attempt, in seconds since 1970. Reject a request that is more than five minutes old.",
          "1788254044",
        ),
        header(
          "webhook-signature",
          "`v1,` and the base64 of an HMAC-SHA-256 of `<webhook-id>.<webhook-timestamp>.<body>`. The key is the base64 part of the secret after `whsec_`.",
          "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
      ],
      requestBody: {
        required: true,
        description: "The notice.",
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["type", "timestamp", "data"],
              description: "A notice that there are new changes.",
              properties: {
                type: {
                  type: "string",
                  enum: [noticeType],
                  description: "Type of the notice.",
                },
                timestamp: {
                  type: "string",
                  format: "date-time",
                  description: "Time of the notice, in UTC. The same in a retry.",
                },
                data: {
                  type: "object",
                  required: ["cursor"],
                  description: "Where the news begins.",
                  properties: {
                    cursor: {
                      type: "string",
                      description:
                        "Cursor for `listHomeLoginChanges`. The changes after it are all that came after the last notice that was answered with 2xx. A reader that stores its own cursor does not need it.",
                    },
                  },
                },
              },
            },
            example: noticeExample,
          },
        },
      },
      responses: {
        "2XX": { description: "The notice is received. The body of the response is ignored." },
        "410": {
          description: "The webhook is switched off: the service sends it no more notices.",
        },
        default: {
          description:
            "Any other status, also a redirect, and no answer within ten seconds: the service tries again after a minute, and after a time that doubles to four hours.",
        },
      },
    },
  },
};
