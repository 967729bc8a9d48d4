// A login and a concurrent password change. In either order no session survives with the old password.
import t from "tap";
import { newId, systemRandom } from "../../../src/security/random.ts";
import { execute, pipeline, type Transaction } from "../../../src/store/database.ts";
import { revokeHomeAccess } from "../../../src/store/family/home-access.ts";
import { updatePassword } from "../../../src/store/family/home-addresses.ts";
import { findOpenSession, insertSession } from "../../../src/store/family/home-sessions.ts";
import { doneOrWaiting } from "../../support/locks.ts";
import { secondsLater, start, startMailroom } from "../../support/mailroom.ts";

const { db, ask: askAsOwner, write } = await startMailroom(t);
const old = { hash: "the old one", keyId: "key" };
const fresh = { hash: "the new one", keyId: "key" };

/** A child with the old password, with functions to open a session and to change the password. */
async function startChild(name: string) {
  const [child] = await write(name);
  if (!child) throw new Error("There is no child.");
  const { schoolId, homeAddressId, emailKey } = child;
  await db.pipelineInSchool(schoolId, [updatePassword(schoolId, homeAddressId, old, start)]);
  const id = newId(start, systemRandom);
  const session = { schoolId, id, homeAddressId, deviceId: null, createdAt: start };
  const opening = insertSession({ ...session, expiresAt: secondsLater(60) }, old.hash);
  const change = (tx: Transaction) =>
    pipeline(tx, [
      updatePassword(schoolId, homeAddressId, fresh, start),
      revokeHomeAccess(schoolId, [homeAddressId], start),
    ]);
  const find = () => db.pipelineInSchool(schoolId, [findOpenSession(schoolId, id, start)]);
  return { schoolId, emailKey, homeAddressId, id, opening, change, find };
}

t.test("a login with the old password during a password change is rejected", async (t) => {
  const { schoolId, emailKey, opening, change, find } = await startChild("late");
  let login: Promise<readonly unknown[]> = Promise.resolve([]);
  await db.atHome(
    emailKey,
    async (tx) => {
      await change(tx);
      login = db.pipelineInSchool(schoolId, [opening]);
      await doneOrWaiting(login, askAsOwner);
    },
    schoolId,
  );
  t.strictSame(await login, [undefined]);
  t.strictSame(await find(), [undefined]);
});

t.test("a session that opens during a password change ends with the old password", async (t) => {
  const { schoolId, emailKey, id, opening, change, find } = await startChild("early");
  let making: Promise<unknown> = Promise.resolve();
  await db.inSchool(schoolId, async (tx) => {
    t.equal((await execute(tx, opening))?.sessionId, id);
    making = db.atHome(emailKey, change, schoolId);
    await doneOrWaiting(making, askAsOwner);
  });
  await making;
  t.strictSame(await find(), [undefined]);
});

t.test("a pupil that left the school gets no session", async (t) => {
  const { schoolId, homeAddressId, opening } = await startChild("gone");
  await askAsOwner(
    "update home_addresses set withdrawn_at = $1 where id = $2",
    start,
    homeAddressId,
  );
  t.strictSame(await db.pipelineInSchool(schoolId, [opening]), [undefined]);
});
