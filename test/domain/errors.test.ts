import t from "tap";
import { invalidRequest, notFound, ServiceError } from "../../src/domain/errors.ts";
import { sentence } from "./service-error.ts";

t.test("an error holds only what it is created with", async (t) => {
  const bare = new ServiceError("forbidden", "Not you.");
  t.equal(bare.name, "ServiceError");
  t.equal(bare.message, "Not you.");
  t.strictSame(bare.validationErrors, []);
  t.equal(bare.elsewhere, undefined);
  t.equal(bare.retryAfterSeconds, undefined);
  t.equal(bare.cause, undefined);

  const cause = new Error("what really happened");
  const elsewhere = { name: "MOO", url: null };
  const validationErrors = [{ pointer: "/name", detail: "is empty" }];
  const full = new ServiceError("unavailable", "Later.", {
    validationErrors,
    elsewhere,
    retryAfterSeconds: 5,
    cause,
  });
  t.match(full, {
    code: "unavailable",
    detail: "Later.",
    validationErrors,
    elsewhere,
    retryAfterSeconds: 5,
  });
  t.equal(full.cause, cause);
});

t.test(
  "the security event of an error follows from its code, unless the error names another",
  async (t) => {
    t.equal(new ServiceError("forbidden", "Not you.").event, "authz_fail");
    t.equal(new ServiceError("unavailable", "Later.").event, null);
    const known = new ServiceError("unauthorized", "Ended.", { event: "session_expired" });
    t.equal(known.event, "session_expired");
  },
);

t.test("a missing resource and an invalid request are rejected with a sentence", async (t) => {
  t.match(notFound(), { code: "not-found", detail: sentence });
  const validationErrors = [{ pointer: "/name", detail: "is empty" }];
  t.match(invalidRequest(validationErrors), {
    code: "invalid-request",
    detail: sentence,
    validationErrors,
  });
});
