import type { Clock } from "../domain/clock.ts";
import { type AddressStatus, addressStatus } from "../domain/home-login.ts";
import type { SchoolPrincipal } from "../domain/principal.ts";
import { type GroupRow, listGroups, listGroupTeachers, type TeacherRow } from "../store/groups.ts";
import { listAllGroupPupils, listGroupPupils, type PupilRow } from "../store/pupils.ts";
import { oneMore, type Page, type Paged, paged } from "./pages.ts";
import { type InOwnSchool, requireGroup } from "./school-access.ts";

export interface Pupil extends Omit<PupilRow, "addresses"> {
  readonly homeLogin: {
    readonly enabled: boolean;
    readonly addresses: readonly { readonly email: string; readonly status: AddressStatus }[];
  };
}

export interface GroupScreen extends GroupRow {
  readonly teachers: readonly TeacherRow[];
  readonly pupils: readonly Pupil[];
}

export interface GroupService {
  /** By name: a teacher's own groups, or all of the school. */
  list(principal: SchoolPrincipal, page: Page): Promise<Paged<GroupRow>>;
  /** The group's whole screen. Throws `not-found`, `forbidden`. */
  get(principal: SchoolPrincipal, groupId: string): Promise<GroupScreen>;
  /** Pupils by last and first name, all or by whether they have home login. Throws `not-found`, `forbidden`. */
  listPupils(
    principal: SchoolPrincipal,
    groupId: string,
    hasHomeLogin: boolean | undefined,
    page: Page,
  ): Promise<Paged<Pupil>>;
}

export function createGroupService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
}): GroupService {
  const { inOwnSchool, clock } = deps;

  return {
    list: (principal, page) =>
      inOwnSchool(principal, async (tx, access) => {
        const isStranger = access.role === "teacher" && access.teacherId === undefined;
        if (isStranger) return { items: [], nextAfter: undefined };
        return paged(await listGroups(tx, access.schoolId, access.teacherId, oneMore(page)), page);
      }),

    get: (principal, groupId) =>
      inOwnSchool(principal, async (tx, access) => {
        const [group, teachers, pupils] = await Promise.all([
          requireGroup(tx, access, groupId),
          listGroupTeachers(tx, access.schoolId, groupId),
          listAllGroupPupils(tx, access.schoolId, groupId),
        ]);
        const now = clock.now();
        return { ...group, teachers, pupils: pupils.map((pupil) => describe(pupil, now)) };
      }),

    listPupils: (principal, groupId, hasHomeLogin, page) =>
      inOwnSchool(principal, async (tx, access) => {
        const [, rows] = await Promise.all([
          requireGroup(tx, access, groupId),
          listGroupPupils(tx, access.schoolId, groupId, hasHomeLogin, oneMore(page)),
        ]);
        const now = clock.now();
        return paged(
          rows.map((pupil) => describe(pupil, now)),
          page,
        );
      }),
  };
}

function describe({ addresses, ...pupil }: PupilRow, now: Date): Pupil {
  return {
    ...pupil,
    homeLogin: {
      enabled: addresses.length > 0,
      addresses: addresses.map((address) => ({
        email: address.email,
        status: addressStatus(address, now),
      })),
    },
  };
}
