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
  refusedAt: null,
  replacedAt: null,
};

t.test("a link opens until the moment at which it expires", async (t) => {
  t.doesNotThrow(() => requireOpenLink(open, now));
  for (const ago of [0, 1]) {
    const expired = { ...open, expiresAt: new Date(now.getTime() - ago) };
    t.match(
      errorOf(() => requireOpenLink(expired, now)),
      { code: "link-expired", detail: sentence },
    );
  }
});

t.test("of a link that no longer opens is told what helps its parent most", async (t) => {
  const done = { refusedAt: now, usedAt: now, replacedAt: now, expiresAt: now };
  const order = [
    ["link-refused", {}],
    ["link-used", { refusedAt: null }],
    ["link-replaced", { refusedAt: null, usedAt: null }],
    ["link-expired", { refusedAt: null, usedAt: null, replacedAt: null }],
  ] as const;
  for (const [code, undone] of order) {
    const error = errorOf(() => requireOpenLink({ ...done, ...undone }, now));
    t.match(error, { code, detail: sentence }, code);
  }
});

t.test("a link that is not known is refused in a sentence as well", async (t) => {
  t.match(linkUnknown(), { code: "link-unknown", detail: sentence });
});

t.test("only the link of an invitation can decline", async (t) => {
  t.doesNotThrow(() => requireDeclinable({ purpose: "activation" }));
  t.match(
    errorOf(() => requireDeclinable({ purpose: "password-reset" })),
    { code: "link-unknown", detail: sentence },
  );
});
