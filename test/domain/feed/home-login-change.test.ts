import t from "tap";
import {
  beforeAllChanges,
  beforeTransaction,
  type ChangePosition,
  isBefore,
} from "../../../src/domain/feed/home-login-change.ts";

t.test("changes are in the order of their transactions, then of their numbers", async (t) => {
  const changes: ChangePosition[] = [
    { transaction: 7n, number: 12n },
    { transaction: 7n, number: 30n },
    { transaction: 9n, number: 3n },
  ];
  for (const [index, one] of changes.entries()) {
    t.ok(isBefore(beforeAllChanges, one));
    t.notOk(isBefore(one, one));
    for (const later of changes.slice(index + 1)) {
      t.ok(isBefore(one, later));
      t.notOk(isBefore(later, one));
    }
  }
});

t.test("the place before a transaction is after all changes of earlier ones", async (t) => {
  const place = beforeTransaction(9n);
  t.ok(isBefore({ transaction: 8n, number: 1_000n }, place));
  t.ok(isBefore(place, { transaction: 9n, number: 1n }));
});
