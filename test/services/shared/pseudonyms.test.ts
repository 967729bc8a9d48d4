import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createPseudonymService } from "../../../src/services/shared/pseudonyms.ts";
import { startDatabase } from "../../support/database.ts";

const { db } = await startDatabase(t);
const clock = { now: () => new Date("2026-09-01T08:30:00Z") };
const id = "01990000-0000-7000-8000-000000000002";
const secretOf = (version: number) => `secret key ${version}, long enough for these tests`;
/** A process with this version of the secret key, and with the previous one if it is given. */
const startWith = (version: number, previous?: number) =>
  createPseudonymService({
    db,
    clock,
    random: systemRandom,
    keys: createSecretKeys(
      secretOf(version),
      previous === undefined ? undefined : secretOf(previous),
    ),
  });

t.test("concurrent processes create one key", async (t) => {
  const found = await Promise.all(
    Array.from({ length: 8 }, () => startWith(1).find("malmberg", id)),
  );
  t.equal(new Set(found).size, 1);
  t.not(await startWith(1).find("zwijsen", id), found[0], "another publisher");
});

t.test("pseudonyms stay the same after every rotation of the secret key", async (t) => {
  const pseudonym = await startWith(1).find("malmberg", id);
  t.equal(await startWith(2, 1).find("malmberg", id), pseudonym);
  t.equal(await startWith(1).find("malmberg", id), pseudonym, "a process with the old key only");
  t.equal(await startWith(3, 2).find("malmberg", id), pseudonym);
  await t.rejects(startWith(1).find("malmberg", id), /another SECRET_KEY/);
  await t.rejects(startWith(1).prepare(), /key reset-pseudonyms/);
});

t.test("pseudonyms can be abandoned only if their SECRET_KEY is lost", async (t) => {
  const pseudonyms = startWith(3);
  t.equal(await pseudonyms.reset(), false);
  const before = await pseudonyms.find("gynzy", id);
  const lost = startWith(4);
  t.equal(await lost.reset(), true);
  await t.resolves(lost.prepare());
  t.not(await lost.find("gynzy", id), before);
});
