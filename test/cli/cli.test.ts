import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { startInfrastructure } from "../../src/app/infrastructure.ts";
import { runCommand } from "../../src/cli/run.ts";
import { readConfig } from "../../src/config/config.ts";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { readDevelopmentSecret } from "../../src/development/secret-key.ts";

const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const dataDir = await mkdtemp(join(tmpdir(), "thuisinlog-cli-"));
t.teardown(() => rm(dataDir, { recursive: true, maxRetries: 10 }));
const directory = join(dataDir, "postgres");

interface Answer {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const env = { PATH: process.env["PATH"], DATA_DIR: dataDir };
/** Tolerance between the clocks of the command and of this process. */
const clockErrorMs = 10_000;

/** Runs the real command in a separate process, which takes seconds to load. */
function spawnCli(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

/** Runs a command within this process. */
async function cli(...args: string[]): Promise<Answer> {
  const printed: string[] = [];
  const messages: string[] = [];
  const print = (text: string) => printed.push(text);
  const printError = (text: string) => messages.push(text);
  const code = await runCommand(args, { env, print, printError });
  return { code, stdout: printed.join(""), stderr: messages.join("") };
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await cli(...args, "--json");
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

t.test(
  "on an empty machine a command creates the database, and a second one waits for it",
  async (t) => {
    const [added, listed] = await Promise.all([
      spawnCli("school", "add", "--brin", "01AA00", "--name", "De Regenboog"),
      spawnCli("school", "list", "--json"),
    ]);
    t.match(added, { code: 0, stdout: /^brin {7}01AA\nname {7}De Regenboog\ncreatedAt {2}\d{4}-/ });
    t.match(listed, { code: 0 });
    t.match(`${added.stderr}${listed.stderr}`, /^Creating a PostgreSQL 18 database/m);
    t.match(await json("school", "list"), [{ brin: "01AA", name: "De Regenboog" }]);
  },
);

t.test("one secret key is created, readable only for its owner", async (t) => {
  const secrets = await Promise.all(
    Array.from({ length: 8 }, () => readDevelopmentSecret(join(dataDir, "fresh"))),
  );
  t.equal(new Set(secrets).size, 1);
  t.equal((await stat(join(dataDir, "fresh/secret-key"))).mode & 0o777, 0o600);
  t.equal((await readFile(join(dataDir, "fresh/secret-key"), "utf8")).trim(), secrets[0]);
});

t.test("an empty secret key file is rejected with instructions", async (t) => {
  const folder = join(dataDir, "empty");
  await mkdir(folder);
  await writeFile(join(folder, "secret-key"), "");
  await t.rejects(readDevelopmentSecret(folder), {
    message: /secret-key is empty.* Restore the file or set SECRET_KEY/,
  });
});

t.test("an unknown command line prints the usage", async (t) => {
  const [help, nothing, unknown, missing] = await Promise.all([
    cli("client", "--help"),
    cli(),
    spawnCli("school", "rename"),
    cli("client", "add", "--role", "portal", "--colour", "red"),
  ]);
  t.match(help, {
    code: 0,
    stdout: /client add --brin <BRIN> --role <teacher\|coordinator\|portal>/,
  });
  t.notMatch(help.stdout, /school add/);
  t.match(nothing, { code: 2, stdout: /^$/, stderr: /^Usage: .* school add .* key rotate/s });
  t.match(unknown, { code: 2, stderr: /^There is no command school rename\n/ });
  t.match(missing, { code: 2, stdout: /^$/, stderr: /^There is no option --colour\.\n\nUsage: / });
  const [noun, valueless, valued] = await Promise.all([
    cli("school"),
    cli("school", "add", "--brin", "--name", "De Linde"),
    cli("school", "list", "--json=yes"),
  ]);
  t.match(noun, { code: 2, stdout: /^$/, stderr: /^Usage: .* school add /s });
  t.notMatch(noun.stderr, /client add/);
  t.match(valueless, { code: 2, stderr: /^--brin needs a value\.\n/ });
  t.match(valued, { code: 2, stderr: /^--json takes no value\.\n/ });
  t.match(await cli("--version"), { code: 0, stdout: /^thuisinlog \d+\.\d+\.\d+\n$/ });
});

t.test("beside a running service", async (t) => {
  const server = await startEmbeddedPostgres({ directory, settings: { fsync: "off" } });
  t.teardown(server.stop);

  t.test("a second service is rejected with a clear message", async (t) => {
    const config = readConfig({ DATA_DIR: dataDir });
    const second = startInfrastructure(config, { onProgress: () => {}, onIdleError: () => {} });
    await t.rejects(second, { code: "embedded-postgres-in-use", message: directory });
  });

  t.test("a client can be added, listed without its secret, and revoked once", async (t) => {
    const added = await spawnCli("client", "add", "--brin=01AA", "--role=coordinator", "--json");
    t.match(added, { code: 0, stderr: /^$/ });
    const client = JSON.parse(added.stdout);
    t.match(client, { clientId: /^[\da-f-]{36}$/, clientSecret: /^[\w-]{43}$/ });
    const { clientId, clientSecret } = client;
    const listed = await cli("client", "list");
    t.match(listed.stdout, /^clientId {30}brin {2}role {9}teacher {2}name {2}createdAt/);
    t.match(listed.stdout, clientId);
    t.notMatch(listed.stdout, clientSecret);
    t.equal(listed.stderr, "");
    t.strictSame(await json("client", "revoke", clientId), { clientId, revoked: true });
    t.match(await cli("client", "revoke", "--client-id", clientId), {
      code: 1,
      stderr: /no such client/,
    });
  });

  t.test(
    "mails that bounced since a time are sent again, and the counts are printed",
    async (t) => {
      t.strictSame(await json("mail", "resend", "--bounced-since", "2026-09-01T08:00:00+02:00"), {
        invited: 0,
        coolDown: 0,
        elsewhere: 0,
      });
      for (const wrong of [
        "yesterday",
        "2026-09-01",
        "2026-09-01T08:00:00",
        "2026-13-01T08:00:00Z",
      ]) {
        const answer = await cli("mail", "resend", "--bounced-since", wrong);
        t.match(answer, { code: 2, stderr: /^--bounced-since must be a date and time/ }, wrong);
      }
    },
  );

  t.test(
    "a client of a teacher that the roster does not have is added with a warning",
    async (t) => {
      const line = "client add --brin 01aa --role teacher --teacher nope --json";
      const { code, stdout, stderr } = await cli(...line.split(" "));
      t.equal(code, 0);
      t.match(JSON.parse(stdout), { clientId: String, clientSecret: String });
      t.equal(
        stderr,
        "School 01AA has no teacher nope: the client sees no group until the roster has that teacher.\n",
      );
    },
  );

  t.test("every validation error is reported with its option", async (t) => {
    const [client, issuer] = await Promise.all([
      cli("client", "add", "--brin", "9", "--role", "teacher"),
      cli(..."issuer add --iss x --jwks-uri y --brin 01AA --brin 99ZZ --json".split(" ")),
    ]);
    t.match(client, { code: 1, stdout: /^$/, stderr: /^--brin must be .*\n--teacher must be/ });
    t.match(issuer, {
      code: 1,
      stderr: /^--iss must .*\n--jwks-uri must .*\nThere is no school 99ZZ\.\n$/,
    });
    t.match(await cli("school", "add", "--brin", "01aa", "--name", "De Regenboog"), {
      code: 1,
      stderr: "School 01AA already exists.\n",
    });
  });

  t.test("a portal is listed until it is removed", async (t) => {
    const iss = "https://portal.example";
    const issuer = { iss, jwksUri: `${iss}/jwks`, brins: ["01AA"] };
    const line = `issuer add --iss ${iss} --jwks-uri ${iss}/jwks --brin 01AA`;
    t.strictSame(await json(...line.split(" ")), issuer);
    t.strictSame(await json("issuer", "list"), [issuer]);
    t.match(await cli("issuer", "remove", iss), {
      code: 0,
      stdout: `iss      ${iss}\nremoved  yes\n`,
    });
    t.match(await cli("issuer", "list"), { code: 0, stdout: "(none)\n" });
  });

  t.test("a publisher of the catalogue changes only in the given options", async (t) => {
    const shipped = await json("publisher", "list");
    t.equal(shipped.length, 14);
    t.match(shipped[0], { key: "ars-scribendi", name: "Ars Scribendi", homeUse: "yes", needs: [] });
    const line = "publisher set malmberg --launch-url https://malmberg.test/in --needs group";
    const malmberg = {
      key: "malmberg",
      name: "Malmberg",
      homeUrl: "https://malmberg.example/",
      launchUrl: "https://malmberg.test/in",
      homeUse: "yes",
      needs: ["group"],
    };
    t.strictSame(await json(...line.split(" ")), malmberg);
    t.match(await json(..."publisher set malmberg --needs school,eck-id".split(" ")), {
      needs: ["eck-id", "school"],
    });
    const closed = { ...malmberg, homeUse: "no", needs: [] };
    t.strictSame(
      await json(..."publisher set malmberg --home-use no --needs none".split(" ")),
      closed,
    );
    const listed = await json("publisher", "list");
    t.strictSame(
      listed.filter(({ key }: { key: string }) => key === "malmberg"),
      [closed],
    );
    t.equal(listed.length, 14);
  });

  t.test(
    "a publisher without a given property stays as it is, and the command says so",
    async (t) => {
      const before = await json("publisher", "list");
      t.match(await cli("publisher", "set", "malmberg"), {
        code: 2,
        stdout: /^$/,
        stderr: /^Nothing was changed: give at least one property, such as --name\.\n/,
      });
      t.strictSame(await json("publisher", "list"), before);
    },
  );

  t.test("a new publisher needs a name and two safe URLs", async (t) => {
    const bare = await cli(..."publisher set Nieuw! --home-url http://nieuw.test".split(" "));
    t.equal(bare.code, 1);
    for (const option of ["key", "name", "home-url", "launch-url"]) {
      t.match(bare.stderr, new RegExp(`^--${option} must be`, "m"));
    }
    t.match(await cli(..."publisher set malmberg --needs birth-date".split(" ")), {
      code: 1,
      stderr: "--needs must be none, or of first-name, group, eck-id, school\n",
    });
    t.match(await cli(..."publisher set malmberg --home-use maybe".split(" ")), { code: 2 });
    const url = "https://nieuw.test/";
    const line = `publisher set nieuw --name Nieuw --home-url ${url} --launch-url ${url}`;
    t.match(await json(...line.split(" ")), { key: "nieuw", homeUse: "no", needs: [] });
  });

  t.test("the first key signs immediately, the next one after five minutes", async (t) => {
    const first = await json("key", "rotate");
    const before = Date.now();
    const second = await json("key", "rotate");
    const after = Date.now();
    const madeAt = Date.parse(second.activeAt) - 300_000;
    t.ok(before - clockErrorMs <= madeAt && madeAt <= after + clockErrorMs);
    t.match(await json("key", "list"), [
      { id: first.id, status: "signing" },
      { id: second.id, status: "coming", retiredAt: null },
    ]);
  });

  t.test("DATABASE_URL has priority over the embedded database", async (t) => {
    const printError: string[] = [];
    const listIn = async (url: string) => {
      const printed: string[] = [];
      const code = await runCommand(["school", "list", "--json"], {
        env: { DATA_DIR: join(dataDir, "elsewhere"), DATABASE_URL: url },
        print: (text) => printed.push(text),
        printError: (text) => printError.push(text),
      });
      return { code, printed: printed.join("") };
    };
    const found = await listIn(server.url);
    t.equal(found.code, 0);
    t.match(JSON.parse(found.printed), [{ brin: "01AA" }]);
    t.strictSame(printError.splice(0), []);

    t.match(await listIn("postgres://user:guessme@127.0.0.1:1/none"), { code: 1, printed: "" });
    t.match(printError.splice(0).join(""), /ECONNREFUSED/);
    t.match(await listIn("guessme"), { code: 1 });
    t.match(printError.join(""), /DATABASE_URL must be/);
    t.notMatch(printError.join(""), /guessme/);
  });

  t.test("migrations can run again, and the command says what it did", async (t) => {
    const { total, ...rest } = await json("database", "migrate");
    t.strictSame(rest, { migrated: false, applied: 0 });
    t.ok(total > 0);
    t.match(await cli("database", "migrate"), {
      code: 0,
      stdout: /^migrated {2}no\napplied {3}0\n/,
    });
  });
});
