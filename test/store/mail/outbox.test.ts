import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import t from "tap";
import { newId, systemRandom } from "../../../src/security/random.ts";
import { execute } from "../../../src/store/database.ts";
import {
  type ClaimedMail,
  claimMails,
  deferMail,
  insertAttempt,
  listMailSubjects,
  releaseMails,
  renewLeases,
  settleMail,
  settleSentMails,
} from "../../../src/store/mail/mail-deliveries.ts";
import {
  enqueueMails,
  enqueuePasswordNotice,
  listNewestMails,
  updateBouncedMail,
} from "../../../src/store/mail/outbox.ts";
import { listRows } from "../../../src/store/statement.ts";
import { secondsLater, start, startMailroom } from "../../support/mailroom.ts";

const { db, ask, write, mails, attempts } = await startMailroom(t);
const leaseEndsAt = secondsLater(60);
const coolDown = {
  seconds: 0,
  keyOf: (emailKey: string, kind: string) =>
    createHash("sha256").update(`${emailKey} ${kind}`).digest(),
};
const claim = (now = start, limit = 10) =>
  db.asService((tx) => execute(tx, claimMails(now, [leaseEndsAt], limit)));

async function claimOne(): Promise<ClaimedMail> {
  const [mail] = await claim();
  if (!mail) throw new Error("There was no mail.");
  return mail;
}

t.test("each mail is claimed once, by rank and then by waiting time", async (t) => {
  const written = await write("rank", 4, 2);
  await ask("update mails set rank = 2, available_at = $1 where rank = 5", secondsLater(-1));
  const ids = async (limit: number) => (await claim(start, limit)).map(({ id }) => id);
  t.strictSame(await ids(1), [written[3]?.mailId]);
  t.strictSame(await ids(1), [written[0]?.mailId]);
  t.strictSame((await ids(9)).sort(), [written[1]?.mailId, written[2]?.mailId].sort());
  t.strictSame(await ids(9), []);
});

t.test("a claimed mail is leased until its lease expires, and attempts are numbered", async (t) => {
  const [written] = await write("lease");
  const first = await claimOne();
  t.strictSame(first, {
    id: written?.mailId,
    kind: "activation",
    locale: "nl",
    createdAt: start,
    attempt: 1,
    unansweredClaims: 1,
    dueAt: start,
    leaseEndsAt,
  });
  t.match(await mails(), [{ attempts: 1, available: leaseEndsAt, settled: null }]);
  t.strictSame(await claim(secondsLater(59.999)), []);
  t.match(await claim(leaseEndsAt), [{ id: first.id, attempt: 2 }]);
});

t.test("a lease grows with claims without an outcome, and an outcome resets it", async (t) => {
  await write("grows");
  const claimAt = (now: Date) => {
    const leaseEnds = [1, 10, 100].map((seconds) => new Date(now.getTime() + seconds * 1000));
    return db.asService((tx) => execute(tx, claimMails(now, leaseEnds, 1)));
  };
  const moments = [0, 1, 11, 111, 211];
  for (const [index, seconds] of moments.entries()) {
    const [mail, ...others] = await claimAt(secondsLater(seconds));
    t.strictSame(others, []);
    t.equal(mail?.unansweredClaims, index + 1);
    t.strictSame(mail?.leaseEndsAt, secondsLater(moments[index + 1] ?? 311));
    if (index < moments.length - 1) continue;
    if (!mail) throw new Error("There was no mail.");
    await db.asService((tx) => deferMail(tx, mail, secondsLater(311), "not-taken"));
  }
  t.match(await claimAt(secondsLater(311)), [{ attempt: 6, unansweredClaims: 1 }]);
});

t.test(
  "a released mail regains its position in the queue, and its claim is not counted",
  async (t) => {
    const written = await write("released", 2);
    const [first] = await claim(start, 1);
    if (!first) throw new Error("There was no mail.");
    await db.asService((tx) => execute(tx, releaseMails([first])));
    t.match(await mails(), [{ attempts: 1, available: start }, { attempts: 0 }]);
    const again = await claim();
    t.strictSame(
      again.map(({ id }) => id),
      written.map(({ mailId }) => mailId),
    );
    t.match(again, [{ attempt: 2, unansweredClaims: 1, dueAt: start }, { attempt: 1 }]);
    await db.asService((tx) => execute(tx, releaseMails([first])));
    t.match(
      await mails(),
      [{ attempts: 2, available: leaseEndsAt }, {}],
      "only the last holder releases it",
    );
  },
);

t.test("only the holder renews a lease, and the claim stays the same", async (t) => {
  await write("renewed", 1);
  const first = await claimOne();
  const renew = (seconds: number) =>
    db.asService((tx) =>
      execute(tx, renewLeases([{ mail: first, leaseEndsAt: secondsLater(seconds) }])),
    );
  await renew(90);
  t.strictSame(await claim(secondsLater(89)), []);
  t.match(await claim(secondsLater(90)), [{ attempt: 2, unansweredClaims: 2 }]);
  await renew(900);
  t.match(await mails(), [{ available: leaseEndsAt }]);
});

t.test("a renewal after the outcome does not change the time of the next attempt", async (t) => {
  await write("answered", 2);
  const claimed = await claim();
  const [deferred, released] = claimed;
  if (!deferred || !released) throw new Error("There were no mails.");
  await db.asService((tx) => deferMail(tx, deferred, secondsLater(300), "not-taken"));
  await db.asService((tx) => execute(tx, releaseMails([released])));
  const renewed = claimed.map((mail) => ({ mail, leaseEndsAt: secondsLater(900) }));
  await db.asService((tx) => execute(tx, renewLeases(renewed)));
  t.strictSame(
    (await mails()).map(({ available }) => available),
    [secondsLater(300), start],
  );
});

t.test("a settled mail is never claimed again", async (t) => {
  await write("settled");
  const mail = await claimOne();
  t.equal(await db.asService((tx) => settleMail(tx, mail, "failed", start, "not-taken")), true);
  t.match(await mails(), [{ outcome: "failed", settled: start, reason: "not-taken" }]);
  t.strictSame(await claim(secondsLater(3_600)), []);
  t.equal(await db.asService((tx) => settleMail(tx, mail, "sent", secondsLater(1), null)), false);
  t.match(await mails(), [{ outcome: "failed", settled: start }]);
});

t.test("a process that lost its lease cannot settle or defer the mail", async (t) => {
  await write("lost", 2);
  const [mail, other] = await claim();
  if (!mail || !other) throw new Error("There were no mails.");
  await claim(leaseEndsAt, 10);
  t.equal(await db.asService((tx) => settleMail(tx, mail, "sent", start, null)), false);
  await db.asService((tx) => deferMail(tx, mail, secondsLater(9_999), "other"));
  await db.asService((tx) => execute(tx, settleSentMails([{ mail, answer: "250" }], start)));
  for (const stored of await mails()) {
    t.match(stored, {
      attempts: 2,
      available: leaseEndsAt,
      settled: null,
      outcome: null,
      reason: null,
    });
  }
});

t.test("a deferred mail becomes available at its own time", async (t) => {
  await write("deferred", 2);
  const [first] = await claim(start, 1);
  if (!first) throw new Error("There was no mail.");
  await db.asService((tx) => deferMail(tx, first, secondsLater(300), "mailbox-full"));
  const waits = (await mails()).map(({ available }) => available);
  t.strictSame(waits, [secondsLater(300), start]);
  t.match(await mails(), [
    { available: secondsLater(300), reason: "mailbox-full", settled: null },
    { available: start, reason: null },
  ]);
});

t.test("sent mails are settled in one batch, each with its reply", async (t) => {
  await write("sent", 3);
  const claimed = await claim(start, 2);
  const sent = claimed.map((mail, index) => ({ mail, answer: `250 as ${index}` }));
  await db.asService((tx) => execute(tx, settleSentMails(sent, secondsLater(1))));
  const settled = { outcome: "sent", settled: secondsLater(1), reason: null };
  t.match(await mails(), [settled, settled, { outcome: null, settled: null }]);
  const written = await attempts();
  t.strictSame(written.map(({ answer }) => answer).sort(), ["250 as 0", "250 as 1"]);
  t.match(written[0], { attempt: 1, at: secondsLater(1), outcome: "sent", code: null });
});

t.test("the reply of a mail server is recorded once for each attempt", async (t) => {
  await write("answer");
  const mail = await claimOne();
  const answer = { outcome: "deferred", code: 451, status: "4.2.1", answer: "later" } as const;
  const insert = (one: typeof mail, text: string) =>
    db.asService((tx) => insertAttempt(tx, one, { ...answer, answer: text }, start));
  t.equal(await insert(mail, "later"), 1);
  t.equal(await insert(mail, "twice"), 1);
  t.strictSame(await attempts(), [{ attempt: 1, at: start, ...answer }]);
  t.equal(await insert({ ...mail, attempt: 2 }, "later"), 2, "rows of all attempts");
});

t.test("a bounce is recorded once, for a mail that was sent and can still bounce", async (t) => {
  const [written] = await write("bounce");
  const bounce = (mailId = `${written?.mailId}`) =>
    db.asService((tx) => execute(tx, updateBouncedMail(mailId, secondsLater(9), "mailbox-full")));
  t.equal(await bounce(newId(start, systemRandom)), false);
  t.equal(await bounce(), false, "it was never sent");
  const mail = await claimOne();
  await db.asService((tx) => settleMail(tx, mail, "sent", start, null));
  t.equal(await bounce(), true);
  t.match(await mails(), [{ outcome: "bounced", reason: "mailbox-full", settled: start }]);
  t.equal(await bounce(), false);
});

t.test("a mailbox has one pending mail of a kind, to which later children are added", async (t) => {
  const [one, two] = await write("together", 2);
  if (!one || !two) throw new Error("There were no mails.");
  await ask("delete from mails");
  const item = (
    { schoolId, homeAddressId, linkId }: typeof one,
    emailKey: string,
    rank?: number,
  ) => ({
    mailId: newId(start, systemRandom),
    schoolId,
    homeAddressId,
    linkId,
    emailKey,
    ...(rank !== undefined && { rank }),
  });
  const enqueue = (kind: "activation" | "links", ...items: ReturnType<typeof item>[]) =>
    db.asService((tx) =>
      execute(tx, enqueueMails({ kind, locale: "en", createdAt: start, coolDown }, items)),
    );
  const [first, second] = [item(one, one.emailKey, 7), item(two, one.emailKey, 3)];
  await enqueue("activation", first);
  t.match(await mails(), [{ id: first.mailId, email: one.emailKey, rank: 7, available: start }]);
  await enqueue("activation", second);
  t.match(await mails(), [{ id: first.mailId, rank: 3 }]);
  const items = await ask(
    "select mail_id, home_address_id, link_id from mail_items order by home_address_id",
  );
  t.strictSame(
    items,
    [one, two]
      .map((child) => ({
        mail_id: first.mailId,
        home_address_id: child.homeAddressId,
        link_id: child.linkId,
      }))
      .sort((a, b) => (a.home_address_id < b.home_address_id ? -1 : 1)),
  );

  await enqueue("links", item(one, one.emailKey));
  t.match(
    (await mails()).map(({ rank }) => rank),
    [3, 0],
    "a mail of another kind is separate",
  );
  await claim();
  await enqueue("activation", item(one, one.emailKey));
  t.equal((await mails()).length, 3, "a mail in flight is not extended");
  await enqueue("activation");
  t.equal((await mails()).length, 3);
});

t.test("the newest mail with a link determines the state of an address", async (t) => {
  const [one, two] = await write("newest", 2);
  if (!one || !two) throw new Error("There were no mails.");
  const { schoolId } = one;
  const newest = (...ids: string[]) =>
    db.inSchool(schoolId, (tx) => execute(tx, listNewestMails(schoolId, ids)));
  const waiting = { settledAt: null, outcome: null, attempts: 0, reason: null };
  t.strictSame(await newest(one.homeAddressId), [{ ...waiting, homeAddressId: one.homeAddressId }]);
  t.equal((await newest(one.homeAddressId, two.homeAddressId)).length, 2);
  t.strictSame(await newest(), []);

  const mail = await claimOne();
  await db.asService((tx) => settleMail(tx, mail, "bounced", start, "mailbox-full"));
  const told = { settledAt: start, outcome: "bounced", attempts: 1, reason: "mailbox-full" };
  const about = mail.id === one.mailId ? one : two;
  t.match(await newest(about.homeAddressId), [told]);
  const { homeAddressId, emailKey } = about;
  const notice = { mailId: newId(start, systemRandom), schoolId, homeAddressId, emailKey };
  await db.asService((tx) =>
    execute(tx, enqueuePasswordNotice(notice, { locale: "nl", createdAt: secondsLater(1) })),
  );
  t.match(await newest(homeAddressId), [told], "a mail without a link is ignored");
});

t.test("a mail contains the children whose links are valid when it is sent", async (t) => {
  const [written] = await write("subjects");
  if (!written) throw new Error("There was no mail.");
  const subjects = (now = start) =>
    db.asService((tx) => execute(tx, listMailSubjects([written.mailId], now)));
  const expiresAt = secondsLater(14 * 86_400);
  t.strictSame(await subjects(), [
    {
      mailId: written.mailId,
      email: written.emailKey,
      firstName: "Wimpie",
      passwordUse: null,
      schoolName: "School subjects",
      schoolContact: null,
      link: {
        schoolId: written.schoolId,
        id: written.linkId,
        purpose: "activation",
        isFromLetter: false,
        expiresAt,
      },
    },
  ]);
  t.strictSame(await subjects(expiresAt), []);
  for (const end of ["used_at", "replaced_at"]) {
    await ask(`update activation_links set ${end} = now() where id = $1`, written.linkId);
    t.strictSame(await subjects(), [], end);
    await ask(`update activation_links set ${end} = null where id = $1`, written.linkId);
  }
  await ask("update pupils set left_at = now() where id = $1", written.pupilId);
  t.strictSame(await subjects(), []);
});

t.test("a mail without links contains the children that have a password", async (t) => {
  const [written] = await write("password");
  if (!written) throw new Error("There was no mail.");
  await ask("update mail_items set link_id = null");
  const subjects = () =>
    db.asService((tx) => execute(tx, listMailSubjects([written.mailId], start)));
  t.strictSame(await subjects(), []);
  await ask(
    `update home_addresses set activated_at = now(), expires_at = null, password_key_id = 'key',
            password_hash = 'a hash' where id = $1`,
    written.homeAddressId,
  );
  t.match(await subjects(), [{ firstName: "Wimpie", link: null }]);
});

t.test("frequent statements of the outbox are prepared once for each connection", async (t) => {
  const [written] = await write("prepared");
  if (!written) throw new Error("There was no mail.");
  const { schoolId, homeAddressId, linkId, emailKey } = written;
  const item = { mailId: newId(start, systemRandom), schoolId, homeAddressId, linkId, emailKey };
  const prepared = await db.asService(async (tx) => {
    for (let time = 0; time < 2; time += 1) {
      await execute(
        tx,
        enqueueMails({ kind: "activation", locale: "nl", createdAt: start, coolDown }, [item]),
      );
      await execute(tx, listNewestMails(schoolId, [homeAddressId]));
      await execute(tx, claimMails(start, [leaseEndsAt], 1));
      await execute(tx, listMailSubjects([], start));
      await execute(tx, settleSentMails([], start));
      await execute(tx, updateBouncedMail(item.mailId, start, "other"));
    }
    const text = "select name from pg_prepared_statements where name like '%mail%' order by name";
    return await execute(tx, listRows<{ name: string }>({ name: "", text }, []));
  });
  t.strictSame(
    prepared.map(({ name }) => name),
    [
      "bounce_mail",
      "claim_mails",
      "enqueue_mails",
      "list_mail_subjects",
      "list_newest_mails",
      "move_claimed_mails",
      "settle_sent_mails",
    ],
  );
});

t.test("a mail of a known id or mailbox is not searched among all mails that wait", async (t) => {
  // With statistics of a quiet hour the planner takes the index on `settled_at is null`, also with a key. A statement
  // that joins mails names them with an alias; one that looks at all mails that wait needs none.
  const folder = new URL("../../../src/store/", import.meta.url);
  const sources = await Array.fromAsync(glob("**/*.ts", { cwd: fileURLToPath(folder) }));
  t.ok(sources.length > 40);
  for (const source of sources) {
    t.notMatch(
      await readFile(new URL(source, folder), "utf8"),
      /\b\w+\.settled_at is null/,
      source,
    );
  }
  const functions = await ask(
    "select proname from pg_proc where prosrc ~ 'mails' and prosrc ~ '\\w\\.settled_at is null'",
  );
  t.strictSame(functions, []);
});
