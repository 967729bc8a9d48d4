import t from "tap";
import {
  createSchoolConnections,
  schoolConnectionsMax,
} from "../../../src/services/shared/school-connections.ts";
import { startDatabase } from "../../support/database.ts";

const { db } = await startDatabase(t);
const schoolIdOf = (digit: number) => `01990000-0000-7000-8000-00000000000${digit}`;

t.test("the school side has three fifths of the pool, and one school half of that", async (t) => {
  const expected = { 1: [1, 1], 2: [1, 1], 5: [3, 2], 10: [6, 3], 20: [12, 6], 100: [60, 30] };
  for (const [pool, [ofAll, ofOne]] of Object.entries(expected)) {
    t.strictSame(schoolConnectionsMax(Number(pool)), { ofAll, ofOne }, pool);
  }
});

t.test(
  "schools that keep their connections leave some to another school and to families",
  async (t) => {
    const schools = createSchoolConnections(db, 10);
    const gate = Promise.withResolvers<void>();
    const threeHeld = Promise.withResolvers<void>();
    const held = [0, 0, 0];
    const hold = (school: number) =>
      schools.inSchool(schoolIdOf(school), async () => {
        held[school] = (held[school] ?? 0) + 1;
        if (held[0] === 3) threeHeld.resolve();
        await gate.promise;
      });
    const first = Array.from({ length: 8 }, () => hold(0));
    await threeHeld.promise;
    const answer = async (tx: { execute: (text: string) => Promise<unknown> }) => {
      await tx.execute("select 1");
      return "an answer";
    };
    t.equal(await schools.inSchoolSnapshot(schoolIdOf(1), answer), "an answer");
    t.strictSame(await schools.pipelineInSchool(schoolIdOf(1), []), []);
    t.strictSame(held, [3, 0, 0], "one school");

    const others = [1, 2].flatMap((school) => Array.from({ length: 8 }, () => hold(school)));
    t.equal(await db.asService(answer), "an answer", "families are not behind the schools");
    gate.resolve();
    await Promise.all([...first, ...others]);
    t.strictSame(held, [8, 8, 8], "all of them end");
  },
);

t.test("a failed transaction gives its connection back", async (t) => {
  const schools = createSchoolConnections(db, 1);
  for (let round = 0; round < 3; round += 1) {
    const failing = schools.inSchool(schoolIdOf(1), () => Promise.reject(new Error("no")));
    await t.rejects(failing, { message: "no" });
  }
  t.equal(await schools.inSchool(schoolIdOf(1), async () => "free"), "free");
});
