// The security schemes of the document.
import { tokenAlgorithms } from "../../domain/access-token.ts";
import { clientRoles } from "../../domain/principal.ts";
import { rosterLimits } from "../../domain/roster/text.ts";

const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join(", ");

const portalToken = `
A JWT that a portal signs with its own key. It needs no request to this service.

**Registration.** The operator registers the portal with \`cli issuer add --iss <URL> --jwks-uri <URL> --brin <BRIN>\`,
with \`--brin\` for each school. Both URLs are https. The portal is then trusted for these schools only. To change a
key, publish the new key in the JWKS before its first use. The service reads the JWKS every ten minutes, and at most
once a minute when a key is unknown.

**Header**

- \`alg\`: one of ${code(tokenAlgorithms)}. An RSA key has at least 2048 bits.
- \`kid\`: the id of the key in the JWKS. It can be absent when exactly one key of the JWKS fits \`alg\`.
- \`typ\`: absent, \`JWT\` or \`at+jwt\`.

**Claims**

| Claim | Required | Value |
| --- | --- | --- |
| \`iss\` | yes | The URL of the registration, character for character. |
| \`aud\` | yes | The public URL of the service, without a slash at the end; or a list that contains it. |
| \`sub\` | yes | The user, 1 to ${rosterLimits.keyLengthMax} characters. When \`role\` is \`teacher\`: the \`externalId\` of the teacher in the roster. |
| \`role\` | yes | ${code(clientRoles)}. |
| \`school\` | yes | The BRIN of the school as in \`School.brin\`, such as \`01AB\` or \`01AB02\`; \`00\` as location code equals none. |
| \`exp\` | yes | At most 24 hours after \`iat\` and at most 24 hours after the request. |
| \`iat\` | no | Time of issue. |
| \`nbf\` | no | Start of validity. |

The clocks may differ by 60 seconds. A token that does not fulfil these rules, or a school that is unknown or not
registered for the portal, answers 401. A teacher that is not in the roster has no groups: \`listGroups\` is empty and
other operations answer 403.
`.trim();

export const securitySchemes = {
  clientCredentials: {
    type: "oauth2",
    description:
      "Access token of `createToken`. The operator adds a client for one school with one role: `cli client add --brin <BRIN> --role <role>`. A client with the role `teacher` belongs to one teacher of the roster (`--teacher <externalId>`). For many schools, use `portalToken`.",
    flows: { clientCredentials: { tokenUrl: "/v1/oauth/token", scopes: {} } },
  },
  portalToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: portalToken,
  },
  homeSession: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "Access token of a home session, from `createHomeSession`, `createPictureSession` or `refreshHomeSession`. It is valid for `expiresIn` seconds. Treat it as opaque.",
  },
  mailEventsToken: {
    type: "http",
    scheme: "bearer",
    description:
      "The operator configures a secret for mail events. Send it as `Authorization: Bearer <secret>`.",
  },
  mailEventsPassword: {
    type: "http",
    scheme: "basic",
    description:
      "The secret for mail events as password of HTTP Basic authentication, with any user name.",
  },
} as const;
