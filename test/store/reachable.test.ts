// The first connection to a database that is down, starting or read-only, or that rejects the login.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import t from "tap";
import { runCommand } from "../../src/cli/run.ts";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { waitForDatabase } from "../../src/store/reachable.ts";
import { createTestDatabase, emptyTemplate } from "../support/database.ts";

const variable = "DATABASE_URL";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

t.test("the error for a database that is down names it without its password", async (t) => {
  const url = `postgresql://service:geheim@127.0.0.1:${await freePort()}/thuisinlog`;
  const said: string[] = [];
  const error = await waitForDatabase({
    url,
    variable,
    waitMs: 0,
    onProgress: (message) => said.push(message),
  }).catch((reason: Error) => reason);
  t.match(error, {
    message:
      /^The database of DATABASE_URL \(127\.0\.0\.1:\d+\/thuisinlog\) does not answer: no server listens there \(ECONNREFUSED\)\.$/,
  });
  t.notMatch(error?.message, /geheim/);
  t.strictSame(said, [], "without waiting");

  const print = (text: string) => said.push(text);
  const code = await runCommand(["school", "list"], {
    env: { DATABASE_URL: url, SECRET_KEY: "a secret key for tests alone, of enough bytes" },
    print,
    printError: print,
  });
  t.equal(code, 1);
  t.match(
    said,
    [/^The database of DATABASE_URL .* does not answer: .*\.\n$/],
    "a command prints one sentence",
  );
});

t.test("a process waits for a database that is starting, and logs one line", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-wait-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const directory = join(folder, "postgres");
  const first = await startEmbeddedPostgres({ directory });
  const { url } = first;
  await first.stop();
  const said: string[] = [];
  const isWaiting = Promise.withResolvers<void>();
  const waiting = waitForDatabase({
    url,
    variable,
    waitMs: 60_000,
    onProgress: (message) => {
      said.push(message);
      isWaiting.resolve();
    },
  });
  await isWaiting.promise;
  const second = await startEmbeddedPostgres({ directory, port: Number(new URL(url).port) });
  t.teardown(second.stop);
  await t.resolves(waiting);
  t.equal(said.length, 1);
  t.match(said[0], /DATABASE_URL .* Waiting for it, 60 seconds at most\.$/);
});

t.test("a stop ends the wait for a database", async (t) => {
  const url = `postgresql://service@127.0.0.1:${await freePort()}/thuisinlog`;
  const stopping = new AbortController();
  const onProgress = () => stopping.abort();
  const { signal } = stopping;
  const waiting = waitForDatabase({ url, variable, waitMs: 600_000, onProgress, signal });
  await t.rejects(waiting, { message: /DATABASE_URL/ });
});

t.test("a standby and a rejected login have different errors", async (t) => {
  const url = await createTestDatabase(t);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const { pathname } = new URL(url);
  await owner.query(`alter database ${pathname.slice(1)} set default_transaction_read_only = on`);
  await owner.end();
  const onProgress = () => t.fail("nobody waits");
  await t.rejects(waitForDatabase({ url, variable, waitMs: 0, onProgress }), {
    message: /DATABASE_URL .* is read-only: it is a standby/,
  });
  const unknown = new URL(url);
  unknown.pathname = "/there_is_none";
  await t.rejects(
    waitForDatabase({ url: unknown.href, variable, waitMs: 600_000, onProgress }),
    {
      message:
        /DATABASE_URL .*\/there_is_none\) refuses the connection: there is no such database \(3D000\)\.$/,
    },
    "immediately, since waiting cannot help",
  );
  const stranger = new URL(url);
  stranger.username = "stranger";
  await t.rejects(waitForDatabase({ url: stranger.href, variable, waitMs: 0, onProgress }), {
    message:
      /DATABASE_URL .* refuses the connection: the user or the password is wrong \(28P01\)\.$/,
  });
});

t.test(
  "a migration that the login may not do names the setting, without a statement",
  async (t) => {
    const url = new URL(await createTestDatabase(t, emptyTemplate));
    await migrateDatabase(url.href); // Creates the role.
    const empty = new URL(await createTestDatabase(t, emptyTemplate));
    empty.searchParams.set("options", "-c role=thuisinlog_service");
    await t.rejects(migrateDatabase(empty.href, variable), {
      message:
        /^The login of DATABASE_URL may not migrate the database: permission denied [^\n]*\.$/,
    });
  },
);

t.test("a database of another encoding than UTF8 is not migrated", async (t) => {
  const url = new URL(await createTestDatabase(t, emptyTemplate));
  const server = new pg.Client({ connectionString: url.href });
  await server.connect();
  const name = `${url.pathname.slice(1)}_ascii`;
  try {
    await server.query(
      `create database ${name} template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'`,
    );
    url.pathname = `/${name}`;
    await t.rejects(migrateDatabase(url.href, variable), {
      message:
        "The database of DATABASE_URL has the encoding SQL_ASCII: create it with the encoding UTF8.",
    });
  } finally {
    await server.query(`drop database if exists ${name}`);
    await server.end();
  }
});
