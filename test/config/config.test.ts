import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect, parseEnv } from "node:util";
import fc from "fast-check";
import t, { type Test } from "tap";
import { parse as parseYaml } from "yaml";
import { type Config, ConfigError, readConfig } from "../../src/config/config.ts";
import { type Setting, settings } from "../../src/config/settings.ts";
import { passwordLengthMin } from "../../src/domain/password.ts";

const table: Setting[] = Object.values(settings);
const variables = table.map(({ variable }) => variable);
const secrets = table.filter(({ secret }) => secret).map(({ variable }) => variable);

type Environment = Record<string, string>;

const production: Environment = {
  NODE_ENV: "production",
  PUBLIC_URL: "https://api.thuisinlog.example",
  HOME_URL: "https://thuis.example",
  DATABASE_URL: "postgresql://service:a@db.example/thuisinlog",
  SMTP_URL: "smtps://relay.example",
  MAIL_FROM: "no-reply@thuisinlog.example",
  SECRET_KEY: "k".repeat(32),
};

function errorOf(env: Environment): ConfigError | undefined {
  try {
    readConfig(env);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function errorsOf(env: Environment): readonly string[] {
  return errorOf(env)?.validationErrors ?? [];
}

/** The only validation error, or a text that matches no expectation. */
function onlyErrorOf(env: Environment): string {
  const validationErrors = errorsOf(env);
  return validationErrors.length === 1
    ? (validationErrors[0] ?? "")
    : `${validationErrors.length} faults: ${validationErrors.join()}`;
}

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function fileWith(t: Test, content: string): string {
  return join(t.testdir({ secret: content }), "secret");
}

function repositoryFile(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
}

t.test(
  "without variables the service runs for development and listens on loopback only",
  async (t) => {
    t.match(readConfig({}), { environment: "development", host: "127.0.0.1", port: 3000 });
    t.match(readConfig({}), { databaseUrl: undefined, smtpUrl: undefined, secretKey: undefined });
    t.ok(readConfig({}).passwordHashesParallelMax >= 1);
  },
);

t.test(
  "all validation errors are reported together, each with its variable and the expected value",
  async (t) => {
    const validationErrors = errorsOf({
      NODE_ENV: "staging",
      PORT: "65536",
      HOME_URL: "https://thuis.example/",
      PASSWORD_LENGTH_MIN: "7",
      CORS_ORIGINS: "https://a.example,b.example",
      DKIM_DOMAIN: "thuisinlog.example",
    });
    const expected = [
      /^NODE_ENV must be one of development, production$/,
      /^PORT must be a whole number from 0 to 65535$/,
      /^HOME_URL must be an origin such as /,
      /^PASSWORD_LENGTH_MIN must be a whole number from 8 to 64$/,
      /^CORS_ORIGINS must be a list with commas; each must be an origin such as /,
      /^DKIM_SELECTOR must be set too: DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY go together$/,
      /^DKIM_PRIVATE_KEY must be set too: /,
    ];
    t.equal(validationErrors.length, expected.length);
    for (const [index, pattern] of expected.entries()) t.match(validationErrors[index], pattern);
    t.match(errorOf({ PORT: "x" })?.message, /not usable:\n- PORT must be/);
  },
);

t.test("no validation error contains the value of a variable or a file", async (t) => {
  const canary = "ZQ7canary";
  const beginnings = [
    "",
    "https://",
    "smtp://",
    "postgresql://:",
    "1",
    "development-",
    "-----BEGIN ",
  ];
  const value = fc
    .tuple(
      fc.constantFrom(...beginnings),
      fc.string(),
      fc.constantFrom("", "@h:1025", " <", ",1/33"),
    )
    .map(([beginning, middle, end]) => `${beginning}${canary}${middle}${end}`);
  const names = [...variables, ...secrets.map((secret) => `${secret}_FILE`)];
  const file = fileWith(t, `${canary}\n`);
  const environment = fc.record(
    Object.fromEntries(
      names.map((name) => [name, name.endsWith("_FILE") ? fc.constantFrom(file, canary) : value]),
    ),
    { requiredKeys: ["PORT"] },
  );
  const mode = fc.constantFrom("development", "production", canary);
  fc.assert(
    fc.property(environment, mode, (env, NODE_ENV) => {
      const error = errorOf({ ...(env as Environment), NODE_ENV });
      if (error === undefined) return false;
      const shown = inspect([error, error.validationErrors, error.cause], {
        showHidden: true,
      }).toLowerCase();
      const named = error.validationErrors.every((validationError) =>
        variables.includes(validationError.split(" ")[0] ?? ""),
      );
      return named && !shown.includes(canary.toLowerCase());
    }),
  );
});

t.test("an empty variable is treated as unset", async (t) => {
  const env = Object.fromEntries(variables.map((variable) => [variable, ""]));
  t.strictSame(readConfig({ ...env, SECRET_KEY_FILE: "" }), readConfig({}));
});

t.test("a secret can be read from a file, without the final line break", async (t) => {
  const path = fileWith(t, `${"k".repeat(31)} \n`);
  t.equal(readConfig({ SECRET_KEY_FILE: path }).secretKey, `${"k".repeat(31)} `);
  t.strictSame(errorsOf({ ...production, SECRET_KEY: "", SECRET_KEY_FILE: path }), []);
  t.equal(readConfig({ PORT_FILE: path }).port, 3000, "PORT has no _FILE variant");
});

t.test("a secret that is set twice, or whose file is missing or empty, is rejected", async (t) => {
  for (const variable of secrets) {
    const file = `${variable}_FILE`;
    const errorsWith = (env: Environment) =>
      errorsOf(env).filter(
        (validationError) =>
          validationError.startsWith(`${variable} `) && validationError.includes(file),
      );
    t.equal(errorsWith({ [variable]: "a", [file]: fileWith(t, "a") }).length, 1, variable);
    t.equal(errorsWith({ [file]: fileWith(t, "\n") }).length, 1, `${file} is empty`);
    t.equal(
      errorsWith({ [file]: join(t.testdirName, "none") }).length,
      1,
      `${file} does not exist`,
    );
  }
});

t.test("production starts with the required settings and reports each missing one", async (t) => {
  t.match(readConfig(production), {
    environment: "production",
    mailFrom: production["MAIL_FROM"],
  });
  const needed = Object.keys(production).filter((name) => name !== "NODE_ENV");
  const validationErrors = errorsOf({ NODE_ENV: "production" });
  t.strictSame(
    validationErrors.map((validationError) => validationError.split(" ")[0]).sort(),
    needed.sort(),
  );
  t.ok(
    validationErrors.every((validationError) =>
      validationError.includes("must be set in production"),
    ),
  );
  for (const name of needed) {
    t.match(onlyErrorOf({ ...production, [name]: "" }), new RegExp(`^${name} must be set`));
  }
});

t.test("production rejects values that are safe only in development", async (t) => {
  const developmentKey = `development-${"k".repeat(32)}`;
  const unfit: [string, string, RegExp][] = [
    ["PUBLIC_URL", "http://api.thuisinlog.example", /must start with https:/],
    ["HOME_URL", "http://thuis.example", /must start with https:/],
    ["SECRET_KEY", developmentKey, /must be a key of your own/],
    ["SECRET_KEY_PREVIOUS", developmentKey, /must be a key of your own/],
    ["SMTP_URL", "smtp://localhost:1025", /must be a real mail server/],
    ["SMTP_URL", "smtp://127.0.0.1:1025", /must be a real mail server/],
    ["SMTP_URL", "smtp://[::1]:1025", /must be a real mail server/],
    ["SMTP_URL", "smtp://mailbox:1025", /must be a real mail server/],
    ["SMTP_URL", "smtp://MailDev", /must be a real mail server/],
    ["LOG_FORMAT", "text", /must be json in production/],
  ];
  for (const [variable, value, expected] of unfit) {
    const validationError = onlyErrorOf({ ...production, [variable]: value });
    t.match(validationError, expected);
    t.ok(validationError.startsWith(`${variable} `));
    t.strictSame(errorsOf({ [variable]: value }), [], "development accepts it");
  }
  for (const url of ["smtp://localhost:25", "smtp://relay.example:1025"]) {
    t.strictSame(errorsOf({ ...production, SMTP_URL: url }), []);
  }
});

t.test(
  "production requires TLS of a mail server, unless it is on loopback or the URL turns TLS off",
  (t) => {
    const urls: readonly (readonly [given: string, used: string])[] = [
      [
        "smtp://app:s%40cret@relay.example:587",
        "smtp://app:s%40cret@relay.example:587?requireTLS=true",
      ],
      [
        "smtp://relay.example?name=a.example",
        "smtp://relay.example?name=a.example&requireTLS=true",
      ],
      ["smtp://relay.example?requireTLS=false", "smtp://relay.example?requireTLS=true"],
      ["smtp://relay.example?ignoreTLS=true", "smtp://relay.example?ignoreTLS=true"],
      ["smtps://relay.example", "smtps://relay.example"],
      ["smtp://127.0.0.1:25", "smtp://127.0.0.1:25"],
      ["smtp://localhost:25", "smtp://localhost:25"],
    ];
    for (const [given, used] of urls) {
      t.equal(readConfig({ ...production, SMTP_URL: given }).smtpUrl, used);
      t.equal(readConfig({ SMTP_URL: given }).smtpUrl, given, "unchanged in development");
    }
    t.end();
  },
);

t.test("values outside the limits are rejected, values at the limits are accepted", async (t) => {
  const cases: Record<string, { right: string[]; wrong: string[] }> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: {
      right: ["http://collector:4318", "https://collector.example/otlp/"],
      wrong: ["collector:4318", "grpc://collector:4317", "http://u:p@collector", "http://c/?key=a"],
    },
    OTEL_EXPORTER_OTLP_HEADERS: {
      right: ["api-key=a", "a=b%20c%3D,b=d=e"],
      wrong: ["api-key", "=a", "a b=c", "a=b,", "a=%", "a=b%0D%0Ac:d"],
    },
    HOST: { right: ["0.0.0.0", "::", "localhost"], wrong: ["localhost:3000", "a b", "http://a"] },
    PORT: { right: ["0", "65535"], wrong: ["-1", "65536", "3e3", "0x10", " 80", "80.5"] },
    PUBLIC_URL: {
      right: ["http://localhost:3000", "https://a.example"],
      wrong: ["https://a.example/", "https://a.example/x", "https://A.example", "a.example"],
    },
    DATABASE_URL: {
      right: ["postgres://db/x", "postgres://a:b%2Cc@db/x"],
      wrong: [
        "mysql://db/x",
        "db",
        "postgres:x",
        "postgres://a,b/x",
        "postgres://u:p@a:5432,b:5432/x",
        "postgres:///x?host=a,b",
      ],
    },
    SMTP_URL: {
      right: [
        "smtp://u:p@relay.example:587?requireTLS=true",
        "smtps://relay.example?tls.rejectUnauthorized=false&tls.servername=mail.example",
        "smtp://relay.example?ignoreTLS=true&name=home.example",
      ],
      wrong: ["relay.example:587", "http://relay.example", "smtp://relay.example?pool=false"],
    },
    MAIL_FROM: {
      right: ["a@b.example", "Thuis & inloggen <a@b.example>", "Één <a@b.example>"],
      wrong: [
        "Name",
        "Name <>",
        "A, B <a@b.example>",
        "A <a@b.example>, c@d.example",
        "<a@b.example>",
      ],
    },
    SECRET_KEY: { right: ["é".repeat(16)], wrong: ["k".repeat(31)] },
    MAIL_EVENTS_SECRET: {
      right: ["k".repeat(32)],
      wrong: ["k".repeat(31), `${"k".repeat(32)} k`, "é".repeat(32)],
    },
    SES_TOPIC_ARN: {
      right: ["arn:aws:sns:eu-west-1:123456789012:bounces"],
      wrong: [
        "arn:aws:sqs:eu-west-1:123456789012:bounces",
        "arn:aws:sns:evil.example/:123456789012:b",
      ],
    },
    SECURITY_CONTACT: {
      right: ["mailto:security@a.example", "https://a.example/report"],
      wrong: ["security@a.example", "http://a.example", "https://a.example/ x", "mailto:a"],
    },
    LANGUAGES: { right: ["nl", "en, nl"], wrong: ["nl,nl", "nl,xx", "nl;en"] },
    OPERATOR_CONTACT: {
      right: ["mailto:hulp@a.example", "https://a.example/hulp"],
      wrong: ["hulp@a.example", "javascript:alert(1)"],
    },
    LOG_LEVEL: { right: ["silent"], wrong: ["INFO", "verbose"] },
    ACTIVATION_LINK_LIFETIME_SECONDS: { right: ["3600", "7776000"], wrong: ["3599", "7776001"] },
    PASSWORD_LENGTH_MIN: {
      right: [String(passwordLengthMin), "64"],
      wrong: [String(passwordLengthMin - 1), "65"],
    },
    CORS_ORIGINS: {
      right: ["https://a.example, http://localhost:5173"],
      wrong: ["*", "https://a.example,"],
    },
    TRUSTED_PROXIES: {
      right: ["10.0.0.0/8, ::1", "fd00::/8,192.0.2.1"],
      wrong: ["loopback", "10.0.0.0/33", "0.0.0.0/0", "10.0.0.0/", "10.0.0.0/8/8"],
    },
  };
  for (const [variable, { right, wrong }] of Object.entries(cases)) {
    for (const value of right)
      t.equal(errorsOf({ [variable]: value }).length, 0, `${variable} ${value}`);
    for (const value of wrong)
      t.equal(errorsOf({ [variable]: value }).length, 1, `${variable} ${value}`);
  }
});

t.test(
  "lists are parsed, and an omitted setting takes its default from related settings",
  async (t) => {
    const databaseUrl = "postgresql://service@db/x";
    const config = readConfig({
      CORS_ORIGINS: "https://a.example, https://b.example",
      DATABASE_URL: databaseUrl,
    });
    t.strictSame(config.corsOrigins, ["https://a.example", "https://b.example"]);
    t.equal(config.databaseOwnerUrl, databaseUrl);
    const owner = "postgresql://owner@db/x";
    t.equal(
      readConfig({ DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: owner }).databaseOwnerUrl,
      owner,
    );
  },
);

t.test("two equal ports are rejected, unless any free port is meant", async (t) => {
  const all = ["PORT", "METRICS_PORT", "MAILBOX_PORT", "PUBLISHER_PORT"];
  t.strictSame(
    errorsOf(Object.fromEntries(all.map((variable) => [variable, "21001"]))),
    all.slice(1).map((variable) => `${variable} must be another port than PORT`),
  );
  t.match(onlyErrorOf({ METRICS_PORT: "1080" }), /^MAILBOX_PORT must be .* than METRICS_PORT$/);
  const relay = { SMTP_URL: "smtp://relay.example" };
  t.strictSame(errorsOf({ METRICS_PORT: "1080", ...relay }), [], "no mail catcher");
  const database = { DATABASE_URL: "postgres://db/x" };
  t.match(onlyErrorOf({ PUBLISHER_PORT: "3000" }), /^PUBLISHER_PORT must be .* than PORT$/);
  t.strictSame(errorsOf({ PUBLISHER_PORT: "3000", ...database }), [], "no stand-in");
  t.strictSame(errorsOf(Object.fromEntries(all.map((variable) => [variable, "0"]))), []);
});

t.test("DKIM signing needs all three settings", async (t) => {
  const three = {
    DKIM_DOMAIN: "thuisinlog.example",
    DKIM_SELECTOR: "s2026",
    DKIM_PRIVATE_KEY: rsaKey(),
  };
  t.strictSame(readConfig(three).dkim, {
    domainName: "thuisinlog.example",
    keySelector: "s2026",
    privateKey: three.DKIM_PRIVATE_KEY,
  });
  for (const name of Object.keys(three)) {
    t.match(onlyErrorOf({ ...three, [name]: "" }), new RegExp(`^${name} must be set too`));
  }
  const { DKIM_PRIVATE_KEY, ...two } = three;
  const DKIM_PRIVATE_KEY_FILE = fileWith(t, DKIM_PRIVATE_KEY);
  t.equal(readConfig({ ...two, DKIM_PRIVATE_KEY_FILE }).dkim?.keySelector, "s2026");
  const { privateKey } = generateKeyPairSync("ed25519");
  const otherKey = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  t.match(
    onlyErrorOf({ ...three, DKIM_PRIVATE_KEY: otherKey }),
    /^DKIM_PRIVATE_KEY must be .* RSA/,
  );
});

t.test("a configuration is deeply frozen", async (t) => {
  const dkim = { DKIM_DOMAIN: "a.example", DKIM_SELECTOR: "s", DKIM_PRIVATE_KEY: rsaKey() };
  const config: Config = readConfig({ ...dkim, CORS_ORIGINS: "https://a.example" });
  const parts = [config, ...Object.values(config).filter((value) => typeof value === "object")];
  t.equal(parts.length, 6, "the configuration, its three lists, the collector headers and DKIM");
  for (const part of parts) t.ok(Object.isFrozen(part));
});

t.test("docs/configuration.md names every setting, with its default and its meaning", async (t) => {
  const rows = repositoryFile("docs/configuration.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  const expected = table.map((setting) => [
    `\`${setting.variable}\``,
    setting.default ? `\`${setting.default}\`` : "",
    explanationOf(setting),
  ]);
  t.strictSame(cells, expected);
});

t.test(".env.example explains every setting and sets it to its default", async (t) => {
  const example = repositoryFile(".env.example");
  t.strictSame(parseEnv(example), {}, "every setting is commented out");
  const defaults = parseEnv(example.replace(/^# (?=[A-Z_]+=)/gm, ""));
  t.strictSame(defaults, Object.fromEntries(table.map((s) => [s.variable, s.default ?? ""])));
  t.strictSame(readConfig(defaults as Environment), readConfig({}));
  for (const setting of table) {
    const lines = `# ${explanationOf(setting)}\n# ${setting.variable}=`;
    t.ok(example.includes(lines), setting.variable);
  }
});

t.test("docker-compose.yml sets only known settings, for development", async (t) => {
  const compose = parseYaml(repositoryFile("docker-compose.yml"));
  const env: Environment = compose.services.thuisinlog.environment;
  for (const name of Object.keys(env)) t.ok(variables.includes(name), name);
  t.match(readConfig(env), { environment: "development", secretKey: /^development-/ });
  t.ok(env["DATABASE_URL"] && env["SMTP_URL"], "the image starts no embedded server");
  t.match(
    errorsOf({ ...env, NODE_ENV: "production" }).join("\n"),
    /SECRET_KEY must be a key of your own/,
  );
});

/** Explanation of a setting in docs/configuration.md and .env.example. */
function explanationOf({ meaning, secret, neededInProduction }: Setting): string {
  return [meaning, neededInProduction && "Needed in production.", secret && "Secret."]
    .filter(Boolean)
    .join(" ");
}
