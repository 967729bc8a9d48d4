// Requirements of OWASP ASVS 5.0.0 that apply to the code of this service. Each has the tests that prove
// it, as "file › name", or the reason why there is none. The file is as long as the list.

export interface Proof {
  /** Paths are relative to test/. */
  readonly tests: readonly `${string}.test.ts › ${string}`[];
  /** What no test can show, or why the requirement is met differently, in part or not at all. */
  readonly reason?: string;
  /** SECURITY.md lists the requirements that are not met or met in part. */
  readonly isMet: "yes" | "in part" | "no";
}

type Tests = Proof["tests"];
const by = (...tests: Tests): Proof => ({ isMet: "yes", tests });
const byDesign = (reason: string, ...tests: Tests): Proof => ({ isMet: "yes", tests, reason });
const inPart = (reason: string, ...tests: Tests): Proof => ({ isMet: "in part", tests, reason });
const notMet = (reason: string): Proof => ({ isMet: "no", tests: [], reason });

const attacked = "contract/attack.test.ts › answers every attack with a declared response";
const methods =
  "contract/attack.test.ts › a path accepts its own methods, and answers 405 with Allow to others";
const matrix =
  "contract/access.test.ts › is allowed for the callers of the matrix, and a rejection changes nothing";
const foreign = "contract/access.test.ts › answers a foreign id like an unknown one";
const headers =
  "http/conventions.test.ts › every error is a problem with a documentation page and the path of the request";
const quietLog =
  "http/conventions.test.ts › no log line contains an address, a name, a token or a password";
const forged = "http/auth/authentication.test.ts › gets the same bytes as any other from";
const oneWins =
  "services/family/activations.test.ts › of sixteen concurrent activations with one link one succeeds, a hundred times";
const delays =
  "store/family/throttles.test.ts › the first attempts are free, later ones cause growing delays up to the maximum";
const mailHeaders =
  "mail/transport.test.ts › no address, name or subject adds a recipient or a header";
const nameIsText = "mail/render.test.ts › a name is rendered as text";
const noSecrets = "services/main-job.test.ts › no table contains a password or a link";
const noIssuer = "http/auth/authentication.test.ts › a portal token";
const databaseDown =
  "http/outages.test.ts › while the database is down callers get 503 with Retry-After; afterwards the service recovers";
const kdf =
  "security/password-hash.test.ts › a password is stored as argon2id at the parameters of ASVS 11.4.2";
const sqlInSource = "contract/project/source.test.ts › SQL consists only of literals of the source";
const noCode =
  "contract/project/source.test.ts › no code is made from text, and no regular expression from unescaped input";
const kernelChance =
  "contract/project/source.test.ts › randomness comes from the kernel, for secrets through one file";
const knownCrypto =
  "contract/project/source.test.ts › hashes and signatures use SHA-256 or better, by known libraries";
const noHint =
  "contract/project/source.test.ts › passwords have no hint, no secret question and no expiry";
const peerCounts =
  "contract/isolation.test.ts › without a trusted proxy forwarding headers have no effect";
const canary =
  "contract/canary.test.ts › no log line, problem, metric, trace or notice contains data of families and schools";
const familyEvents =
  "http/plugins/access-log.test.ts › every action and attempt of a family is one named event";
const schoolEvents =
  "http/plugins/access-log.test.ts › events of schools name the credential, and the pupil or group";
const everyEvent =
  "http/plugins/access-log.test.ts › every event name occurs, and no line contains personal data";
const model =
  "faults/model.test.ts › the service agrees with the model in every random sequence of operations";
const auditFails =
  "http/problems/problem.test.ts › a change whose audit event cannot be stored is rolled back";
const throttleFails =
  "http/problems/problem.test.ts › a login whose attempt cannot be counted fails, also with the right password";
const linkFails = "http/problems/problem.test.ts › a link that cannot be used up sets no password";
const pagesInline =
  "http/pages/site.test.ts › has no inline script or style, cannot be framed and sends no referrer";
const portalIsTrusted =
  "acr, amr and auth_time are ignored. SECURITY.md documents the fallback: an operator who adds a portal trusts how it authenticates teachers.";

export const asvs: Readonly<Record<string, Proof>> = {
  "1.1.1": by(
    attacked,
    "contract/access.test.ts › text that cannot be an id gets the response of an unknown id",
  ),
  "1.1.2": by(
    sqlInSource,
    "contract/project/source.test.ts › only mails, pages and the stand-in for publishers make HTML, with a tag that escapes",
  ),
  "1.2.1": by(nameIsText, mailHeaders),
  "1.2.2": by(
    "mail/render.test.ts › a URL is unchanged and cannot leave its attribute",
    "config/config.test.ts › production rejects values that are safe only in development",
  ),
  "1.2.3": by(attacked),
  "1.2.4": by(sqlInSource, attacked, matrix),
  "1.2.5": by(
    "contract/project/source.test.ts › no shell and no program is started, except the PostgreSQL of development",
  ),
  "1.2.9": by(noCode),
  "1.2.10": by(
    "formats/csv.test.ts › a table is written so that a spreadsheet evaluates no cell as a formula",
  ),
  "1.3.2": byDesign("Schemas are in the source and never made of input.", noCode),
  "1.3.3": by(attacked),
  "1.3.6": by(
    forged,
    "http/routes/mail-events.test.ts › a message that SNS did not sign for the topic is rejected, and nothing is fetched",
    "security/webhooks/webhook-sender.test.ts › a name that resolves to an address that is not public is not called",
    "domain/feed/webhook.test.ts › a target is an https URL with a host name",
  ),
  "1.3.7": by(nameIsText),
  "1.3.10": byDesign("Every log message is a literal; the attack sends %s and %o.", attacked),
  "1.3.11": by(
    mailHeaders,
    "domain/email-address.test.ts › an invalid address is rejected, without repeating it in the error",
  ),
  "1.3.12": byDesign(
    "The longest texts that can be sent are tested.",
    "domain/email-address.test.ts › the longest text that a caller can send is checked completely",
    "domain/password.test.ts › the longest names and passwords are checked without exponential work",
  ),
  "1.4.2": by(
    attacked,
    "http/conventions.test.ts › all validation errors of a request are listed, each with its place",
  ),
  "1.5.2": by(attacked, headers),
  "1.5.3": by(
    "http/conventions.test.ts › the last of two equal names in JSON counts everywhere",
    mailHeaders,
  ),
  "2.2.1": by(attacked),
  "2.2.2": by(attacked),
  "2.2.3": by(
    "services/school/home-login.test.ts › all invalid addresses are reported, and nothing is stored or sent",
  ),
  "2.3.1": by("services/main-job.test.ts › a pupil of a roster can log in at home", oneWins, model),
  "2.3.2": by(
    "services/school/home-login.test.ts › of fifty concurrent addresses for one free slot one is added",
    delays,
  ),
  "2.3.3": by(
    "integration/kill.test.ts › a service that is killed while it sends mail loses no mail, and a duplicate is identical",
    auditFails,
    linkFails,
  ),
  "2.3.4": by(
    oneWins,
    "services/school/home-login.test.ts › of fifty concurrent addresses for one free slot one is added",
    "services/family/address-proposals.test.ts › parents at the same time never make a third address",
  ),
  "2.4.1": by(
    delays,
    "contract/enumeration.test.ts › a flood of requests for one address sends it one mail",
    "services/family/address-proposals.test.ts › a network that guesses codes is slowed down, and a valid code is not counted",
  ),
  "2.4.2": by(
    delays,
    "http/routes/tokens.test.ts › a client with the right secret is never throttled, also when concurrent",
  ),
  "3.2.1": by(headers, attacked),
  "3.4.1": by(headers, attacked),
  "3.4.2": by(
    "http/conventions.test.ts › web pages of other origins can read only the OpenAPI document",
  ),
  "3.4.3": by(attacked, pagesInline),
  "3.4.4": by(headers, attacked),
  "3.4.5": by(attacked, pagesInline),
  "3.4.6": by(headers, attacked),
  "3.5.1": by(
    attacked,
    "http/pages/errors.test.ts › a form that another site submits has no effect",
  ),
  "3.5.2": by(attacked, headers),
  "3.5.3": by(methods, "http/pages/errors.test.ts › opening a link does not use it up"),
  "3.5.8": byDesign("Except for the OpenAPI document, which any page may read.", attacked),
  "4.1.1": by(attacked),
  "4.1.2": byDesign(
    "TLS ends at the operator's proxy, which must reject requests without TLS.",
    "contract/project/source.test.ts › no operation redirects",
  ),
  "4.1.3": by(peerCounts, matrix),
  "4.1.4": by(
    methods,
    "contract/smuggling.test.ts › a request with an ambiguous end is rejected, and the connection is closed",
  ),
  "4.2.1": by(
    "contract/smuggling.test.ts › a request with an ambiguous end is rejected, and the connection is closed",
  ),
  "4.2.2": by(
    "contract/smuggling.test.ts › responses on one connection do not run into each other",
  ),
  "4.2.5": by(
    "mail/transport.test.ts › a mail arrives complete, with exactly the expected headers",
  ),
  "5.2.1": by(
    attacked,
    "http/routes/rosters.test.ts › a file above 20 MiB is too large, with or without Content-Length",
  ),
  "5.2.2": by(
    "formats/csv.test.ts › a file that is not a table is rejected, without quoting its content",
    "http/routes/rosters.test.ts › an invalid file is rejected and changes nothing",
  ),
  "6.2.1": by("domain/password-properties.test.ts › the length counts in code points"),
  "6.2.2": byDesign(
    "With a link by mail, which any visitor can request; the old password then fails.",
    "services/family/link-requests.test.ts › a link request sends one mail with all children, and none to an unknown address",
  ),
  "6.2.3": notMet(
    "A password is changed only with a link by mail, also by a logged-in family, because children of six forget their password. Use of the link ends all sessions and sends a notice.",
  ),
  "6.2.4": by(
    "security/breached-passwords.test.ts › the 3000 most used passwords of an allowed length are rejected, with the reason",
  ),
  "6.2.5": by("domain/password-properties.test.ts › no rule requires kinds of characters"),
  "6.2.8": inPart(
    "NFC before hashing, as NIST SP 800-63B-4 requires; otherwise unchanged.",
    "domain/password.test.ts › normalisation changes nothing else",
    "domain/password-properties.test.ts › NFC and NFD of one password are the same password",
  ),
  "6.2.9": by("domain/password-properties.test.ts › the most is 128, also of a "),
  "6.2.10": by("http/problems/problem.test.ts › a password does not expire", noHint),
  "6.2.11": by("domain/password.test.ts › a password of little more than names is rejected"),
  "6.2.12": by(
    "security/breached-passwords.test.ts › every published password of an allowed length is on the list",
  ),
  "6.3.1": by(
    delays,
    "store/family/throttles.test.ts › of many concurrent attempts only the free ones are admitted",
    "contract/enumeration.test.ts › too many attempts block known and unknown addresses alike, before the password is checked",
    "contract/throttle-sequence.test.ts › logins of the family do not change the delays of a stranger",
    "services/shared/throttle.test.ts › after a hundred consecutive failures an unknown browser needs a new link",
    "services/shared/throttle.test.ts › a known browser can log in at a blocked address and from a blocked network",
  ),
  "6.3.2": by(
    "store/database.test.ts › a new database has no clients, keys, schools or sessions",
    "config/config.test.ts › production starts with the required settings and reports each missing one",
  ),
  "6.3.4": by(
    "contract/access.test.ts › the matrix has exactly the operations of the OpenAPI document",
  ),
  "6.3.5": notMet(
    "Families get a notice of a new password, not of a login after many failures. A stranger could flood them with mails about failures; the throttle slows such attempts.",
  ),
  "6.3.6": by("services/main-job.test.ts › a pupil of a roster can log in at home"),
  "6.3.7": by(
    "mail/render.test.ts › a password notice says where to log in and how to undo it, and has no activation link",
    "store/mail/removal-notices.test.ts › a removed address gets a notice, and then all its data is deleted",
  ),
  "6.3.8": by(
    "contract/enumeration.test.ts › a wrong password gets the same response for known and unknown addresses",
    "contract/enumeration.test.ts › a dead code of a letter gets the same response and costs the same as an unknown one",
  ),
  "6.4.1": by(oneWins, "http/pages/errors.test.ts › an expired link leads to a new link"),
  "6.4.2": by(noHint),
  "6.4.3": by(
    "http/pages/errors.test.ts › a request for new links gets the same page for a known and an unknown address",
  ),
  "6.4.5": by(
    "services/background/reminders.test.ts › three days before a first link expires one reminder with the same link is sent",
  ),
  "6.4.6": by(
    matrix,
    "http/routes/personal-data.test.ts › one response contains all data of a pupil, and no link, token or password",
  ),
  "6.5.1": by(oneWins),
  "6.5.2": by(
    noSecrets,
    "security/letter-code.test.ts › without the secret key the hash of a code is unknown",
    "services/school/letters.test.ts › the database has an HMAC of the code, and no code",
    "security/row-token.test.ts › a token with any character changed, added or removed is invalid",
  ),
  "6.5.3": by(kernelChance),
  "6.5.4": by(
    "security/row-token.test.ts › a token with any character changed, added or removed is invalid",
  ),
  "6.5.5": by("http/pages/errors.test.ts › an expired link leads to a new link"),
  "6.5.6": by(
    "services/school/home-login.test.ts › a removed address loses its password and its pending mail",
  ),
  "6.6.2": by("security/row-token.test.ts › a token is invalid for another purpose"),
  "6.6.3": by(
    delays,
    "services/family/address-proposals.test.ts › a code takes ten attempts at once, valid or not, from any network",
    "http/pages/errors.test.ts › the page of an invalid link does not say why it is invalid",
  ),
  "6.8.1": by(
    "http/auth/authentication.test.ts › a portal cannot sign in the name of another portal",
  ),
  "6.8.2": by(forged, noIssuer),
  "6.8.4": inPart(portalIsTrusted),
  "8.2.1": by(matrix),
  "8.2.2": by(foreign),
  "8.2.3": by(attacked, matrix),
  "8.2.4": byDesign(
    "No such attribute is used; the throttle counts by address and network.",
    delays,
  ),
  "8.3.1": by(
    matrix,
    "store/database.test.ts › a query without a school sees nothing, in any table",
  ),
  "8.3.2": by(
    "contract/access.test.ts › a teacher who changes groups has the rights of the new group immediately",
    "http/routes/tokens.test.ts › an unexpired token of a revoked client is rejected immediately",
  ),
  "8.3.3": by(
    "contract/access.test.ts › a portal in its own name cannot find out whether an id exists",
    "http/routes/audit-events.test.ts › an event has its time, actor, subject, action and network",
  ),
  "8.4.1": by(
    foreign,
    "store/database.test.ts › a school cannot write a row of another school",
    "http/routes/home-login-changes.test.ts › a cursor that is forged or of another feed answers 400",
    model,
  ),
  "9.1.1": by(forged),
  "9.1.2": by(
    forged,
    "http/auth/authentication.test.ts › a symmetric key in a JWKS verifies no token",
  ),
  "9.1.3": by(
    forged,
    "http/auth/authentication.test.ts › an unknown kid refetches the keys at most once a minute",
  ),
  "9.2.1": by(
    noIssuer,
    "http/auth/authentication.test.ts › a token is rejected from the second in which it expires",
    "http/auth/authentication.test.ts › the clock of a portal may differ by one minute",
  ),
  "9.2.2": by(
    "http/auth/authentication.test.ts › only types that an access token may have are accepted",
  ),
  "9.2.3": by(forged, noIssuer),
  "10.3.1": by(forged, noIssuer),
  "10.3.2": byDesign("There are no scopes; the role and subject of the token decide.", matrix),
  "10.3.3": by(
    "http/routes/audit-events.test.ts › an event has its time, actor, subject, action and network",
  ),
  "10.3.4": inPart(portalIsTrusted),
  "10.3.5": notMet(
    "Tokens are bearer tokens, valid for at most an hour, and for minutes in families. Portals of schools support neither DPoP nor client certificates; removing the client or session revokes its tokens immediately.",
  ),
  "11.2.1": by(knownCrypto),
  "11.2.2": by(
    "security/password-hash.test.ts › a password survives a rotation of the secret key and is outdated afterwards",
    "security/row-token.test.ts › tokens of the previous key stay valid, tokens of a foreign key are invalid",
    "services/background/webhook-notices.test.ts › after a rotation a webhook is encrypted with the newest secret key",
  ),
  "11.2.3": inPart(
    "All own keys comply; the RSA key of a portal may have 2048 bits, the minimum of jose, which is 112 bits strong.",
    "config/config.test.ts › values outside the limits are rejected, values at the limits are accepted",
    "http/auth/authentication.test.ts › a symmetric key in a JWKS verifies no token",
  ),
  "11.2.4": by(
    "contract/project/source.test.ts › secrets are compared in constant time, or found by hash",
  ),
  "11.2.5": by(
    "security/password-hash.test.ts › a damaged hash, or a hash of a removed key, matches no password",
  ),
  "11.4.1": byDesign("SHA-1 is used only to verify signatures of Amazon SNS.", knownCrypto),
  "11.4.2": by(
    kdf,
    "security/hash-queue.test.ts › a full queue rejects a reservation before any work, until a place is free",
  ),
  "11.4.3": by(knownCrypto),
  "11.5.1": by(
    kernelChance,
    "security/row-token.test.ts › a token verifies to its row id, and is deterministic",
  ),
  "11.5.2": by("security/random.test.ts › a hundred thousand random values are distinct"),
  "13.4.2": byDesign(
    "There is no debug mode.",
    auditFails,
    "config/config.test.ts › production rejects values that are safe only in development",
  ),
  "13.4.4": by(methods),
  "13.4.5": byDesign(
    "/docs and the OpenAPI document are public on purpose; /metrics has its own port.",
    "contract/access.test.ts › the matrix has exactly the operations of the OpenAPI document",
  ),
  "13.4.6": by(attacked),
  "14.2.1": by(quietLog, canary),
  "14.2.2": byDesign(
    "Between requests memory holds only verified tokens, until they expire.",
    attacked,
  ),
  "14.2.3": by(
    "mail/render.test.ts › the HTML loads no resources and runs no scripts",
    "http/routes/mail-events.test.ts › a message that SNS did not sign for the topic is rejected, and nothing is fetched",
    canary,
  ),
  "14.2.4": by(
    canary,
    noSecrets,
    "services/operator/webhooks.test.ts › no table contains the URL or the secret of a webhook",
  ),
  "14.2.6": byDesign(
    "Teachers see whole addresses, because they enter and correct them.",
    attacked,
  ),
  "14.2.7": by(
    "services/background/retention.test.ts › a pupil who left is erased after the retention period of the school, and no other",
    "services/background/retention.test.ts › expired sessions are deleted, and the others stay",
    "services/background/retention.test.ts › the state of a closed link and the newest mail of an address are kept longest",
    "services/background/retention.test.ts › throttle rows and link requests are deleted when they expire",
    "services/background/retention.test.ts › audit events are deleted after two years, and younger ones stay",
    "services/operator/tombstones.test.ts › a restored backup loses again what was removed, and no mail tells so",
    "services/school/letters.test.ts › an expired letter is deleted, and one that is valid stays",
    "services/family/address-proposals.test.ts › letters and proposals of a pupil that leaves are deleted, and old proposals too",
  ),
  "14.3.2": by(headers, attacked),
  "15.2.2": by(
    "security/hash-queue.test.ts › a full queue rejects a reservation before any work, until a place is free",
  ),
  "15.2.3": by(
    "contract/project/source.test.ts › the image contains the service and its dependencies, and no tests",
  ),
  "15.3.1": by(attacked),
  "15.3.2": by(
    "http/auth/authentication.test.ts › an unreadable JWKS neither validates nor invalidates a token",
    "security/sns-topic.test.ts › only a response with status 200 is read, and redirects are not followed",
    "security/webhooks/webhook-sender.test.ts › another status is a failure, 410 is the end, and no redirect is followed",
  ),
  "15.3.3": by(attacked),
  "15.3.4": by(peerCounts, matrix),
  "15.3.5": by(attacked),
  "15.3.6": by(attacked),
  "15.3.7": by(attacked),
  "15.4.1": by(
    "contract/isolation.test.ts › concurrent requests of schools each get only data of their school",
    "contract/project/source.test.ts › no module variable keeps data between requests",
  ),
  "15.4.2": by(
    oneWins,
    "services/school/home-login.test.ts › of fifty concurrent addresses for one free slot one is added",
    "services/shared/family-access.test.ts › a session that ends while it waits for the lock has no access",
    "contract/concurrency.test.ts › a password that is set while a teacher sends the mail again prevents the mail",
    "services/background/bounces.test.ts › a bounce during the insert of a newer mail does not mark the address",
    "contract/concurrency.test.ts › a mail that another school joins while the first is removed is still sent",
    "contract/concurrency.test.ts › a removed address gets its notice although the first child of the mail is erased",
    "contract/concurrency.test.ts › an address that is added while its pupil leaves is removed with the pupil",
    "contract/concurrency.test.ts › a session that is created while its pupil leaves ends with the pupil",
    "store/family/home-sessions.test.ts › a login with the old password during a password change is rejected",
    "store/family/home-sessions.test.ts › a session that opens during a password change ends with the old password",
    "services/family/address-proposals.test.ts › a newer letter that is made during a proposal ends it",
    "services/background/webhook-notices.test.ts › a notice of a process that was killed is sent by another one",
  ),
  "15.4.3": by(
    "http/routes/bulk-activations.test.ts › concurrent changes of the same addresses end as one of them requests",
    "store/database.test.ts › a lock timeout, a statement timeout and a full disk are reported as unavailable",
  ),
  "15.4.4": by(
    "mail/dispatcher.test.ts › a single mail is sent in the next pass while thousands of bulk mails are pending",
  ),
  "16.2.1": byDesign(
    "A line has the time, the request id, the event and, where it matters, the id of the actor; the process is known from its output.",
    schoolEvents,
    "http/routes/audit-events.test.ts › an event has its time, actor, subject, action and network",
  ),
  "16.2.4": byDesign(
    "JSON lines with the event names of OWASP. A trace contains the id of its request.",
    everyEvent,
    canary,
  ),
  "16.2.5": by(quietLog, canary),
  "16.3.1": by(
    familyEvents,
    schoolEvents,
    "http/routes/audit-events.test.ts › every change is an event, newest first, and no read is one",
  ),
  "16.3.2": byDesign(
    "Rejections have an event; an allowed request has its access log line.",
    schoolEvents,
  ),
  "16.3.3": by(familyEvents, schoolEvents, everyEvent),
  "16.3.4": byDesign(
    "Responses of mail servers are in mail_attempts and in the metrics, not in the log.",
    auditFails,
    databaseDown,
    "mail/transport.test.ts › a server that drops, hangs or breaks TLS fails only that mail",
  ),
  "16.4.1": by(attacked, quietLog),
  "16.5.1": by(auditFails, throttleFails, databaseDown),
  "16.5.2": by(
    databaseDown,
    "http/outages.test.ts › while the mail server is down requests succeed and mail waits",
  ),
  "16.5.3": by(auditFails, throttleFails, linkFails),
  "16.5.4": by(
    "app/process.test.ts › an unhandled rejection is logged, and the process exits with 1",
  ),
};
