import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createAudit, theFamily, theOperator } from "../../../src/services/shared/audit.ts";
import { start, startMailroom } from "../../support/mailroom.ts";

const { db, ask, write } = await startMailroom(t);
const [child] = await write("audit");
if (!child) throw new Error("There is no child.");
const { schoolId, pupilId, homeAddressId } = child;
const audit = createAudit({ clock: { now: () => start }, random: systemRandom });
const events = () =>
  ask(`select e.action, e.occurred_at as at, e.actor_kind as actor, e.pupil_id as pupil, e.details,
              e.request_id as request, array_agg(a.home_address_id) as addresses
         from audit_events e left join audit_addresses a on a.audit_event_id = e.id
        group by e.school_id, e.id order by e.action desc`);

t.test("an event that is rolled back with its change leaves no row", async (t) => {
  const failing = db.inSchool(schoolId, async (tx) => {
    const by = { schoolId, actor: theFamily, origin: {} };
    await audit(tx, by, [{ action: "password-made", pupilId, homeAddressIds: [homeAddressId] }]);
    throw new Error("the change fails");
  });
  await t.rejects(failing, { message: "the change fails" });
  t.strictSame(await events(), []);
});

t.test("each event of a change has its time, actor and request", async (t) => {
  const by = { schoolId, actor: theOperator, origin: { requestId: "a request" } };
  await db.inSchool(schoolId, async (tx) => {
    await audit(tx, by, []);
    await audit(tx, by, [
      { action: "roster-put", details: { left: 1 } },
      { action: "home-login-set", pupilId, homeAddressIds: [homeAddressId] },
    ]);
  });
  const common = { at: start, actor: "operator", request: "a request" };
  t.strictSame(await events(), [
    { action: "roster-put", ...common, pupil: null, details: { left: 1 }, addresses: [null] },
    {
      action: "home-login-set",
      ...common,
      pupil: pupilId,
      details: {},
      addresses: [homeAddressId],
    },
  ]);
});
