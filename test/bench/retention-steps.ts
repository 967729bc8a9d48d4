// A step of the removal of expired rows, with as many expired rows in a country as in a few schools.
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { systemRandom } from "../../src/security/random.ts";
import { createRetentionService } from "../../src/services/background/retention.ts";
import { createAudit } from "../../src/services/shared/audit.ts";
import type { Database } from "../../src/store/database.ts";

const expiredRows = 150; // fewer than a batch
const leftPupils = 20;
const auditRetentionDays = 730;

const expiring = [
  `insert into home_sessions (school_id, id, home_address_id, generation, created_at, expires_at, ended_at)
   select school_id, gen_random_uuid(), id, 0, now() - interval '2 days',
          now() + n * interval '1 hour', case when n > 0 then now() - interval '1 hour' end
     from (select school_id, id from home_addresses where school_id = any($1) limit $2) a,
          unnest(array[-1, 1]) n`,
  `insert into throttles (key, failures, blocked_until, expires_at, level_until)
   select decode(md5(n || $1::text) || md5(n || $1::text), 'hex'), 1, 'epoch', now() - interval '1 hour', now()
     from generate_series(1, $2::int) n`,
  `insert into pupils (school_id, id, external_id, first_name, last_name, left_at)
   select ($1::uuid[])[1], gen_random_uuid(), gen_random_uuid(), 'Vertrokken', 'Kind', now() - interval '9 years'
     from generate_series(1, $2::int)`,
];

/** Returns a function that expires rows of these schools and then times the step that deletes them, in milliseconds. */
export function openRetentionSteps(
  client: pg.Client,
  db: Database,
  schoolIds: readonly string[],
): () => Promise<number> {
  const clock = { now: () => new Date() };
  const audit = createAudit({ clock, random: systemRandom });
  const [sessions = "", throttles = "", pupils = ""] = expiring;

  return async () => {
    await client.query(sessions, [schoolIds, expiredRows]);
    await client.query(throttles, [randomBytes(8).toString("hex"), expiredRows]);
    await client.query(pupils, [schoolIds, leftPupils]);
    const { step } = createRetentionService({ db, clock, audit, auditRetentionDays });
    const startedAt = performance.now();
    await step();
    return performance.now() - startedAt;
  };
}
