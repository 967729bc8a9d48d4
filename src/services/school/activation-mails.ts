import type { Clock } from "../../domain/clock.ts";
import { type AddressStatus, addressStatus } from "../../domain/home-login.ts";
import {
  type ResendSkipReason,
  type ResendStatus,
  reasonToSkip,
} from "../../domain/mail/bulk-resend.ts";
import { splitByMailbox } from "../../domain/mailbox-parts.ts";
import { nilUuid } from "../../domain/nil-uuid.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { requireHomeLoginHere } from "../../domain/school/network-environment.ts";
import { allowLongWork, execute, type Transaction } from "../../store/database.ts";
import { lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { lockPupils } from "../../store/school/pupil-sets.ts";
import { getSchool } from "../../store/school/schools.ts";
import {
  type AddressSelection,
  listAddressesAgain,
  listUnactivatedAddresses,
  type UnactivatedAddress,
} from "../../store/school/unactivated-addresses.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { Invite } from "../shared/invitations.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireGroup, requirePerson, type SchoolAccess } from "../shared/school-permissions.ts";
import { readMailWaits } from "./mail-waits.ts";

/** An address of the request: it gets a mail unless there is a reason to skip it. */
export interface ResendItem extends UnactivatedAddress {
  /** State in which the request found it. */
  readonly status: AddressStatus;
  readonly reason: ResendSkipReason | undefined;
}

export interface ResendRequest {
  /** Only addresses in one of these states. */
  readonly statuses: readonly ResendStatus[];
  /** Only pupils of this group. */
  readonly groupId?: string;
}

export interface ActivationMailService {
  /**
   * Invites the addresses again that have one of the given states: of the school, or of a teacher's
   * own groups. Returns each of them, by last and first name of their pupils. Repetition sends no
   * second mail. A dry run changes nothing. Throws `not-found`, `forbidden`, `network-environment`.
   */
  send(
    principal: SchoolPrincipal,
    request: ResendRequest,
    options: { readonly dryRun: boolean },
  ): Promise<readonly ResendItem[]>;
}

/** The addresses of one pupil that are to be invited again. */
interface PupilPart {
  readonly pupilId: string;
  readonly items: readonly RankedItem[];
}

interface RankedItem extends ResendItem {
  /** Its place in the request, from 1: rank 0 is for single mails. */
  readonly rank: number;
}

/** Pupils in one transaction, each of them locked with its mailboxes. */
const pupilsPerTransaction = 500;

export function createActivationMailService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly readOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly coolDown: MailCoolDown;
  readonly invite: Invite;
  readonly audit: RecordAudit;
}): ActivationMailService {
  const { inOwnSchool, readOwnSchool, clock, coolDown, invite, audit } = deps;

  async function find(
    tx: Transaction,
    access: SchoolAccess,
    { statuses, groupId }: ResendRequest,
  ): Promise<ResendItem[]> {
    requirePerson(access);
    await allowLongWork(tx);
    if (groupId !== undefined) await requireGroup(tx, access, groupId);
    const { schoolId } = access;
    requireHomeLoginHere(await getSchool(tx, schoolId));
    const now = clock.now();
    const selection = selectionOf(access, groupId);
    const all = await execute(tx, listUnactivatedAddresses(schoolId, selection));
    const found = all
      .map((address) => ({ ...address, status: addressStatus(address, now) }))
      .filter(({ status }) => statuses.some((one) => one === status));
    const waits = await readMailWaits(tx, schoolId, idsOf(found), now, coolDown.seconds);
    return found.map((address) => ({
      ...address,
      reason: reasonToSkip(address, waits.get(address.id), statuses, now),
    }));
  }

  /** Locks the pupils and the mailboxes, judges the addresses again, and invites the others. */
  async function write(
    tx: Transaction,
    access: SchoolAccess,
    { statuses, groupId }: ResendRequest,
    part: readonly PupilPart[],
  ): Promise<RankedItem[]> {
    requirePerson(access);
    await allowLongWork(tx);
    const { schoolId } = access;
    const school = await getSchool(tx, schoolId);
    requireHomeLoginHere(school);
    const items = part.flatMap((pupil) => pupil.items);
    const pupilIds = part.map(({ pupilId }) => pupilId);
    const present = await execute(tx, lockPupils(schoolId, pupilIds));
    await execute(tx, lockKnownMailboxes([...new Set(items.map(({ emailKey }) => emailKey))]));
    const now = clock.now();
    const selection = selectionOf(access, groupId);
    const current = await execute(tx, listAddressesAgain(schoolId, selection, idsOf(items)));
    const waits = await readMailWaits(tx, schoolId, idsOf(current), now, coolDown.seconds);
    const atSchool = new Set(present.map(({ id }) => id));
    const byId = new Map(current.map((address) => [address.id, address]));
    const judged = items.map((item) => {
      const address = byId.get(item.id);
      const reason = address
        ? reasonToSkip(address, waits.get(item.id), statuses, now)
        : atSchool.has(item.pupilId)
          ? "changed"
          : "left";
      return { ...item, reason };
    });
    const queued = judged.filter(({ reason }) => reason === undefined);
    await invite(tx, queued, { kind: "activation", school }, now);
    const ofPupils = Map.groupBy(queued, ({ pupilId }) => pupilId);
    await audit(
      tx,
      access,
      [...ofPupils].map(([pupilId, addresses]) => ({
        action: "activation-mails-sent",
        pupilId,
        homeAddressIds: idsOf(addresses),
      })),
    );
    return judged;
  }

  return {
    send: async (principal, request, { dryRun }) => {
      const found = await readOwnSchool(principal, (tx, access) => find(tx, access, request));
      if (dryRun) return found;
      const items = [...found];
      for (const part of splitByMailbox(toQueue(found), pupilsPerTransaction, emailKeysOf)) {
        const judged = await inOwnSchool(principal, (tx, access) =>
          write(tx, access, request, part),
        );
        for (const { rank, ...item } of judged) items[rank - 1] = item;
      }
      return items;
    },
  };
}

/** A teacher that is not in the roster reaches the groups of no teacher. */
function selectionOf(access: SchoolAccess, groupId: string | undefined): AddressSelection {
  const { reachesWholeSchool, teacherId = nilUuid } = access;
  return { teacherId: reachesWholeSchool ? undefined : teacherId, groupId };
}

function toQueue(items: readonly ResendItem[]): PupilPart[] {
  const queued = items
    .map((item, index) => ({ ...item, rank: index + 1 }))
    .filter(({ reason }) => reason === undefined);
  const ofPupils = Map.groupBy(queued, ({ pupilId }) => pupilId);
  return [...ofPupils].map(([pupilId, addresses]) => ({ pupilId, items: addresses }));
}

function emailKeysOf({ items }: PupilPart): string[] {
  return items.map(({ emailKey }) => emailKey);
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
