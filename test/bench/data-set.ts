// Schools of any size, inserted in sets: seven groups of thirty in each school, one teacher for each
// group, and two home addresses for each pupil.
import type pg from "pg";
import { asOwner } from "./server.ts";

export interface Size {
  readonly pupils: number;
  readonly schools: number;
}

/** 1,500,000 pupils are in 7,000 schools, as in the Netherlands. */
export function sizeOf(pupils: number): Size {
  return { pupils, schools: Math.max(1, Math.round((pupils * 7_000) / 1_500_000)) };
}

/** Pupils of one group; the last group of a school may be smaller. */
export const groupSize = 30;

const schoolsPerStep = 250;

// Sorted by time like ids of the service, and the same in each run.
const idFunction = `
  create or replace function pg_temp.id(kind integer, n bigint) returns uuid
  language sql immutable strict as $$
    select (lpad(to_hex(n), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8'
            || substr(md5(n || ' ' || kind), 1, 15))::uuid
  $$`;

const kinds = {
  school: 1,
  group: 2,
  teacher: 3,
  pupil: 4,
  address: 5,
  link: 6,
  mail: 7,
  event: 8,
  session: 9,
  device: 10,
  letter: 11,
} as const;
/** Id of the row with this number, as a SQL expression. */
export const id = (kind: keyof typeof kinds, n: string) =>
  `pg_temp.id(${kinds[kind]}, (${n})::bigint)`;

/** \`$1\` and \`$2\` are the first and last school, from 1; \`$3\` is the number of pupils of each. */
const pupil = `(select s, p, (s - 1) * $3::bigint + p as n,
                       (s - 1) * 1000 + (p - 1) / ${groupSize} as g
                  from generate_series($1::bigint, $2) s, generate_series(1, $3::int) p)`;
const group = `(select distinct s, g from ${pupil})`;
/** Home addresses, with their number. */
export const address = `(select s, n, 2 * n + slot as a, slot, 'ouder' || n || case slot when 1 then 'a' else 'b' end
                         || '@example.nl' as email
                    from ${pupil}, generate_series(1, 2) slot)`;

const statements = [
  `insert into schools (id, brin, name, created_at)
   select ${id("school", "s")},
          lpad((s / 676)::text, 2, '0') || chr(65 + (s / 26 % 26)::int) || chr(65 + (s % 26)::int),
          'Basisschool ' || s, now()
     from generate_series($1::bigint, $2) s where $3::int > 0`,
  `insert into groups (school_id, id, external_id, name, year_group)
   select ${id("school", "s")}, ${id("group", "g")}, g, 'Groep ' || g % 1000 + 1, g % 1000 % 8 + 1
     from ${group}`,
  `insert into teachers (school_id, id, external_id, first_name, infix, last_name)
   select ${id("school", "s")}, ${id("teacher", "g")}, g, 'Marloes', 'van den', 'Heuvelrug ' || g
     from ${group}`,
  `insert into group_teachers (school_id, group_id, teacher_id)
   select ${id("school", "s")}, ${id("group", "g")}, ${id("teacher", "g")} from ${group}`,
  `insert into pupils (school_id, id, external_id, first_name, infix, last_name, home_login_updated_at)
   select ${id("school", "s")}, ${id("pupil", "n")}, n,
          (array['Zoë', 'Daan', 'Noor', 'Sem', 'Quinty', 'Ayoub', 'Fenna'])[n % 7 + 1],
          (array[null, 'van der', 'de'])[n % 3 + 1],
          (array['Appelboom', 'Kikkervis', 'Molenwiek', 'Zandpad', 'Warda'])[n % 5 + 1] || n % 89, now()
     from ${pupil}`,
  `insert into group_pupils (school_id, group_id, pupil_id, main)
   select ${id("school", "s")}, ${id("group", "g")}, ${id("pupil", "n")}, true from ${pupil}`,
  `insert into mailboxes (email_key, password_salt) select email, decode(md5(email), 'hex') from ${address}`,
  `insert into home_addresses (school_id, id, pupil_id, slot, email, email_key, invited_at, expires_at)
   select ${id("school", "s")}, ${id("address", "a")}, ${id("pupil", "n")}, slot, email, email,
          now(), now() + interval '14 days'
     from ${address}`,
];

/** Fills an empty database; takes minutes for the whole country. */
export async function writeDataSet(
  url: string,
  size: Size,
  onProgress: (message: string) => void,
): Promise<void> {
  await writeInSteps(url, size, statements, onProgress);
}

/** Executes statements with the parameters `$1`, `$2` and `$3` for some schools at a time. */
export async function writeInSteps(
  url: string,
  { pupils, schools }: Size,
  statementsOfStep: readonly string[],
  onProgress: (message: string) => void,
): Promise<void> {
  const perSchool = Math.round(pupils / schools);
  await asOwner(url, async (client) => {
    await withoutChecks(client);
    await client.query(idFunction);
    for (let first = 1; first <= schools; first += schoolsPerStep) {
      const last = Math.min(first + schoolsPerStep - 1, schools);
      onProgress(`${(first - 1) * perSchool} of ${schools * perSchool} pupils`);
      for (const statement of statementsOfStep)
        await client.query(statement, [first, last, perSchool]);
    }
    onProgress("analysing");
    await client.query("vacuum analyze");
  });
}

/** Foreign keys are not checked: the rows are consistent, and the check takes most of the time. */
async function withoutChecks(client: pg.Client): Promise<void> {
  await client.query("set session_replication_role = replica").catch(() => {});
  await client.query("set synchronous_commit = off");
}

/** A group of thirty and one of its pupils. */
export interface FullGroup {
  readonly schoolId: string;
  readonly brin: string;
  readonly groupId: string;
  readonly pupilId: string;
}

/** Returns groups of this many schools, spread over all schools. */
export async function listFullGroups(
  url: string,
  schoolsMax: number,
): Promise<readonly FullGroup[]> {
  const { rows } = await asOwner(url, (client) =>
    client.query(
      `with school as (select id, brin from schools order by md5(brin) limit $1)
       select s.id as "schoolId", s.brin, g.group_id as "groupId", g.pupil_id as "pupilId"
         from school s
         join lateral (select group_id, (array_agg(pupil_id))[1] as pupil_id
                         from group_pupils where school_id = s.id
                        group by group_id having count(*) = ${groupSize}) g on true
        order by md5(g.group_id::text)`,
      [schoolsMax],
    ),
  );
  return rows;
}
