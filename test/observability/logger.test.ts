import { DrizzleQueryError } from "drizzle-orm/errors";
import pg from "pg";
import t from "tap";
import { ServiceError } from "../../src/domain/errors.ts";
import { createLogger } from "../../src/observability/logger.ts";

const canary = "kanarie@home.nl";

function logged(err: unknown) {
  const lines: string[] = [];
  createLogger("info", { write: (line) => lines.push(line) }).error({ err }, "failed");
  const [line = ""] = lines;
  return { line, err: JSON.parse(line).err };
}

function databaseError() {
  const error = new pg.DatabaseError(
    `Key (email)=(${canary}) exists.\n    at ${canary}`,
    1,
    "error",
  );
  return Object.assign(error, { severity: "ERROR", code: "23505", constraint: "mailboxes_pkey" });
}

t.test("a failed statement is logged without its values, with any wrapping error", async (t) => {
  const failed = new DrizzleQueryError("insert", [canary, `\n    at ${canary}`], databaseError());
  const causes = {
    "as PostgreSQL reports it": databaseError(),
    "wrapped by the query builder": failed,
    "wrapped twice": new DrizzleQueryError("insert", [canary], failed),
  };
  for (const [name, error] of Object.entries(causes)) {
    const { line, err } = logged(error);
    t.notMatch(line, canary, name);
    t.match(err, { code: "23505", constraint: "mailboxes_pkey" }, name);
  }
});

t.test("a wrapped connection error keeps its message", async (t) => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const { line, err } = logged(new DrizzleQueryError("select", [canary], cause));
  t.notMatch(line, canary);
  t.match(err, { code: "ECONNREFUSED", message: "connect ECONNREFUSED" });
});

t.test("a query error without a cause is logged without message", async (t) => {
  const { line, err } = logged(new DrizzleQueryError("select", [canary]));
  t.notMatch(line, canary);
  t.equal(err.type, "Error");
  t.ok(err.stack.length > 0);
});

t.test("a problem is logged with only the type and code of its cause", async (t) => {
  for (const cause of [
    databaseError(),
    new DrizzleQueryError("delete", [canary], databaseError()),
  ]) {
    const { line, err } = logged(new ServiceError("unavailable", "Not available.", { cause }));
    t.notMatch(line, canary);
    t.match(err, { code: "unavailable", message: "Not available." });
    t.strictSame(err.cause, { type: "error", code: "23505" });
  }
});
