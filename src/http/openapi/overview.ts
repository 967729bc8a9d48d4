// `info.description` of the documents: everything that concerns many operations, said once.
import { activationLinkDaysMax, retentionDaysMax } from "../../domain/school/settings.ts";
import { securityHeaders } from "../plugins/headers.ts";
import { limitMax } from "../schemas/pagination.ts";

const headers = Object.entries(securityHeaders)
  .map(([name, value]) => `| \`${name}\` | \`${value}\` |`)
  .join("\n");

export const overview = `
Thuisinlog lets pupils of Dutch primary schools log in at home. The school enters the e-mail addresses
of the family of a pupil. Each address receives a mail with a link. The family opens the link and sets a
password. From then on the pupil logs in at home with this address and this password.

## Normal sequence

1. The school sends its groups, teachers and pupils with \`putRoster\`.
2. A portal reads the groups and the pupils with \`listGroups\` and \`getGroup\`.
3. A teacher or a coordinator sets the home addresses of a pupil with \`setHomeLogin\`, or those of many
   pupils with \`bulkActivate\`. Each new address receives a mail with a link.
4. The family sets a password with the link (\`lookUpActivation\`, \`activate\`). The pupil logs in with
   \`createHomeSession\`.
5. The school follows the states with \`listHomeLogins\`. It sends a new link with \`sendActivationMails\`,
   or with \`sendActivationMailsInBulk\` to all addresses in a state.

Read the states again when you show them. A server that keeps a copy follows the changes with
\`listHomeLoginChanges\`, and a webhook tells it that there are new ones.

## Words

| Word | Meaning |
| --- | --- |
| home address | An e-mail address of the family of a pupil. A pupil has at most two. |
| family | The persons that use one home address. Pupils can share an address, also pupils of different schools. |
| operator | The organisation that runs the service, and the person at its command line (\`cli\`). |
| invitation | A mail with a link from the school for an address without a password. The link sets the first password. |
| link for a new password | A link for an address that has a password. It is mailed on request of the family or the school. |
| portal | A system that calls the service for many schools. \`portal\` is also a role, see below. |
| main group | The group of a pupil. A pupil has at most one. |
| combined group | Another group of a pupil (Dutch: samengestelde groep). |
| whole-school role | A role of a teacher in the roster that is in \`wholeSchoolRoles\` of \`getSchool\`. |
| former pupil | A pupil that has left the school: it is absent from the newest roster. |
| network environment | A product of another supplier through which pupils log in at home. |
| publisher | A supplier of learning software that a pupil can open at home. |
| \`externalId\` | The key of a group, teacher or pupil in the pupil administration system of the school. |

A home address identifies no pupil: each pupil has its own password at each of its addresses. When several
pupils share an address, the password selects the pupil.

## Callers

**School side**: servers of portals, and scripts of coordinators. Send \`Authorization: Bearer <token>\`.
The token comes from \`createToken\` or is signed by a portal; see the security scheme \`portalToken\`.
A token belongs to one school and has one role:

| Role | Access |
| --- | --- |
| \`coordinator\` | All operations of the school side, for all pupils of the school. |
| \`teacher\` | The groups that it teaches and their pupils. With a whole-school role: all groups and pupils. |
| \`portal\` | \`getSchool\`, \`listPublishers\`, \`putRoster\`, \`listGroups\` and \`listHomeLoginChanges\`. It cannot read or change a pupil. |

A portal that shows a screen to a teacher or a coordinator signs a token for that person.

**Family side**: the website of the service, which the links in the mails open, or the own screens of a
portal. Operations to log in and to use a link need no access token. The other operations need the access
token of a home session.

A web page can call the service only from an origin that the operator has configured (CORS). \`getOpenapi\`
allows every origin.

## 401, 403 and 404

| Status | When |
| --- | --- |
| 401 | The token is missing, invalid or expired, or its client, portal or session is revoked. Also when the school of the token is unknown. |
| 403 | The role or the kind of token does not allow the operation, or a teacher does not teach the group or the pupil. |
| 404 | The id is unknown, is malformed, or belongs to another school. |

Access is read at each request: a new roster and a new \`wholeSchoolRoles\` have an immediate effect.

## Repetition

| Request | When it is repeated |
| --- | --- |
| GET | Changes nothing. Each GET operation also answers HEAD. |
| PUT, PATCH | Changes nothing more and sends no mail. The response has the current state; \`putRoster\` then lists everything as unchanged. |
| DELETE | Changes nothing more. The response is 204 again; for \`endHomeSession\` it is 401. |
| \`bulkActivate\` | Changes nothing more and sends no mail. The outcome of each row is then \`unchanged\`. |
| \`sendActivationMails\`, \`sendActivationMailsInBulk\`, \`requestLinks\` | Send no second mail during the cool-down. |
| \`proposeAddress\` | Adds no second address. Each request counts for the limit of its code. |
| \`acceptAddressProposal\`, \`declineAddressProposal\` | Changes nothing more. The other answer is 409. |
| \`createLetters\` | Makes new letters; the codes of the earlier ones end. |
| \`activate\`, \`refuseActivation\` | The link can be used once: a repeated request answers 410. |
| \`createToken\`, \`createHomeSession\`, \`createPictureSession\`, \`createLaunch\` | Each request issues new tokens. Earlier tokens stay valid. |
| \`rememberDevice\` | Each request registers a new device. |
| \`refreshHomeSession\` | Do not repeat it: a second use of a refresh token ends the session. |
| Mail events | A repeated event is ignored. |

After 408 and 429 nothing was changed. After 500 and 503 the request can have been applied, and \`bulkActivate\`
and \`sendActivationMailsInBulk\` can have applied a part of the rows. Send the same request again, as this table allows.

## Limits

The operator can change the values that are marked as default.

| Limit | Value |
| --- | --- |
| Body | 20 MiB for \`putRoster\`, 16 MiB for \`bulkActivate\`, 512 KiB for mail events, 64 KiB for \`createLetters\`, 16 KiB for others. A larger body answers 413. |
| Time to receive a request | 30 seconds. A slower request answers 408. |
| Large requests of one school: \`putRoster\`, \`bulkActivate\`, \`sendActivationMailsInBulk\`, \`createLetters\`, \`listHomeLogins\` in CSV, \`getPersonalData\` | One runs, two wait for at most ten seconds. Another one answers 503. Send one at a time. |
| Other requests of the school side | No fixed rate. Too many concurrent requests answer 503. |
| Mails of one kind to one address | After each mail a cool-down: 5, 10, 20, 40 and 80 minutes, then one day after the sixth and each later mail (default). Each day without a mail lowers the count of mails by one. A new password ends the cool-down of mails with a link. |
| \`createToken\` | 30 failures for a client from one network without delay, then a delay of at most five minutes. |
| \`createHomeSession\` | 5 failures for an address without delay, then a delay of 2 seconds that doubles to at most 15 minutes. One failure is dropped every 15 minutes. 100 failures for a network. \`loginDeviceToken\` is counted separately. |
| \`activate\` | 10 attempts with a link, then one every six minutes, 50 in total. 20 attempts for all links of an address, then one every six minutes. |
| Invalid links | 30 for a network, then a delay of at most five minutes. A valid link is not delayed. |
| \`requestLinks\` | 60 requests for a network, then a delay of at most five minutes. |
| \`proposeAddress\` | 10 attempts for a code, then a delay of at most 15 minutes; one attempt is dropped every 15 minutes. 60 codes that are not valid for a network, then a delay of at most five minutes. |
| \`createPictureSession\` | 3 failures for a pupil on a device, then a delay of at most five minutes. After ten consecutive failures the picture code of the pupil is blocked. |

A network is an IPv4 address or the /64 prefix of an IPv6 address; wider networks have higher limits. A
server that logs in many families shares the limits of one network: send \`loginDeviceToken\`, or call from
the browser of the family. An attempt during a delay answers 429 and is not counted. \`Retry-After\` is the
number of seconds to wait, with 429 and with 503.

## Concurrent changes

A single resource has a strong \`ETag\`: a hash of the response. Send it unchanged, with its quotes.

- \`If-None-Match\` in a GET: the response is 304 without a body when nothing has changed.
- \`If-Match\` in a change: the response is 412 and nothing changes when the resource has changed. Take the
  \`ETag\` from the GET of the same path, or from the response to your last PUT or PATCH: it is the same. It
  changes with every property of the response to the GET, such as the state of a mail. Without \`If-Match\`
  the last change wins.

## Lists

A list has at most \`limit\` items (1 to ${limitMax}, default 50). \`next\` is the cursor of the next page and \`null\` on the
last page; the header \`Link\` has the same page as a URL. Keep the filters the same. A page
begins where the previous one ended, also when its last item has been deleted meanwhile. An item that is added or
renamed while you read the pages can be absent or occur twice. A cursor is valid in its own list only and does not
expire, but a new version of the service can refuse it with 400: read the list again.

## Formats

- Errors are \`application/problem+json\` (RFC 9457), in English and for developers. Those of operations for schools are in
  Dutch with \`Accept-Language: nl\`, and by default where the response is a table. Compare the last segment of \`type\`, and show your own text. The token endpoint answers 400 and 401 with \`error\` of RFC 6749 beside the members of a problem.
- An unknown property in a JSON body answers 400; only the webhooks of mail providers ignore it. An unknown query
  parameter answers 400.
- An unknown path answers 404. A known path with an unsupported method answers 405 \`method-not-allowed\`
  with \`Allow\`.
- Timestamps in responses are RFC 3339 in UTC with milliseconds, such as \`2026-09-01T09:12:44.000Z\`.
- Paths and queries contain ids only: no names, no e-mail addresses and no secrets.
- Ids of this service are UUIDs. They do not change. Each school has its own ids.
- A school keeps the data of a former pupil for \`retentionDays\` (0 to ${retentionDaysMax}). A link of an invitation is valid
  for 14 days (default), or for \`activationLinkDays\` of the school (1 to ${activationLinkDaysMax}). A link for a new password is
  valid for 24 hours (default). A link whose mail waits for a cool-down is valid for longer by that time.

## Base URL

The base URL is the host of the operator and \`/v1\`, such as \`https://thuisinlog.example/v1\`. Health checks,
the keys that verify tokens (\`/.well-known/jwks.json\`), the metadata of the token endpoint
(\`/.well-known/oauth-authorization-server\`) and the pages about problem types are outside the API; their
document is \`/openapi.json\`.

## Headers for browsers

Every response has these headers, unless an operation says otherwise. A server that calls the API can ignore them.

| Header | Value |
| --- | --- |
${headers}

## Versions

\`info.version\` is a semantic version; every response has it in \`API-Version\`. The path has the major number
(\`/v1\`). A minor version can add operations, optional properties and values: ignore properties that you do not
know, and expect new values of an enumeration. A removal or an incompatible change needs a new major version. No
operation is deprecated. One that is gets \`deprecated\` in this document; its responses have \`Deprecation\`
(RFC 9745), and \`Sunset\` (RFC 8594) at least twelve months before it disappears with a new major version.
`.trim();

export const serviceOverview = `
Routes of Thuisinlog outside the API: health checks, well-known documents, and the web pages about problem
types. They have no major version in their path and need no token. They ignore an unknown query parameter.

The API itself is described in [\`/v1/openapi.json\`](/v1/openapi.json), and rendered at [\`/docs\`](/docs).
Errors are problems (RFC 9457) here too.
`.trim();
