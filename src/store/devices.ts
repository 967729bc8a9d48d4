import { and, asc, desc, eq, gt } from "drizzle-orm";
import { query, type Transaction } from "./database.ts";
import { devices } from "./schema.ts";

export type Device = typeof devices.$inferSelect;

/** A child that comes in with pictures, as a tile shows it. */
export interface PictureChild {
  readonly id: string;
  readonly firstName: string | null;
}

export async function insertDevice(tx: Transaction, device: Device): Promise<void> {
  await tx.insert(devices).values(device);
}

/** The device that has this token, while it is remembered. In the scope of its address or of the service. */
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

/** Those of an address that are remembered, the newest first; in the scope of the address. */
export async function listDevices(tx: Transaction, emailKey: string, now: Date): Promise<Device[]> {
  return await tx
    .select()
    .from(devices)
    .where(and(eq(devices.emailKey, emailKey), gt(devices.expiresAt, now)))
    .orderBy(desc(devices.id));
}

/** Those that one child's password has made remembered, the oldest first. */
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

/** It was used, and is remembered until a later moment. */
export async function touchDevice(
  tx: Transaction,
  id: string,
  { lastUsedAt, expiresAt }: { readonly lastUsedAt: Date; readonly expiresAt: Date },
): Promise<void> {
  await tx.update(devices).set({ lastUsedAt, expiresAt }).where(eq(devices.id, id));
}

/** With the sessions that pictures opened on it. */
export async function removeDevice(tx: Transaction, emailKey: string, id: string): Promise<void> {
  await tx.delete(devices).where(and(eq(devices.emailKey, emailKey), eq(devices.id, id)));
}

/** A new password forgets what the old one had remembered. */
export async function removeDevicesOfAddress(
  tx: Transaction,
  schoolId: string,
  homeAddressId: string,
): Promise<void> {
  await tx
    .delete(devices)
    .where(and(eq(devices.schoolId, schoolId), eq(devices.homeAddressId, homeAddressId)));
}

const childrenStatement = {
  name: "list_picture_children",
  text: `select p.id, p.first_name as "firstName"
           from home_addresses a
           join picture_codes c on c.school_id = a.school_id and c.home_address_id = a.id
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join group_pupils gp on gp.school_id = p.school_id and gp.pupil_id = p.id and gp.main
           join groups g on g.school_id = gp.school_id and g.id = gp.group_id
                        and g.login_method = 'picture'
          where a.email_key = $1 and a.withdrawn_at is null
          order by p.first_name, p.id`,
};

/** The children of an address who have pictures, at whatever school; in the scope of the service. */
export async function listPictureChildren(
  tx: Transaction,
  emailKey: string,
): Promise<PictureChild[]> {
  return await query(tx, childrenStatement, [emailKey]);
}
