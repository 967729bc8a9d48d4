import t from "tap";
import { readRows } from "../../../src/domain/bulk-activation.ts";
import { createExpiredInvitationService } from "../../../src/services/background/expired-invitations.ts";
import { untilIdle } from "../../integration/until.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { follow } from "../../support/feed/followed-changes.ts";
import { startServices } from "../../support/services.ts";

const day = 24 * 60 * 60;
const count = 1_100;

t.test("each invitation that expires is one change, with several replicas", async (t) => {
  const service = await startServices(t);
  const coordinator = await service.addSchool("01AA");
  const keys = Array.from({ length: count }, (_, index) => `${index}`);
  await service.rosters.put(coordinator, rosterOf(...keys.map((key) => pupil(key))));
  const rows = keys.map((externalId) => ({ externalId, emails: [`ouder${externalId}@home.nl`] }));
  await service.bulkActivations.activate(coordinator, readRows(rows), {
    dryRun: false,
    atomic: false,
  });
  const next = follow(service.homeLoginChanges, coordinator);
  t.equal((await next(count)).length, count);
  let now = new Date("2026-09-01T08:30:00Z");
  const clock = { now: () => now };
  const replicas = Array.from({ length: 3 }, () =>
    createExpiredInvitationService({ db: service.db, clock }),
  );
  const runAll = () => Promise.all(replicas.map(({ step }) => untilIdle(step)));

  await runAll();
  now = new Date(now.getTime() + 15 * day * 1000);
  await runAll();
  now = new Date(now.getTime() + 15 * day * 1000);
  await runAll();
  const expired = await next(count);
  t.equal(expired.length, count);
  t.ok(expired.every(({ type }) => type === "expired"));
  t.strictSame(new Set(expired.map(({ externalId }) => externalId)), new Set(keys));
  t.strictSame(await next(0), []);
});
