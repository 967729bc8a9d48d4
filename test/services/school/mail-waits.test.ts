import t from "tap";
import { readMailWaits } from "../../../src/services/school/mail-waits.ts";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";

const coolDownSeconds = 300;
const service = await startTwoChildren(t);
const { db } = service;
const start = new Date("2026-09-01T08:30:00Z");
const ask = (text: string) =>
  db.asService((tx) =>
    execute(tx, listRows<{ id: string; email: string }>({ name: "", text }, [])),
  );
const [school] = await ask("select id from schools");

/** Why the addresses wait, by address, some seconds after the start. */
async function waitsAt(seconds: number): Promise<Record<string, string>> {
  const rows = await ask("select id, email from home_addresses");
  const now = new Date(start.getTime() + seconds * 1000);
  const ids = rows.map(({ id }) => id);
  const waits = await db.inSchool(school?.id ?? "", (tx) =>
    readMailWaits(tx, school?.id ?? "", ids, now, coolDownSeconds),
  );
  const emailOf = new Map(rows.map(({ id, email }) => [id, email]));
  return Object.fromEntries([...waits].map(([id, reason]) => [emailOf.get(id), reason]));
}

t.test("an address waits for its mail, and then for the cool-down of its link", async (t) => {
  t.strictSame(await waitsAt(0), {}, "without addresses");
  await service.set("Fatima", "sent@home.nl");
  await service.dispatchAll();
  await service.set("Wimpie", "waiting@home.nl", "used@home.nl");
  t.strictSame(await waitsAt(coolDownSeconds - 1), {
    "sent@home.nl": "cool-down",
    "waiting@home.nl": "mail-waiting",
    "used@home.nl": "mail-waiting",
  });
  await service.dispatchAll();
  await service.activate(`${service.linksTo("used@home.nl")[0]}`);
  t.strictSame(await waitsAt(coolDownSeconds - 1), {
    "sent@home.nl": "cool-down",
    "waiting@home.nl": "cool-down",
  });
  t.strictSame(await waitsAt(coolDownSeconds), {});
});
