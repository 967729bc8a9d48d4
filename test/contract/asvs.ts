// OWASP ASVS 5.0.0, the requirements that a service like this answers for in code, each with the tests
// that prove it, as "file › name", or the reason why there is none. As long as the list is.

export interface Proof {
  /** Each under test/. */
  readonly tests: readonly `${string}.test.ts › ${string}`[];
  /** What no test shows, or why it is met in another way, in part, or not. */
  readonly reason?: string;
  /** SECURITY.md tells of what is not met, or in part. */
  readonly isMet: "yes" | "in part" | "no";
}

type Tests = Proof["tests"];
const by = (...tests: Tests): Proof => ({ isMet: "yes", tests });
const byDesign = (reason: string, ...tests: Tests): Proof => ({ isMet: "yes", tests, reason });
const inPart = (reason: string, ...tests: Tests): Proof => ({ isMet: "in part", tests, reason });
const notMet = (reason: string): Proof => ({ isMet: "no", tests: [], reason });

const attacked = "contract/attack.test.ts › answers every attack as it has declared";
const methods =
  "contract/attack.test.ts › a path knows its own methods, and of any other says which they are";
const matrix = "contract/access.test.ts › is for who may, and a refusal changes nothing";
const foreign = "contract/access.test.ts › says of a foreign id what it says of one that is none";
const headers =
  "http/conventions.test.ts › every refusal is a problem with its page, and shows where it came from";
const quietLog =
  "http/conventions.test.ts › no log line holds an address, a name, a token or a password";
const forged = "http/auth/authentication.test.ts › gets the same bytes as any other from";
const oneWins =
  "services/main-job.test.ts › of sixteen who redeem one link at once, one wins, a hundred times over";
const delays =
  "store/family/throttles.test.ts › tries are free at first, then each is followed by a longer delay, up to the longest";
const mailHeaders =
  "mail/transport.test.ts › no address, name or subject adds a recipient or a header";
const nameIsText = "mail/render.test.ts › a name is text, whatever is in it";
const noSecrets = "services/main-job.test.ts › no table holds a password or a link";
const noIssuer = "http/auth/authentication.test.ts › a portal's token";
const dbAway =
  "http/outages.test.ts › while the database is away callers get 503 and when to come back, and then it serves again";
const kdf =
  "security/password-hash.test.ts › a password is stored as argon2id at the parameters of ASVS 11.4.2";
const sqlInSource =
  "contract/source.test.ts › SQL is made of nothing but texts that stand in the source";
const noCode =
  "contract/source.test.ts › no code is made of text, and of what was sent no regular expression unescaped";
const kernelChance =
  "contract/source.test.ts › chance comes from the kernel, for secrets through one file";
const knownCrypto =
  "contract/source.test.ts › what is hashed or signed is so with SHA-256 or better, by known libraries";
const noHint =
  "contract/source.test.ts › no hint, no question and no end of a password is kept or asked for";
const peerCounts =
  "contract/isolation.test.ts › without a trusted proxy nobody says where a request comes from or leads to";
const canary =
  "contract/canary.test.ts › what families and schools entrust is in no log line, problem, number or trace";
const familyEvents =
  "http/plugins/access-log.test.ts › each thing that a family does or tries has its name, once";
const schoolEvents =
  "http/plugins/access-log.test.ts › on the school side it says which credential, and which pupil or group";
const everyEvent =
  "http/plugins/access-log.test.ts › every name has been seen, and none of the lines tells of a person";
const model =
  "faults/model.test.ts › whatever happens in whatever order, the service and the model agree";
const auditFails =
  "http/problems/problem.test.ts › what cannot be written down in the audit does not happen";
const throttleFails =
  "http/problems/problem.test.ts › who cannot be counted does not come in, with the right password either";
const linkFails = "http/problems/problem.test.ts › a link that cannot be used up makes no password";
const pagesInline =
  "http/pages/site.test.ts › runs and styles nothing inline, and stays out of frames and referrers";
const portalIsTrusted =
  "acr, amr and auth_time are not looked at. The fallback, told in SECURITY.md: who adds a portal trusts how it lets teachers in.";

export const asvs: Readonly<Record<string, Proof>> = {
  "1.1.1": by(
    attacked,
    "contract/access.test.ts › what cannot be an id is as unknown as any other",
  ),
  "1.1.2": by(
    sqlInSource,
    "contract/source.test.ts › HTML is made by the mails and the pages alone, as markup that escapes",
  ),
  "1.2.1": by(nameIsText, mailHeaders),
  "1.2.2": by(
    "mail/render.test.ts › a URL reaches the reader unchanged and cannot leave its attribute",
    "config/config.test.ts › production takes nothing that is only fit for development",
  ),
  "1.2.3": by(attacked),
  "1.2.4": by(sqlInSource, attacked, matrix),
  "1.2.5": by(
    "contract/source.test.ts › no program is started but the PostgreSQL of development, and no shell",
  ),
  "1.2.9": by(noCode),
  "1.2.10": by(
    "formats/csv.test.ts › a table is written so that no spreadsheet reckons with a cell",
  ),
  "1.3.2": byDesign("Schemas are in the source and never made of input.", noCode),
  "1.3.3": by(attacked),
  "1.3.6": by(
    forged,
    "http/routes/mail-events.test.ts › what SNS did not sign for our topic is refused, and nothing is fetched",
  ),
  "1.3.7": by(nameIsText),
  "1.3.10": byDesign(
    "Every message of the log is a literal; the attack sends %s and %o.",
    attacked,
  ),
  "1.3.11": by(
    mailHeaders,
    "domain/email-address.test.ts › what is no address of a family is refused, without repeating it",
  ),
  "1.3.12": byDesign(
    "No tool looks at the expressions; the longest texts that can be sent are tried.",
    "domain/email-address.test.ts › the longest text that can be sent is looked at to its end",
    "domain/password.test.ts › the longest names and passwords are weighed in no time to speak of",
  ),
  "1.4.2": by(
    attacked,
    "http/conventions.test.ts › all faults of a request are told, each at its place",
  ),
  "1.5.2": by(attacked, headers),
  "1.5.3": by(
    "http/conventions.test.ts › of a name that comes twice in JSON the last one counts, all through",
    mailHeaders,
  ),
  "2.2.1": by(attacked),
  "2.2.2": by(attacked),
  "2.2.3": by(
    "services/main-job.test.ts › faults in the addresses are all told, and nothing is stored or mailed",
  ),
  "2.3.1": by(
    "services/main-job.test.ts › from a roster to a pupil who is logged in at home",
    oneWins,
    model,
  ),
  "2.3.2": by(
    "services/main-job.test.ts › of fifty who add an address where one place is free, one wins",
    delays,
  ),
  "2.3.3": by(
    "integration/kill.test.ts › of a service that is killed while it sends no mail is lost, and what comes twice is the same",
    auditFails,
    linkFails,
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
    "http/routes/tokens.test.ts › a client that logs in often, also many times at once, is never throttled",
  ),
  "3.2.1": by(headers, attacked),
  "3.4.1": by(headers, attacked),
  "3.4.2": by(
    "http/conventions.test.ts › web pages of other origins than those allowed read nothing but the contract",
  ),
  "3.4.3": by(attacked, pagesInline),
  "3.4.4": by(headers, attacked),
  "3.4.5": by(attacked, pagesInline),
  "3.4.6": by(headers, attacked),
  "3.5.1": by(attacked, "http/pages/errors.test.ts › a form that another site sends does nothing"),
  "3.5.2": by(attacked, headers),
  "3.5.3": by(methods, "http/pages/errors.test.ts › opening and looking up a link uses nothing up"),
  "3.5.8": byDesign("But for the contract itself, which any page may read.", attacked),
  "4.1.1": by(attacked),
  "4.1.2": byDesign(
    "TLS ends at the operator's proxy, which has to refuse what comes without.",
    "contract/source.test.ts › no operation answers with a redirection",
  ),
  "4.1.3": by(peerCounts, matrix),
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
    "http/routes/rosters.test.ts › a file of more than 20 MiB is too large, whether its size is known or not",
  ),
  "5.2.2": by(
    "formats/csv.test.ts › a file that is no table is refused, without a word of what is in it",
    "http/routes/rosters.test.ts › a file that is none is refused, and nothing changes",
  ),
  "6.2.1": by("domain/password-properties.test.ts › the length counts in code points"),
  "6.2.2": byDesign(
    "With the link of a mail, which anybody may ask for; the old password then fails.",
    "services/main-job.test.ts › who asks for links gets one mail with all children, an unknown address none",
  ),
  "6.2.3": notMet(
    "A password is changed with a link in a mail alone, also by who is logged in: children of six forget theirs, and the contract has no other way. Its use ends all sessions and is mailed.",
  ),
  "6.2.4": by(
    "security/breached-passwords.test.ts › the 3000 most used passwords of our length are refused, with the reason",
  ),
  "6.2.5": by("domain/password-properties.test.ts › there are no rules on composition"),
  "6.2.8": inPart(
    "NFC before hashing, as NIST SP 800-63B-4 asks; otherwise untouched.",
    "domain/password.test.ts › nothing but the form is changed",
    "domain/password-properties.test.ts › NFC and NFD of one password are the same password",
  ),
  "6.2.9": by("domain/password-properties.test.ts › the most is 128, also of a "),
  "6.2.10": by("http/problems/problem.test.ts › a password has no end", noHint),
  "6.2.11": by("domain/password.test.ts › a password that is little else than names is refused"),
  "6.2.12": by(
    "security/breached-passwords.test.ts › every published password of our length is on the list",
  ),
  "6.3.1": by(
    delays,
    "store/family/throttles.test.ts › of many concurrent tries no more are admitted than are free",
    "contract/enumeration.test.ts › whoever it belongs to, too many tries close it alike, and before any password is tried",
    "contract/throttle-sequence.test.ts › logins of the family in between change nothing",
    "services/shared/throttle.test.ts › after a hundred failures in a row an unknown browser needs a new link",
    "services/shared/throttle.test.ts › a known browser gets in at a blocked address and behind a blocked network",
  ),
  "6.3.2": by(
    "store/database.test.ts › a new database lets nobody in",
    "config/config.test.ts › production starts with what it needs, and says of each thing that is missing",
  ),
  "6.3.4": by(
    "contract/access.test.ts › every operation of the contract stands in the table, and no other",
  ),
  "6.3.5": notMet(
    "Families hear of a new password, not of a login after many failures. Mails of failures that a stranger brings about would be a way to plague them; the throttle slows those.",
  ),
  "6.3.6": by("services/main-job.test.ts › from a roster to a pupil who is logged in at home"),
  "6.3.7": by(
    "mail/render.test.ts › a notice tells where to log in and how to undo it, and holds no link to a password",
    "store/mail/removal-notices.test.ts › an address that is removed is told so, and then nothing of it is kept",
  ),
  "6.3.8": by(
    "contract/enumeration.test.ts › whoever the address belongs to, a wrong password gets the same answer",
  ),
  "6.4.1": by(oneWins, "http/pages/errors.test.ts › a link that has expired leads to a new one"),
  "6.4.2": by(noHint),
  "6.4.3": by(
    "http/pages/errors.test.ts › a forgotten password: a known and an unknown address get the same",
  ),
  "6.4.5": by(
    "services/background/reminders.test.ts › three days before a first link expires a mail with the same link reminds, once",
  ),
  "6.4.6": by(
    matrix,
    "http/routes/personal-data.test.ts › all of it is in one answer, and no link, token or password",
  ),
  "6.5.1": by(oneWins),
  "6.5.2": by(
    noSecrets,
    "security/row-token.test.ts › a token with any character changed, added or lost opens nothing",
  ),
  "6.5.3": by(kernelChance),
  "6.5.4": by(
    "security/row-token.test.ts › a token with any character changed, added or lost opens nothing",
  ),
  "6.5.5": by("http/pages/errors.test.ts › a link that has expired leads to a new one"),
  "6.5.6": by(
    "services/main-job.test.ts › a removed address loses its password and its waiting mail",
  ),
  "6.6.2": by("security/row-token.test.ts › a token opens nothing for another purpose"),
  "6.6.3": by(
    delays,
    "http/pages/errors.test.ts › a link that is none of ours is told without a word on why",
  ),
  "6.8.1": by("http/auth/authentication.test.ts › a portal speaks in its own name alone"),
  "6.8.2": by(forged, noIssuer),
  "6.8.4": inPart(portalIsTrusted),
  "8.2.1": by(matrix),
  "8.2.2": by(foreign),
  "8.2.3": by(attacked, matrix),
  "8.2.4": byDesign(
    "None is documented, and there is none; the throttle counts by address and network.",
    delays,
  ),
  "8.3.1": by(
    matrix,
    "store/database.test.ts › a query without a school sees nothing, in any table",
  ),
  "8.3.2": by(
    "contract/access.test.ts › a teacher who changes groups may at once what is of the new one",
    "http/routes/tokens.test.ts › the living token of a client that is revoked is refused at once",
  ),
  "8.3.3": by(
    "contract/access.test.ts › a portal itself does not learn whether an id is one",
    "http/routes/audit-events.test.ts › an event says when, who, for whom, what and from where",
  ),
  "8.4.1": by(foreign, "store/database.test.ts › a school cannot write a row of another", model),
  "9.1.1": by(forged),
  "9.1.2": by(
    forged,
    "http/auth/authentication.test.ts › with a symmetric key in its JWKS a portal signs nothing",
  ),
  "9.1.3": by(
    forged,
    "http/auth/authentication.test.ts › an unknown kid has the keys fetched again at most once a minute",
  ),
  "9.2.1": by(
    noIssuer,
    "http/auth/authentication.test.ts › a token is refused from the second on in which it expires",
    "http/auth/authentication.test.ts › a portal's clock may be up to a minute off",
  ),
  "9.2.2": by(
    "http/auth/authentication.test.ts › types that an access token may have are let in, others are not",
  ),
  "9.2.3": by(forged, noIssuer),
  "10.3.1": by(forged, noIssuer),
  "10.3.2": byDesign("There are no scopes: the role and the subject in the token decide.", matrix),
  "10.3.3": by(
    "http/routes/audit-events.test.ts › an event says when, who, for whom, what and from where",
  ),
  "10.3.4": inPart(portalIsTrusted),
  "10.3.5": notMet(
    "Tokens are bearer tokens, of an hour at most and of some minutes for families. Portals of schools have neither DPoP nor certificates of their own; removing the client or the session ends its tokens at once.",
  ),
  "11.2.1": by(knownCrypto),
  "11.2.2": by(
    "security/password-hash.test.ts › a password outlives a rotation of the secret key and is outdated then",
    "security/row-token.test.ts › tokens of the key before stay valid, those of a stranger's key never are",
  ),
  "11.2.3": inPart(
    "All keys of our own; the RSA key of a portal may have 2048 bits, which jose asks for at least and which is 112 bits strong.",
    "config/config.test.ts › what cannot work is refused, and what is next to it is not",
    "http/auth/authentication.test.ts › with a symmetric key in its JWKS a portal signs nothing",
  ),
  "11.2.4": by(
    "contract/source.test.ts › what is secret is compared in constant time, or found by its hash",
  ),
  "11.2.5": by(
    "security/password-hash.test.ts › a hash that is damaged, or of a key that is gone, lets nobody in",
  ),
  "11.4.1": byDesign("SHA-1 stands only where Amazon SNS signs with it.", knownCrypto),
  "11.4.2": by(
    kdf,
    "security/hash-queue.test.ts › a full queue refuses a place before anything is done, until one is free",
  ),
  "11.4.3": by(knownCrypto),
  "11.5.1": by(
    kernelChance,
    "security/row-token.test.ts › a token opens to what it was made of, and is the same each time",
  ),
  "11.5.2": by(
    "security/random.test.ts › of a hundred thousand that are drawn no two are the same",
  ),
  "13.4.2": byDesign(
    "There is no mode that tells more.",
    auditFails,
    "config/config.test.ts › production takes nothing that is only fit for development",
  ),
  "13.4.4": by(methods),
  "13.4.5": byDesign(
    "/docs and the contract are public on purpose; /metrics has a port of its own.",
    "contract/access.test.ts › every operation of the contract stands in the table, and no other",
  ),
  "13.4.6": by(attacked),
  "14.2.1": by(quietLog, canary),
  "14.2.2": byDesign(
    "Nothing of a person is kept between requests but verified tokens, until they end.",
    attacked,
  ),
  "14.2.3": by(
    "mail/render.test.ts › the HTML fetches nothing and runs nothing",
    "http/routes/mail-events.test.ts › what SNS did not sign for our topic is refused, and nothing is fetched",
    canary,
  ),
  "14.2.4": by(canary, noSecrets),
  "14.2.6": byDesign(
    "Teachers see whole addresses, which they entered themselves and have to mend.",
    attacked,
  ),
  "14.2.7": by(
    "services/background/retention.test.ts › who left is erased after the retention period of the school, and nobody else",
    "services/background/retention.test.ts › sessions go when they are over, and the others stay",
    "services/background/retention.test.ts › the answer to a closed link and the newest mail of an address outlive the rest",
    "services/background/retention.test.ts › failures and requests go when nobody waits for them any more",
    "services/background/retention.test.ts › who changed what goes after two years, and what is younger stays",
  ),
  "14.3.2": by(headers, attacked),
  "15.2.2": by(
    "security/hash-queue.test.ts › a full queue refuses a place before anything is done, until one is free",
  ),
  "15.2.3": by("contract/source.test.ts › the image holds what the service runs on, and no test"),
  "15.3.1": by(attacked),
  "15.3.2": by(
    "http/auth/authentication.test.ts › keys that cannot be read make no token valid and none invalid",
    "security/sns-topic.test.ts › only an answer of 200 is a text, and a redirection leads nowhere",
  ),
  "15.3.3": by(attacked),
  "15.3.4": by(peerCounts, matrix),
  "15.3.5": by(attacked),
  "15.3.6": by(attacked),
  "15.3.7": by(attacked),
  "15.4.1": by(
    "contract/isolation.test.ts › schools that ask at the same moment each get their own, and nothing else",
    "contract/source.test.ts › nothing of one request is kept where the next one finds it",
  ),
  "15.4.2": by(
    oneWins,
    "services/main-job.test.ts › of fifty who add an address where one place is free, one wins",
    "services/shared/family-access.test.ts › a session that ends while it waits for the address opens nothing",
    "contract/concurrency.test.ts › who makes a password while a teacher sends the mail again gets none",
    "contract/concurrency.test.ts › a mail that comes back while a newer one is written says nothing of its address",
    "contract/concurrency.test.ts › a mail that another school joins while its own one is removed still goes",
    "contract/concurrency.test.ts › who loses an address is told, though the child that the mail was of is erased",
    "contract/concurrency.test.ts › an address that is entered while its pupil leaves goes with the pupil",
    "contract/concurrency.test.ts › a session that is opened while its pupil leaves goes with the pupil",
    "store/family/home-sessions.test.ts › who logs in with the old password while a new one is made is not in",
    "store/family/home-sessions.test.ts › a session that is opened while a new password is made ends with the old one",
  ),
  "15.4.3": by(
    "http/routes/bulk-activations.test.ts › many at once on the same addresses end as one of them says",
    "store/database.test.ts › a wait for a lock that is too long is no fault of ours but a moment too busy",
  ),
  "15.4.4": by(
    "mail/dispatcher.test.ts › a single mail leaves in the next pass while thousands of bulk mails wait",
  ),
  "16.2.1": byDesign(
    "A line has the moment, the request's id, what happened and, where it matters, who by an id; which process wrote it is known to who reads its output.",
    schoolEvents,
    "http/routes/audit-events.test.ts › an event says when, who, for whom, what and from where",
  ),
  "16.2.4": byDesign(
    "JSON lines, with the event names of OWASP. A trace is found by the id of the request, which it holds.",
    everyEvent,
    canary,
  ),
  "16.2.5": by(quietLog, canary),
  "16.3.1": by(
    familyEvents,
    schoolEvents,
    "http/routes/audit-events.test.ts › every change is written down, the newest first, and no look",
  ),
  "16.3.2": byDesign(
    "Refusals, by name; what was allowed is in the line of its request.",
    schoolEvents,
  ),
  "16.3.3": by(familyEvents, schoolEvents, everyEvent),
  "16.3.4": byDesign(
    "What a mail server did stands in mail_attempts and in the numbers, not in the log.",
    auditFails,
    dbAway,
    "mail/transport.test.ts › a server that drops, hangs or breaks TLS fails that mail alone",
  ),
  "16.4.1": by(attacked, quietLog),
  "16.5.1": by(auditFails, throttleFails, dbAway),
  "16.5.2": by(
    dbAway,
    "http/outages.test.ts › while the mail server is away nobody notices, and the mail waits",
  ),
  "16.5.3": by(auditFails, throttleFails, linkFails),
  "16.5.4": by(
    "app/process.test.ts › a failure that nobody caught is told in the log, and the process ends with 1",
  ),
};
