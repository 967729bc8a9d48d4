// All settings of the service. The file is long because it is one table: each entry has the
// description, default and parser of one variable. test/config/config.test.ts checks
// docs/configuration.md, .env.example and docker-compose.yml against it.

import { daySeconds, hourSeconds } from "../domain/clock.ts";
import { pageLanguages, readLanguages } from "../domain/language/page-language.ts";
import { passwordLengthMin } from "../domain/password.ts";
import {
  commaSeparated,
  oneOf,
  type ParseValue,
  parseBearerSecret,
  parseCollectorUrl,
  parseContact,
  parseDatabaseUrl,
  parseHeaders,
  parseHost,
  parseHostName,
  parseLanguages,
  parseMailFrom,
  parseOrigin,
  parseOwnSecretKey,
  parseProductionLogFormat,
  parseProxy,
  parseRelayUrl,
  parseRsaKey,
  parseSecretKey,
  parseSecureOrigin,
  parseSmtpUrl,
  parseText,
  parseTopicArn,
  wholeNumber,
} from "./parsers.ts";

export interface Setting<Value = unknown> {
  readonly variable: string;
  readonly meaning: string;
  readonly parse: ParseValue<Value>;
  /** Replaces `parse` when NODE_ENV is production. */
  readonly parseInProduction?: ParseValue<Value>;
  /** As written in the environment. */
  readonly default?: string;
  /** May be read from the file that `<variable>_FILE` names. */
  readonly secret?: true;
  /** Production requires a value and rejects the default. */
  readonly neededInProduction?: true;
}

const port = wholeNumber(0, 65_535);

export const settings = {
  environment: {
    variable: "NODE_ENV",
    parse: oneOf("development", "production"),
    default: "development",
    meaning: "`production` rejects values that are safe only in `development`.",
  },
  host: {
    variable: "HOST",
    parse: parseHost,
    default: "127.0.0.1",
    meaning: "Address to listen on; `0.0.0.0` is all addresses.",
  },
  port: {
    variable: "PORT",
    parse: port,
    default: "3000",
    meaning: "Port to listen on; `0` is any free port.",
  },
  metricsPort: {
    variable: "METRICS_PORT",
    parse: port,
    meaning:
      "Port on `HOST` that serves `/metrics` to Prometheus; do not publish it. Without it the service collects no metrics.",
  },
  otlpEndpoint: {
    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    parse: parseCollectorUrl,
    meaning:
      "URL of an OpenTelemetry collector that receives traces over HTTP, such as `http://collector:4318`. Without it the service makes no traces.",
  },
  otlpHeaders: {
    variable: "OTEL_EXPORTER_OTLP_HEADERS",
    parse: parseHeaders,
    default: "",
    secret: true,
    meaning: "Headers for the collector: comma-separated `name=value`, URL-encoded.",
  },
  otelServiceName: {
    variable: "OTEL_SERVICE_NAME",
    parse: parseText,
    default: "thuisinlog",
    meaning: "Name of the service in traces.",
  },
  publicUrl: {
    variable: "PUBLIC_URL",
    parse: parseOrigin,
    parseInProduction: parseSecureOrigin,
    neededInProduction: true,
    meaning:
      "Public origin of the API; issuer and audience of tokens. Without it `http://localhost:` and the port.",
  },
  homeUrl: {
    variable: "HOME_URL",
    parse: parseOrigin,
    parseInProduction: parseSecureOrigin,
    neededInProduction: true,
    meaning: "Origin of the links in mails. Without it `PUBLIC_URL`.",
  },
  databaseUrl: {
    variable: "DATABASE_URL",
    parse: parseDatabaseUrl,
    secret: true,
    neededInProduction: true,
    meaning:
      "URL of a PostgreSQL 15 or newer. Without it an embedded PostgreSQL with its data in `DATA_DIR`.",
  },
  databaseOwnerUrl: {
    variable: "DATABASE_OWNER_URL",
    parse: parseDatabaseUrl,
    secret: true,
    meaning: "URL with the role that owns the tables, for migrations. Without it `DATABASE_URL`.",
  },
  databaseConnectionsMax: {
    variable: "DATABASE_CONNECTIONS_MAX",
    parse: wholeNumber(1, 1_000),
    default: "10",
    meaning: "Maximum number of connections to the database.",
  },
  databasePreparedStatements: {
    variable: "DATABASE_PREPARED_STATEMENTS",
    parse: oneOf("on", "off"),
    default: "on",
    meaning:
      "`off` behind a pooler without support for prepared statements, such as PgBouncer before 1.21.",
  },
  dataDir: {
    variable: "DATA_DIR",
    parse: parseText,
    default: ".data",
    meaning: "Folder of the embedded PostgreSQL and of the compile cache.",
  },
  smtpUrl: {
    variable: "SMTP_URL",
    parse: parseSmtpUrl,
    parseInProduction: parseRelayUrl,
    secret: true,
    neededInProduction: true,
    meaning:
      "URL of the mail server, `smtp://user:password@host:587` or `smtps://…`. Without it a mail catcher captures all mail.",
  },
  smtpConnectionsMax: {
    variable: "SMTP_CONNECTIONS_MAX",
    parse: wholeNumber(1, 100),
    default: "5",
    meaning: "Maximum number of connections to the mail server.",
  },
  mailboxPort: {
    variable: "MAILBOX_PORT",
    parse: port,
    default: "1080",
    meaning: "Port of the mail catcher's web page.",
  },
  publisherPort: {
    variable: "PUBLISHER_PORT",
    parse: port,
    default: "0",
    meaning:
      "With the embedded PostgreSQL: port of the page that stands in for publishers without a real URL; `0` is any free port.",
  },
  mailFrom: {
    variable: "MAIL_FROM",
    parse: parseMailFrom,
    default: "Thuisinlog <no-reply@thuisinlog.example>",
    neededInProduction: true,
    meaning:
      "Sender of mails, `Name <address>` or an address. A mail about one school has its name before it: `De Regenboog via Name`.",
  },
  dkimDomain: {
    variable: "DKIM_DOMAIN",
    parse: parseHostName,
    meaning:
      "Domain that signs mails. Set all three DKIM settings or none; without them mails have no signature.",
  },
  dkimSelector: {
    variable: "DKIM_SELECTOR",
    parse: parseHostName,
    meaning: "Name of the public key in the DNS of the DKIM domain.",
  },
  dkimPrivateKey: {
    variable: "DKIM_PRIVATE_KEY",
    parse: parseRsaKey,
    secret: true,
    meaning: "Private key of the DKIM selector, RSA in PEM.",
  },
  mailDomainCheck: {
    variable: "MAIL_DOMAIN_CHECK",
    parse: oneOf("off", "on"),
    default: "off",
    meaning: "`on` rejects a home address whose domain accepts no mail according to DNS.",
  },
  mailEventsSecret: {
    variable: "MAIL_EVENTS_SECRET",
    parse: parseBearerSecret,
    secret: true,
    meaning:
      "Bearer secret of `/v1/mail-events` and of its Postmark webhook, at least 32 characters. Without it these answer 404.",
  },
  mailgunSigningKey: {
    variable: "MAILGUN_SIGNING_KEY",
    parse: parseText,
    secret: true,
    meaning:
      "Key that signs the webhooks of Mailgun. Without it `/v1/mail-events/mailgun` answers 404.",
  },
  sesTopicArn: {
    variable: "SES_TOPIC_ARN",
    parse: parseTopicArn,
    meaning:
      "Amazon SNS topic for bounces of Amazon SES. Without it `/v1/mail-events/ses` answers 404.",
  },
  securityContact: {
    variable: "SECURITY_CONTACT",
    parse: parseContact,
    meaning:
      "Contact for vulnerability reports, `mailto:security@…` or `https://…`; published in `/.well-known/security.txt` (RFC 9116). Without it that path answers 404.",
  },
  languages: {
    variable: "LANGUAGES",
    parse: parseLanguages,
    default: readLanguages.join(","),
    meaning: `Comma-separated languages of the pages for families, of ${pageLanguages.map((language) => `\`${language}\``).join(", ")}; a browser that prefers none of them gets the first. The default has those whose texts a native speaker has read.`,
  },
  operatorName: {
    variable: "OPERATOR_NAME",
    parse: parseText,
    meaning: "Name of the organisation that runs the service; `/privacy` shows it to families.",
  },
  operatorContact: {
    variable: "OPERATOR_CONTACT",
    parse: parseContact,
    meaning:
      "Where families reach that organisation, `mailto:…` or `https://…`; `/privacy` and `/accessibility` link to it.",
  },
  secretKey: {
    variable: "SECRET_KEY",
    parse: parseSecretKey,
    parseInProduction: parseOwnSecretKey,
    secret: true,
    neededInProduction: true,
    meaning:
      "Secret from which the keys of links, sessions and passwords are derived, at least 32 bytes. Without it a development key that is public.",
  },
  secretKeyPrevious: {
    variable: "SECRET_KEY_PREVIOUS",
    parse: parseSecretKey,
    parseInProduction: parseOwnSecretKey,
    secret: true,
    meaning:
      "The previous `SECRET_KEY`, during a key rotation; its tokens and passwords stay valid.",
  },
  secretKeyNext: {
    variable: "SECRET_KEY_NEXT",
    parse: parseSecretKey,
    parseInProduction: parseOwnSecretKey,
    secret: true,
    meaning:
      "The next `SECRET_KEY`, while replicas change one after another; accepted, and not used yet.",
  },
  logLevel: {
    variable: "LOG_LEVEL",
    parse: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
    default: "info",
    meaning: "`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
  },
  logFormat: {
    variable: "LOG_FORMAT",
    parse: oneOf("json", "text"),
    parseInProduction: parseProductionLogFormat,
    meaning:
      "`json`, or `text` for short lines in `development`. Without it `text` in a terminal and otherwise `json`; always `json` in production.",
  },
  activationLinkLifetimeSeconds: {
    variable: "ACTIVATION_LINK_LIFETIME_SECONDS",
    parse: wholeNumber(hourSeconds, 90 * daySeconds),
    default: "1209600",
    meaning: "Lifetime of an activation link; the default is 14 days.",
  },
  passwordResetLinkLifetimeSeconds: {
    variable: "PASSWORD_RESET_LINK_LIFETIME_SECONDS",
    parse: wholeNumber(600, 7 * daySeconds),
    default: "86400",
    meaning: "Lifetime of a link for a new password; the default is 24 hours.",
  },
  letterLifetimeDays: {
    variable: "LETTER_LIFETIME_DAYS",
    parse: wholeNumber(1, 365),
    default: "90",
    meaning: "Days for which the code of a letter to parents is valid.",
  },
  mailCoolDownSeconds: {
    variable: "MAIL_COOL_DOWN_SECONDS",
    parse: wholeNumber(0, daySeconds),
    default: "300",
    meaning:
      "Cool-down between two mails of one kind to one mailbox; it doubles with each mail, up to a day. `0` disables it.",
  },
  homeSessionLifetimeSeconds: {
    variable: "HOME_SESSION_LIFETIME_SECONDS",
    parse: wholeNumber(300, 30 * daySeconds),
    default: "86400",
    meaning: "Lifetime of a session at home; the default is 24 hours.",
  },
  auditRetentionDays: {
    variable: "AUDIT_RETENTION_DAYS",
    parse: wholeNumber(30, 3_650),
    default: "730",
    meaning: "Retention of audit events in days; the default is two years.",
  },
  tombstonesFile: {
    variable: "TOMBSTONES_FILE",
    parse: parseText,
    meaning:
      "File to which this replica appends what was removed, so that a restored backup does not bring it back; it belongs on another disk than the database. Without it nothing is written.",
  },
  passwordLengthMin: {
    variable: "PASSWORD_LENGTH_MIN",
    parse: wholeNumber(passwordLengthMin, 64),
    default: "8",
    meaning: "Minimum length of a new password in characters, 8 to 64.",
  },
  passwordHashesParallelMax: {
    variable: "PASSWORD_HASHES_PARALLEL_MAX",
    parse: wholeNumber(1, 1_024),
    meaning: "Maximum number of concurrent password hashes. Without it one for each core.",
  },
  passwordHashesWaitingMax: {
    variable: "PASSWORD_HASHES_WAITING_MAX",
    parse: wholeNumber(0, 10_000),
    default: "100",
    meaning:
      "Maximum number of logins that wait for a hash; the next one gets a 503. One network can take half of the places.",
  },
  corsOrigins: {
    variable: "CORS_ORIGINS",
    parse: commaSeparated(parseOrigin),
    default: "",
    meaning: "Comma-separated origins whose pages may call the API from a browser.",
  },
  trustedProxies: {
    variable: "TRUSTED_PROXIES",
    parse: commaSeparated(parseProxy),
    default: "",
    meaning: "Comma-separated addresses or ranges of the proxies in front of the service.",
  },
} satisfies Record<string, Setting>;

type Settings = typeof settings;

/** Only settings without a default may be undefined. */
export type SettingValues = {
  readonly [Key in keyof Settings]: Settings[Key] extends { readonly default: string }
    ? ReturnType<Settings[Key]["parse"]>
    : ReturnType<Settings[Key]["parse"]> | undefined;
};
