import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import t from "tap";
import { deliveryTimeMaxMs } from "../../src/mail/transport.ts";
import { addSchool, environmentOf } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { type Behaviour, startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, settleMail, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { startLoad } from "./load.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, hangMs, isFull, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";
import { startTcpProxy, type Wire } from "./tcp-proxy.ts";

const pupilCount = scaled({ short: 300, full: 1_500 });
const rounds = scaled({ short: 1, full: 5 });
const workingMs = 300;
/** Longer than a delivery may take: one whose connection breaks is tried twice. */
const noticedMaxMs = 3 * deliveryTimeMaxMs;
/**
 * For mail behind others after "450 4.7.1 rate exceeded": the service measures how many mails the server took
 * between the outages before it, and then sends one in ten seconds at the least. The rate doubles in three minutes.
 */
const spreadMaxMs = 600_000;
const untouched = 5;

t.setTimeout(hangMs);

t.test(
  "all mail is delivered despite failures of the mail server, and no request fails",
  async (t) => {
    const chance = drawChance(seedOf(t));
    const databaseUrl = await createTestDatabase(t);
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
    if (!refused || !hanging) throw new Error("The roster was rejected.");
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
    /** Mails that the relay pauses: claimed, released, without a delivery attempt. */
    const countReleased = async () => {
      const { rows } = await database.query(
        `select coalesce(sum(m.attempts - (select count(*) from mail_attempts a where a.mail_id = m.id)), 0)::int
                as count
         from mails m where m.settled_at is null and m.unanswered_claims = 0`,
      );
      return rows[0].count;
    };
    /** Mail on an open connection is deferred; mail that needs a new connection is released. */
    const countUndelivered = async () =>
      (await countDeferred("Timeout|no answer in time")) + (await countReleased());
    /** Makes every mail due for its next attempt. */
    const tryAgain = () =>
      database.query(
        `update mails m set available_at = now() where settled_at is null and exists (
         select from mail_attempts a where a.mail_id = m.id and a.attempt = m.attempts)`,
      );

    /**
     * Applies the behaviour from now on, also to open connections, until `count` grows. A sent mail has no
     * release to count, so this looks at the newest waiting mails.
     */
    async function meet(
      what: string,
      count: () => Promise<number>,
      behaviour: Behaviour,
      wire: Wire = "pass",
    ) {
      const [before, startedAt] = [await count(), performance.now()];
      smtp.behave(behaviour);
      proxy.behave(wire);
      if (wire !== "stall") proxy.cut(wire === "refuse" ? "reset" : "end");
      await until(
        `mail that met ${what}`,
        async () => {
          load.requireGoing();
          await tryAgain();
          return (await count()) > before || undefined;
        },
        noticedMaxMs,
      );
      noticedMs[what] = Math.round(performance.now() - startedAt);
      smtp.behave("normal");
      proxy.behave("pass");
      await tryAgain();
      const sent = smtp.messages.length;
      await until(
        `mail after ${what}`,
        () => smtp.messages.length > sent || undefined,
        noticedMaxMs,
      );
      await delay(workingMs);
    }

    const meetDeferral = (answer: string, behaviour: Behaviour, wire?: Wire) =>
      meet(answer, () => countDeferred(answer), behaviour, wire);
    const meetRefusal = (what: string, behaviour: Behaviour, wire?: Wire) =>
      meet(what, countReleased, behaviour, wire);

    for (let round = 0; round < rounds; round += 1) {
      await meetRefusal("no server", "normal", "refuse");
      await meetRefusal("a closed connection", "drop-on-connect");
      await meetRefusal("421 at the greeting", "421-on-connect");
      await meetRefusal("421", { at: "recipient", code: 421, text: "4.7.0 slow down" });
      await meetRefusal("450 4.7.1", { at: "recipient", code: 450, text: "4.7.1 rate exceeded" });
      await meetRefusal("broken TLS", "tls-broken");
      await meetDeferral("451 4.7.1", "reject-recipient-451");
      await meetDeferral("Connection closed unexpectedly", "drop-before-final-dot");
      await meetDeferral("452 4.3.1", "reject-message-452");
      await meetDeferral("554 5.7.1", {
        at: "recipient",
        code: 554,
        text: "5.7.1 <RECIPIENT>: Access denied",
      });
      await meetDeferral("Connection closed unexpectedly", "drop-before-final-answer");
      await meetDeferral("Timeout|no answer in time", "hang");
      if (isFull) await meetRefusal("no greeting", "hang-on-connect");
      if (isFull) await meet("a silent wire", countUndelivered, "normal", "stall");
    }

    await t.test(
      "no rejection so far is about an address, so no address has bounced",
      async (t) => {
        const { rows } = await database.query(
          "select count(*)::int as count from home_addresses where bounced_at is not null",
        );
        t.strictSame(rows, [{ count: 0 }]);
      },
    );

    await t.test("a slow mail server only delays mail", async () => {
      proxy.behave({ delayMs: 50 });
      smtp.behave("drop-after-accept");
      const sent = smtp.messages.length;
      await until("slow mail", () => smtp.messages.length > sent + untouched || undefined);
      proxy.behave("pass");
    });

    await t.test(
      "a permanently rejected mail has bounced with a reason, and is not tried again",
      async (t) => {
        const email = "geweigerd@example.nl";
        smtp.behave((recipient) => (recipient === email ? "reject-recipient-550" : "normal"));
        await setHomeLogin(refused.pupilId, email);
        const findBounce = async () => {
          const address = await addressOf(refused.pupilId);
          return address.status === "bounced" ? address : undefined;
        };
        const bounced = await until("bounce", findBounce, spreadMaxMs);
        t.match(bounced.mail, { status: "bounced", reason: "address-unknown" });
        await tryAgain();
        await replicas.insist("removeHomeLogin", { token, path: { pupilId: refused.pupilId } });
      },
    );

    await t.test("a delivery that hangs does not delay other mail", async (t) => {
      const email = "hangt@example.nl";
      smtp.behave((recipient) => (recipient === email ? "hang" : "normal"));
      await setHomeLogin(hanging.pupilId, email);
      await until("mail that hangs", () => smtp.messagesTo(email)[0], spreadMaxMs);
      const before = load.counts.redeemed;
      await until("other mail", () => load.counts.redeemed > before + untouched || undefined);
      t.notSame((await addressOf(hanging.pupilId)).mail.status, "sent", "and it hangs still");
      smtp.behave("normal");
    });

    await load.stop();
    t.equal(replicas.unavailableCount + replicas.lostCount, 0, "no request fails");
    const held = await settleMail(t, database, [replica]);
    replicas.launch();
    await untilSent(database);
    const findings = await audit(database, smtp, load.homes);
    expectNothingLost(t, findings);
    const { mailCount, duplicateCount, unsureCount } = findings;
    const deferred = await countDeferred("");
    const figures = { mailCount, deferred, unsureCount, duplicateCount, held, noticedMs };
    t.comment(JSON.stringify({ rounds, ...load.counts, ...figures }));
  },
);
