// Removes from a restored database what was removed after the backup, as the tombstone files say.
import type { Clock } from "../../domain/clock.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { type TombstoneKind, tombstoneSubjects } from "../../security/tombstone.ts";
import { allowLongWork, type Database, execute, type Transaction } from "../../store/database.ts";
import { revokeHomeAccess } from "../../store/family/home-access.ts";
import { listAddressesOfPupils, updateDeclined } from "../../store/family/home-addresses.ts";
import { lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import {
  listRestoredAddresses,
  listRestoredClients,
  listRestoredIssuers,
  listRestoredPupils,
  listRestoredSchools,
  type Place,
  type RestoredAddress,
  type RestoredRow,
} from "../../store/operator/tombstones.ts";
import { lockPupilRecord } from "../../store/school/personal-data.ts";
import { getSchool } from "../../store/school/schools.ts";
import { type RecordAudit, theOperator } from "../shared/audit.ts";
import type { ErasePupil } from "../shared/erasure.ts";
import type { WriteHomeLogins } from "../shared/home-login-writer.ts";
import type { ApiClientService } from "./api-clients.ts";
import type { SchoolService } from "./schools.ts";
import type { TokenIssuerService } from "./token-issuers.ts";
import type { TombstoneSet } from "./tombstone-files.ts";

/** Number of rows that were removed, erased, declined or revoked again. */
export interface TombstoneReport {
  readonly schoolsRemoved: number;
  readonly issuersRemoved: number;
  readonly clientsRevoked: number;
  readonly pupilsErased: number;
  readonly homeAddressesRemoved: number;
  readonly homeAddressesDeclined: number;
}

/** Honours tombstones. Sends no mail: the families were informed the first time. Idempotent. */
export type HonourTombstones = (tombstones: TombstoneSet) => Promise<TombstoneReport>;

const rowsLookedAt = 1_000;
/** Changes of one transaction. */
const batchSize = 100;

export function createHonourTombstones(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly audit: RecordAudit;
  readonly erasePupil: ErasePupil;
  readonly changeHomeLogins: WriteHomeLogins;
  readonly schools: Pick<SchoolService, "remove">;
  readonly apiClients: Pick<ApiClientService, "revoke">;
  readonly tokenIssuers: Pick<TokenIssuerService, "remove">;
}): HonourTombstones {
  const { db, clock, keys, audit, erasePupil, changeHomeLogins } = deps;
  const operatorAt = (schoolId: string) => ({ schoolId, actor: theOperator, origin: {} });

  async function erase(pupils: readonly RestoredRow[]): Promise<number> {
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      let erased = 0;
      for (const { schoolId, id } of pupils) {
        if (!(await lockPupilRecord(tx, schoolId, id))) continue;
        await erasePupil(tx, operatorAt(schoolId), id);
        erased += 1;
      }
      return erased;
    });
  }

  /** The addresses are of one school. */
  async function removeAddresses(addresses: readonly RestoredAddress[]): Promise<number> {
    const [{ schoolId } = { schoolId: "" }] = addresses;
    const isRemoved = new Set(addresses.map(({ id }) => id));
    const pupilIds = [...new Set(addresses.map(({ pupilId }) => pupilId))];
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      for (const id of pupilIds) await lockPupilRecord(tx, schoolId, id);
      const current = await execute(tx, listAddressesOfPupils(schoolId, pupilIds));
      const changes = pupilIds.map((pupilId) => {
        const own = current.filter((address) => address.pupilId === pupilId);
        const removed = own.filter(({ id }) => isRemoved.has(id));
        const kept = own.filter(({ id }) => !isRemoved.has(id));
        return { pupilId, rank: 0, kept, added: [], removed };
      });
      const school = await getSchool(tx, schoolId);
      const at = { by: operatorAt(schoolId), school, now: clock.now(), isSilent: true };
      await changeHomeLogins(tx, at, changes);
      return changes.reduce((sum, { removed }) => sum + removed.length, 0);
    });
  }

  /** The addresses are of one school. */
  async function decline(
    addresses: readonly (RestoredAddress & { readonly declinedAt: Date })[],
  ): Promise<number> {
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      await execute(tx, lockKnownMailboxes(addresses.map(({ emailKey }) => emailKey)));
      for (const address of addresses) await declineOne(tx, address);
      return addresses.length;
    });
  }

  async function declineOne(
    tx: Transaction,
    { schoolId, id, pupilId, declinedAt }: RestoredAddress & { readonly declinedAt: Date },
  ): Promise<void> {
    await updateDeclined(tx, schoolId, id, declinedAt);
    await execute(tx, revokeHomeAccess(schoolId, [id], clock.now(), "decline"));
    const entry = { action: "address-refused", pupilId, homeAddressIds: [id] } as const;
    await audit(tx, operatorAt(schoolId), [entry]);
  }

  return async (tombstones) => {
    const find = (kind: TombstoneKind, id: string) =>
      tombstones.find(tombstoneSubjects(keys, kind, id));

    async function removeEach<Row extends { readonly id: string }>(
      kind: TombstoneKind,
      rows: readonly Row[],
      remove: (row: Row) => Promise<unknown>,
    ): Promise<number> {
      const removed = rows.filter(({ id }) => find(kind, id));
      for (const row of removed) await remove(row);
      return removed.length;
    }

    /** Calls `change` with the rows of one school that `isRemoved` selects; returns the sum. */
    async function changeRows<Row extends RestoredRow, Changed extends RestoredRow>(
      list: (tx: Transaction, place: Place) => Promise<readonly Row[]>,
      select: (row: Row) => readonly Changed[],
      change: (rows: readonly Changed[]) => Promise<number>,
    ): Promise<number> {
      let changed = 0;
      let place: Place = [];
      for (;;) {
        const from = place;
        const rows = await db.asService((tx) => list(tx, from));
        const selected = Map.groupBy(rows.flatMap(select), ({ schoolId }) => schoolId);
        for (const ofSchool of selected.values()) {
          for (let start = 0; start < ofSchool.length; start += batchSize) {
            changed += await change(ofSchool.slice(start, start + batchSize));
          }
        }
        const last = rows.at(-1);
        if (!last || rows.length < rowsLookedAt) return changed;
        place = [last.schoolId, last.id];
      }
    }

    const [schools, clients, issuers] = await db.pipelineAsService([
      listRestoredSchools(),
      listRestoredClients(),
      listRestoredIssuers(),
    ]);
    const listAddresses = (tx: Transaction, place: Place) =>
      execute(tx, listRestoredAddresses(place, rowsLookedAt));

    return {
      schoolsRemoved: await removeEach("school", schools, deps.schools.remove),
      issuersRemoved: await removeEach("issuer", issuers, ({ iss }) =>
        deps.tokenIssuers.remove(iss),
      ),
      clientsRevoked: await removeEach("client", clients, ({ id }) => deps.apiClients.revoke(id)),
      pupilsErased: await changeRows(
        (tx, place) => execute(tx, listRestoredPupils(place, rowsLookedAt)),
        (pupil) => (find("pupil", pupil.id) ? [pupil] : []),
        erase,
      ),
      homeAddressesRemoved: await changeRows(
        listAddresses,
        (address) =>
          find("address", address.id) || (!address.isWithdrawn && find("withdrawal", address.id))
            ? [address]
            : [],
        removeAddresses,
      ),
      // An address that was invited again after it was declined keeps its newer state.
      homeAddressesDeclined: await changeRows(
        listAddresses,
        (address) => {
          const declinedAt = find("decline", address.id);
          return declinedAt && !address.isDeclined && declinedAt >= address.changedAt
            ? [{ ...address, declinedAt }]
            : [];
        },
        decline,
      ),
    };
  };
}
