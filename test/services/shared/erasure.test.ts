import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createAudit, theOperator } from "../../../src/services/shared/audit.ts";
import { createErasePupil } from "../../../src/services/shared/erasure.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";

const service = await startTwoChildren(t);
const { db, idOf, smtp, throttle } = service;
const clock = { now: () => new Date("2026-09-01T09:00:00Z") };
const erasePupil = createErasePupil({
  throttle,
  audit: createAudit({ clock, random: systemRandom }),
});
const rowsOf = async (text: string) =>
  (await db.asService((tx) => tx.$client.query<Record<string, string>>(text))).rows;

t.test("a pupil is erased without a mail, and the sibling keeps the shared address", async (t) => {
  await service.set("Wimpie", "moeder@home.nl", "vader@home.nl");
  await service.set("Fatima", "moeder@home.nl");
  await service.dispatchAll();
  const sent = smtp.messages.length;
  const pupilId = idOf("Wimpie");
  const [{ id: schoolId = "" } = {}] = await rowsOf("select id from schools");
  await db.asService((tx) => erasePupil(tx, { schoolId, actor: theOperator, origin: {} }, pupilId));
  await service.dispatchAll();
  t.equal(smtp.messages.length, sent);
  t.strictSame(await rowsOf("select email_key from mailboxes"), [{ email_key: "moeder@home.nl" }]);
  t.strictSame(await rowsOf("select pupil_id from home_addresses"), [{ pupil_id: idOf("Fatima") }]);
  const [event] = await rowsOf(
    "select pupil_id, actor_kind from audit_events where action = 'pupil-erased'",
  );
  t.strictSame(event, { pupil_id: pupilId, actor_kind: "operator" });
});
