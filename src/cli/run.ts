// The operator's commands: `npm run --silent cli -- <noun> <verb>`.

import packageJson from "../../package.json" with { type: "json" };
import { startInfrastructure } from "../app/infrastructure.ts";
import { createSystemClock } from "../app/system-clock.ts";
import { createUseCases } from "../app/use-cases.ts";
import { readConfig } from "../config/config.ts";
import { ServiceError } from "../domain/errors.ts";
import { noMetrics } from "../domain/metrics.ts";
import { passwordHashCost } from "../security/password-hash.ts";
import { systemRandom } from "../security/random.ts";
import { clientCommands } from "./client.ts";
import { type Command, type Commands, parseOptions, UsageError, usageOf } from "./command.ts";
import { databaseCommands } from "./database.ts";
import { issuerCommands } from "./issuer.ts";
import { keyCommands } from "./key.ts";
import { mailCommands } from "./mail.ts";
import { renderJson, renderText } from "./print.ts";
import { publisherCommands } from "./publisher.ts";
import { schoolCommands } from "./school.ts";
import { webhookCommands } from "./webhook.ts";

/** `database restored` holds a lock on one connection and works on another. */
const connectionsMin = 2;

const nouns: Readonly<Record<string, Commands>> = {
  school: schoolCommands,
  client: clientCommands,
  issuer: issuerCommands,
  webhook: webhookCommands,
  publisher: publisherCommands,
  key: keyCommands,
  mail: mailCommands,
  database: databaseCommands,
};

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives the result. */
  readonly print: (text: string) => void;
  /** Receives progress, errors and the usage text. */
  readonly printError: (text: string) => void;
}

/**
 * Runs one command line and returns the exit code (docs/operations.md): 0 success, 1 rejected or failed,
 * 2 invalid command line.
 */
export async function runCommand(args: readonly string[], io: Surroundings): Promise<number> {
  const [noun = "", verb = "", ...rest] = args;
  if (noun === "--version") {
    io.print(`thuisinlog ${packageJson.version}\n`);
    return 0;
  }
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    io.print(usage(noun));
    return 0;
  }
  try {
    await run(commandOf(noun, verb), rest, io);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      io.printError(`${error.message}\n\n${usage(noun)}`.trimStart());
      return 2;
    }
    io.printError(`${sentencesOf(error).join("\n")}\n`);
    return 1;
  }
}

function commandOf(noun: string, verb: string): Command {
  const commands = Object.hasOwn(nouns, noun) ? nouns[noun] : undefined;
  const command = commands && Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  const isIncomplete = noun === "" || (commands !== undefined && verb === "");
  if (!command)
    throw new UsageError(isIncomplete ? "" : `There is no command ${noun} ${verb}`.trimEnd());
  return command;
}

async function run(command: Command, args: readonly string[], io: Surroundings): Promise<void> {
  const { values, json } = parseOptions(command.options, args);
  const settings = readConfig(io.env);
  const databaseConnectionsMax = Math.max(settings.databaseConnectionsMax, connectionsMin);
  const infrastructure = await startInfrastructure(
    { ...settings, databaseConnectionsMax },
    {
      attach: true,
      onProgress: (message) => io.printError(`${message}\n`),
      onIdleError: () => {},
    },
  );
  try {
    const { db, keys } = infrastructure;
    const clock = createSystemClock({ db });
    if (!command.isMigration) await clock.synchronize();
    const useCases = createUseCases({
      db,
      keys,
      clock,
      settings,
      passwordHashCost,
      random: systemRandom,
      metrics: noMetrics,
      takesMail: async () => true,
      senders: { knowsSecret: undefined, isOfMailgun: undefined, sesTopic: undefined },
      // Loading the list would take longer than the command.
      readPasswordList: () => {
        throw new Error("No command sets a password.");
      },
    });
    const result = await command.run(useCases, values, {
      migrations: infrastructure.migrations,
      warn: (message) => io.printError(`${message}\n`),
    });
    io.print(json ? renderJson(result) : renderText(result));
  } finally {
    await infrastructure.close();
  }
}

/** Returns the usage of one noun, or of all nouns when it is unknown. */
function usage(noun: string): string {
  const shown = Object.entries(nouns).filter(
    ([name]) => name === noun || !Object.hasOwn(nouns, noun),
  );
  const general = "       npm run --silent cli -- --help | --version";
  const lines = shown.flatMap(([name, commands]) =>
    Object.entries(commands).flatMap(([verb, command]) => [
      `  ${usageOf(name, verb, command)}`,
      `      ${command.summary}`,
    ]),
  );
  return ["Usage: npm run --silent cli -- <noun> <verb> [options]", general, "", ...lines, ""].join(
    "\n",
  );
}

/** Returns the messages for the operator, with causes. */
function sentencesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  if (error instanceof ServiceError && error.validationErrors.length > 0) {
    return error.validationErrors.map(({ pointer, detail }) =>
      isSentence(detail) ? detail : `${optionOf(pointer)} ${detail}`,
    );
  }
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  return [error.message, ...causes.flatMap(sentencesOf)].filter((sentence) => sentence !== "");
}

/** A detail that does not continue the name of an option. */
function isSentence(detail: string): boolean {
  return /^[A-Z]/.test(detail);
}

/** `/jwksUri` is `--jwks-uri`; `/brins/1` is the second `--brin`. */
function optionOf(pointer: string): string {
  const [, name = "", index] = pointer.split("/");
  const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${index === undefined ? option : option.replace(/s$/, "")}`;
}
