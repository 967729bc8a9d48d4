// Short log lines for people. Programs read JSON, which stays the format of production.
import type { DestinationStream } from "pino";

export type LogFormat = "json" | "text";

interface FormatConfig {
  readonly environment: "development" | "production";
  /** `undefined`: text in a terminal of development, otherwise JSON. */
  readonly logFormat: LogFormat | undefined;
}

type Line = Readonly<Record<string, unknown>>;

interface Pretty {
  prettyFactory(options: {
    readonly colorize: boolean;
    readonly translateTime: string;
    readonly singleLine: boolean;
    /** Names of fields, separated by commas. */
    readonly ignore: string;
    readonly messageFormat: (line: Line, messageKey: string) => string;
  }): (line: string) => string;
}

interface LinesOptions {
  readonly config: FormatConfig;
  readonly isTerminal: boolean;
  readonly loadPretty?: () => Promise<Pretty>;
}

/** Not a literal in the import, because the sources also compile without development dependencies. */
const prettyPackage: string = "pino-pretty";

type Destination = DestinationStream & { readonly flushSync?: () => void };

/** Fields that the message of a request contains, and fields without use for people. */
const hidden = "method,route,status,ms,reqId,clientId,count,sha256";

/**
 * Returns the destination for the lines of the logger: `destination` itself, or one that first
 * rewrites each line as text. Throws an Error that names LOG_FORMAT when it asks for text and
 * pino-pretty is not installed.
 */
export async function createLogLines(
  destination: Destination,
  { config, isTerminal, loadPretty = () => import(prettyPackage) }: LinesOptions,
): Promise<Destination> {
  if (!isText(config, isTerminal)) return destination;
  const pretty = await loadPretty().catch(() => undefined);
  if (!pretty && config.logFormat === undefined) return destination;
  if (!pretty) {
    throw new Error(
      "LOG_FORMAT text needs the development dependency pino-pretty. Run npm install, or set LOG_FORMAT=json.",
    );
  }
  const textOf = pretty.prettyFactory({
    colorize: isTerminal && !process.env["NO_COLOR"],
    translateTime: "SYS:HH:MM:ss",
    singleLine: true,
    ignore: hidden,
    messageFormat: (line, messageKey) => messageOf(line, String(line[messageKey])),
  });
  return {
    write: (line) => void destination.write(textOf(line)),
    flushSync: () => destination.flushSync?.(),
  };
}

function isText({ environment, logFormat }: FormatConfig, isTerminal: boolean): boolean {
  if (logFormat !== undefined) return logFormat === "text";
  return environment === "development" && isTerminal;
}

function messageOf(line: Line, message: string): string {
  const { method, route = "(unknown path)", status, ms } = line;
  return message === "request" ? `${method} ${route} ${status} in ${ms} ms` : message;
}
