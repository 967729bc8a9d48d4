// Two concurrent changes of the same rows: the second sees the result of the first.
import t from "tap";
import { newId, systemRandom } from "../../src/security/random.ts";
import { execute } from "../../src/store/database.ts";
import { insertLinks } from "../../src/store/family/activation-links.ts";
import { insertHomeAddresses, updatePassword } from "../../src/store/family/home-addresses.ts";
import { insertSession } from "../../src/store/family/home-sessions.ts";
import { lockMailbox, lockMailboxes } from "../../src/store/family/mailboxes.ts";
import { enqueueMails } from "../../src/store/mail/outbox.ts";
import { enqueueRemovalNotices } from "../../src/store/mail/removal-notices.ts";
import { lockPupil } from "../../src/store/school/pupils.ts";
import { listRows } from "../../src/store/statement.ts";
import { pupil, rosterOf } from "../support/families/roster-pupil.ts";
import { doneOrWaiting } from "../support/locks.ts";
import { startServices } from "../support/services.ts";

const hourSeconds = 60 * 60;
const email = "ouder@home.nl";
const password = { hash: "a hash", keyId: "a key" };
const rosterWith = (...ids: string[]) => rosterOf(...ids.map((id) => pupil(id)));

const service = await startServices(t);
const { db, coolDown } = service;
const askAsService = (text: string) =>
  db.asService((tx) => execute(tx, listRows<Record<string, string>>({ name: "", text }, [])));

/** A school with two pupils; the second has `email` if it is given. */
async function startSchool(brin: string, email?: string) {
  const coordinator = await service.addSchool(brin);
  await service.rosters.put(coordinator, rosterWith("1", "2"));
  const [pupil] = await askAsService(
    `select p.school_id, p.id from pupils p join schools s on s.id = p.school_id
      where s.brin = '${brin}' and p.external_id = '2'`,
  );
  const { school_id: schoolId = "", id: pupilId = "" } = pupil ?? {};
  if (email) await service.homeLogins.set(coordinator, pupilId, [email]);
  const [address] = await askAsService(
    `select id from home_addresses where pupil_id = '${pupilId}'`,
  );
  const leave = () => service.rosters.put(coordinator, rosterWith("1"), { isConfirmed: true });
  return { coordinator, schoolId, pupilId, homeAddressId: address?.["id"] ?? "", leave };
}

t.test(
  "a password that is set while a teacher sends the mail again prevents the mail",
  async (t) => {
    const { coordinator, schoolId, pupilId, homeAddressId } = await startSchool("01AA", email);
    await service.dispatchAll();
    service.advance(hourSeconds);
    let sending: ReturnType<typeof service.homeLogins.sendMails> | undefined;
    await db.atHome(
      email,
      async (tx) => {
        await execute(tx, lockMailbox(email));
        await execute(tx, updatePassword(schoolId, homeAddressId, password, new Date()));
        sending = service.homeLogins.sendMails(coordinator, pupilId, undefined);
        await doneOrWaiting(sending, askAsService);
      },
      schoolId,
    );
    t.strictSame(await sending, { queued: [], skipped: [{ email, reason: "activated" }] });
  },
);

t.test("a mail that another school joins while the first is removed is still sent", async (t) => {
  const emailKey = "samen@home.nl";
  await startSchool("05EE", emailKey);
  const { schoolId, pupilId } = await startSchool("06FF");
  const now = new Date();
  const mailId = newId(now, systemRandom);
  const id = newId(now, systemRandom);
  const linkId = newId(now, systemRandom);
  const address = { schoolId, id, pupilId, slot: 1, email: emailKey, emailKey };
  const link = { id: linkId, homeAddressId: id, purpose: "activation", expiresAt: now } as const;
  const mail = { kind: "activation", locale: "nl", createdAt: now, coolDown } as const;
  let removing: Promise<unknown> = Promise.resolve();
  await db.asService(async (tx) => {
    await lockMailboxes(tx, [{ emailKey, passwordSalt: Buffer.alloc(16) }]);
    await execute(tx, insertHomeAddresses([{ ...address, invitedAt: now, expiresAt: now }]));
    await execute(tx, insertLinks(schoolId, [link], now));
    await execute(
      tx,
      enqueueMails(mail, [{ mailId, emailKey, schoolId, homeAddressId: id, linkId }]),
    );
    removing = service.schools.remove({ brin: "05EE", name: "School 05EE" });
    await doneOrWaiting(removing, askAsService);
  });
  await removing;
  t.strictSame(
    await askAsService(`select link_id from mail_items where home_address_id = '${id}'`),
    [{ link_id: linkId }],
  );
});

t.test(
  "a removed address gets its notice although the first child of the mail is erased",
  async (t) => {
    const emailKey = "weg@home.nl";
    const erased = await startSchool("07GG", emailKey);
    const other = await startSchool("08HH", emailKey);
    await service.dispatchAll();
    await service.homeLogins.remove(erased.coordinator, erased.pupilId);
    const now = new Date("2026-09-02T08:30:00Z");
    const { schoolId, homeAddressId, pupilId } = other;
    const notice = { mailId: newId(now, systemRandom), homeAddressId, emailKey, rank: 0 };
    let erasing: Promise<unknown> = Promise.resolve();
    await db.inSchool(schoolId, async (tx) => {
      await execute(
        tx,
        enqueueRemovalNotices(schoolId, { locale: "nl", createdAt: now, coolDown }, [notice]),
      );
      erasing = service.personalData.erase(erased.coordinator, erased.pupilId);
      await doneOrWaiting(erasing, askAsService);
    });
    await erasing;
    t.strictSame(
      await askAsService(`select pupil_id from removal_notices where email = '${emailKey}'`),
      [{ pupil_id: pupilId }],
    );
  },
);

t.test("an address that is added while its pupil leaves is removed with the pupil", async (t) => {
  const { schoolId, pupilId, leave } = await startSchool("02BB");
  const late = { email: "laat@home.nl", emailKey: "laat@home.nl", slot: 1 };
  const times = { invitedAt: new Date(), expiresAt: new Date() };
  let leaving: Promise<unknown> = Promise.resolve();
  await db.inSchool(schoolId, async (tx) => {
    await execute(tx, lockPupil(schoolId, pupilId));
    leaving = leave();
    await doneOrWaiting(leaving, askAsService);
    await lockMailboxes(tx, [{ emailKey: late.emailKey, passwordSalt: Buffer.alloc(16) }]);
    const id = newId(new Date(), systemRandom);
    await execute(tx, insertHomeAddresses([{ ...late, ...times, schoolId, pupilId, id }]));
  });
  await leaving;
  t.strictSame(
    await askAsService("select email from home_addresses where withdrawn_at is not null"),
    [{ email: late.email }],
  );
});

t.test("a session that is created while its pupil leaves ends with the pupil", async (t) => {
  const { schoolId, homeAddressId, leave } = await startSchool("03CC", "kind@home.nl");
  await db.pipelineInSchool(schoolId, [
    updatePassword(schoolId, homeAddressId, password, new Date()),
  ]);
  const createdAt = new Date();
  const session = { schoolId, homeAddressId, deviceId: null, createdAt, expiresAt: createdAt };
  const opening = insertSession({ ...session, id: newId(createdAt, systemRandom) }, password.hash);
  let leaving: Promise<unknown> = Promise.resolve();
  await db.inSchool(schoolId, async (tx) => {
    t.equal((await execute(tx, opening))?.homeAddressId, homeAddressId);
    leaving = leave();
    await doneOrWaiting(leaving, askAsService);
  });
  await leaving;
  t.strictSame(await askAsService("select id from home_sessions where ended_at is null"), []);
});
