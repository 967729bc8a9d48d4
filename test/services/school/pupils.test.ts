import t from "tap";
import { startTwoChildren } from "../../support/families/two-children.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const service = await startTwoChildren(t);
const { coordinator, db, idOf, pupils } = service;
const ask = async (text: string) => (await db.asService((tx) => tx.$client.query(text))).rows;
const events = async () =>
  await ask("select pupil_id, details from audit_events where action = 'pupil-updated'");

t.test("a picture is changed once, with one event, and an equal one is no change", async (t) => {
  const pupilId = idOf("Wimpie");
  const changed = await pupils.update(coordinator, pupilId, { picture: "owl" });
  t.match(changed, { id: pupilId, picture: "owl", pictureUrl: /\/assets\/drawings\/owl\.svg$/ });
  t.strictSame(await pupils.update(coordinator, pupilId, { picture: "owl" }), changed);
  t.strictSame(await pupils.update(coordinator, pupilId, {}), changed);
  t.strictSame(await events(), [{ pupil_id: pupilId, details: { changed: ["picture"] } }]);
});

t.test(
  "a change that waits for another one is rejected, because its state is outdated",
  async (t) => {
    const pupilId = idOf("Fatima");
    let waiting: Promise<unknown> = Promise.resolve();
    await db.asService(async (tx) => {
      await tx.$client.query("update pupils set picture = 'fox' where first_name = 'Fatima'");
      const isUnchanged = ({ picture }: { readonly picture: string | null }) => picture === null;
      waiting = pupils.update(coordinator, pupilId, { picture: "owl" }, isUnchanged);
      await doneOrWaiting(waiting, ask);
    });
    await t.rejects(waiting, { code: "precondition-failed" });
    t.strictSame(await ask("select picture from pupils where first_name = 'Fatima'"), [
      { picture: "fox" },
    ]);
  },
);

t.test("an unknown pupil is not found, and a portal may change none", async (t) => {
  const unknown = "01990000-0000-7000-8000-00000000000f";
  await t.rejects(pupils.update(coordinator, unknown, { picture: "owl" }), { code: "not-found" });
  const portal = { ...coordinator, role: "portal" } as const;
  await t.rejects(pupils.update(portal, idOf("Wimpie"), { picture: null }), { code: "forbidden" });
});
