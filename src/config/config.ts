import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type Setting, type SettingValues, settings } from "./settings.ts";

type DkimKey = "dkimDomain" | "dkimSelector" | "dkimPrivateKey";

interface Dkim {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
}

/** See `settings` for the meaning of each field. */
export interface Config
  extends Omit<SettingValues, DkimKey | "publicUrl" | "passwordHashesParallelMax"> {
  readonly publicUrl: string;
  readonly dkim: Dkim | undefined;
  readonly passwordHashesParallelMax: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** All errors in the environment; each names a variable and never contains a value. */
export class ConfigError extends Error {
  readonly validationErrors: readonly string[];

  constructor(validationErrors: readonly string[]) {
    super(["The configuration is not usable:", ...validationErrors].join("\n- "));
    this.name = "ConfigError";
    this.validationErrors = validationErrors;
  }
}

/**
 * Returns the deeply frozen configuration. An empty variable counts as not set; a secret may be in
 * a file that `<NAME>_FILE` names. Throws `ConfigError` with all errors.
 */
export function readConfig(env: Environment): Config {
  const validationErrors: string[] = [];
  const read = ([key, setting]: [string, Setting]) => {
    try {
      return [key, readSetting(setting, env)];
    } catch (error) {
      validationErrors.push(`${setting.variable} ${(error as Error).message}`);
      return [key, undefined];
    }
  };
  const values: SettingValues = Object.fromEntries(Object.entries(settings).map(read));
  validationErrors.push(...dkimErrors(env), ...portErrors(values));
  if (validationErrors.length > 0) throw new ConfigError(validationErrors);
  return deepFreeze(configOf(values));
}

function readSetting(setting: Setting, env: Environment): unknown {
  const production = env[settings.environment.variable] === "production";
  const parse = (production && setting.parseInProduction) || setting.parse;
  const text = readText(setting, env);
  if (text !== undefined) return parse(text);
  if (production && setting.neededInProduction) {
    const orFile = setting.secret ? `, or ${fileVariable(setting)}` : "";
    throw new Error(`must be set in production${orFile}`);
  }
  return setting.default === undefined ? undefined : parse(setting.default);
}

function readText(setting: Setting, env: Environment): string | undefined {
  const text = env[setting.variable] || undefined;
  const path = (setting.secret && env[fileVariable(setting)]) || undefined;
  if (path === undefined) return text;
  if (text !== undefined) throw new Error(`and ${fileVariable(setting)} must not both be set`);
  return readSecret(path, fileVariable(setting));
}

function readSecret(path: string, variable: string): string {
  try {
    const text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    if (text !== "") return text;
  } catch {
    // The cause contains the path, which may be the secret itself by mistake.
  }
  throw new Error(
    `must be in the file that ${variable} names; that one cannot be read or is empty`,
  );
}

/**
 * All three or none: with one or two of them nodemailer would send mail unsigned without an error.
 */
function dkimErrors(env: Environment): string[] {
  const three: Setting[] = [settings.dkimDomain, settings.dkimSelector, settings.dkimPrivateKey];
  const missing = three.filter((setting) => !isGiven(setting, env));
  if (missing.length === three.length) return [];
  const names = three.map(({ variable }) => variable).join(", ");
  return missing.map(({ variable }) => `${variable} must be set too: ${names} go together`);
}

/** The mail catcher listens only without a mail server, and the stand-in for publishers only on the embedded database. */
function portErrors(values: SettingValues): string[] {
  const { port, metricsPort, mailboxPort, smtpUrl, publisherPort, databaseUrl } = values;
  const ports: [Setting, number | undefined][] = [
    [settings.port, port],
    [settings.metricsPort, metricsPort],
    [settings.mailboxPort, smtpUrl === undefined ? mailboxPort : undefined],
    [settings.publisherPort, databaseUrl === undefined ? publisherPort : undefined],
  ];
  return ports.flatMap(([{ variable }, given], index) => {
    const [other] = ports.slice(0, index).find(([, earlier]) => earlier === given) ?? [];
    return given && other ? [`${variable} must be another port than ${other.variable}`] : [];
  });
}

function isGiven(setting: Setting, env: Environment): boolean {
  return Boolean(env[setting.variable] || (setting.secret && env[fileVariable(setting)]));
}

function fileVariable(setting: Setting): string {
  return `${setting.variable}_FILE`;
}

function configOf(values: SettingValues): Config {
  const { dkimDomain, dkimSelector, dkimPrivateKey, ...others } = values;
  return {
    ...others,
    publicUrl: values.publicUrl ?? `http://localhost:${values.port}`,
    databaseOwnerUrl: values.databaseOwnerUrl ?? values.databaseUrl,
    passwordHashesParallelMax: values.passwordHashesParallelMax ?? availableParallelism(),
    dkim:
      dkimDomain && dkimSelector && dkimPrivateKey
        ? { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimPrivateKey }
        : undefined,
  };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
