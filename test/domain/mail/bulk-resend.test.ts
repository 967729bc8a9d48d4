import t from "tap";
import {
  explainSkip,
  type ResendAddress,
  type ResendSkipReason,
  reasonToSkip,
  reasonToWait,
  resendSkipReasons,
  resendStatuses,
} from "../../../src/domain/mail/bulk-resend.ts";

const now = new Date("2026-09-01T08:30:00Z");
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const invited: ResendAddress = {
  activatedAt: null,
  bouncedAt: null,
  bounceReason: null,
  expiresAt: at(1),
  isSelected: true,
};
const expired = { ...invited, expiresAt: now };
const bounced = { ...invited, bouncedAt: now, bounceReason: "mailbox-full" } as const;

t.test("an address is invited again in each of the states of the request", async (t) => {
  for (const address of [invited, expired, bounced]) {
    t.equal(reasonToSkip(address, undefined, resendStatuses, now), undefined);
  }
  t.equal(reasonToSkip(expired, undefined, ["expired"], now), undefined);
  t.equal(reasonToSkip(expired, undefined, ["invited", "bounced"], now), "changed");
  t.equal(reasonToSkip(bounced, undefined, ["invited", "expired"], now), "changed");
});

t.test("an address with a password is skipped, whatever else is true", async (t) => {
  const activated = { ...bounced, activatedAt: now, expiresAt: null };
  for (const wait of ["mail-waiting", "cool-down", undefined] as const) {
    t.equal(reasonToSkip(activated, wait, resendStatuses, now), "activated");
  }
});

t.test("an address whose owner declined or reported the mail is skipped", async (t) => {
  for (const bounceReason of ["not-their-child", "reported-as-spam"] as const) {
    const decided = { ...bounced, bounceReason };
    t.equal(reasonToSkip(decided, undefined, resendStatuses, now), bounceReason);
    const invitedAgain = { ...invited, bounceReason };
    t.equal(reasonToSkip(invitedAgain, undefined, resendStatuses, now), undefined);
  }
});

t.test("an address that the request no longer covers is skipped", async (t) => {
  const moved = { ...invited, isSelected: false };
  t.equal(reasonToSkip(moved, undefined, resendStatuses, now), "changed");
});

t.test("a waiting mail and a young link are reasons to wait", async (t) => {
  const waitOf = (isMailWaiting: boolean, linkCreatedAt: Date | undefined, coolDown = 300) =>
    reasonToWait({ isMailWaiting, linkCreatedAt }, now, coolDown);
  t.equal(waitOf(true, undefined), "mail-waiting");
  t.equal(waitOf(true, now), "mail-waiting");
  t.equal(waitOf(false, at(-299)), "cool-down");
  t.equal(waitOf(false, at(-300)), undefined);
  t.equal(waitOf(false, undefined), undefined);
  t.equal(waitOf(false, now, 0), undefined, "0 turns the cool-down off");
  t.equal(reasonToSkip(expired, "cool-down", ["invited"], now), "cool-down");
});

t.test("each reason has a sentence in both languages", async (t) => {
  for (const reason of Object.keys(resendSkipReasons) as ResendSkipReason[]) {
    for (const locale of ["nl", "en"] as const) {
      t.match(explainSkip(reason, locale), /^[A-Z].* .*\.$/, `${reason} ${locale}`);
    }
  }
});
