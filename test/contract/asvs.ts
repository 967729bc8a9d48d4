// OWASP ASVS 5.0.0, the requirements that a service like this answers for in code, each with the tests
// that prove it, as "file › name", or the reason why there is none. As long as the list is.

export interface Proof {
  /** Each under test/. */
  readonly tests: readonly `${string}.test.ts › ${string}`[];
  /** What holds in another way, is not met, or only in part. */
  readonly reason?: string;
}

const by = (...tests: Proof["tests"]): Proof => ({ tests });
const partly = (reason: string, ...tests: Proof["tests"]): Proof => ({ tests, reason });
const because = (reason: string): Proof => ({ tests: [], reason });

const attacked = "contract/attack.test.ts › answers every attack as it has declared";
const methods =
  "contract/attack.test.ts › a path knows its own methods, and of any other says which they are";
const matrix = "contract/access.test.ts › is for who may, and a refusal changes nothing";
const foreign = "contract/access.test.ts › says of a foreign id what it says of one that is none";
const headers =
  "http/conventions.test.ts › every refusal is a problem with its page, and shows where it came from";
const quietLog =
  "http/conventions.test.ts › no log line holds an address, a name, a token or a password";
const forged = "http/authentication.test.ts › gets the same bytes as any other from";
const oneWins =
  "services/main-job.test.ts › of sixteen who redeem one link at once, one wins, a hundred times over";
const delays =
  "store/database.test.ts › failures are free at first, then delay ever longer, and can be forgotten";
const mailHeaders =
  "mail/transport.test.ts › no address, name or subject adds a recipient or a header";
const nameIsText = "mail/render.test.ts › a name is text, whatever is in it";
const noSecrets = "services/main-job.test.ts › no table holds a password or a link";
const noIssuer = "http/authentication.test.ts › that expired more than a minute ago";
const dbAway =
  "http/outages.test.ts › while the database is away callers get 503 and when to come back, and then it serves again";
const kdf =
  "security/password-hash.test.ts › a password is stored as argon2id at the parameters of ASVS 11.4.2";
const notReviewed = "By reading: ";

export const asvs: Readonly<Record<string, Proof>> = {
  "1.1.1": by(
    attacked,
    "contract/access.test.ts › what cannot be an id is as unknown as any other",
  ),
  "1.1.2": because(
    `${notReviewed}all SQL is parametrised, and only src/mail and src/http/pages make HTML.`,
  ),
  "1.2.1": by(nameIsText, mailHeaders),
  "1.2.2": by(
    "mail/render.test.ts › a URL reaches the reader unchanged and cannot leave its attribute",
    "config.test.ts › production takes nothing that is only fit for development",
  ),
  "1.2.3": by(attacked),
  "1.2.4": by(attacked, matrix),
  "1.2.5": because(
    `${notReviewed}only the embedded PostgreSQL of development starts processes, without a shell.`,
  ),
  "1.2.9": because(`${notReviewed}no regular expression is made of what somebody sent.`),
  "1.2.10": by(
    "formats/csv.test.ts › a table is written so that no spreadsheet reckons with a cell",
  ),
  "1.3.2": because(`${notReviewed}no eval; schemas are in the source and never made of input.`),
  "1.3.3": by(attacked),
  "1.3.6": by(
    forged,
    "http/mail-events.test.ts › what SNS did not sign for our topic is refused, and nothing is fetched",
  ),
  "1.3.7": by(nameIsText),
  "1.3.10": partly("Every message of the log is a literal; the test sends %s and %o.", attacked),
  "1.3.11": by(
    mailHeaders,
    "domain/email-address.test.ts › what is no address of a family is refused, without repeating it",
  ),
  "1.3.12": partly(
    "Regular expressions are not checked by a tool; the attack sends long ones.",
    attacked,
  ),
  "1.4.2": by(
    attacked,
    "http/conventions.test.ts › all faults of a request are told, each at its place",
  ),
  "1.5.2": by(attacked, headers),
  "1.5.3": partly("Of duplicate JSON keys the last counts; no test holds it.", mailHeaders),
  "2.2.1": by(attacked),
  "2.2.2": by(attacked),
  "2.2.3": by(
    "services/main-job.test.ts › faults in the addresses are all told, and nothing is stored or mailed",
  ),
  "2.3.1": by(
    "services/main-job.test.ts › from a roster to a pupil who is logged in at home",
    oneWins,
  ),
  "2.3.2": by(
    "services/main-job.test.ts › of fifty who add an address where one place is free, one wins",
    delays,
  ),
  "2.3.3": by(
    "integration/kill.test.ts › of a service that is killed while it sends no mail is lost, and what comes twice is the same",
  ),
  "2.3.4": by(
    oneWins,
    "services/main-job.test.ts › of fifty who add an address where one place is free, one wins",
  ),
  "2.4.1": by(
    delays,
    "contract/enumeration.test.ts › a mail bomb of requests for one address brings it one mail",
  ),
  "2.4.2": by(
    delays,
    "http/tokens.test.ts › a client that logs in often, also many times at once, is never throttled",
  ),
  "3.2.1": by(headers),
  "3.4.1": by(headers),
  "3.4.2": by(
    "http/conventions.test.ts › web pages of other origins than those allowed read nothing but the contract",
  ),
  "3.4.3": by(
    headers,
    "http/pages.test.ts › runs and styles nothing inline, and stays out of frames and referrers",
  ),
  "3.4.4": by(headers),
  "3.4.5": by(
    "http/pages.test.ts › runs and styles nothing inline, and stays out of frames and referrers",
  ),
  "3.4.6": by(headers),
  "3.5.1": by(attacked, "http/page-refusals.test.ts › a form that another site sends does nothing"),
  "3.5.2": by(attacked, headers),
  "3.5.3": by(
    methods,
    "http/page-refusals.test.ts › opening and looking up a link uses nothing up",
  ),
  "3.5.8": partly("The header is declared for every answer; its value has no test.", attacked),
  "4.1.1": by(attacked),
  "4.1.2": because(
    "TLS ends at the operator's proxy; the service itself redirects nothing of the API.",
  ),
  "4.1.3": partly(
    "Without TRUSTED_PROXIES the peer counts; the test is of the other case.",
    matrix,
  ),
  "4.1.4": by(
    methods,
    "contract/smuggling.test.ts › a message whose end can be read in two ways is refused, and the connection ends",
  ),
  "4.2.1": by(
    "contract/smuggling.test.ts › a message whose end can be read in two ways is refused, and the connection ends",
  ),
  "4.2.2": by(
    "contract/smuggling.test.ts › answers that follow each other on one connection keep their own ends",
  ),
  "4.2.5": by("mail/transport.test.ts › a mail arrives whole, with exactly the expected headers"),
  "5.2.1": by(
    attacked,
    "http/rosters.test.ts › a file of more than 20 MiB is too large, whether its size is known or not",
  ),
  "5.2.2": by(
    "formats/csv.test.ts › a file that is no table is refused, without a word of what is in it",
    "http/rosters.test.ts › a file that is none is refused, and nothing changes",
  ),
  "6.2.1": by("domain/password-properties.test.ts › the length counts in code points"),
  "6.2.2": partly(
    "By a mail with a new link; the old password then fails.",
    "services/main-job.test.ts › who asks for links gets one mail with all children, an unknown address none",
  ),
  "6.2.3": because(
    "Not met: a password is changed with a link in a mail, which proves more than the current one.",
  ),
  "6.2.4": by(
    "security/breached-passwords.test.ts › the 3000 most used passwords of our length are refused, with the reason",
  ),
  "6.2.5": by("domain/password-properties.test.ts › there are no rules on composition"),
  "6.2.8": partly(
    "Deviation: NFC before hashing, as NIST SP 800-63B-4 asks.",
    "domain/password.test.ts › nothing but the form is changed",
    "domain/password-properties.test.ts › NFC and NFD of one password are the same password",
  ),
  "6.2.9": by("domain/password-properties.test.ts › the most is 128, also of a "),
  "6.2.10": because("Nothing about a password has an end: there is no such column."),
  "6.2.11": by("domain/password.test.ts › a password that is little else than names is refused"),
  "6.2.12": by(
    "security/breached-passwords.test.ts › every published password of our length is on the list",
  ),
  "6.3.1": by(
    delays,
    "store/database.test.ts › of many tries at once no more get through than are free",
  ),
  "6.3.2": by(
    "config.test.ts › production starts with what it needs, and says of each thing that is missing",
  ),
  "6.3.4": by(
    "contract/access.test.ts › every operation of the contract stands in the table, and no other",
  ),
  "6.3.5": because(
    "Not met: families are told of a new password, not of failed tries; the throttle slows those.",
  ),
  "6.3.6": by("services/main-job.test.ts › from a roster to a pupil who is logged in at home"),
  "6.3.7": by(
    "mail/render.test.ts › a notice tells where to log in and how to undo it, and holds no link to a password",
    "mail/removal-notices.test.ts › an address that is removed is told so, and then nothing of it is kept",
  ),
  "6.3.8": by(
    "contract/enumeration.test.ts › whoever the address belongs to, a wrong password gets the same answer",
  ),
  "6.4.1": by(oneWins, "http/page-refusals.test.ts › a link that has expired leads to a new one"),
  "6.4.2": because("There are none, in the contract or in a table."),
  "6.4.3": by(
    "http/page-refusals.test.ts › a forgotten password: a known and an unknown address get the same",
  ),
  "6.4.5": by(
    "mail/reminders.test.ts › three days before a first link expires a mail with the same link reminds, once",
  ),
  "6.4.6": by(
    matrix,
    "http/personal-data.test.ts › all of it is in one answer, and no link, token or password",
  ),
  "6.5.1": by(oneWins),
  "6.5.2": by(noSecrets),
  "6.5.3": because(
    `${notReviewed}src/security/random.ts is the only source, of crypto.randomBytes.`,
  ),
  "6.5.4": by(
    "security/row-token.test.ts › a token with any character changed, added or lost opens nothing",
  ),
  "6.5.5": by("http/page-refusals.test.ts › a link that has expired leads to a new one"),
  "6.5.6": by(
    "services/main-job.test.ts › a removed address loses its password and its waiting mail",
  ),
  "6.6.2": by("security/row-token.test.ts › a token opens nothing for another purpose"),
  "6.6.3": by(
    delays,
    "http/page-refusals.test.ts › a link that is none of ours is told without a word on why",
  ),
  "6.8.1": by("http/authentication.test.ts › a portal speaks in its own name alone"),
  "6.8.2": by(forged, noIssuer),
  "6.8.4": because(
    "Not met: acr, amr and auth_time are not looked at; the operator trusts a portal as a whole.",
  ),
  "8.2.1": by(matrix),
  "8.2.2": by(foreign),
  "8.2.3": by(attacked, matrix),
  "8.2.4": because("None; compensated by the throttle."),
  "8.3.1": by(
    matrix,
    "store/database.test.ts › a query without a school sees nothing, in any table",
  ),
  "8.3.2": by(
    "contract/access.test.ts › a teacher who changes groups may at once what is of the new one",
    "http/tokens.test.ts › the living token of a client that is revoked is refused at once",
  ),
  "8.3.3": by(
    "contract/access.test.ts › a portal itself does not learn whether an id is one",
    "http/audit-events.test.ts › an event says when, who, for whom, what and from where",
  ),
  "8.4.1": by(foreign, "store/database.test.ts › a school cannot write a row of another"),
  "9.1.1": by(forged),
  "9.1.2": by(
    forged,
    "http/authentication.test.ts › with a symmetric key in its JWKS a portal signs nothing",
  ),
  "9.1.3": by(
    forged,
    "http/authentication.test.ts › an unknown kid has the keys fetched again at most once a minute",
  ),
  "9.2.1": by(
    noIssuer,
    "http/authentication.test.ts › a token is refused from the second on in which it expires",
    "http/authentication.test.ts › a portal's clock may be up to a minute off",
  ),
  "9.2.2": by(
    "http/authentication.test.ts › types that an access token may have are let in, others are not",
  ),
  "9.2.3": by(forged, noIssuer),
  "10.3.1": by(forged, noIssuer),
  "10.3.2": partly("There are no scopes: the role in the token decides.", matrix),
  "10.3.3": by(
    "http/audit-events.test.ts › an event says when, who, for whom, what and from where",
  ),
  "10.3.4": because("Not met, as 6.8.4."),
  "10.3.5": because(
    "Not met: tokens are bearer tokens of an hour at most, and of some minutes for families.",
  ),
  "11.2.1": because(
    `${notReviewed}node:crypto, jose, @fastify/jwt and @node-rs/argon2, and nothing of our own.`,
  ),
  "11.2.2": by(
    "security/password-hash.test.ts › a password outlives a change of the secret key and is then hashed anew",
    "security/row-token.test.ts › tokens of the key before stay valid, those of a stranger's key never are",
  ),
  "11.2.3": partly(
    "The length of a portal's RSA key is left to jose, which takes 2048 bits or more.",
    "config.test.ts › what cannot work is refused, and what is next to it is not",
  ),
  "11.2.4": because(
    `${notReviewed}hashes are compared with timingSafeEqual, tokens found by their hash.`,
  ),
  "11.2.5": by(
    "security/password-hash.test.ts › a hash that is damaged, or of a key that is gone, lets nobody in",
  ),
  "11.4.1": because(
    `${notReviewed}SHA-1 stands only where Amazon SNS signs with it, and in pseudonyms by UUID of RFC 9562 if at all.`,
  ),
  "11.4.2": by(
    kdf,
    "security/password-hash.test.ts › who comes when too many wait is told to come back",
  ),
  "11.4.3": because(`${notReviewed}SHA-256 and HMAC-SHA-256.`),
  "11.5.1": by(
    "security/row-token.test.ts › a token opens to what it was made of, and is the same each time",
  ),
  "11.5.2": because("crypto.randomBytes is the kernel's; its load is not tested."),
  "13.4.2": by("config.test.ts › production takes nothing that is only fit for development"),
  "13.4.4": by(methods),
  "13.4.5": partly(
    "/docs and the contract are public on purpose.",
    "contract/access.test.ts › every operation of the contract stands in the table, and no other",
  ),
  "13.4.6": by(attacked),
  "14.2.1": by(
    quietLog,
    "contract/canary.test.ts › what families and schools entrust is in no log line, problem, number or trace",
  ),
  "14.2.2": by(headers),
  "14.2.3": by("mail/render.test.ts › the HTML fetches nothing and runs nothing"),
  "14.2.4": by(
    "contract/canary.test.ts › what families and schools entrust is in no log line, problem, number or trace",
    noSecrets,
  ),
  "14.2.6": partly("Teachers see whole addresses, which they entered themselves.", attacked),
  "14.2.7": by(
    "services/retention.test.ts › who left is erased after the retention period of the school, and nobody else",
  ),
  "14.3.2": by(headers),
  "15.2.2": by(
    "security/password-hash.test.ts › who comes when too many wait is told to come back",
  ),
  "15.2.3": by("config.test.ts › production takes nothing that is only fit for development"),
  "15.3.1": by(attacked),
  "15.3.2": by(
    "http/authentication.test.ts › keys that cannot be read make no token valid and none invalid",
    "security/sns-topic.test.ts › only an answer of 200 is a text, and a redirection leads nowhere",
  ),
  "15.3.3": by(attacked),
  "15.3.4": partly("As 4.1.3.", matrix),
  "15.3.5": by(attacked),
  "15.3.6": by(attacked),
  "15.3.7": by(attacked),
  "15.4.1": because(
    `${notReviewed}nothing of a request is kept beside it; no test mixes schools in parallel.`,
  ),
  "15.4.2": by(
    oneWins,
    "services/main-job.test.ts › of fifty who add an address where one place is free, one wins",
  ),
  "15.4.3": by(
    "http/bulk-activations.test.ts › many at once on the same addresses end as one of them says",
  ),
  "15.4.4": by(
    "mail/dispatcher.test.ts › a single mail leaves in the next pass while thousands of bulk mails wait",
  ),
  "16.2.1": partly(
    "A line says when, what and the request's id; who stands in the audit trail.",
    quietLog,
  ),
  "16.2.4": partly(
    "Lines are JSON; the event names are our own, not OWASP's.",
    "contract/canary.test.ts › what families and schools entrust is in no log line, problem, number or trace",
  ),
  "16.2.5": by(
    quietLog,
    "contract/canary.test.ts › what families and schools entrust is in no log line, problem, number or trace",
  ),
  "16.3.1": partly(
    "Not met for logins and their failures, which only the access log shows by status.",
    "http/audit-events.test.ts › every change is written down, the newest first, and no look",
  ),
  "16.3.2": because("In part: the access log has route and status of a refusal, not the subject."),
  "16.3.3": because("In part: as 16.3.2; there is no event of its own for a replayed token."),
  "16.3.4": by(dbAway),
  "16.4.1": by(attacked, quietLog),
  "16.5.1": by(dbAway),
  "16.5.2": by(
    dbAway,
    "http/outages.test.ts › while the mail server is away nobody notices, and the mail waits",
  ),
  "16.5.3": by(dbAway),
  "16.5.4": because("No test throws past the last handler; src/main.ts lets Node end the process."),
};
