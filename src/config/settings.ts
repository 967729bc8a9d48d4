// All settings of the service in one table. test/config/config.test.ts checks README, .env.example
// and docker-compose.yml against it.

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
  parseMailFrom,
  parseOrigin,
  parseOwnSecretKey,
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
const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;

export const settings = {
  environment: {
    variable: "NODE_ENV",
    parse: oneOf("development", "production"),
    default: "development",
    meaning: "`production` refuses everything that is only fit for `development`.",
  },
  host: {
    variable: "HOST",
    parse: parseHost,
    default: "127.0.0.1",
    meaning: "Address to listen on; `0.0.0.0` is every one.",
  },
  port: {
    variable: "PORT",
    parse: port,
    default: "3000",
    meaning: "Port to listen on; `0` is any free one.",
  },
  metricsPort: {
    variable: "METRICS_PORT",
    parse: port,
    meaning:
      "Port of `HOST` where Prometheus finds `/metrics`; not for the public. Without it none is counted.",
  },
  otlpEndpoint: {
    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    parse: parseCollectorUrl,
    meaning:
      "Where an OpenTelemetry collector takes traces over HTTP, such as `http://collector:4318`. Without it none are made.",
  },
  otlpHeaders: {
    variable: "OTEL_EXPORTER_OTLP_HEADERS",
    parse: parseHeaders,
    default: "",
    secret: true,
    meaning: "Headers that the collector asks for, `name=value` with commas, in URL encoding.",
  },
  otelServiceName: {
    variable: "OTEL_SERVICE_NAME",
    parse: parseText,
    default: "thuisinlog",
    meaning: "Name of the service in its traces.",
  },
  publicUrl: {
    variable: "PUBLIC_URL",
    parse: parseOrigin,
    parseInProduction: parseSecureOrigin,
    neededInProduction: true,
    meaning:
      "Origin where callers reach the API; issuer and audience of tokens. Without it `http://localhost:` and the port.",
  },
  homeUrl: {
    variable: "HOME_URL",
    parse: parseOrigin,
    parseInProduction: parseSecureOrigin,
    neededInProduction: true,
    meaning: "Origin where the links in mails lead. Without it `PUBLIC_URL`.",
  },
  databaseUrl: {
    variable: "DATABASE_URL",
    parse: parseDatabaseUrl,
    secret: true,
    neededInProduction: true,
    meaning: "PostgreSQL 15 or newer. Without it one that is brought along, in `DATA_DIR`.",
  },
  databaseOwnerUrl: {
    variable: "DATABASE_OWNER_URL",
    parse: parseDatabaseUrl,
    secret: true,
    meaning: "Login that owns the tables, for migrations. Without it `DATABASE_URL`.",
  },
  databaseConnectionsMax: {
    variable: "DATABASE_CONNECTIONS_MAX",
    parse: wholeNumber(1, 1_000),
    default: "10",
    meaning: "Connections to the database that are open at most.",
  },
  databasePreparedStatements: {
    variable: "DATABASE_PREPARED_STATEMENTS",
    parse: oneOf("on", "off"),
    default: "on",
    meaning:
      "`off` behind a pooler that does not keep them for its clients, such as PgBouncer before 1.21.",
  },
  dataDir: {
    variable: "DATA_DIR",
    parse: parseText,
    default: ".data",
    meaning: "Folder of the database that is brought along, and of what a start has compiled.",
  },
  smtpUrl: {
    variable: "SMTP_URL",
    parse: parseSmtpUrl,
    parseInProduction: parseRelayUrl,
    secret: true,
    neededInProduction: true,
    meaning:
      "Mail server, `smtp://user:password@host:587` or `smtps://…`. Without it a mailbox that captures all mail.",
  },
  smtpConnectionsMax: {
    variable: "SMTP_CONNECTIONS_MAX",
    parse: wholeNumber(1, 100),
    default: "5",
    meaning: "Connections to the mail server that are open at most.",
  },
  mailboxPort: {
    variable: "MAILBOX_PORT",
    parse: port,
    default: "1080",
    meaning: "Port of the page that shows the captured mail.",
  },
  mailFrom: {
    variable: "MAIL_FROM",
    parse: parseMailFrom,
    default: "Thuisinlog <no-reply@thuisinlog.example>",
    neededInProduction: true,
    meaning: "Sender of the mails, `Name <address>` or an address.",
  },
  dkimDomain: {
    variable: "DKIM_DOMAIN",
    parse: parseHostName,
    meaning:
      "Domain that signs the mails. The three of DKIM go together; without them no signature.",
  },
  dkimSelector: {
    variable: "DKIM_SELECTOR",
    parse: parseHostName,
    meaning: "Name of the public key in the DNS of that domain.",
  },
  dkimPrivateKey: {
    variable: "DKIM_PRIVATE_KEY",
    parse: parseRsaKey,
    secret: true,
    meaning: "The private key that belongs to it, RSA in PEM.",
  },
  mailDomainCheck: {
    variable: "MAIL_DOMAIN_CHECK",
    parse: oneOf("off", "on"),
    default: "off",
    meaning: "`on` refuses a home address whose domain takes no mail, by DNS.",
  },
  mailEventsSecret: {
    variable: "MAIL_EVENTS_SECRET",
    parse: parseBearerSecret,
    secret: true,
    meaning:
      "Who has it may tell what became of mails, at `/v1/mail-events` and for Postmark: at least 32 characters. Without it nobody may.",
  },
  mailgunSigningKey: {
    variable: "MAILGUN_SIGNING_KEY",
    parse: parseText,
    secret: true,
    meaning: "Signs the webhooks of Mailgun. Without it `/v1/mail-events/mailgun` is not there.",
  },
  sesTopicArn: {
    variable: "SES_TOPIC_ARN",
    parse: parseTopicArn,
    meaning:
      "Topic of Amazon SNS for bounces of Amazon SES. Without it `/v1/mail-events/ses` is not there.",
  },
  securityContact: {
    variable: "SECURITY_CONTACT",
    parse: parseContact,
    meaning:
      "Where to report a vulnerability, `mailto:security@…` or `https://…`; published in `/.well-known/security.txt` (RFC 9116). Without it that answers 404.",
  },
  secretKey: {
    variable: "SECRET_KEY",
    parse: parseSecretKey,
    parseInProduction: parseOwnSecretKey,
    secret: true,
    neededInProduction: true,
    meaning:
      "From it come the keys of links, sessions and passwords: at least 32 octets. Without it one that is fit for development only.",
  },
  secretKeyPrevious: {
    variable: "SECRET_KEY_PREVIOUS",
    parse: parseSecretKey,
    parseInProduction: parseOwnSecretKey,
    secret: true,
    meaning: "The key before it; what was made with that one stays valid.",
  },
  logLevel: {
    variable: "LOG_LEVEL",
    parse: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
    default: "info",
    meaning: "`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
  },
  activationLinkLifetimeSeconds: {
    variable: "ACTIVATION_LINK_LIFETIME_SECONDS",
    parse: wholeNumber(hourSeconds, 90 * daySeconds),
    default: "1209600",
    meaning: "How long the link in a first mail works: 14 days.",
  },
  passwordResetLinkLifetimeSeconds: {
    variable: "PASSWORD_RESET_LINK_LIFETIME_SECONDS",
    parse: wholeNumber(600, 7 * daySeconds),
    default: "86400",
    meaning: "How long the link for a new password works: 24 hours.",
  },
  mailCoolDownSeconds: {
    variable: "MAIL_COOL_DOWN_SECONDS",
    parse: wholeNumber(0, daySeconds),
    default: "300",
    meaning:
      "Cool-down between two mails of one kind to one mailbox; it doubles with each mail, up to a day. 0 turns it off.",
  },
  homeSessionLifetimeSeconds: {
    variable: "HOME_SESSION_LIFETIME_SECONDS",
    parse: wholeNumber(300, 30 * daySeconds),
    default: "86400",
    meaning: "How long a child stays logged in at home.",
  },
  auditRetentionDays: {
    variable: "AUDIT_RETENTION_DAYS",
    parse: wholeNumber(30, 3_650),
    default: "730",
    meaning: "How long a school can see who changed what, in days: two years.",
  },
  passwordLengthMin: {
    variable: "PASSWORD_LENGTH_MIN",
    parse: wholeNumber(passwordLengthMin, 64),
    default: "8",
    meaning: "Characters that a new password has at least, 8 to 64.",
  },
  passwordHashesParallelMax: {
    variable: "PASSWORD_HASHES_PARALLEL_MAX",
    parse: wholeNumber(1, 1_024),
    meaning: "Password hashes that are computed at the same time. Without it one a core.",
  },
  passwordHashesWaitingMax: {
    variable: "PASSWORD_HASHES_WAITING_MAX",
    parse: wholeNumber(0, 10_000),
    default: "100",
    meaning: "Logins that wait for their turn at most; the next one gets a 503.",
  },
  corsOrigins: {
    variable: "CORS_ORIGINS",
    parse: commaSeparated(parseOrigin),
    default: "",
    meaning: "Origins whose pages may call the API from a browser, with commas.",
  },
  trustedProxies: {
    variable: "TRUSTED_PROXIES",
    parse: commaSeparated(parseProxy),
    default: "",
    meaning: "Addresses or ranges of the proxies before the service, with commas.",
  },
} satisfies Record<string, Setting>;

type Settings = typeof settings;

/** Only settings without a default may be undefined. */
export type SettingValues = {
  readonly [Key in keyof Settings]: Settings[Key] extends { readonly default: string }
    ? ReturnType<Settings[Key]["parse"]>
    : ReturnType<Settings[Key]["parse"]> | undefined;
};
