// Callers and tables depend on these values. A new value must be added to the contract.
import { readFileSync } from "node:fs";
import t from "tap";
import { tokenAlgorithms, tokenLifetimeMaxSeconds } from "../../src/domain/access-token.ts";
import { linkPurposes, reminderBeforeExpirySeconds } from "../../src/domain/activation.ts";
import { actorKinds, auditActions } from "../../src/domain/audit-event.ts";
import { rowOutcomes } from "../../src/domain/bulk-activation.ts";
import { errorCodes } from "../../src/domain/error-codes.ts";
import { addressStatuses, reportStatuses } from "../../src/domain/home-login.ts";
import { locales } from "../../src/domain/language/locale.ts";
import { mailEventKinds } from "../../src/domain/mail/event.ts";
import { mailKinds } from "../../src/domain/mail/kind.ts";
import { mailReasons } from "../../src/domain/mail/reason.ts";
import { loginWays, mailResults } from "../../src/domain/metrics.ts";
import { passwordRejectionReasons } from "../../src/domain/password.ts";
import { pictures } from "../../src/domain/picture-code.ts";
import { clientRoles } from "../../src/domain/principal.ts";
import { drawings } from "../../src/domain/school/drawing.ts";
import { networkEnvironments } from "../../src/domain/school/network-environment.ts";
import { publisherNeeds } from "../../src/domain/school/publisher.ts";
import { loginMethods } from "../../src/domain/school/settings.ts";
import { securityEventOfCode, securityEvents } from "../../src/domain/security-event.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const contract = JSON.parse(read("openapi/openapi.json"));
const tables = read("migrations/0001_tables.sql") + read("migrations/0017_publisher-needs.sql");

/** The values that the contract allows at a path. */
function allowedAt(path: string): unknown[] {
  const schema = path
    .split(".")
    .reduce(
      (place, name) => place[name] ?? place.properties?.[name] ?? place.items?.properties?.[name],
      contract.components.schemas,
    );
  return (schema.enum ?? schema.items.enum).filter((word: unknown) => word !== null);
}

t.test("every list equals its list in the OpenAPI document", async (t) => {
  const lists: Readonly<Record<string, readonly string[]>> = {
    "Group.loginMethod": loginMethods,
    "Pupil.homeLogin.addresses.status": addressStatuses,
    "ActivationLookup.purpose": linkPurposes,
    "PictureCodeRequest.pictures": pictures,
    "PupilUpdate.picture": drawings,
    "HomeLogin.addresses.mail.reason": Object.keys(mailReasons),
    "AuditEvent.actor.kind": actorKinds,
    "AuditEvent.action": auditActions,
    "PersonalData.addresses.mails.kind": mailKinds,
    "PersonalData.addresses.mails.locale": locales,
    "MailEvents.event": mailEventKinds,
    "BulkActivation.rows.outcome": rowOutcomes,
    "Problem.errors.reason": passwordRejectionReasons,
    "PublisherList.items.needs": publisherNeeds,
    "School.networkEnvironment": networkEnvironments,
  };
  for (const [path, list] of Object.entries(lists)) t.strictSame(list, allowedAt(path), path);
  t.strictSame(reportStatuses, ["none", ...addressStatuses]);
});

t.test("the check constraints of the tables have the same roles and needs", async (t) => {
  const listed = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");
  t.match(tables, `in (${listed(clientRoles)})`);
  t.match(tables, `array[${listed(publisherNeeds)}]`);
});

t.test("every error code maps to an OWASP security event or to none", async (t) => {
  t.strictSame(Object.keys(securityEventOfCode).sort(), errorCodes.toSorted());
  t.equal(new Set(securityEvents).size, securityEvents.length);
  for (const event of securityEvents) {
    t.match(event, /^(?:authn|authz|excess|input|sensitive|session|sys)_[a-z_]+$/);
  }
  const known = new Set<string | null>([...securityEvents, null]);
  for (const [code, event] of Object.entries(securityEventOfCode)) t.ok(known.has(event), code);
});

t.test("tokens are signed with a private key, never with a shared secret", async (t) => {
  t.equal(new Set(tokenAlgorithms).size, 10);
  for (const algorithm of tokenAlgorithms) {
    t.match(algorithm, /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA)$/);
  }
  t.equal(tokenLifetimeMaxSeconds, 3_600);
});

t.test("a reminder comes three days before the link expires", async (t) => {
  t.equal(reminderBeforeExpirySeconds, 259_200);
});

t.test("names of counted values are one word", async (t) => {
  for (const names of [mailResults, loginWays]) {
    t.equal(new Set<string>(names).size, names.length);
    t.ok(names.length > 1);
    for (const name of names) t.match(name, /^[a-z]+$/);
  }
});
