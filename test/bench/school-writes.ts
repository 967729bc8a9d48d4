// Requests that change data of a few schools, or log in there. Each round has other ones.
import type pg from "pg";
import { signRowToken } from "../../src/security/row-token.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { from } from "./families.ts";
import type { openGroupRequests } from "./group-requests.ts";
import type { LoadRequest } from "./programs/load.ts";
import { secretKey } from "./service.ts";

type Requests = readonly LoadRequest[];

const perRound = 150;
const password = "vrolijke fietsbel";
const keys = createSecretKeys(secretKey);

interface Address {
  readonly schoolId: string;
  readonly id: string;
  readonly email: string;
}

/** `client` owns the database. */
export async function openSchoolWrites(
  client: pg.Client,
  { groups, authorizationOf }: Awaited<ReturnType<typeof openGroupRequests>>,
): Promise<Readonly<Record<string, (round: number) => Requests | Promise<Requests>>>> {
  const schoolIds = [...new Set(groups.map(({ schoolId }) => schoolId))];
  const [schoolId = ""] = schoolIds;
  const others = schoolIds.slice(1);
  const run = Date.now().toString(36);
  const headersOf = (id: string) => ({ authorization: authorizationOf(id) });
  const newEmails = (round: number, name: string) =>
    ["a", "b"].map((parent) => `${run}-${round}-${name}${parent}@example.nl`);
  const addressesOf = async (round: number): Promise<readonly Address[]> =>
    (
      await client.query<Address>(
        `select school_id as "schoolId", id, email from home_addresses
          where school_id = any($1) and slot = 1 order by md5(id::text) limit $2 offset $3`,
        [others, perRound, round * perRound],
      )
    ).rows;
  const { rows: pupils } = await client.query<{ schoolId: string; id: string }>(
    `select school_id as "schoolId", id from pupils
      where school_id = any($1) and left_at is null order by md5(id::text) desc limit 2600`,
    [others],
  );
  const { rows: keysOfPupils } = await client.query<{ externalId: string }>(
    `select external_id as "externalId" from pupils where school_id = $1 and left_at is null`,
    [schoolId],
  );
  const roster = await readRoster(client, schoolId);

  return {
    "set a password": async (round) => {
      const addresses = await addressesOf(round);
      const { rows } = await client.query<{ schoolId: string; id: string }>(
        `insert into activation_links (school_id, id, home_address_id, purpose, created_at, expires_at)
         select a.school_id, gen_random_uuid(), a.id, 'password-reset', now(), now() + interval '1 day'
           from unnest($1::uuid[], $2::uuid[]) as a (school_id, id)
         returning school_id as "schoolId", id`,
        [addresses.map((one) => one.schoolId), addresses.map(({ id }) => id)],
      );
      return rows.map((link, index) => ({
        method: "POST",
        path: "/v1/activations",
        headers: from(round * perRound + index),
        body: {
          token: signRowToken(keys, "activation-link", { ...link, generation: 0 }),
          password,
        },
        status: 201,
      }));
    },
    "log in": async (round) =>
      (await addressesOf(round)).map(({ email }, index) => ({
        method: "POST",
        path: "/v1/home-sessions",
        headers: from(round * perRound + index),
        body: { email, password },
        status: 201,
      })),
    "request a link": async (round) =>
      (await addressesOf(round)).map(({ email }, index) => ({
        method: "POST",
        path: "/v1/link-requests",
        headers: from(round * perRound + index),
        body: { email },
        status: 202,
      })),
    "set a home login": (round) =>
      Array.from({ length: perRound }, (_, index) => {
        const pupil = pupils[(round * perRound + index) % pupils.length];
        return {
          method: "PUT" as const,
          path: `/v1/pupils/${pupil?.id}/home-login`,
          headers: headersOf(pupil?.schoolId ?? ""),
          body: { emails: newEmails(round, `${index}`) },
        };
      }),
    "read the change feed": () =>
      others.map((id) => ({
        path: "/v1/home-login-changes?limit=100",
        headers: headersOf(id),
      })),
    "activate a school": async (round) => {
      await client.query("delete from home_addresses where school_id = $1", [schoolId]);
      const rows = keysOfPupils.map(({ externalId }) => ({
        externalId,
        emails: newEmails(round, externalId),
      }));
      const headers = headersOf(schoolId);
      return [{ method: "POST", path: "/v1/bulk-activations", headers, body: { rows } }];
    },
    "put a roster with five new names": (round) => {
      const body = {
        ...roster,
        pupils: roster.pupils.map((pupil, index) =>
          index < 5 ? { ...pupil, lastName: `Nieuw${round}${run}` } : pupil,
        ),
      };
      return [{ method: "PUT", path: "/v1/roster", headers: headersOf(schoolId), body }];
    },
  };
}

async function readRoster(client: pg.Client, schoolId: string) {
  const { rows } = await client.query(
    `select (select json_agg(json_build_object('externalId', external_id, 'name', name, 'yearGroup', year_group))
               from groups where school_id = $1) as groups,
            (select json_agg(json_build_object('externalId', t.external_id, 'firstName', t.first_name,
                      'infix', t.infix, 'lastName', t.last_name, 'groups',
                      array(select g.external_id from group_teachers x
                              join groups g on g.school_id = x.school_id and g.id = x.group_id
                             where x.school_id = t.school_id and x.teacher_id = t.id)))
               from teachers t where t.school_id = $1) as teachers,
            (select json_agg(json_build_object('externalId', p.external_id, 'firstName', p.first_name,
                      'infix', p.infix, 'lastName', p.last_name, 'group', g.external_id))
               from pupils p
               join group_pupils x on x.school_id = p.school_id and x.pupil_id = p.id and x.main
               join groups g on g.school_id = x.school_id and g.id = x.group_id
              where p.school_id = $1 and p.left_at is null) as pupils`,
    [schoolId],
  );
  return rows[0] as { groups: object[]; teachers: object[]; pupils: object[] };
}
