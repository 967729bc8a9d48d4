import { and, asc, desc, eq, gt } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { devices } from "../schema/home.ts";

export type Device = typeof devices.$inferSelect;

export async function insertDevice(tx: Transaction, device: Device): Promise<void> {
  await tx.insert(devices).values(device);
}

/** Finds the device with this token, if it has not expired. In the scope of its address or of the service. */
export async function findDevice(
  tx: Transaction,
  tokenHash: Buffer,
  now: Date,
): Promise<Device | undefined> {
  const [device] = await tx
    .select()
    .from(devices)
    .where(and(eq(devices.tokenHash, tokenHash), gt(devices.expiresAt, now)));
  return device;
}

/** Lists the devices of an address, the newest first. In the scope of the address. */
export async function listDevices(tx: Transaction, emailKey: string, now: Date): Promise<Device[]> {
  return await tx
    .select()
    .from(devices)
    .where(and(eq(devices.emailKey, emailKey), gt(devices.expiresAt, now)))
    .orderBy(desc(devices.id));
}

/** Lists the devices that the password of one child remembered, the oldest first. */
export async function listDevicesOfAddress(
  tx: Transaction,
  schoolId: string,
  homeAddressId: string,
) {
  const { id, name, createdAt, lastUsedAt, expiresAt } = devices;
  return await tx
    .select({ id, name, createdAt, lastUsedAt, expiresAt })
    .from(devices)
    .where(and(eq(devices.schoolId, schoolId), eq(devices.homeAddressId, homeAddressId)))
    .orderBy(asc(devices.id));
}

/** Records a use of the device and extends its lifetime. */
export async function touchDevice(
  tx: Transaction,
  id: string,
  { lastUsedAt, expiresAt }: { readonly lastUsedAt: Date; readonly expiresAt: Date },
): Promise<void> {
  await tx.update(devices).set({ lastUsedAt, expiresAt }).where(eq(devices.id, id));
}

/** Deletes a device and the sessions that pictures opened on it. */
export async function removeDevice(tx: Transaction, emailKey: string, id: string): Promise<void> {
  await tx.delete(devices).where(and(eq(devices.emailKey, emailKey), eq(devices.id, id)));
}
