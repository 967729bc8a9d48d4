// The service and the operator's commands as separate processes, which end with the test.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Test } from "tap";
import { until } from "./until.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ServiceProcess {
  /** Resolves when it listens; rejects if it ends before. */
  readonly listens: Promise<unknown>;
  readonly pid: number;
  /** URL on which it listens. */
  readonly url: string;
  /** `undefined` while it runs; `null` after a kill. */
  readonly exitCode: number | null | undefined;
  /** Whether its output contains this text, on stdout or stderr. */
  hasSaid(text: string): boolean;
  /** First complete line of its output that contains this text. */
  findLine(text: string): string | undefined;
  kill(signal: NodeJS.Signals): void;
  /** Kills it with SIGKILL and waits for its end. */
  killHard(): Promise<void>;
}

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const serviceProgram = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
export const cliProgram = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Preloaded: ends the process when its stdin closes, which happens however the test ends. */
const endWithInput = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("end", () => process.kill(process.pid, "SIGKILL")).resume().unref()',
)}`;
const listening = /Server listening at (http:\/\/[\d.]+:\d+)/;
const brin = "01AA";
/** Long, because all other tests may run on the machine. */
const startMaxMs = 300_000;
/** Characters of its output that a failed test shows. */
const saidMax = 20_000;

/** Settings of every replica of one service, and of its commands. */
export function environmentOf(databaseUrl: string, smtpUrl: string): Environment {
  return {
    PATH: process.env["PATH"],
    NODE_OPTIONS: process.env["NODE_OPTIONS"],
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    NODE_ENV: "development",
    PORT: "0",
    PUBLIC_URL: "https://api.thuisinlog.example",
    HOME_URL: "https://thuis.thuisinlog.example",
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    SECRET_KEY: "a secret key for tests alone, of enough bytes",
    LOG_LEVEL: "info",
  };
}

/** Where a replica runs, and which version. */
export interface Placement {
  /** Command line that runs a program on another host. */
  readonly within?: readonly string[];
  /** Path of its `src/main.ts`; of this project if absent. */
  readonly program?: string;
}

/** Starts a replica and resolves when it listens. */
export async function startServiceProcess(t: Test, env: Environment): Promise<ServiceProcess> {
  const service = launchServiceProcess(t, env);
  await service.listens;
  return service;
}

/** Starts a replica without waiting for it. */
export function launchServiceProcess(
  t: Test,
  env: Environment,
  { within = [], program = serviceProgram }: Placement = {},
): ServiceProcess {
  const [command = "", ...args] = [
    ...within,
    ...[process.execPath, "--import", endWithInput, program],
  ];
  const child = spawn(command, args, { env });
  endWith(t, child);
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  child.stderr.on("data", (data) => {
    said += data;
  });
  t.teardown(() => {
    if (t.passing()) return;
    const errors = said.split("\n").filter((line) => /"level":"(?:error|fatal)"/.test(line));
    const shown = [...errors, "The end:", said.slice(-saidMax)].join("\n");
    process.stderr.write(`Errors and the end of the output of process ${child.pid}:\n${shown}\n`);
  });
  const exitCode = () => (hasEnded(child) ? child.exitCode : undefined);
  let url: string | undefined;
  const listens = until(
    "service that listens",
    () => {
      if (hasEnded(child)) throw new Error(`The service did not start:\n${said}`);
      url = listening.exec(said)?.[1];
      return url && true;
    },
    startMaxMs,
  );
  listens.catch(() => {}); // Callers of `listens` get the error.
  return {
    listens,
    pid: child.pid as number,
    get url() {
      if (url === undefined) throw new Error("The service does not listen yet.");
      return url;
    },
    get exitCode() {
      return exitCode();
    },
    hasSaid: (text) => said.includes(text),
    findLine: (text) => said.match(/^.*\n/gm)?.find((line) => line.includes(text)),
    kill: (signal) => child.kill(signal),
    async killHard() {
      child.kill("SIGKILL");
      if (!hasEnded(child)) await once(child, "exit");
    },
  };
}

/** Adds a school with a coordinator's client by the operator's commands, of this version by default. */
export async function addSchool(env: Environment, program = cliProgram): Promise<Credentials> {
  const run = (...args: string[]) => runProgram(env, program, args);
  await run("school", "add", "--brin", brin, "--name", "De Regenboog");
  return await run("client", "add", "--brin", brin, "--role", "coordinator");
}

/** Adds a webhook of a client by the operator's command; returns the secret of its signatures. */
export async function addWebhook(
  env: Environment,
  { clientId }: Credentials,
  url: string,
): Promise<string> {
  const args = ["webhook", "add", "--client-id", clientId, "--url", url];
  return (await runProgram(env, cliProgram, args)).secret;
}

/** Runs an operator's command; returns what it prints as JSON. Rejects when it fails. */
export async function runCli(env: Environment, ...args: string[]) {
  return await runProgram(env, cliProgram, args);
}

async function runProgram(env: Environment, program: string, args: readonly string[]) {
  const command = [program, ...args, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env });
  return JSON.parse(stdout);
}

function endWith(t: Test, child: ChildProcess): void {
  t.teardown(async () => {
    child.kill("SIGKILL");
    if (!hasEnded(child)) await once(child, "exit");
  });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
