import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import t from "tap";
import { addSchool, environmentOf } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createDatabase } from "../support/database.ts";
import { type Behaviour, startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, settleMail, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { startLoad } from "./load.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, isFull, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";
import { startTcpProxy, type Wire } from "./tcp-proxy.ts";

const pupilCount = scaled({ short: 300, full: 1_500 });
const rounds = scaled({ short: 1, full: 5 });
const workingMs = 300;
/** Longer than the service bears silence. */
const noticedMaxMs = 60_000;
const untouched = 5;

t.setTimeout(scaled({ short: 300_000, full: 1_800_000 }));

t.test("whatever the mail server does mail comes through, and no request notices", async (t) => {
  const chance = drawChance(seedOf(t));
  const databaseUrl = await createDatabase(t);
  const smtp = await startSmtpServer(t);
  const proxy = await startTcpProxy(t, Number(new URL(smtp.url).port));
  const env = environmentOf(databaseUrl, `smtp://127.0.0.1:${proxy.port}`);
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  await prepareAudit(database);
  const replicas = createReplicas(t, env, chance);
  const replica = replicas.launch();
  const school = await prepareSchool(replicas.insist, await addSchool(env), pupilCount);
  const { token } = school;
  const [refused, hanging, ...pupils] = school.pupils;
  if (!refused || !hanging) throw new Error("The roster did not go in.");
  const load = startLoad({ t, insist: replicas.insist, token, smtp, chance, pupils });
  const noticedMs: Record<string, number> = {};

  const setHomeLogin = (pupilId: string, email: string) =>
    replicas.insist("setHomeLogin", { token, path: { pupilId }, body: { emails: [email] } });
  const addressOf = async (pupilId: string) => {
    const answer = await replicas.insist("getHomeLogin", { token, path: { pupilId } });
    return answer.body.addresses[0];
  };
  const countDeferred = async (answer: string) => {
    const { rows } = await database.query(
      "select count(*)::int as count from mail_attempts where outcome = 'deferred' and answer ~ $1",
      [answer],
    );
    return rows[0].count;
  };
  /** As if the time had come at which each is tried again. */
  const tryAgain = () =>
    database.query(
      `update mails m set available_at = now() where settled_at is null and exists (
         select from mail_attempts a where a.mail_id = m.id and a.attempt = m.attempts)`,
    );

  /**
   * From now on, also on connections that are open; until some mail was put off for that, which `answer`
   * is a pattern of.
   */
  async function meet(answer: string, behaviour: Behaviour, wire: Wire = "pass") {
    const [before, startedAt] = [await countDeferred(answer), performance.now()];
    smtp.behave(behaviour);
    proxy.behave(wire);
    if (wire !== "stall") proxy.cut(wire === "refuse" ? "reset" : "end");
    await until(
      `mail that met ${answer}`,
      async () => {
        load.requireGoing();
        await tryAgain();
        return (await countDeferred(answer)) > before || undefined;
      },
      noticedMaxMs,
    );
    noticedMs[answer] = Math.round(performance.now() - startedAt);
    smtp.behave("normal");
    proxy.behave("pass");
    await tryAgain();
    await delay(workingMs);
  }

  for (let round = 0; round < rounds; round += 1) {
    await meet("connect ECONN", "normal", "refuse");
    await meet("retries after connection was closed", "drop-on-connect");
    await meet("421 4.3.2 too busy", "421-on-connect");
    await meet("421 4.7.0 slow down", { at: "recipient", code: 421, text: "4.7.0 slow down" });
    await meet("451 4.7.1", "reject-recipient-451");
    await meet("Connection closed unexpectedly", "drop-before-final-dot");
    await meet("452 4.3.1", "reject-message-452");
    await meet("SSL routines", "tls-broken");
    await meet("Connection closed unexpectedly", "drop-before-final-answer");
    await meet("Timeout", "hang");
    if (isFull) await meet("Greeting never received", "hang-on-connect");
    if (isFull) await meet("Timeout|Greeting", "normal", "stall");
  }

  await t.test("one that is slow only takes longer", async () => {
    proxy.behave({ delayMs: 50 });
    smtp.behave("drop-after-accept");
    const sent = smtp.messages.length;
    await until("slow mail", () => smtp.messages.length > sent + untouched || undefined);
    proxy.behave("pass");
  });

  await t.test(
    "what is refused for good has bounced, with a reason, and is not tried again",
    async (t) => {
      const email = "geweigerd@example.nl";
      smtp.behave((recipient) => (recipient === email ? "reject-recipient-550" : "normal"));
      await setHomeLogin(refused.pupilId, email);
      const bounced = await until("bounce", async () => {
        const address = await addressOf(refused.pupilId);
        return address.status === "bounced" ? address : undefined;
      });
      t.match(bounced.mail, { status: "bounced", reason: "address-unknown" });
      await tryAgain();
      await replicas.insist("removeHomeLogin", { token, path: { pupilId: refused.pupilId } });
    },
  );

  await t.test("mail that hangs holds up no other", async (t) => {
    const email = "hangt@example.nl";
    smtp.behave((recipient) => (recipient === email ? "hang" : "normal"));
    await setHomeLogin(hanging.pupilId, email);
    await until("mail that hangs", () => smtp.messagesTo(email)[0]);
    const before = load.counts.redeemed;
    await until("other mail", () => load.counts.redeemed > before + untouched || undefined);
    t.notSame((await addressOf(hanging.pupilId)).mail.status, "sent", "and it hangs still");
    smtp.behave("normal");
  });

  await load.stop();
  t.equal(replicas.unavailableCount + replicas.lostCount, 0, "no request has noticed anything");
  const held = await settleMail(t, database, [replica]);
  replicas.launch();
  await untilSent(database);
  const findings = await audit(database, smtp, load.homes);
  expectNothingLost(t, findings);
  const { mailCount, duplicateCount, unsureCount } = findings;
  const deferred = await countDeferred("");
  const figures = { mailCount, deferred, unsureCount, duplicateCount, held, noticedMs };
  t.comment(JSON.stringify({ rounds, ...load.counts, ...figures }));
});
