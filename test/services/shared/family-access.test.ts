import t from "tap";
import { newId, systemRandom } from "../../../src/security/random.ts";
import { createFamilyAccess, sessionEnded } from "../../../src/services/shared/family-access.ts";
import { insertSession } from "../../../src/store/family/home-sessions.ts";
import { doneOrWaiting } from "../../support/locks.ts";
import { secondsLater, start, startMailroom } from "../../support/mailroom.ts";

const { db, ask, write } = await startMailroom(t);
const clock = { now: () => start };
const inOwnHome = createFamilyAccess({ db, clock });
const sentence = /^[A-Z].* .*\.$/;
const ended = { code: "unauthorized", detail: sentence, event: "authz_fail" };

/** A session of a child, opened with a password or with pictures. */
async function openSession(name: string, deviceId: string | null = null) {
  const [child] = await write(name);
  if (!child) throw new Error("There is no child.");
  const { schoolId, homeAddressId, emailKey } = child;
  const sessionId = newId(start, systemRandom);
  if (deviceId !== null) {
    await ask(
      `insert into devices (id, school_id, home_address_id, email_key, token_hash, name, created_at, expires_at)
       values ($1, $2, $3, $4, $5, 'a tablet', $6, $7)`,
      deviceId,
      schoolId,
      homeAddressId,
      emailKey,
      systemRandom.bytes(32),
      start,
      secondsLater(60),
    );
  }
  const session = { schoolId, homeAddressId, deviceId, createdAt: start };
  await db.pipelineInSchool(schoolId, [
    insertSession({ ...session, id: sessionId, expiresAt: secondsLater(1) }, undefined),
  ]);
  return { ...child, principal: { schoolId, sessionId } };
}

t.test("a session with a password can change its own address", async (t) => {
  const { principal, emailKey, homeAddressId } = await openSession("password");
  const seen = await inOwnHome(principal, async (_tx, subject, now) => ({ subject, now }));
  t.match(seen, { now: start, subject: { emailKey, homeAddressId, deviceId: null } });
});

t.test("a session locks its address against concurrent changes", async (t) => {
  const { principal, emailKey } = await openSession("locked");
  const lock = () => ask("select from mailboxes where email_key = $1 for update nowait", emailKey);
  await inOwnHome(principal, async () => {
    await t.rejects(lock());
  });
  await t.resolves(lock(), "the lock is free afterwards");
});

t.test("an ended or unknown session has no access", async (t) => {
  const { principal } = await openSession("ended");
  const work = async () => t.fail("the work must not run");
  const another = await openSession("another");
  for (const stranger of [
    { ...principal, sessionId: newId(start, systemRandom) },
    { ...principal, schoolId: another.principal.schoolId },
  ]) {
    await t.rejects(inOwnHome(stranger, work), ended);
  }
  await ask("update home_sessions set ended_at = $1", start);
  await t.rejects(inOwnHome(principal, work), ended);
  const late = createFamilyAccess({ db, clock: { now: () => secondsLater(1) } });
  await ask("update home_sessions set ended_at = null");
  await t.rejects(late(another.principal, work), ended);
});

t.test("a session that ends while it waits for the lock has no access", async (t) => {
  const { principal, emailKey } = await openSession("waiting");
  let waiting: Promise<unknown> = Promise.resolve();
  await db.asService(async (tx) => {
    await tx.$client.query("select from mailboxes where email_key = $1 for update", [emailKey]);
    waiting = inOwnHome(principal, async () => t.fail("the work must not run"));
    await doneOrWaiting(waiting, ask);
    await tx.$client.query("update home_sessions set ended_at = now()");
  });
  await t.rejects(waiting, ended);
});

t.test("a session with pictures has no access to settings of the family", async (t) => {
  const { principal } = await openSession("pictures", newId(start, systemRandom));
  const work = async () => t.fail("the work must not run");
  await t.rejects(inOwnHome(principal, work), { code: "forbidden", detail: sentence });
});

t.test("an unusual end of a session is logged as a security event", async (t) => {
  t.match(sessionEnded(), ended);
  t.match(sessionEnded("session_expired"), { ...ended, event: "session_expired" });
});
