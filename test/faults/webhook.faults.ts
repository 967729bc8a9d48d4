import pg from "pg";
import t from "tap";
import { addSchool, addWebhook, environmentOf } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, settleMail, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { killUnderLoad } from "./kill-loop.ts";
import { startLoad } from "./load.ts";
import { watchBackOffs } from "./portal/back-offs.ts";
import { countExpected, countRead, differing, listChangeIds } from "./portal/expected-changes.ts";
import { rarePupilCount, startRareChanges } from "./portal/rare-changes.ts";
import { followFeed, readOnNotices } from "./portal/readers.ts";
import { startPortalServer } from "./portal/server.ts";
import { createTokenSource } from "./portal/token-source.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, hangMs, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";

const kills = scaled({ short: 12, full: 200 });
const pupilCount = scaled({ short: 200, full: 1_500 });
/** Minimum number of different reasons for which notices fail. */
const reasonsMin = scaled({ short: 1, full: 5 });
/** Deadline for these failures. The portal rejects half of the notices. */
const failuresMaxMs = 180_000;

t.setTimeout(hangMs);

t.test(`every change arrives despite ${kills} kills and a webhook that fails`, async (t) => {
  const chance = drawChance(seedOf(t));
  const databaseUrl = await createTestDatabase(t);
  const smtp = await startSmtpServer(t);
  const portal = await startPortalServer(t, chance);
  const env = { ...environmentOf(databaseUrl, smtp.url), ...portal.env };
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  await prepareAudit(database);
  const backOffs = await watchBackOffs(t, database);

  const replicas = createReplicas(t, env, chance);
  const { insist } = replicas;
  const first = [replicas.launch(), replicas.launch()];
  const client = await addSchool(env);
  const { token, roster, pupils } = await prepareSchool(insist, client, pupilCount);
  portal.setSecret(await addWebhook(env, client, portal.url));
  const reading = { t, insist, token: createTokenSource(insist, client), chance };
  const follower = followFeed(reading);
  const noticed = readOnNotices(reading, portal);
  const load = startLoad({ t, insist, token, smtp, chance, pupils: pupils.slice(rarePupilCount) });
  const rare = startRareChanges({
    ...{ t, insist, token, smtp, database, roster },
    pupils: pupils.slice(0, rarePupilCount),
  });

  async function hasFailedEnough() {
    for (const part of [load, rare, follower, noticed]) part.requireGoing();
    const reasons = Object.keys(await backOffs.countReasons());
    const { checkedCount } = await backOffs.findEarly([]);
    return (reasons.length >= reasonsMin && checkedCount > 0) || undefined;
  }

  const running = await killUnderLoad({
    ...{ t, replicas, running: first, kills, load, smtp, chance },
    afterKill: () => {
      for (const part of [rare, follower, noticed]) part.requireGoing();
    },
  });
  // The kills follow the work, which on a fast machine takes less time than a back-off.
  await rare.untilEach();
  await until("failures of the webhook", hasFailedEnough, failuresMaxMs);
  await load.stop();
  await rare.stop();
  portal.recover();
  await settleMail(t, database, running);
  await backOffs.endLast();
  replicas.launch();
  await untilSent(database);
  await until("end of the notices", async () => {
    const { rows } = await database.query(
      `select from webhooks w, home_login_feed f
        where w.notice_id is null
          and f.noticed_transaction_id > (select max(transaction_id) from home_login_changes)
          and w.told_transaction_id > (select max(transaction_id) from home_login_changes)`,
    );
    return rows.length > 0 || undefined;
  });

  const ids = await listChangeIds(database);
  await t.test("a reader that follows the cursor has every change once", async (t) => {
    await follower.untilRead(ids.length);
    await follower.stop();
    t.strictSame(
      follower.changes.map(({ id }) => id),
      ids,
      "each once, in the order of the feed",
    );
    const [expected, read] = [
      await countExpected(database, rare.expired),
      countRead(follower.changes),
    ];
    t.strictSame(differing(expected, read), [], "every audited change is in the feed");
    t.strictSame(differing(read, expected), [], "the feed has nothing else");
    const types = new Set(follower.changes.map(({ type }) => type));
    t.equal(types.size, 8, "there were changes of every type");
  });

  await t.test("a reader that only reads after a notice has every change", async (t) => {
    t.strictSame(portal.wrong, [], "every notice is signed and goes to the owner of the name");
    await noticed.untilRead(ids.length);
    await noticed.stop();
    const read = new Set(noticed.changes.map(({ id }) => id));
    t.strictSame(
      ids.filter((id) => !read.has(id)),
      [],
    );
    const bodies = portal.notices.map(({ body }) => body).join();
    t.notMatch(bodies, /@|ouder|Kind/, "no notice has an address or a name");
  });

  const { checkedCount, early } = await backOffs.findEarly(portal.notices);
  t.strictSame(early, [], "no failed notice is sent again within its back-off");
  t.ok(checkedCount > 0, "some back-offs lasted long enough to be compared");
  const failures = await backOffs.countReasons();
  t.ok(Object.keys(failures).length >= reasonsMin, "the webhook failed in different ways");
  expectNothingLost(t, await audit(database, smtp, load.homes));

  const accepted = new Set(portal.accepted.map(({ id }) => id));
  t.comment(
    JSON.stringify({
      kills,
      ...load.counts,
      changes: ids.length,
      types: Object.fromEntries(
        [...Map.groupBy(follower.changes, ({ type }) => type)].map(([type, all]) => [
          type,
          all.length,
        ]),
      ),
      pages: follower.pageCount,
      noticesAccepted: portal.accepted.length,
      duplicateNotices: portal.accepted.length - accepted.size,
      connections: portal.counts,
      failuresStored: failures,
      backOffsCompared: checkedCount,
      missed: ids.length - new Set(noticed.changes.map(({ id }) => id)).size,
      lostCalls: replicas.lostCount,
    }),
  );
});
