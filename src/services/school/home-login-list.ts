import type { Clock } from "../../domain/clock.ts";
import {
  type AddressStatus,
  addressStatus,
  type ReportStatus,
  statusSince,
} from "../../domain/home-login.ts";
import type { Locale } from "../../domain/language/locale.ts";
import { explainBounce, explainDelay, type MailReason } from "../../domain/mail/reason.ts";
import {
  everyRow,
  type PageRequest,
  type PageResult,
  sortNamesOf,
  toPageResult,
  withOneMore,
} from "../../domain/pagination.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { mapInSteps } from "../../domain/steps.ts";
import { allowLongWork, execute } from "../../store/database.ts";
import {
  listReportedPupils,
  type ReportedAddressRow,
  type ReportedPupilRow,
} from "../../store/school/home-login-list.ts";
import { getSchool } from "../../store/school/schools.ts";
import { runSteps } from "../shared/run-steps.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireGroup, requirePerson } from "../shared/school-permissions.ts";

export interface ReportedAddress {
  readonly email: string;
  readonly status: AddressStatus;
  readonly since: Date;
  /** Why the mail bounced or is delayed. */
  readonly reason: MailReason | null;
  /** The reason as a sentence for a teacher, in the language that the caller asked for. */
  readonly explanation: string | null;
}

export interface ReportedPupil extends Omit<ReportedPupilRow, "addresses"> {
  readonly addresses: readonly ReportedAddress[];
}

export interface ReportFilter {
  /** Only pupils with an address in this state, or (`none`) without an address. */
  readonly status?: ReportStatus;
  readonly groupId?: string;
  /** Only pupils with (`true`) or without (`false`) an ECK iD. */
  readonly hasEckId?: boolean;
  /** Language of the explanations; by default that of the school. */
  readonly locale?: Locale;
}

export interface HomeLoginListService {
  /**
   * Lists pupils by last and first name: of the school, or of a teacher's own groups. Throws
   * `not-found`, `forbidden`.
   */
  list(
    principal: SchoolPrincipal,
    filter: ReportFilter,
    page: PageRequest,
  ): Promise<PageResult<ReportedPupil>>;
  /** Lists all pupils without paging; otherwise like `list`. */
  listAll(principal: SchoolPrincipal, filter: ReportFilter): Promise<readonly ReportedPupil[]>;
}

export function createHomeLoginListService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
}): HomeLoginListService {
  const { inOwnSchool, clock } = deps;

  async function read(
    principal: SchoolPrincipal,
    { status, groupId, hasEckId, locale: asked }: ReportFilter,
    page: PageRequest,
  ): Promise<ReportedPupil[]> {
    return await inOwnSchool(principal, async (tx, access) => {
      requirePerson(access);
      await allowLongWork(tx);
      const { schoolId, reachesWholeSchool, teacherId } = access;
      if (groupId !== undefined) await requireGroup(tx, access, groupId);
      const isStranger = !reachesWholeSchool && teacherId === undefined;
      if (isStranger) return [];
      const now = clock.now();
      const locale = asked ?? (await getSchool(tx, schoolId)).locale;
      const pupils = await execute(
        tx,
        listReportedPupils(schoolId, { status, groupId, hasEckId, teacherId }, page, now),
      );
      return await runSteps(
        mapInSteps(pupils, ({ addresses, ...pupil }) => ({
          ...pupil,
          addresses: addresses.map((address) => describe(address, locale, now)),
        })),
      );
    });
  }

  return {
    list: async (principal, filter, page) =>
      toPageResult(await read(principal, filter, withOneMore(page)), page, sortNamesOf),
    listAll: (principal, filter) => read(principal, filter, everyRow),
  };
}

function describe(address: ReportedAddressRow, locale: Locale, now: Date): ReportedAddress {
  const { email, bounceReason, delayReason } = address;
  const status = addressStatus(address, now);
  const since = statusSince(address, now);
  const stated = { email, status, since };
  if (status === "bounced") {
    const reason = bounceReason ?? "other";
    return { ...stated, reason, explanation: explainBounce(reason, locale) };
  }
  if (delayReason === null) return { ...stated, reason: null, explanation: null };
  return { ...stated, reason: delayReason, explanation: explainDelay(locale) };
}
