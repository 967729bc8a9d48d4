import pg from "pg";
import t, { type Test } from "tap";
import { createChangeCursors } from "../../../src/security/change-cursor.ts";
import { systemRandom as random } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createWebhookSender } from "../../../src/security/webhooks/webhook-sender.ts";
import {
  createWebhookNoticeService,
  type FailedNotice,
} from "../../../src/services/background/webhook-notices.ts";
import { createWebhookService } from "../../../src/services/operator/webhooks.ts";
import { until, untilIdle } from "../../integration/until.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";
import { follow } from "../../support/feed/followed-changes.ts";
import { startWebhookReceiver } from "../../support/feed/webhook-receiver.ts";

const keys = createSecretKeys("a secret key for tests alone, of enough bytes");

/** A school with a webhook, and two replicas that send its notices. */
async function startFollowedSchool(t: Test) {
  const school = await startTwoChildren(t);
  const { db, coordinator } = school;
  const receiver = await startWebhookReceiver(t);
  let now = new Date("2026-09-01T08:30:00Z");
  const clock = { now: () => now };
  const failed: FailedNotice[] = [];
  const counted: string[] = [];
  const cursors = createChangeCursors({ keys, random, clock });
  const deps = { db, clock, random, cursors };
  const replicaWith = (some: typeof keys) =>
    createWebhookNoticeService({
      ...deps,
      keys: some,
      metrics: { countNotice: (result) => counted.push(result) },
      sendNotice: createWebhookSender({ isLoopbackAllowed: true, timeoutMs: 60_000 }),
      reportFailedNotice: (one) => failed.push(one),
    });
  const replicas = [replicaWith(keys), replicaWith(keys)];
  const webhooks = createWebhookService({ ...deps, keys, isLoopbackAllowed: true });
  const { credential } = coordinator;
  const clientId = credential.kind === "client" ? credential.clientId : "";
  const added = await webhooks.add({ clientId, url: receiver.url });
  receiver.secret = added.secret;
  const work = () => Promise.all(replicas.map(({ step }) => untilIdle(step)));
  await work();
  const owner = new pg.Client({ connectionString: school.url });
  await owner.connect();
  t.teardown(() => owner.end());
  return {
    ...school,
    receiver,
    webhooks,
    clientId,
    webhookId: added.id,
    failed,
    counted,
    replicaWith,
    owner,
    work,
    wait: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** Works until the receiver has so many notices: changes wait for other transactions of the cluster. */
    untilNotices: (count: number) =>
      until("notices", async () => {
        await work();
        return receiver.notices.length >= count ? receiver.notices : undefined;
      }),
  };
}

t.test("a webhook is told once that there are changes, with a cursor that has them", async (t) => {
  const { receiver, coordinator, homeLoginChanges, ...school } = await startFollowedSchool(t);
  t.equal(receiver.notices.length, 1, "the first notice comes when it is added");
  await school.set("Wimpie", "ouder@home.nl", "opa@home.nl");
  await school.set("Fatima", "moeder@home.nl");
  await follow(homeLoginChanges, coordinator)(2);
  await school.work();
  const [, notice, ...others] = receiver.notices;
  t.strictSame(others, [], "one for two changes, from two replicas");
  t.equal(notice?.isSigned, true);
  t.strictSame(Object.keys(notice?.body ?? {}), ["type", "timestamp", "data"]);
  t.equal(notice?.body.type, "home-login.changed");
  const cursor = notice?.body.data.cursor ?? "";
  const { items } = await homeLoginChanges.list(coordinator, { cursor }, 50);
  t.strictSame(
    items.map(({ externalId }) => externalId),
    ["Wimpie", "Fatima"],
  );
  t.notMatch(JSON.stringify(notice?.body), /home\.nl|Wimpie|Fatima/);
});

t.test("a failed notice is retried after its back-off, with the same id and cursor", async (t) => {
  const { receiver, webhooks, ...school } = await startFollowedSchool(t);
  receiver.answer = (response) => response.writeHead(500).end("a secret of the portal");
  await school.set("Wimpie", "ouder@home.nl");
  const [, first] = await school.untilNotices(2);
  await school.set("Fatima", "ouder@home.nl");
  await school.work();
  t.equal(receiver.notices.length, 2, "new changes do not end the back-off");
  school.wait(40);
  await school.work();
  t.equal(receiver.notices.length, 2);
  receiver.answer = (response) => response.writeHead(204).end();
  school.wait(40);
  const [, , second] = await school.untilNotices(3);
  t.equal(second?.id, first?.id);
  t.equal(second?.isSigned, true);
  const { items } = await school.homeLoginChanges.list(
    school.coordinator,
    { cursor: second?.body.data.cursor ?? "" },
    50,
  );
  t.equal(items[0]?.externalId, "Wimpie", "it still has the first change");
  t.match(school.failed, [{ reason: "status", status: 500, failures: 1 }]);
  t.notMatch(JSON.stringify(school.failed), /geheim|127\.0\.0\.1|secret of/);
  t.strictSame(school.counted.slice(0, 3), ["delivered", "failed", "delivered"]);
  t.match(await webhooks.list(), [{ failures: 0, lastFailure: null }]);
});

t.test("410 switches a webhook off", async (t) => {
  const { receiver, webhooks, ...school } = await startFollowedSchool(t);
  receiver.answer = (response) => response.writeHead(410).end();
  await school.set("Wimpie", "ouder@home.nl");
  await school.untilNotices(2);
  await school.set("Fatima", "ouder@home.nl");
  await follow(school.homeLoginChanges, school.coordinator)(2);
  school.wait(24 * 60 * 60);
  await school.work();
  t.equal(receiver.notices.length, 2);
  const [webhook] = await webhooks.list();
  t.ok(webhook?.disabledAt);
});

t.test("a notice of a process that was killed is sent by another one", async (t) => {
  const { receiver, ...school } = await startFollowedSchool(t);
  await school.set("Wimpie", "ouder@home.nl");
  await follow(school.homeLoginChanges, school.coordinator)(1);
  await school.owner.query(
    `update webhooks set notice_id = gen_random_uuid(), noticed_at = now(), claims = claims + 1,
            available_at = '2026-09-01T08:30:30Z'`,
  );
  await school.work();
  t.equal(receiver.notices.length, 1);
  school.wait(30);
  await school.untilNotices(2);
});

t.test("a webhook of a revoked client, or one that is removed, is told nothing", async (t) => {
  const { receiver, webhooks, ...school } = await startFollowedSchool(t);
  await school.apiClients.revoke(school.clientId);
  await school.owner.query("update webhooks set notice_id = gen_random_uuid(), noticed_at = now()");
  await school.work();
  t.equal(receiver.notices.length, 1);
  t.equal(await webhooks.remove(school.webhookId), true);
  t.equal(await webhooks.remove(school.webhookId), false);
  t.equal(await webhooks.remove("no id"), false);
  t.strictSame(await webhooks.list(), []);
});

t.test("a rotation reaches every webhook in one pass, however many there are", async (t) => {
  const { webhooks, clientId, receiver, replicaWith, owner } = await startFollowedSchool(t);
  for (let count = 0; count < 24; count++) await webhooks.add({ clientId, url: receiver.url });
  const newest = createSecretKeys("a newer secret key for tests alone, of enough bytes");
  const [{ id }] = newest;
  const rotated = createSecretKeys(
    "a newer secret key for tests alone, of enough bytes",
    "a secret key for tests alone, of enough bytes",
  );
  await replicaWith(rotated).step();
  const { rows } = await owner.query(
    "select count(*)::int as all, count(*) filter (where secret_key_id = $1)::int as new from webhooks",
    [id],
  );
  t.strictSame(rows, [{ all: 25, new: 25 }]);
});

t.test("after a rotation a webhook is encrypted with the newest secret key", async (t) => {
  const { receiver, ...school } = await startFollowedSchool(t);
  const newest = "a newer secret key for tests alone, of enough bytes";
  const rotated = createSecretKeys(newest, "a secret key for tests alone, of enough bytes");
  await untilIdle(school.replicaWith(rotated).step);
  await school.owner.query("update webhooks set notice_id = gen_random_uuid(), noticed_at = now()");
  await untilIdle(school.replicaWith(createSecretKeys(newest)).step);
  t.equal(receiver.notices.at(-1)?.isSigned, true);
  t.equal(receiver.notices.length, 2);
  const { rows } = await school.owner.query("select w::text as row from webhooks w");
  t.notMatch(rows[0].row, /geheim|127\.0\.0\.1|whsec/);
});
