import type pg from "pg";
import { addressStatus } from "../../../src/domain/home-login.ts";

// One flat prepared statement with rows as arrays: the fastest of the tested variants.
const statement = {
  name: "read_group",
  rowMode: "array" as const,
  text: `select p.id, p.external_id, p.first_name, p.infix, p.last_name, p.picture,
                a.email, a.activated_at, a.bounced_at, a.expires_at,
                g.id, g.external_id, g.name, g.year_group, g.login_method, g.publishers,
                (select json_agg(json_build_object('id', t.id, 'externalId', t.external_id,
                          'firstName', t.first_name, 'infix', t.infix, 'lastName', t.last_name)
                          order by t.last_name, t.first_name, t.id)
                   from group_teachers gt
                   join teachers t on t.school_id = gt.school_id and t.id = gt.teacher_id
                  where gt.school_id = $1 and gt.group_id = $2)
           from groups g
           join group_pupils gp on gp.school_id = g.school_id and gp.group_id = g.id
           join pupils p on p.school_id = gp.school_id and p.id = gp.pupil_id
           left join home_addresses a on a.school_id = p.school_id and a.pupil_id = p.id
          where g.school_id = $1 and g.id = $2
          order by coalesce(p.last_name, ''), coalesce(p.first_name, ''), p.id, a.slot`,
};

interface Pupil {
  readonly id: unknown;
  readonly homeLogin: { enabled: boolean; addresses: { email: unknown; status: string }[] };
}

/** The group as JSON: the same bytes as `getGroup` of the service. */
export async function readGroup(pool: pg.Pool, schoolId: string, groupId: string): Promise<string> {
  const { rows } = await pool.query({ ...statement, values: [schoolId, groupId] });
  const now = new Date();
  const pupils: Pupil[] = [];
  for (const row of rows) {
    const [id, externalId, firstName, infix, lastName, picture, email] = row;
    if (pupils.at(-1)?.id !== id) {
      const homeLogin = { enabled: email !== null, addresses: [] };
      pupils.push({
        id,
        externalId,
        firstName,
        infix,
        lastName,
        picture,
        pictureUrl: null,
        homeLogin,
      } as Pupil);
    }
    const [activatedAt, bouncedAt, expiresAt] = row.slice(7, 10);
    const status = addressStatus({ activatedAt, bouncedAt, expiresAt }, now);
    if (email !== null) pupils.at(-1)?.homeLogin.addresses.push({ email, status });
  }
  const [id, externalId, name, yearGroup, loginMethod, publishers, teachers] =
    rows[0]?.slice(10) ?? [];
  const pupilCount = pupils.length;
  const homeLoginCount = pupils.filter(({ homeLogin }) => homeLogin.enabled).length;
  const group = { id, externalId, name, yearGroup, loginMethod, publishers };
  return JSON.stringify({ ...group, pupilCount, homeLoginCount, teachers, pupils });
}
