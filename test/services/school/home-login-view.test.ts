import t from "tap";
import { describeInvited } from "../../../src/services/school/home-login-view.ts";
import { daySeconds, startTwoChildren } from "../../support/families/two-children.ts";

const service = await startTwoChildren(t);
const { smtp } = service;
const mailsOf = async () =>
  (await service.addressesOf("Wimpie")).map(({ status, mail }) => ({ status, mail }));

t.test("an address has the status of its newest mail, with the reason", async (t) => {
  smtp.behave((to) => {
    if (to.startsWith("onbekend")) return "reject-recipient-550";
    return to.startsWith("later") ? "reject-recipient-451" : "normal";
  });
  await service.set("Wimpie", "later@home.nl", "onbekend@home.nl");
  t.match(await mailsOf(), [
    { status: "invited", mail: { status: "waiting", sentAt: null, reason: null } },
    { status: "invited", mail: { status: "waiting", sentAt: null, reason: null } },
  ]);
  await service.dispatchAll();
  t.match(await mailsOf(), [
    { status: "invited", mail: { status: "delayed", sentAt: null, reason: String } },
    { status: "bounced", mail: { status: "bounced", sentAt: null, reason: "address-unknown" } },
  ]);
  smtp.behave("normal");
  service.advance(daySeconds);
  await service.dispatchAll();
  t.match(await mailsOf(), [
    { status: "invited", mail: { status: "sent", sentAt: Date, reason: null } },
    { status: "bounced", mail: { status: "bounced" } },
  ]);
});

t.test("a new address is described as the next read describes it", async (t) => {
  const now = new Date("2026-09-01T08:30:00Z");
  const expiresAt = new Date("2026-09-15T08:30:00Z");
  const inserted = { email: "Oma@home.nl", expiresAt } as Parameters<typeof describeInvited>[0];
  t.strictSame(describeInvited(inserted, now), {
    email: "Oma@home.nl",
    status: "invited",
    invitedAt: now,
    activatedAt: null,
    expiresAt,
    mail: { status: "waiting", sentAt: null, reason: null },
  });
});
