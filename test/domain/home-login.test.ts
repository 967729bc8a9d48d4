import t from "tap";
import type { EmailAddress } from "../../src/domain/email-address.ts";
import {
  type AddressState,
  addressStatus,
  changesAnything,
  compareAddresses,
  errorsOfUndeliverableDomains,
  isBounced,
  parseAddresses,
  placeAddresses,
  readAddresses,
  statusSince,
} from "../../src/domain/home-login.ts";
import { errorOf } from "./service-error.ts";

const now = new Date("2026-09-01T08:30:00Z");
const [invitedAt, bouncedAt, activatedAt] = [1, 2, 3].map(
  (day) => new Date(Date.UTC(2026, 7, day)),
);
const address = (emailKey: string): EmailAddress => ({ email: emailKey, emailKey });
const [a, b, c] = ["a@home.nl", "b@home.nl", "c@home.nl"].map(address) as [
  EmailAddress,
  EmailAddress,
  EmailAddress,
];

t.test(
  "the status of an address is activated, else bounced, else expired, else invited",
  async (t) => {
    const later = new Date(now.getTime() + 1);
    const states: readonly (readonly [string, Date | undefined, Partial<AddressState>])[] = [
      ["invited", invitedAt, { expiresAt: later }],
      ["invited", invitedAt, {}],
      ["expired", now, { expiresAt: now }],
      ["bounced", bouncedAt, { bouncedAt: bouncedAt as Date, expiresAt: now }],
      [
        "activated",
        activatedAt,
        { activatedAt: activatedAt as Date, bouncedAt: bouncedAt as Date, expiresAt: now },
      ],
    ];
    for (const [status, since, state] of states) {
      const nothing = { activatedAt: null, bouncedAt: null, expiresAt: null };
      const whole = { ...nothing, ...state, invitedAt: invitedAt as Date };
      t.equal(addressStatus(whole, now), status);
      t.equal(statusSince(whole, now), since, status);
    }
  },
);

t.test("only an address that declined needs a teacher to send mail again", async (t) => {
  t.ok(isBounced({ bounceReason: "not-their-child" }));
  t.notOk(isBounced({ bounceReason: "mailbox-full" }));
  t.notOk(isBounced({ bounceReason: null }));
});

t.test("addresses in both sets are kept, in any order", async (t) => {
  t.strictSame(compareAddresses([a, b], [c, b]), { kept: [b], added: [c], removed: [a] });
  const same = compareAddresses([a, b], [b, a]);
  t.strictSame(same, { kept: [a, b], added: [], removed: [] });
  t.notOk(changesAnything(same));
  t.ok(changesAnything(compareAddresses([], [a])));
  t.ok(changesAnything(compareAddresses([a, b], [a])));
});

t.test("an address keeps its typed form, and is compared without case", async (t) => {
  t.strictSame(parseAddresses([" Ouder@Home.NL "]), [
    { email: "Ouder@Home.NL", emailKey: "ouder@home.nl" },
  ]);
});

t.test("every error of a set of addresses is reported with its pointer", async (t) => {
  const errorsOf = (...emails: string[]) =>
    errorOf(() => parseAddresses(emails)).validationErrors.map(
      ({ pointer, detail }) => `${pointer} ${detail}`,
    );
  t.strictSame(errorsOf(), ["/emails has no address"]);
  t.strictSame(errorsOf("a@home.nl", "A@HOME.nl"), [
    "/emails/1 is the same address as one before it",
  ]);
  t.strictSame(errorsOf("a@home.nl", "b@home.nl", "c@home.nl"), [
    "/emails has more than 2 addresses",
  ]);
  t.strictSame(errorsOf("a", "b@home.nl", "", "b@home.nl"), [
    "/emails has more than 2 addresses",
    "/emails/0 has no @",
    "/emails/2 is empty",
    "/emails/3 is the same address as one before it",
  ]);
  t.strictSame(readAddresses(["a", "b@home.nl"]).addresses, [b], "valid addresses are still read");
});

t.test("a new address needs a domain that accepts mail, an existing one does not", async (t) => {
  const dead = new Set(["home.nl"]);
  const validationErrors = [{ pointer: "/emails/1", detail: "has a domain that accepts no mail" }];
  t.strictSame(
    errorsOfUndeliverableDomains([a, b], { kept: [a], added: [b], removed: [] }, dead),
    validationErrors,
  );
  t.strictSame(
    errorsOfUndeliverableDomains([a, b], { kept: [a, b], added: [], removed: [] }, dead),
    [],
  );
  t.strictSame(
    errorsOfUndeliverableDomains([a], { kept: [], added: [a], removed: [] }, new Set(["x.nl"])),
    [],
  );
});

t.test("a new address takes a free slot", async (t) => {
  t.strictSame(placeAddresses([], [a, b]), [
    { ...a, slot: 1 },
    { ...b, slot: 2 },
  ]);
  t.strictSame(placeAddresses([{ slot: 1 }], [c]), [{ ...c, slot: 2 }]);
  t.strictSame(placeAddresses([{ slot: 2 }], [c]), [{ ...c, slot: 1 }]);
  t.strictSame(placeAddresses([{ slot: 2 }, { slot: 1 }], [c]), []);
  t.strictSame(placeAddresses([{ slot: 2 }], [b, c]), [{ ...b, slot: 1 }]);
});
