import pg from "pg";
import t from "tap";
import { ServiceError } from "../../src/domain/errors.ts";
import { isRetryable, NoConnectionError, toServiceError } from "../../src/store/errors.ts";

const withCode = (error: Error, code: string) => Object.assign(error, { code });
const ofServer = (code: string) => withCode(new pg.DatabaseError("a fault", 7, "error"), code);
/** Wraps an error as the query builder does. */
const wrapped = (cause: Error) => new Error("Failed query: select secrets", { cause });

t.test("while the database is unavailable the caller may retry", async (t) => {
  const validationErrors = [
    ...[
      "08006",
      "25006",
      "53100",
      "53200",
      "53300",
      "55P03",
      "57014",
      "57P01",
      "57P03",
      "58030",
    ].map(ofServer),
    withCode(new Error("connect"), "ECONNREFUSED"),
    withCode(new Error("read"), "ECONNRESET"),
    new Error("Connection terminated unexpectedly"),
    new Error("Query read timeout"),
  ];
  for (const validationError of [...validationErrors, ...validationErrors.map(wrapped)]) {
    const refusal = toServiceError(validationError);
    t.match(
      refusal,
      { code: "unavailable", retryAfterSeconds: 5 },
      String(validationError.cause ?? validationError),
    );
    t.equal(
      (refusal as ServiceError).cause,
      validationError.cause ?? validationError,
      "without the statement",
    );
    t.notOk(isRetryable(validationError), "an immediate retry would fail too");
  }
});

t.test("a connection that cannot be opened is unavailable for every reason", async (t) => {
  for (const cause of [ofServer("XX000"), ofServer("28P01"), new Error("of the driver")]) {
    const refusal = toServiceError(new NoConnectionError(cause));
    t.match(refusal, { code: "unavailable", retryAfterSeconds: 5, cause });
  }
});

t.test("any other error is kept, without its statement", async (t) => {
  const validationErrors = [
    ofServer("22P02"),
    withCode(new Error("of a program"), "ERR_INVALID_ARG_TYPE"),
    new TypeError("of a program"),
  ];
  for (const validationError of validationErrors) {
    t.equal(toServiceError(validationError), validationError);
    t.equal(toServiceError(wrapped(validationError)), validationError);
    t.notOk(isRetryable(validationError));
  }
  const refused = new ServiceError("not-found", "There is none.", { cause: ofServer("08006") });
  t.equal(toServiceError(refused), refused);
});

t.test("work that conflicts with a concurrent write is retried", async (t) => {
  for (const code of ["40001", "40P01", "23505", "23503"]) {
    t.ok(isRetryable(ofServer(code)), code);
    t.ok(isRetryable(wrapped(ofServer(code))), code);
  }
  t.notOk(isRetryable(withCode(new Error("not of the server"), "40001")));
});

t.test("of two concurrent writes for the last slot of a pupil one is rejected", async (t) => {
  const taken = Object.assign(ofServer("23505"), { constraint: "home_addresses_slot_key" });
  t.match(toServiceError(taken), { code: "precondition-failed" });
});

t.test(
  "the error of a login without the service role names the commands that grant it",
  async (t) => {
    const denied = withCode(
      new pg.DatabaseError('permission denied to set role "thuisinlog_service"', 7, "error"),
      "42501",
    );
    const { message } = toServiceError(denied) as Error;
    t.match(message, /cli database migrate.*grant thuisinlog_service to/);
  },
);
