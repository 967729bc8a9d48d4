// The form of an operator's command, and the parser of its options.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { UseCases } from "../app/use-cases.ts";
import type { Migrations } from "../store/migrate.ts";

/** `many`: one or more. `any`: none or more. */
type OptionCount = "one" | "optional" | "many" | "any";

export interface CommandOption {
  readonly count: OptionCount;
  /** Placeholder of the value in the usage text. */
  readonly value: string;
  /** May be given without the name of the option. */
  readonly bare?: true;
}

export type CommandRow = Readonly<Record<string, unknown>>;

export interface Command {
  /** What the command does, in the imperative. */
  readonly summary: string;
  /** By name, without the dashes. */
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Runs before the service's login may use its role, so it must not query the database. */
  readonly isMigration?: true;
  /** Returns the row or the list to print. Throws a `ServiceError` or a `CommandError`. */
  run(
    useCases: UseCases,
    values: CommandValues,
    context: CommandContext,
  ): Promise<CommandRow | readonly CommandRow[]>;
}

export interface CommandContext {
  /** What the migrations before the command did. */
  readonly migrations: Migrations;
  /** Prints a sentence for the operator; the command succeeds all the same. */
  readonly warn: (message: string) => void;
}

/** By verb. */
export type Commands = Readonly<Record<string, Command>>;

export interface CommandValues {
  /** Returns the value of a single option. */
  one(name: string): string;
  optional(name: string): string | undefined;
  many(name: string): readonly string[];
}

/** The command is valid but cannot be executed. */
export class CommandError extends Error {}

/** The command line is invalid. */
export class UsageError extends Error {}

/** Throws `UsageError` with all errors in the options. */
export function parseOptions(
  options: Command["options"],
  args: readonly string[],
): { readonly values: CommandValues; readonly json: boolean } {
  const { values, positionals } = parseLine(options, args);
  const bareName = Object.keys(options).find((name) => options[name]?.bare);
  const given = (name: string): readonly string[] => {
    const named = values[name];
    return [
      ...(Array.isArray(named) ? named.map(String) : []),
      ...(name === bareName ? positionals : []),
    ];
  };
  const validationErrors = Object.entries(options).flatMap(([name, { count }]) =>
    countErrors(name, count, given(name).length),
  );
  if (bareName === undefined && positionals.length > 0) {
    validationErrors.push(`There is a word too many: ${positionals.join(" ")}`);
  }
  if (validationErrors.length > 0) throw new UsageError(validationErrors.join("\n"));
  return {
    json: values["json"] === true,
    values: {
      one: (name) => given(name)[0] ?? "",
      optional: (name) => given(name)[0],
      many: given,
    },
  };
}

function parseLine(options: Command["options"], args: readonly string[]) {
  const config: ParseArgsOptionsConfig = { json: { type: "boolean" } };
  for (const name of Object.keys(options)) config[name] = { type: "string", multiple: true };
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true });
  } catch (error) {
    throw new UsageError(lineErrorOf(error as NodeJS.ErrnoException));
  }
}

/** Without the hints of Node, which are for programmers. */
function lineErrorOf({ code, message }: NodeJS.ErrnoException): string {
  const [option = ""] = /--?[^\s'=]+/.exec(message) ?? [];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `There is no option ${option}.`;
  if (code !== "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return message;
  return option === "--json" ? "--json takes no value." : `${option} needs a value.`;
}

/** In the stored form, with capital letters. */
export function brinOf(text: string): string {
  return text.toUpperCase();
}

function countErrors(name: string, count: OptionCount, given: number): string[] {
  if (given === 0 && (count === "one" || count === "many")) return [`--${name} is missing.`];
  if (given > 1 && (count === "one" || count === "optional"))
    return [`--${name} may be given once.`];
  return [];
}

/** Returns `school add --brin <BRIN> --name <name> [--json]`. */
export function usageOf(noun: string, verb: string, { options }: Command): string {
  const parts = Object.entries(options).map(([name, { count, value, bare }]) => {
    if (bare) return `<${value}>`;
    const option = `--${name} <${value}>`;
    if (count === "optional") return `[${option}]`;
    if (count === "any") return `[${option} …]`;
    return count === "many" ? `${option} [${option} …]` : option;
  });
  return [noun, verb, ...parts, "[--json]"].join(" ");
}
