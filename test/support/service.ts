import type { Test } from "tap";
import { type ServiceOptions, startService } from "../../src/app/service.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { loadBreachedPasswords } from "../../src/security/breached-passwords.ts";
import { untilIdle } from "../integration/until.ts";
import { type Api, createApi } from "./api.ts";
import { createTestDatabase } from "./database.ts";
import { leastHashCost } from "./hash-cost.ts";
import { startSmtpServer } from "./smtp-server.ts";

/** Read once for all services of a process. */
const breachedPasswords = loadBreachedPasswords();

export const publicUrl = "https://api.thuisinlog.example";
export const homeUrl = "https://thuis.thuisinlog.example";

/** Credentials of a client of a school, and an access token. */
export interface TestClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
}

/**
 * Starts the real service as in production, on a separate database and mail server, with a settable clock and the
 * lowest cost of a password hash. Background jobs run when the test calls them.
 */
export async function startTestService(
  t: Test,
  settings: Readonly<Record<string, string>> = {},
  ownDatabaseUrl?: string,
  outside: Partial<Omit<ServiceOptions, "logger" | "onProgress">> = {},
) {
  const databaseUrl = ownDatabaseUrl ?? (await createTestDatabase(t));
  const smtp = await startSmtpServer(t);
  let now = new Date("2026-09-01T08:30:00Z");
  const clock = { now: () => now };
  const logLines: string[] = [];
  const config = readConfig({
    PORT: "0",
    PUBLIC_URL: publicUrl,
    HOME_URL: homeUrl,
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtp.url,
    SECRET_KEY: "a secret key for tests alone, of enough bytes",
    LOG_LEVEL: "debug",
    ...settings,
  });
  const logger = createLogger(config.logLevel, { write: (line) => logLines.push(line) });
  const service = await startService(
    { ...config, smtpUrl: smtp.url },
    {
      logger,
      clock,
      loadBreachedPasswords: () => breachedPasswords,
      passwordHashCost: leastHashCost,
      onProgress: () => {},
      runsBackgroundJobs: false,
      drainMs: 0,
      ...outside,
    },
  );
  t.teardown(() => service.stop());
  const api: Api = createApi(service.url);

  const { schools, apiClients } = service.useCases;

  return {
    ...service,
    api,
    smtp,
    clock,
    databaseUrl,
    /** Log of the service, one line of JSON each. */
    logLines,
    schools,
    clients: apiClients,
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** Runs all pending work: link requests and mail. */
    async dispatchAll() {
      await untilIdle(service.work);
    },
    /** Adds a client of a school, and the school if it does not exist. */
    async addClient(
      brin: string,
      role: "coordinator" | "teacher" | "portal" = "coordinator",
      teacher?: string,
    ): Promise<TestClient> {
      const isThere = (await schools.list()).some((school) => school.brin === brin);
      if (!isThere) await schools.add({ brin, name: `School ${brin}` });
      const client = await apiClients.add({ brin, role, teacher });
      return { ...client, token: await requestToken(api, client) };
    },
  };
}

export type TestService = Awaited<ReturnType<typeof startTestService>>;

export async function requestToken(
  api: Api,
  { clientId, clientSecret }: Pick<TestClient, "clientId" | "clientSecret">,
): Promise<string> {
  const { body } = await api("createToken", {
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  return body.access_token;
}
