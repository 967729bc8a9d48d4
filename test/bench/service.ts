// The real service in a separate process, with the defaults of production.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };
import { findFreePort } from "../../src/development/postgres/server.ts";
import { newId, systemRandom } from "../../src/security/random.ts";
import { hashSecret } from "../../src/security/secret.ts";
import { createDatabase } from "../../src/store/database.ts";
import { insertClient } from "../../src/store/operator/api-clients.ts";
import { folder } from "./server.ts";

export const secretKey = "a secret key for benchmarks alone, of enough bytes";

export interface ServiceProcess {
  /** Process id. */
  readonly id: number;
  readonly url: string;
  /** Time from the start of the process to the first successful response of `/readyz`. */
  readonly startMs: number;
  /** Resident memory, now or at most since the last `resetPeak`. */
  memory(): Promise<{ readonly nowMiB: number; readonly peakMiB: number }>;
  resetPeak(): Promise<void>;
  stop(): Promise<void>;
}

const mainProgram = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** Arguments of `node` in `npm start`: the flags of V8, and the preloads that only the service has. */
const nodeOptions = packageJson.scripts.start.split(" ").slice(1, -1);
const preloads = nodeOptions.flatMap((option, index) =>
  option === "--import" ? ["--import", `${nodeOptions[index + 1]}`] : [],
);
const flags = nodeOptions.filter((option) => !preloads.includes(option));
const startTimeoutMs = 60_000;
const answerTimeoutMs = 1_000;
const pollMs = 5;
/** No process listens here, so due mail waits. */
const noMailServer = "smtp://127.0.0.1:9";

export async function startService(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  return await startProcess([...preloads, mainProgram], {
    DATABASE_URL: databaseUrl,
    SMTP_URL: noMailServer,
    SECRET_KEY: secretKey,
    TRUSTED_PROXIES: "127.0.0.1",
    ...settings,
  });
}

/**
 * Starts a server with the flags of `npm start`; it listens on `PORT` and answers `/readyz`. `program` is its file, after its
 * own arguments of `node`.
 */
export async function startProcess(
  program: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const port = await findFreePort();
  await mkdir(folder, { recursive: true });
  const log = await open(`${folder}/service.log`, "w");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...flags, ...program], {
    env: {
      PATH: process.env["PATH"],
      // For profiling: NODE_OPTIONS=--cpu-prof.
      NODE_OPTIONS: process.env["NODE_OPTIONS"],
      PORT: `${port}`,
      ...settings,
    },
    stdio: ["ignore", log.fd, log.fd],
  });
  await log.close();
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    const isLate = performance.now() - startedAt > startTimeoutMs;
    if (isLate || hasEnded(child)) {
      child.kill("SIGKILL");
      throw new Error(`The server did not start; see ${folder}/service.log.`);
    }
    await delay(pollMs);
  }
  const startMs = performance.now() - startedAt;
  return {
    id: child.pid ?? Number.NaN,
    url,
    startMs,
    memory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      const mib = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
      return { nowMiB: mib("VmRSS"), peakMiB: mib("VmHWM") };
    },
    resetPeak: () => writeFile(`/proc/${child.pid}/clear_refs`, "5"),
    stop: async () => {
      if (!hasEnded(child)) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
    },
  };
}

/** Requests a coordinator's token of each school. */
export async function requestTokens(
  service: ServiceProcess,
  databaseUrl: string,
  schoolIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const db = createDatabase({ url: databaseUrl, connectionsMax: 1, onIdleError: () => {} });
  const tokens = new Map<string, string>();
  const secret = "a client's secret for benchmarks";
  try {
    for (const schoolId of new Set(schoolIds)) {
      const now = new Date();
      const id = newId(now, systemRandom);
      const client = { id, schoolId, role: "coordinator" as const, createdAt: now };
      await db.asService((tx) => insertClient(tx, { ...client, secretHash: hashSecret(secret) }));
      tokens.set(schoolId, await requestToken(service.url, id, secret));
    }
  } finally {
    await db.close();
  }
  return tokens;
}

async function requestToken(url: string, clientId: string, clientSecret: string): Promise<string> {
  const answer = await fetch(`${url}/v1/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  if (!answer.ok) throw new Error(`No token: ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function isReady(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  return await fetch(`${url}/readyz`, { signal }).then(
    (answer) => answer.ok,
    () => false,
  );
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
