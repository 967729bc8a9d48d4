import type { Test } from "tap";
import type { SchoolPrincipal } from "../../src/domain/principal.ts";
import { createDispatcher } from "../../src/mail/dispatcher.ts";
import { createSmtpTransport, type SmtpTimeouts } from "../../src/mail/transport.ts";
import { createPasswordHasher } from "../../src/security/password-hash.ts";
import { newId, systemRandom } from "../../src/security/random.ts";
import { hashSecret } from "../../src/security/secret.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { createActivationService } from "../../src/services/activations.ts";
import { createAudit } from "../../src/services/audit.ts";
import { createRecordBounce } from "../../src/services/bounces.ts";
import { createGroupService } from "../../src/services/groups.ts";
import { createChangeHomeLogins } from "../../src/services/home-login-changes.ts";
import { createHomeLoginService } from "../../src/services/home-logins.ts";
import { createHomeSessionService } from "../../src/services/home-sessions.ts";
import { createInvite } from "../../src/services/invitations.ts";
import { createLinkRequestService } from "../../src/services/link-requests.ts";
import { createRetentionService } from "../../src/services/retention.ts";
import { createRosterService } from "../../src/services/rosters.ts";
import { createSchoolAccess } from "../../src/services/school-access.ts";
import { createThrottle } from "../../src/services/throttle.ts";
import { insertClient } from "../../src/store/api-clients.ts";
import { insertSchool } from "../../src/store/schools.ts";
import { startDatabase } from "./database.ts";
import { startSmtpServer } from "./smtp-server.ts";

const connectionsMax = 4;

/** All use cases on a real database and a real SMTP server, with a clock that the test sets. */
export async function startServices(t: Test, timeouts: Partial<SmtpTimeouts> = {}) {
  const { db, url } = await startDatabase(t);
  const smtp = await startSmtpServer(t);
  const transport = createSmtpTransport({ url: smtp.url, connectionsMax, timeouts });
  t.teardown(() => transport.close());

  let moment = new Date("2026-09-01T08:30:00Z");
  const clock = { now: () => moment };
  const random = systemRandom;
  const keys = createSecretKeys("a secret key for tests alone, of enough octets");
  const hasher = createPasswordHasher({ keys, parallelMax: 2, waitingMax: 64 });
  const throttle = createThrottle({ db, clock, keys });
  const inOwnSchool = createSchoolAccess({ db });
  const audit = createAudit({ clock, random });
  const recordBounce = createRecordBounce({ clock, audit });
  const invite = createInvite({
    random,
    lifetimes: { activationSeconds: 14 * 86_400, passwordResetSeconds: 86_400 },
  });
  const changeHomeLogins = createChangeHomeLogins({ random, invite, audit });
  const shared = { db, clock, random, keys };
  const linkRequests = createLinkRequestService({
    db,
    clock,
    throttle,
    invite,
    mailCoolDownSeconds: 300,
  });
  const dispatcher = createDispatcher({
    ...shared,
    transport,
    recordBounce,
    from: "Thuisinlog <no-reply@thuisinlog.example>",
    homeUrl: "https://thuis.example",
  });

  async function addSchool(brin: string): Promise<SchoolPrincipal> {
    const schoolId = newId(moment, random);
    const clientId = newId(moment, random);
    await db.asService(async (tx) => {
      await insertSchool(tx, { id: schoolId, brin, name: `School ${brin}`, createdAt: moment });
      const secretHash = hashSecret("not used here");
      const role = "coordinator";
      await insertClient(tx, { id: clientId, schoolId, role, secretHash, createdAt: moment });
    });
    const credential = { kind: "client", clientId } as const;
    const origin = { requestId: "a request of a test", network: "203.0.113.7" };
    return { brin, role: "coordinator", subject: clientId, credential, origin };
  }

  return {
    db,
    url,
    smtp,
    dispatcher,
    addSchool,
    /** What one replica has; each call is another one. */
    createRetention: () => createRetentionService({ db, clock, audit }),
    rosters: createRosterService({ inOwnSchool, clock, random, audit }),
    groups: createGroupService({ inOwnSchool, clock }),
    homeLogins: createHomeLoginService({
      inOwnSchool,
      clock,
      random,
      changeHomeLogins,
      invite,
      mailCoolDownSeconds: 300,
      audit,
      takesMail: async () => true,
    }),
    activations: createActivationService({
      ...shared,
      hasher,
      throttle,
      isBreached: (password) => password === "password1",
      passwordLengthMin: 8,
      audit,
    }),
    linkRequests,
    sessions: createHomeSessionService({ ...shared, hasher, throttle, lifetimeSeconds: 86_400 }),
    advance: (seconds: number) => {
      moment = new Date(moment.getTime() + seconds * 1000);
    },
    async dispatchAll() {
      while (await linkRequests.answerNext());
      const pass = () => Promise.all(Array.from({ length: connectionsMax }, dispatcher.dispatch));
      while ((await pass()).includes(true));
    },
  };
}
