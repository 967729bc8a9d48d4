import t from "tap";
import { readRows } from "../../../src/domain/bulk-activation.ts";
import { execute } from "../../../src/store/database.ts";
import { lockPupil } from "../../../src/store/school/pupils.ts";
import { listRows } from "../../../src/store/statement.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const service = await startTwoChildren(t);
const { bulkActivations, coordinator, db, idOf, smtp } = service;
const ask = (text: string) =>
  db.asService((tx) => execute(tx, listRows<Record<string, string>>({ name: "", text }, [])));
const [school] = await ask("select id from schools");
const schoolId = school?.["id"] ?? "";
const both = { dryRun: false, atomic: false };
const rowsOf = (emails: Readonly<Record<string, readonly string[]>>) =>
  readRows(Object.entries(emails).map(([externalId, list]) => ({ externalId, emails: list })));
const activate = async (emails: Parameters<typeof rowsOf>[0], options = both) =>
  (await bulkActivations.activate(coordinator, rowsOf(emails), options)).map(
    ({ outcome }) => outcome,
  );

t.test("concurrent requests with the same rows invite each address once", async (t) => {
  const emails = { Fatima: ["a@home.nl"], Wimpie: ["b@home.nl", "a@home.nl"] };
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => activate(emails)));
  t.strictSame(outcomes.flat().toSorted(), [
    ...Array(2).fill("invited"),
    ...Array(6).fill("unchanged"),
  ]);
  await service.dispatchAll();
  t.strictSame(smtp.recipients.toSorted(), ["a@home.nl", "b@home.nl"]);
});

t.test("a row is judged again after the wait for its pupil", async (t) => {
  let waiting: Promise<string[]> = Promise.resolve([]);
  await db.inSchool(schoolId, async (tx) => {
    await execute(tx, lockPupil(schoolId, idOf("Fatima")));
    waiting = activate({ Fatima: ["c@home.nl"], Wimpie: ["c@home.nl"] });
    await doneOrWaiting(waiting, ask);
    await tx.$client.query("update pupils set left_at = now() where id = $1", [idOf("Fatima")]);
  });
  t.strictSame(await waiting, ["refused", "changed"]);
  await ask(`update pupils set left_at = null where id = '${idOf("Fatima")}'`);
});

t.test("an atomic request whose row becomes invalid meanwhile changes nothing", async (t) => {
  const before = await service.addressesOf("Wimpie");
  let waiting: Promise<unknown> = Promise.resolve();
  await db.inSchool(schoolId, async (tx) => {
    await execute(tx, lockPupil(schoolId, idOf("Fatima")));
    waiting = activate(
      { Fatima: ["d@home.nl"], Wimpie: ["d@home.nl"] },
      { dryRun: false, atomic: true },
    );
    await doneOrWaiting(waiting, ask);
    await tx.$client.query("update pupils set left_at = now() where id = $1", [idOf("Fatima")]);
  });
  await t.rejects(waiting, {
    code: "invalid-request",
    validationErrors: [{ pointer: /^\/rows\/0/ }],
  });
  t.strictSame(await service.addressesOf("Wimpie"), before);
  await ask(`update pupils set left_at = null where id = '${idOf("Fatima")}'`);
});
