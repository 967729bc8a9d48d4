import t from "tap";
import {
  type LinkState,
  linkUnknown,
  requireDeclinable,
  requireOpenLink,
} from "../../src/domain/activation.ts";
import { errorOf, sentence } from "./service-error.ts";

const now = new Date("2026-09-01T08:30:00Z");
const open: LinkState = {
  expiresAt: new Date(now.getTime() + 1),
  usedAt: null,
  declinedAt: null,
  replacedAt: null,
};

t.test("a link is valid until its expiry timestamp", async (t) => {
  t.doesNotThrow(() => requireOpenLink(open, now));
  for (const ago of [0, 1]) {
    const expired = { ...open, expiresAt: new Date(now.getTime() - ago) };
    t.match(
      errorOf(() => requireOpenLink(expired, now)),
      { code: "link-expired", detail: sentence },
    );
  }
});

t.test("an invalid link is reported with the reason that helps the parent most", async (t) => {
  const done = { declinedAt: now, usedAt: now, replacedAt: now, expiresAt: now };
  const order = [
    ["link-refused", {}],
    ["link-used", { declinedAt: null }],
    ["link-replaced", { declinedAt: null, usedAt: null }],
    ["link-expired", { declinedAt: null, usedAt: null, replacedAt: null }],
  ] as const;
  for (const [code, undone] of order) {
    const error = errorOf(() => requireOpenLink({ ...done, ...undone }, now));
    t.match(error, { code, detail: sentence, schoolContact: null }, code);
    const schoolContact = "info@regenboog.example";
    const known = errorOf(() => requireOpenLink({ ...done, ...undone, schoolContact }, now));
    t.match(known, { code, schoolContact });
  }
});

t.test("an unknown link is rejected with a sentence", async (t) => {
  t.match(linkUnknown(), { code: "link-unknown", detail: sentence });
});

t.test("only the link of an invitation can decline an activation", async (t) => {
  t.doesNotThrow(() => requireDeclinable({ purpose: "activation" }));
  t.match(
    errorOf(() => requireDeclinable({ purpose: "password-reset" })),
    { code: "not-an-invitation", detail: sentence },
  );
});
