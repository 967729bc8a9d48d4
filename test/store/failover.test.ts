// A connection pool whose server becomes read-only, hangs or loses prepared statements.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import pg from "pg";
import t, { type Test } from "tap";
import { newId, systemRandom } from "../../src/security/random.ts";
import { allowLongWork, createDatabase, execute } from "../../src/store/database.ts";
import { insertSchool, listSchools } from "../../src/store/school/schools.ts";
import { arrayRows, listRows } from "../../src/store/statement.ts";
import { startTcpProxy } from "../faults/tcp-proxy.ts";
import { startDatabase } from "../support/database.ts";

const now = new Date("2026-09-01T08:30:00Z");
const school = (brin: string) => ({
  id: newId(now, systemRandom),
  brin,
  name: `School ${brin}`,
  createdAt: now,
});
const one = arrayRows({ name: "one", text: "select $1::int" }, [1], ([row]) => row);

async function openOn(t: Test, url: string, options: { onUnkeptStatements?: () => void } = {}) {
  const db = createDatabase({ url, connectionsMax: 1, onIdleError: () => {}, ...options });
  t.teardown(db.close);
  return db;
}

async function connectAsOwner(t: Test, url: string) {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  t.teardown(() => owner.end());
  const name = new URL(url).pathname.slice(1);
  return {
    setReadOnly: (value: "on" | "off") =>
      owner.query(`alter database ${name} set default_transaction_read_only = ${value}`),
  };
}

t.test("a read-only server is unavailable, and its connection is not used again", async (t) => {
  const { url } = await startDatabase(t);
  const owner = await connectAsOwner(t, url);
  await owner.setReadOnly("on");
  const db = await openOn(t, url);
  const removeThrottles = arrayRows(
    { name: "delete_throttles", text: "delete from throttles" },
    [],
    () => {},
  );
  const write = (brin: string) => db.asService((tx) => insertSchool(tx, school(brin)));

  t.strictSame(await db.asService(listSchools), [], "reads work");
  await t.rejects(db.requireWritable(), { code: "unavailable", retryAfterSeconds: 5 });
  await t.rejects(write("01AA"), { code: "unavailable", retryAfterSeconds: 5 });
  await t.rejects(db.pipelineAsService([removeThrottles]), { code: "unavailable" });

  // A session keeps its initial value, like a connection to a demoted server.
  await t.rejects(write("01AA"), { code: "unavailable" });
  await owner.setReadOnly("off");
  await t.resolves(write("01AA"));
  await t.resolves(db.requireWritable());
});

t.test("a readiness check drops a connection to a read-only server", async (t) => {
  const { url } = await startDatabase(t);
  const owner = await connectAsOwner(t, url);
  await owner.setReadOnly("on");
  const db = await openOn(t, url);
  t.strictSame(await db.asService(listSchools), []);
  await owner.setReadOnly("off");
  await t.rejects(db.requireWritable(), { code: "unavailable" });
  await t.resolves(db.requireWritable());
});

t.test("statements are no longer prepared once a pooler loses them", async (t) => {
  const { url } = await startDatabase(t);
  const losses = {
    "that were prepared (26000)": "deallocate all",
    "that another client prepared (42P05)": "deallocate all; prepare enter_scope as select 1",
  };
  for (const [name, text] of Object.entries(losses)) {
    let calls = 0;
    const db = await openOn(t, url, { onUnkeptStatements: () => (calls += 1) });
    await db.pipelineAsService([one]);
    await db.asService((tx) => tx.$client.query(text));
    t.strictSame(await db.asService((tx) => execute(tx, one)), [1], name);
    t.strictSame(await db.pipelineAsService([one, one]), [[1], [1]]);
    t.equal(calls, 1, "reported once");
  }
});

t.test("a statement of short work times out in seconds, one of long work later", async (t) => {
  const { db } = await startDatabase(t);
  const limits = {
    name: "limits",
    text: "select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock",
  };
  t.strictSame(await db.asService((tx) => execute(tx, listRows(limits, []))), [
    { statement: "5s", lock: "3s" },
  ]);
  const long = await db.asService(async (tx) => {
    await allowLongWork(tx);
    return await execute(tx, listRows(limits, []));
  });
  t.strictSame(long, [{ statement: "15s", lock: "3s" }]);
  t.strictSame(
    await db.asService((tx) => execute(tx, listRows(limits, []))),
    [{ statement: "5s", lock: "3s" }],
    "until the end of its transaction",
  );
});

t.test("long work waits longer for a response than short work", async (t) => {
  const { url: direct } = await startDatabase(t);
  const proxy = await startTcpProxy(t, Number(new URL(direct).port));
  const url = new URL(direct);
  url.port = String(proxy.port);
  const db = createDatabase({
    url: url.href,
    connectionsMax: 2,
    onIdleError: () => {},
    answerTimeoutMs: 2_000,
  });
  t.teardown(db.close);
  const number = { name: "number", text: "select 1 as number" };
  const isAllowed = Promise.withResolvers<void>();
  const long = db.asService(async (tx) => {
    await allowLongWork(tx);
    isAllowed.resolve();
    return await execute(tx, listRows(number, []));
  });
  await isAllowed.promise;
  proxy.behave("stall");
  // Both wait for the frozen server. The short one times out first, and then the server continues.
  await t.rejects(
    db.asService((tx) => execute(tx, listRows(number, []))),
    { code: "unavailable" },
  );
  proxy.behave("pass");
  t.strictSame(await long, [{ number: 1 }]);
});

t.test("a server that fails while a connection opens is unavailable", async (t) => {
  const fields = ["SFATAL", "VFATAL", "CXX000", "Mcould not write init file"];
  const body = Buffer.from(`${fields.map((field) => `${field}\0`).join("")}\0`);
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(body.length + 4, 1);
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(Buffer.concat([head, body])));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const db = await openOn(t, `postgres://app:geheim@127.0.0.1:${port}/thuisinlog`);
  await t.rejects(db.asService(listSchools), {
    code: "unavailable",
    cause: { code: "XX000", message: "could not write init file" },
  });
});
