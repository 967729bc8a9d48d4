import pg from "pg";
import t from "tap";
import { createDatabase } from "../../src/store/database.ts";
import { arrayRows } from "../../src/store/statement.ts";
import { createTestDatabase } from "../support/database.ts";
import { mother, password, startFamily } from "../support/families/family.ts";

interface DriverQuery {
  _results: unknown;
  handleReadyForQuery(connection: unknown): void;
}

/** From now on the driver returns only the last result of a pipeline, as another version of it could. */
function breakPipelining(): { restore(): void } {
  const prototype = pg.Query.prototype as unknown as DriverQuery;
  const original = prototype.handleReadyForQuery;
  prototype.handleReadyForQuery = function (connection) {
    this._results = [this._results].flat().at(-1);
    original.call(this, connection);
  };
  return {
    restore() {
      prototype.handleReadyForQuery = original;
    },
  };
}

const isWarning = (line: string) => /does not pipeline statements as expected/.test(line);

t.test("a driver that pipelines as expected causes no warning", async (t) => {
  const url = await createTestDatabase(t);
  let warnings = 0;
  const onMissingPipeline = () => {
    warnings += 1;
  };
  const options = { url, connectionsMax: 2, onIdleError: () => {}, onMissingPipeline };
  const db = createDatabase(options);
  t.teardown(db.close);
  await db.requireWritable();
  t.equal(warnings, 0);
});

t.test("the main story works without pipelining, after one warning", async (t) => {
  const broken = breakPipelining();
  t.teardown(broken.restore);
  const { api, linkOf, logLines } = await startFamily(t);

  const token = await linkOf("Wimpie", mother);
  t.equal((await api("activate", { body: { token, password } })).status, 201);
  const wrong = await api("createHomeSession", { body: { email: mother, password: "fout" } });
  t.equal(wrong.status, 401);
  const login = await api("createHomeSession", { body: { email: mother, password } });
  t.equal(login.status, 201);
  t.equal(login.body.pupil.firstName, "Wimpie");
  const { refreshToken, accessToken } = login.body;
  const session = await api("getHomeSession", { token: accessToken });
  t.equal(session.body.pupil.firstName, "Wimpie");
  const refreshed = await api("refreshHomeSession", { body: { refreshToken } });
  t.equal(refreshed.status, 201);
  const reused = await api("refreshHomeSession", { body: { refreshToken } });
  t.equal(reused.status, 401);

  t.equal(logLines.filter(isWarning).length, 1);
});

t.test("without pipelining one failed statement undoes all", async (t) => {
  const url = await createTestDatabase(t);
  const broken = breakPipelining();
  t.teardown(broken.restore);
  const db = createDatabase({ url, connectionsMax: 2, onIdleError: () => {} });
  t.teardown(db.close);
  const insert = { name: "insert", text: "insert into link_requests values ('a@home.nl', now())" };
  const count = { name: "count", text: "select count(*)::int from link_requests" };
  const read = arrayRows(count, [], ([row]: readonly (readonly [number])[]) => row?.[0]);
  const fail = arrayRows({ name: "fail", text: "select 1 / $1::int" }, [0], () => {});
  await t.rejects(db.pipelineAsService([arrayRows(insert, [], () => {}), read, fail]), {
    code: "22012",
  });
  t.strictSame(await db.pipelineAsService([read]), [0]);
});
