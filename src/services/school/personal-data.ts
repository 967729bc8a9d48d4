// A family's rights at the school: access to the personal data of a child (GDPR, art. 15) and
// erasure (art. 17).
import type { Clock } from "../../domain/clock.ts";
import { notFound } from "../../domain/errors.ts";
import { addressStatus } from "../../domain/home-login.ts";
import { everyRow } from "../../domain/pagination.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { type SharedData, sharedData } from "../../domain/school/publisher.ts";
import {
  allowLongWork,
  execute,
  pipeline,
  type Transaction,
  widenScope,
} from "../../store/database.ts";
import { listDevicesOfAddress } from "../../store/family/devices.ts";
import { type HomeAddress, listPupilAddresses } from "../../store/family/home-addresses.ts";
import { listSoftwareOfPupil } from "../../store/operator/publishers.ts";
import { listAuditEvents } from "../../store/school/audit-events.ts";
import {
  type HomeLoginChangeRow,
  listChangesOfPupil,
} from "../../store/school/home-login-changes.ts";
import {
  findLetter,
  findPictureCodeTime,
  findPupilRecord,
  listAttempts,
  listLinks,
  listMails,
  listProposedAddresses,
  listPupilGroups,
  listRemovedAddresses,
  listSessions,
  lockPupilRecord,
  type PupilGroup,
  type PupilRecord,
  wasErased,
} from "../../store/school/personal-data.ts";
import { getSchool } from "../../store/school/schools.ts";
import type { ErasePupil } from "../shared/erasure.ts";
import type { PseudonymService } from "../shared/pseudonyms.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireCoordinator } from "../shared/school-permissions.ts";
import { type AuditEvent, describeEvent } from "./audit-events.ts";

/** What a publisher receives when the pupil opens its software. */
export interface DisclosedData extends SharedData {
  readonly key: string;
  readonly name: string;
  readonly pseudonym: string;
}

export interface PersonalData {
  readonly pupil: Omit<PupilRecord, "schoolId">;
  readonly groups: readonly PupilGroup[];
  readonly addresses: readonly Awaited<ReturnType<typeof describe>>[];
  /** Removed addresses whose mailbox has not been informed yet. */
  readonly removedAddresses: Awaited<ReturnType<typeof listRemoved>>;
  /** The newest letter; `null` without one. */
  readonly letter: Awaited<ReturnType<typeof findLetter>>;
  readonly proposedAddresses: Awaited<ReturnType<typeof listProposedAddresses>>;
  /** Publishers whose software the pupil can open, by name. */
  readonly publishers: readonly DisclosedData[];
  /** Changes of the home login in the feed, the oldest first. */
  readonly homeLoginChanges: readonly Pick<HomeLoginChangeRow, "occurredAt" | "type">[];
  readonly auditEvents: readonly AuditEvent[];
}

export interface PersonalDataService {
  /**
   * Returns all data about a pupil without secrets, even after the pupil left. Throws `forbidden`,
   * `not-found`.
   */
  get(principal: SchoolPrincipal, pupilId: string): Promise<PersonalData>;
  /**
   * Erases a pupil, even after the pupil left, with all dependent data and addresses that no other
   * child has. Audit events keep only the bare id. Idempotent. Throws `forbidden`, `not-found`.
   */
  erase(principal: SchoolPrincipal, pupilId: string): Promise<void>;
}

export function createPersonalDataService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly erasePupil: ErasePupil;
  readonly pseudonyms: Pick<PseudonymService, "find">;
}): PersonalDataService {
  const { inOwnSchool, clock, erasePupil, pseudonyms } = deps;

  return {
    get: (principal, pupilId) =>
      inOwnSchool(principal, async (tx, access) => {
        requireCoordinator(access);
        await allowLongWork(tx);
        const { schoolId } = access;
        const pupil = await findPupilRecord(tx, schoolId, pupilId);
        if (!pupil) throw notFound();
        const { brin } = await getSchool(tx, schoolId);
        const [groups, software, events, homeLoginChanges] = await pipeline(tx, [
          listPupilGroups(schoolId, pupilId),
          listSoftwareOfPupil(schoolId, pupilId),
          listAuditEvents(schoolId, pupilId, everyRow),
          listChangesOfPupil(schoolId, pupilId),
        ]);
        const addresses = await listPupilAddresses(tx, schoolId, pupilId);
        await widenScope(tx);
        const now = clock.now();
        const { schoolId: _schoolId, ...own } = pupil;
        return {
          pupil: own,
          groups,
          addresses: await Promise.all(addresses.map((address) => describe(tx, address, now))),
          removedAddresses: await listRemoved(tx, schoolId, pupilId),
          letter: await findLetter(tx, schoolId, pupilId),
          proposedAddresses: await listProposedAddresses(tx, schoolId, pupilId),
          publishers: await Promise.all(
            software.map(async ({ key, name, needs }) => ({
              key,
              name,
              pseudonym: await pseudonyms.find(key, pupilId),
              ...sharedData(needs, { ...pupil, brin, groupName: mainGroupOf(groups) }),
            })),
          ),
          homeLoginChanges,
          auditEvents: events.map(describeEvent),
        };
      }),

    erase: (principal, pupilId) =>
      inOwnSchool(principal, async (tx, access) => {
        requireCoordinator(access);
        await allowLongWork(tx);
        const { schoolId } = access;
        if (!(await lockPupilRecord(tx, schoolId, pupilId))) {
          if (await wasErased(tx, schoolId, pupilId)) return;
          throw notFound();
        }
        await widenScope(tx);
        await erasePupil(tx, access, pupilId);
      }),
  };
}

function mainGroupOf(groups: readonly PupilGroup[]): string | null {
  return groups.find(({ isOwn }) => isOwn)?.name ?? null;
}

/**
 * Describes one address and its history. Reports that a password and pictures exist, never the
 * values.
 */
async function describe(tx: Transaction, address: HomeAddress, now: Date) {
  const { schoolId, id } = address;
  return {
    email: address.email,
    status: addressStatus(address, now),
    hasPassword: address.passwordHash !== null,
    invitedAt: address.invitedAt,
    expiresAt: address.expiresAt,
    activatedAt: address.activatedAt,
    bouncedAt: address.bouncedAt,
    bounceReason: address.bounceReason,
    withdrawnAt: address.withdrawnAt,
    pictureCodeMadeAt: await findPictureCodeTime(tx, schoolId, id),
    links: await listLinks(tx, schoolId, id),
    sessions: await listSessions(tx, schoolId, id),
    devices: await listDevicesOfAddress(tx, schoolId, id),
    mails: await withAttempts(tx, await execute(tx, listMails(schoolId, id))),
  };
}

async function listRemoved(tx: Transaction, schoolId: string, pupilId: string) {
  const removed = await execute(tx, listRemovedAddresses(schoolId, pupilId));
  const mails = await withAttempts(
    tx,
    removed.map(({ mail }) => mail),
  );
  return removed.map(({ email }, index) => ({ email, mail: mails[index] }));
}

/** Adds to each mail what the mail server answered. */
async function withAttempts<Mail extends { readonly id: string }>(
  tx: Transaction,
  mails: readonly Mail[],
) {
  const attempts = await listAttempts(
    tx,
    mails.map(({ id }) => id),
  );
  const attemptsOf = Map.groupBy(attempts, ({ mailId }) => mailId);
  return mails.map((mail) => ({ ...mail, attempts: attemptsOf.get(mail.id) ?? [] }));
}
