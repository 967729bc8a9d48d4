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
  "an address is activated before bounced, bounced before expired, else invited",
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

t.test("only who said that the child is not theirs gets mail from a teacher alone", async (t) => {
  t.ok(isBounced({ bounceReason: "not-their-child" }));
  t.notOk(isBounced({ bounceReason: "mailbox-full" }));
  t.notOk(isBounced({ bounceReason: null }));
});

t.test("what is in both sets is kept, and order plays no part", async (t) => {
  t.same(compareAddresses([a, b], [c, b]), { kept: [b], added: [c], removed: [a] });
  const same = compareAddresses([a, b], [b, a]);
  t.same(same, { kept: [a, b], added: [], removed: [] });
  t.notOk(changesAnything(same));
  t.ok(changesAnything(compareAddresses([], [a])));
  t.ok(changesAnything(compareAddresses([a, b], [a])));
});

t.test("an address stays as it was typed, and is compared without case", async (t) => {
  t.same(parseAddresses([" Ouder@Home.NL "]), [
    { email: "Ouder@Home.NL", emailKey: "ouder@home.nl" },
  ]);
});

t.test(
  "of what is no set of one or two addresses all faults are told, each at its place",
  async (t) => {
    const faultsOf = (...emails: string[]) =>
      errorOf(() => parseAddresses(emails)).validationErrors.map(
        ({ pointer, detail }) => `${pointer} ${detail}`,
      );
    t.same(faultsOf(), ["/emails has no address"]);
    t.same(faultsOf("a@home.nl", "A@HOME.nl"), ["/emails/1 is the same address as one before it"]);
    t.same(faultsOf("a@home.nl", "b@home.nl", "c@home.nl"), ["/emails has more than 2 addresses"]);
    t.same(faultsOf("a", "b@home.nl", "", "b@home.nl"), [
      "/emails/0 has no @",
      "/emails/2 is empty",
      "/emails/3 is the same address as one before it",
      "/emails has more than 2 addresses",
    ]);
    t.same(readAddresses(["a", "b@home.nl"]).addresses, [b], "the others are read all the same");
  },
);

t.test(
  "an address may be added only where its domain takes mail, and stays whatever becomes of it",
  async (t) => {
    const dead = new Set(["home.nl"]);
    const validationErrors = [{ pointer: "/emails/1", detail: "has a domain that takes no mail" }];
    t.same(
      errorsOfUndeliverableDomains([a, b], { kept: [a], added: [b], removed: [] }, dead),
      validationErrors,
    );
    t.same(
      errorsOfUndeliverableDomains([a, b], { kept: [a, b], added: [], removed: [] }, dead),
      [],
    );
    t.same(
      errorsOfUndeliverableDomains([a], { kept: [], added: [a], removed: [] }, new Set(["x.nl"])),
      [],
    );
  },
);

t.test("a new address takes a place that no other has", async (t) => {
  t.same(placeAddresses([], [a, b]), [
    { ...a, slot: 1 },
    { ...b, slot: 2 },
  ]);
  t.same(placeAddresses([{ slot: 1 }], [c]), [{ ...c, slot: 2 }]);
  t.same(placeAddresses([{ slot: 2 }], [c]), [{ ...c, slot: 1 }]);
  t.same(placeAddresses([{ slot: 2 }, { slot: 1 }], [c]), []);
  t.same(placeAddresses([{ slot: 2 }], [b, c]), [{ ...b, slot: 1 }]);
});
