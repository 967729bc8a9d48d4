import type { Test } from "tap";
import { createUseCases, type UseCaseDependencies } from "../../src/app/use-cases.ts";
import { readConfig } from "../../src/config/config.ts";
import { noMetrics } from "../../src/domain/metrics.ts";
import type { SchoolPrincipal } from "../../src/domain/principal.ts";
import { createMailDispatcher } from "../../src/mail/mail-dispatcher.ts";
import { createSmtpTransport, type SmtpTimeouts } from "../../src/mail/transport.ts";
import { newId, systemRandom } from "../../src/security/random.ts";
import { hashSecret } from "../../src/security/secret.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { createMailCoolDown } from "../../src/services/shared/mail-cool-down.ts";
import { insertClient } from "../../src/store/operator/api-clients.ts";
import { insertSchool } from "../../src/store/school/schools.ts";
import { untilIdle } from "../integration/until.ts";
import { startDatabase } from "./database.ts";
import { leastHashCost } from "./hash-cost.ts";
import { startSmtpServer } from "./smtp-server.ts";

/** Maximum of connections to the mail server, and so of mails in flight. */
export const connectionsMax = 4;

/** Starts all use cases on a real database and a real SMTP server, with a settable clock. */
export async function startServices(
  t: Test,
  timeouts: Partial<SmtpTimeouts> = {},
  mailsPerConnection = { least: 1, most: 1 },
) {
  const { db, url } = await startDatabase(t);
  const smtp = await startSmtpServer(t);
  const transport = createSmtpTransport({ url: smtp.url, connectionsMax, timeouts });
  t.teardown(() => transport.close());

  let now = new Date("2026-09-01T08:30:00Z");
  const clock = { now: () => now };
  const random = systemRandom;
  const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
  const deps: UseCaseDependencies = {
    db,
    clock,
    random,
    keys,
    metrics: noMetrics,
    readPasswordList: async () => ({ has: (password) => password === "password1" }),
    takesMail: async () => true,
    senders: { knowsSecret: undefined, isOfMailgun: undefined, sesTopic: undefined },
    passwordHashCost: leastHashCost,
    settings: readConfig({ PASSWORD_HASHES_PARALLEL_MAX: "2" }),
  };
  const useCases = createUseCases(deps);
  const { linkRequests, reminders, recordBounce } = useCases;
  const dispatcher = createMailDispatcher({
    db,
    clock,
    random,
    keys,
    transport,
    connectionsMax,
    mailsPerConnection,
    nowMs: () => now.getTime(),
    report: { refused: () => {}, paused: () => {}, resumed: () => {} },
    metrics: noMetrics,
    recordBounce,
    from: "Thuisinlog <no-reply@thuisinlog.example>",
    homeUrl: "https://thuis.example",
    languages: ["nl", "en"],
  });

  async function addSchool(brin: string): Promise<SchoolPrincipal> {
    const schoolId = newId(now, random);
    const clientId = newId(now, random);
    await db.asService(async (tx) => {
      await insertSchool(tx, { id: schoolId, brin, name: `School ${brin}`, createdAt: now });
      const secretHash = hashSecret("not used here");
      const role = "coordinator";
      await insertClient(tx, { id: clientId, schoolId, role, secretHash, createdAt: now });
    });
    const credential = { kind: "client", clientId } as const;
    const origin = { requestId: "a request of a test", network: "203.0.113.7" };
    return { brin, role: "coordinator", subject: clientId, credential, origin };
  }

  return {
    ...useCases,
    coolDown: createMailCoolDown({ keys, ...deps.settings }),
    db,
    url,
    smtp,
    dispatcher,
    addSchool,
    /** The job of one replica; each call returns that of another replica. */
    createRetention: () => createUseCases(deps).retention,
    createReminders: () => createUseCases(deps).reminders,
    sessions: useCases.homeSessions,
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    async dispatchAll() {
      await untilIdle(linkRequests.answerNext);
      await untilIdle(reminders.step);
      await untilIdle(dispatcher.dispatch);
    },
  };
}
