// Remembered devices, on which the youngest pupils log in with pictures.
import { addSeconds, type Clock } from "../../domain/clock.ts";
import { deviceLifetimeSeconds, devicesMax, parseDeviceName } from "../../domain/device.ts";
import { invalidRequest, ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import { isId, newId, type Random } from "../../security/random.ts";
import { hashSecret, newSecret } from "../../security/secret.ts";
import { deviceByNetwork } from "../../security/throttle-policies.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import {
  type Device,
  findDevice,
  insertDevice,
  listDevices,
  removeDevice,
} from "../../store/family/devices.ts";
import {
  listTileChildren,
  type PictureChild,
  type TileChild,
} from "../../store/family/picture-codes.ts";
import type { InOwnHome } from "../shared/family-access.ts";
import { byNetworks, type Throttle } from "../shared/throttle.ts";

export type RememberedDevice = Pick<
  Device,
  "id" | "name" | "createdAt" | "lastUsedAt" | "expiresAt"
>;

export interface NewDevice extends RememberedDevice {
  /** Returned once; only its hash is stored. */
  readonly deviceToken: string;
}

/** What a remembered device may read about its family. */
export interface DeviceLookup {
  readonly id: string;
  readonly emailKey: string;
  /** Children with picture login on this device, sorted by name. */
  readonly children: readonly PictureChild[];
  /** The other children with a password at the address, sorted by name. */
  readonly others: readonly PictureChild[];
}

/**
 * All but `lookUp` throw `unauthorized`, and `forbidden` for a session that was opened with
 * pictures.
 */
export interface DeviceService {
  /**
   * Remembers a device and replaces the device of `earlierToken`. Throws `invalid-request` for an
   * invalid name.
   */
  remember(principal: FamilyPrincipal, name: string, earlierToken?: string): Promise<NewDevice>;
  /** Lists the devices of the whole address, newest first. */
  list(principal: FamilyPrincipal): Promise<readonly RememberedDevice[]>;
  /** Removes a device and ends its picture sessions. Idempotent. */
  forget(principal: FamilyPrincipal, deviceId: string): Promise<void>;
  /** Throws `device-unknown`, also for a forgotten device, and `too-many-requests`. */
  lookUp(deviceToken: string, network: string): Promise<DeviceLookup>;
}

export function createDeviceService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly throttle: Throttle;
  readonly inOwnHome: InOwnHome;
}): DeviceService {
  const { db, clock, random, throttle, inOwnHome } = deps;

  return {
    remember: async (principal, given, earlierToken) => {
      const name = parseDeviceName(given);
      if (name === "")
        throw invalidRequest([{ pointer: "/name", detail: "must contain a visible character" }]);
      const deviceToken = newSecret(random);
      const device = await inOwnHome(principal, async (tx, { homeAddressId, emailKey }, now) => {
        const earlier = earlierToken && (await findDevice(tx, hashSecret(earlierToken), now));
        if (earlier) await removeDevice(tx, emailKey, earlier.id);
        await makeRoom(tx, emailKey, now);
        const fresh = {
          id: newId(now, random),
          schoolId: principal.schoolId,
          homeAddressId,
          emailKey,
          tokenHash: hashSecret(deviceToken),
          name,
          createdAt: now,
          lastUsedAt: null,
          expiresAt: addSeconds(now, deviceLifetimeSeconds),
        };
        await insertDevice(tx, fresh);
        return fresh;
      });
      return { ...describe(device), deviceToken };
    },

    list: (principal) =>
      inOwnHome(principal, async (tx, { emailKey }, now) =>
        (await listDevices(tx, emailKey, now)).map(describe),
      ),

    forget: (principal, deviceId) =>
      inOwnHome(principal, async (tx, { emailKey }) => {
        if (isId(deviceId)) await removeDevice(tx, emailKey, deviceId);
      }),

    lookUp: async (deviceToken, network) => {
      const found = await db.asService(async (tx) => {
        const device = await findDevice(tx, hashSecret(deviceToken), clock.now());
        if (!device) return undefined;
        const { id, emailKey } = device;
        const all = await execute(tx, listTileChildren(emailKey));
        const children = all.filter(({ hasPictures }) => hasPictures).map(describeChild);
        const others = all.filter(({ hasPictures }) => !hasPictures).map(describeChild);
        return { id, emailKey, children, others };
      });
      if (found) return found;
      await throttle.admit(byNetworks(deviceByNetwork, network));
      throw new ServiceError("device-unknown", "This device is not remembered.");
    },
  };
}

/** Removes the least recently used device if the address has the maximum. */
async function makeRoom(tx: Transaction, emailKey: string, now: Date): Promise<void> {
  const lastUse = ({ lastUsedAt, createdAt }: Device) => (lastUsedAt ?? createdAt).getTime();
  const devices = await listDevices(tx, emailKey, now);
  const surplus = devices
    .toSorted((one, other) => lastUse(other) - lastUse(one))
    .slice(devicesMax - 1);
  for (const { id } of surplus) await removeDevice(tx, emailKey, id);
}

function describe({ id, name, createdAt, lastUsedAt, expiresAt }: Device): RememberedDevice {
  return { id, name, createdAt, lastUsedAt, expiresAt };
}

function describeChild({ hasPictures: _hasPictures, ...child }: TileChild): PictureChild {
  return child;
}
